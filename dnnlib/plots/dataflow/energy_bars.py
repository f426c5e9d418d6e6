"""Where the energy goes: stacked bars by level of the hierarchy or by tensor, ours and the published side by side."""

from collections.abc import Mapping

import numpy as np

from dnnlib.door import checked
from dnnlib.plots.field import Field, round_steps
from dnnlib.plots.look import (
    COLOURS,
    GREY,
    INK,
    SIZE,
    fill,
    heading,
    label,
    lines,
    picture,
    rectangles,
    stroke,
    tint,
)
from dnnlib.table import Table

# Names as the survey's figures print them; colours: the rest of Okabe and Ito's palette,
# blue, green and red stay with I, F and O.
LEVELS = {
    "MAC": ("ALU", COLOURS["MACs"], ""),
    "RF": ("RF", "#F0E442", "\\\\"),
    "NoC": ("NoC", "#56B4E9", "--"),
    "GLB": ("buffer", "#E69F00", "///"),
    "DRAM": ("DRAM", "#CC79A7", "xx"),
}
TENSORS = {
    "I": ("I (ifmap)", COLOURS["I"], "///"),
    "F": ("F (filters)", COLOURS["F"], ""),
    "O": ("O (psums)", COLOURS["O"], "xx"),
}

# of the field in which bars stand, in inches
LEFT, BOTTOM, WIDTH, HEIGHT = 0.75, 0.55, 9.15, 3.3


@checked
def energy_by_level(
    breakdowns: Mapping, published=None, title: str = "Energy per MAC by level"
):
    """One stacked bar a name, from the MACs at the bottom to DRAM at the top, with its total.

    breakdowns: {name: value with .by_level and .total}; published: {name: {level: energy}} of some or all of them.
    Errors: ValueError where there is nothing to draw. Source: Sze et al. 2017, Fig. 33(a).
    """
    return _stacked(
        {name: b.by_level for name, b in breakdowns.items()}, published, title, LEVELS
    )


@checked
def energy_by_tensor(
    breakdowns: Mapping, published=None, title: str = "Energy per MAC by tensor"
):
    """One stacked bar a name: what I, F and O cost at all levels together, with its total.

    breakdowns: {name: value with .by_tensor and .total}; published: {name: {tensor: energy}} of some or all of them.
    Errors: ValueError where there is nothing to draw. Source: Sze et al. 2017, Figs. 33(b) and 34.
    """
    return _stacked(
        {name: b.by_tensor for name, b in breakdowns.items()}, published, title, TENSORS
    )


@checked
def energy_by_layer(
    breakdowns: Mapping, published=None, title: str = "Energy by layer"
):
    """One stacked bar a layer, by level; the title ends with the share of the layers whose name begins with "conv".

    breakdowns: {layer: value with .by_level and .total}, in energies, not per MAC. Otherwise as `energy_by_level`.
    Source: Sze et al. 2017, Fig. 35.
    """
    total = sum(b.total for b in breakdowns.values())
    conv = sum(b.total for name, b in breakdowns.items() if name.startswith("conv"))
    share = f": CONV layers {conv / total:.0%}" if 0 < conv < total else ""
    return energy_by_level(breakdowns, published, title + share)


def _stacked(parts: dict, published: dict | None, title: str, look: dict):
    if not parts:
        raise ValueError(
            "no bars to draw: give one breakdown or more, {name: breakdown}"
        )
    published = {name: bar for name, bar in (published or {}).items() if name in parts}
    figure = picture(10, 5.2)
    heading(figure, 0.15, 4.8, title)
    _legend(figure, look, "left ours, right (pale) published" if published else "")
    top = max(sum(bar.values()) for bar in [*parts.values(), *published.values()]) or 1
    _scale(figure, top)
    pitch = WIDTH / len(parts)
    middles = {name: LEFT + pitch * (k + 0.5) for k, name in enumerate(parts)}
    wide = 0.4 * pitch if published else min(0.62 * pitch, 1.2)
    ours = [middles[name] - 0.21 * pitch * (name in published) for name in parts]
    theirs = [middles[name] + 0.21 * pitch for name in published]
    _pile(figure, ours, wide, list(parts.values()), look, top)
    if published:
        _pile(figure, theirs, wide, list(published.values()), look, top, white=0.55)
    for name, x in middles.items():
        label(figure, x, BOTTOM - 0.25, name, ha="center")
    figure.table = _table(parts, published, look)
    return figure


def _pile(figure, middles, wide, bars, look, top, white=0.0):
    """Bars upon bars, a path for each part of all of them, their totals on top; published ones are mixed with white."""
    left, base = np.array(middles) - wide / 2, np.full(len(bars), BOTTOM)
    edge = {"edgecolor": "white", "linewidth": 0.5}
    for part, (_, colour, hatch) in look.items():
        high = HEIGHT / top * np.array([bar.get(part, 0.0) for bar in bars])
        fill(
            figure,
            rectangles(left, base, wide, high),
            tint(colour, white),
            hatch=hatch,
            **edge,
        )
        base = base + high
    how = {
        "weight": "normal" if white or wide < 0.5 else "bold",
        "fontsize": SIZE - 2 if wide < 0.5 else SIZE - 1,
    }
    for x, y, bar in zip(middles, base, bars):
        total = sum(bar.values())
        label(
            figure,
            x,
            y + 0.04,
            f"{total:.2f}" if total < 100 else f"{total:,.0f}",
            ha="center",
            va="bottom",
            **how,
        )


def _legend(figure, look, note):
    """A swatch and a name for each part, left to right, and how to read pairs of bars."""
    x = LEFT
    for name, colour, hatch in look.values():
        fill(
            figure,
            rectangles(x, 4.38, 0.3, 0.22),
            colour,
            hatch=hatch,
            edgecolor="white",
            linewidth=0.5,
        )
        label(figure, x + 0.37, 4.49, name, fontsize=SIZE - 1)
        x += 0.75 + 0.115 * len(name)
    label(figure, LEFT + WIDTH, 4.49, note, ha="right", fontsize=SIZE - 1)


def _scale(figure, top: float):
    """Faint lines at round heights, five or fewer, with their numbers."""
    field = Field.at(LEFT, BOTTOM, WIDTH, HEIGHT, y=(0, top))
    ticks = round_steps(5, 0, top, steps=(1, 2, 2.5, 5))
    starts, ends = (
        np.c_[0 * ticks + x, field.y.at(ticks)] for x in (LEFT, field.x.end)
    )
    stroke(figure, lines(starts, ends), GREY, 0.8)
    stroke(figure, lines(starts[:1], ends[:1]), INK, 1.2)
    for tick in ticks:
        field.tick_left(figure, tick, f"{tick:g}", fontsize=SIZE - 1)


def _table(parts: dict, published: dict, look: dict) -> Table:
    whose = [(name, "ours", bar) for name, bar in parts.items()]
    whose += [
        (name, "published", published[name]) for name in parts if name in published
    ]
    rows = [
        (name, who, *(bar.get(p, 0.0) for p in look), sum(bar.values()))
        for name, who, bar in whose
    ]
    return Table(("bar", "whose", *(name for name, *_ in look.values()), "total"), rows)
