"""A threshold on the weights of a real layer: what stays, what accuracy is left, what energy is saved."""

from functools import cache

import numpy as np

from dnnlib import data
from dnnlib.plots.dataflow.energy_bars import LEVELS
from dnnlib.plots.field import Field
from dnnlib.plots.look import (
    COLOURS,
    INK,
    SIZE,
    fill,
    heading,
    label,
    picture,
    rectangles,
    tint,
)
from dnnlib.sparsity.threshold_sweep import IMAGES, MACHINES, STOPS, pruned, recorded
from dnnlib.table import Table

LAYERS = tuple(" ".join(key) for key in recorded())
SPAN = 4.0  # standard deviations to each side of the histogram
EDGES = np.linspace(-SPAN, SPAN, 81)


def threshold(layer="LeNet-5 fc1", threshold=1.0, machine="compressed"):
    """Weights below a threshold become 0, nothing is trained: what accuracy is left, and what energy?

    layer: a network and its layer; threshold in standard deviations of its weights; machine: what it does with zeros.
    Accuracy is of 5,000 validation images, energy of this layer alone. Errors: ValueError lists what there is.
    Source: dnnlib.sparsity.threshold_sweep; Han et al., NIPS 2015; Sze et al. 2017, VII-B.
    """
    if layer not in LAYERS:
        raise ValueError(f"layer={layer!r} is unknown; choose from {', '.join(LAYERS)}")
    network, name = layer.split(" ")
    at, before = pruned(network, name, threshold), pruned(network, name, 0.0)
    spent = {"as trained": before.energy("dense"), "pruned": at.energy(machine)}
    share = sum(spent["pruned"].values()) / sum(spent["as trained"].values())
    figure = picture(10, 5.4)
    lost = 100 * (before.accuracy - at.accuracy)
    points = f"{lost:.2g} points" if lost > 0.005 else "nothing"
    words = f"{layer} keeps {at.density:.0%}, loses {points}, takes {share:.0%} of the energy"
    heading(figure, 0.15, 5.0, words)
    _histogram(figure, _counts(network, name), threshold)
    _accuracy(figure, recorded()[network, name], threshold)
    _energies(figure, spent)
    header = ("threshold", "density", "accuracy", *(f"energy, {m}" for m in MACHINES))
    figure.table = Table(header, _rows(network, name))
    return figure


@cache
def _rows(network: str, name: str) -> list[tuple]:
    """Density, accuracy and energies at every stop."""
    rows = []
    for stop in STOPS:
        one = pruned(network, name, stop)
        rows.append(
            (
                stop,
                one.density,
                one.accuracy,
                *(one.energy(m).total for m in MACHINES),
            )
        )
    return rows


@cache
def _counts(network: str, name: str) -> np.ndarray:
    """How many weights lie between one edge and the next."""
    F = data.weights(network)[f"{name}.weight"]
    return np.histogram(F.ravel() / F.std(), EDGES)[0]


def _histogram(figure, counts, threshold):
    """The weights by size; pale where they go."""
    field = Field.at(0.35, 2.55, 4.3, 1.95, (-SPAN, SPAN), (0, counts.max()))
    bottom, step = field.y.start, field.x.length / len(counts)
    stays = np.minimum(np.abs(EDGES[:-1]), np.abs(EDGES[1:])) >= threshold - 1e-9
    x, high = field.x.at(EDGES[:-1]), field.y.at(counts) - bottom
    for these, colour in ((stays, COLOURS["F"]), (~stays, tint(COLOURS["F"], 0.75))):
        if these.any():
            fill(figure, rectangles(x[these], bottom, step, high[these]), colour)
    field.row(figure, 0, INK, 1.2, zorder=1)
    for tick in (-4, -2, 0, 2, 4):
        field.tick_below(figure, tick, f"{tick:g}", 0.18)
    for side in (-threshold, threshold):
        field.column(figure, side, INK, 1.5, linestyle="--", zorder=1)
    field.under(figure, "weights, in standard deviations", bottom - 0.45)


def _accuracy(figure, right, threshold):
    """Accuracy over the threshold, from 90 % on, and where the slider stands; what lies lower is said."""
    field = Field.at(5.75, 2.55, 3.9, 1.95, (0, STOPS[-1]), (90, 100))
    field.rows(figure, (90, 92, 94, 96, 98, 100), "{} %".format)
    shares = 100 * np.array(right) / IMAGES
    points = np.c_[STOPS, np.maximum(shares, 90)]
    # the first below 90 % too: there the line leaves the field
    seen = 1 + int((shares >= 90).sum())
    field.curve(figure, points[:seen], COLOURS["MACs"], 3)
    at = STOPS.index(threshold)
    x, y = field.inches(points[at])[0]
    fill(figure, rectangles(x - 0.1, y - 0.1, 0.2, 0.2), INK, zorder=4)
    if shares[at] < 90:
        how = {"ha": "center", "va": "bottom", "fontsize": SIZE - 2}
        label(figure, min(x + 0.15, 9.4), y + 0.16, f"{shares[at]:.0f} %", **how)
    for tick in (0, 1, 2, 3):
        field.tick_below(figure, tick, f"{tick}", 0.18)
    field.under(figure, "accuracy over the threshold", field.y.start - 0.45)


def _energies(figure, spent: dict):
    """Two bars by level, one above the other, and the names of the levels."""
    left, wide = 1.55, 7.3
    most = spent["as trained"].total
    for y, (name, energy) in zip((1.25, 0.75), spent.items()):
        x, levels = left, energy.by_level
        label(figure, left - 0.1, y + 0.18, name, ha="right", fontsize=SIZE - 1)
        for level, (_, colour, hatch) in LEVELS.items():
            part = wide * levels[level] / most
            fill(
                figure,
                rectangles(x, y, part, 0.36),
                colour,
                hatch=hatch,
                edgecolor="white",
                linewidth=0.5,
            )
            x += part
        label(
            figure,
            x + 0.08,
            y + 0.18,
            f"{energy.total / most:.0%}",
            fontsize=SIZE - 1,
        )
    x = left
    for name, colour, hatch in LEVELS.values():
        fill(
            figure,
            rectangles(x, 0.2, 0.3, 0.22),
            colour,
            hatch=hatch,
            edgecolor="white",
            linewidth=0.5,
        )
        label(figure, x + 0.37, 0.31, name, fontsize=SIZE - 2)
        x += 0.75 + 0.115 * len(name)
    label(
        figure,
        left + wide + 0.85,
        0.31,
        "energy of the layer",
        ha="right",
        fontsize=SIZE - 2,
    )
