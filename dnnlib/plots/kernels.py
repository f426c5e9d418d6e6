"""The kernels side by side: operations, words, memory, time and error, for a layer and for a model."""

import numpy as np
from matplotlib.ticker import NullLocator

from dnnlib.door import checked
from dnnlib.kernels import fft, selection, strassen, winograd
from dnnlib.kernels.timings import C_STOPS, N_STOPS, P_STOPS, R_STOPS, measured
from dnnlib.models import MODELS
from dnnlib.plots.field import Field
from dnnlib.plots.look import (
    INK,
    SIZE,
    axes,
    fill,
    heading,
    human,
    label,
    lines,
    note,
    picture,
    rectangles,
    stroke,
)
from dnnlib.shapes import ConvShape
from dnnlib.table import Table

# The rest of Okabe and Ito's palette: blue, green and red stay with I, F and O.
TIMED = {"R": R_STOPS, "C": C_STOPS, "P": P_STOPS, "N": N_STOPS}  # what was timed
LOOK = {
    "toeplitz": ("#E69F00", "///"),
    "winograd": ("#56B4E9", ""),
    "fft": ("#CC79A7", "xx"),
    "strassen": ("#F0E442", "\\\\"),
    "torch": ("#222222", ""),
}
PANELS = (
    ("operations, counted", human),
    ("words beside I, F, O", human),
    ("milliseconds, measured", "{:.3g}".format),
    ("error, measured", "{:.1e}".format),
)


def which_kernel(R=3, C=32, P=32, N=1):
    """Toeplitz, Winograd and FFT on one layer: operations and memory as counted, time and error as once measured.

    M = C, stride 1, single precision, one thread; a bar is as long as its number, so a longer one is worse.
    Errors: ValueError where the layer is not on the measured grid. Source: kernels/selection.py, kernels/timings.py.
    """
    seen, counted = (
        measured(R, C, P, N),
        selection.predicted(ConvShape(N=N, M=C, C=C, P=P, Q=P, R=R, S=R)),
    )
    columns = [
        {name: p.ops.mults + p.ops.adds for name, p in counted.items()},
        {name: p.extra_words for name, p in counted.items()},
        seen.ms,
        seen.errors,
    ]
    figure = picture(10, 4.6)
    verdict = (
        f"{seen.quickest} is {seen.lead:.2g} times quicker"
        if seen.lead >= 1.05
        else "a draw"
    )
    heading(
        figure,
        0.2,
        4.15,
        f"{C} channels, {P} x {P}, filter {R} x {R}, batch {N}: {verdict}",
    )
    for k, (panel, values) in enumerate(zip(PANELS, columns)):
        _panel(figure, 0.2 + 4.9 * (k % 2), 2.15 - 1.95 * (k // 2), values, *panel)
    rows = [
        (name, *(column.get(name) for column in columns))
        for name in LOOK
        if name in counted
    ]
    figure.table = Table(("kernel", *(panel[0] for panel in PANELS)), rows)
    return figure


def multiplications(model="VGG-16", filters_ahead=True):
    """How many times fewer multiplications than direct each kernel makes, for each CONV layer of a model.

    Winograd in tiles of 4 x 4, FFT in the tile with the fewest, Strassen down to 64. Above the line is a gain.
    Errors: KeyError lists the models. Source: the `ops` of each kernel; Sze et al. 2017, V-A.
    """
    layers = MODELS[model].of_kind("conv")
    gains = {
        "winograd": [
            y.macs / winograd.ops(y.shape, amortized=filters_ahead).mults
            for y in layers
        ],
        "fft": [y.macs / _fewest_by_fft(y.shape, filters_ahead) for y in layers],
        "strassen": [y.macs / strassen.ops(y.shape, cutover=64).mults for y in layers],
    }
    figure = picture(10, 4.8)
    when = (
        "filters transformed ahead"
        if filters_ahead
        else "filters transformed at each call"
    )
    ax = axes(
        figure, 0.08, 0.2, 0.9, 0.66, title=f"{model}: multiplications saved, {when}"
    )
    least, top = (edge(edge(gain) for gain in gains.values()) for edge in (min, max))
    ax.set(
        xlim=(-0.7, len(layers) - 0.3),
        ylim=(min(0.7, 0.8 * least), 2.2 * max(top, 2)),
        yscale="log",
    )
    ax.yaxis.set_major_locator(NullLocator())  # a logarithmic axis brought its own
    ax.yaxis.set_minor_locator(NullLocator())
    for gain in (
        g
        for g in (0.25, 0.5, 1, 2, 4, 8, 16)
        if ax.get_ylim()[0] < g < ax.get_ylim()[1]
    ):
        ax.axhline(
            gain,
            color=INK if gain == 1 else "#DDDDDD",
            linewidth=1.6 if gain == 1 else 1,
            zorder=0,
        )
        note(
            ax,
            -0.8 - 0.008 * len(layers),
            gain,
            f"{gain:g}x",
            ha="right",
            fontsize=SIZE - 2,
        )
    for (name, values), mark in zip(gains.items(), "osD"):
        ax.plot(
            values,
            mark,
            color=LOOK[name][0],
            markeredgecolor=INK,
            markersize=9,
            label=name,
        )
    every = -(-len(layers) // 14)
    for k in range(0, len(layers), every):
        ax.text(
            k,
            -0.04,
            layers[k].name,
            rotation=35,
            ha="right",
            va="top",
            fontsize=SIZE - 4,
            color=INK,
            rotation_mode="anchor",
            transform=ax.get_xaxis_transform(),
        )
    ax.legend(
        loc="upper right",
        fontsize=SIZE - 2,
        ncols=3,
        framealpha=0.9,
        bbox_to_anchor=(1, 1.03),
    )
    filters = [f"{y.shape.R} x {y.shape.S}" for y in layers]
    rows = [
        (y.name, size, y.macs, *saved)
        for y, size, *saved in zip(layers, filters, *gains.values())
    ]
    figure.table = Table(
        ("layer", "filter", "MACs", *(f"{name}: times fewer" for name in gains)), rows
    )
    return figure


@checked
def rounding(errors, title="What each kernel loses"):
    """Errors against float64 as marks on an axis of powers of ten, one group a kernel; inf is drawn at the edge.

    errors: {name of the data or type: {kernel: error}}, as `kernels.rounding.errors` gives them.
    Errors: ValueError where there is nothing to draw. Source: Sze et al. 2017, V-A (numerical stability).
    """
    if not errors:
        raise ValueError("no errors to draw: give {name: rounding.errors(I, F)}")
    kernels = list(next(iter(errors.values())))
    shades = ("#222222", "#E69F00", "#CC79A7", "#F0E442", "#56B4E9")
    figure = picture(10, 1.2 + 0.22 * len(kernels) * (len(errors) + 0.8))
    left = 3.7
    heading(figure, 0.2, figure.get_figheight() - 0.35, title)
    top, bottom = figure.get_figheight() - 0.75, 0.45
    low, high = -8, 1
    field = Field.at(left, bottom, 5.3, top - bottom, x=(low, high))
    for power in range(low, high + 1):
        field.column(figure, power, width=0.4 if power % 2 else 1.2)
        if power % 2 == 0:
            field.tick_below(figure, power, f"1e{power}", 0.15, fontsize=SIZE - 3)
    step = (top - bottom) / len(kernels)
    bar = step / (len(errors) + 0.8)
    for j, kernel in enumerate(kernels):
        label(
            figure,
            left - 0.1,
            top - step * (j + 0.5),
            kernel,
            ha="right",
            fontsize=SIZE - 3,
        )
        for k, (name, values) in enumerate(errors.items()):
            y, error = top - step * j - bar * (k + 1.2), values[kernel]
            end = field.x.at(np.clip(np.log10(max(error, 1e-30)), low, high))
            mark = rectangles(end - 0.07, y + bar * 0.45 - 0.07, 0.14, 0.14)
            fill(figure, mark, shades[k % len(shades)], edgecolor=INK, linewidth=0.8)
            text = (f"{error:.0e}" if np.isfinite(error) else "overflow") + (
                f"  {name}" if j == 0 else ""
            )
            label(
                figure,
                end + 0.14,
                y + bar * 0.45,
                text,
                fontsize=SIZE - 5,
            )
    rows = [
        (kernel, *(values[kernel] for values in errors.values())) for kernel in kernels
    ]
    figure.table = Table(("kernel", *errors), rows)
    return figure


def _fewest_by_fft(shape, filters_ahead: bool) -> int:
    least = max(-(-shape.R // shape.U), -(-shape.S // shape.U), 2)
    return min(
        fft.ops(shape, tile, filters_ahead).mults for tile in fft.TILES if tile >= least
    )


def _panel(figure, left, bottom, values, title, spell):
    """Three bars, one a kernel, each with its value."""
    label(figure, left, bottom + 1.62, title, weight="bold", fontsize=SIZE - 1)
    most, start = max(values.values()), left + 1.25
    for k, name in enumerate(selection.KERNELS):
        y, (colour, hatch) = bottom + 1.05 - 0.45 * k, LOOK[name]
        label(figure, left + 1.15, y + 0.15, name, ha="right", fontsize=SIZE - 2)
        if name not in values:
            none = {"fontsize": SIZE - 4, "color": "#666666"}
            label(figure, start, y + 0.15, "has no such tile", **none)
            continue
        long = 2.35 * values[name] / most if most else 0
        bar = {"hatch": hatch, "edgecolor": "white", "linewidth": 0.3}
        fill(figure, rectangles(start, y, long, 0.3), colour, **bar)
        said = spell(values[name])
        label(figure, start + 0.05 + long, y + 0.15, said, fontsize=SIZE - 2)
    ends = [(start, bottom + 0.1)], [(start, bottom + 1.4)]
    stroke(figure, lines(*ends), INK, 1)
