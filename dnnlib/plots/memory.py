"""The price of memory: what an access costs, where a layer's energy goes, and what a buffer saves."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np

from dnnlib.costs import NORMALIZED, Costs
from dnnlib.dataflow import isca16
from dnnlib.dataflow.isca16.figures import alexnet
from dnnlib.dataflow.mapper.traffic import frontier
from dnnlib.models import MODELS
from dnnlib.plots.energy_bars import LEVELS, energy_by_level
from dnnlib.plots.look import (
    COLOURS,
    GREY,
    INK,
    SIZE,
    fill,
    heading,
    human,
    label,
    lines,
    outlines,
    picture,
    rectangles,
    stroke,
    tint,
)
from dnnlib.table import Table


def access_costs(costs: Costs = NORMALIZED):
    """What one access costs at each level of a hierarchy, beside one MAC, on a logarithmic scale.

    Units: those of the costs. Source: the costs' own; Sze et al. 2017, Fig. 22 is NORMALIZED.
    """
    rows = sorted([("MAC", costs.mac), *costs.levels.items()], key=lambda row: row[1])
    figure = picture(10, 0.9 + 0.5 * len(rows))
    top, low = (
        0.35 + 0.5 * len(rows),
        10 ** np.floor(np.log10(min(value for _, value in rows))),
    )
    decade = 6.0 / (np.log10(max(value for _, value in rows)) - np.log10(low))
    heading(
        figure,
        0.2,
        top + 0.1,
        f"One access, in {costs.unit} ({costs.name}, {costs.year})",
    )
    for k, (name, value) in enumerate(rows):
        y, wide = top - 0.5 * (k + 0.5), max(decade * np.log10(value / low), 0.04)
        colour = (
            LEVELS[name][1]
            if name in LEVELS
            else LEVELS["DRAM"][1]
            if name.startswith("DRAM")
            else COLOURS["MACs"]
            if name == "MAC"
            else "#56B4E9"
        )
        fill(figure, rectangles(2.6, y - 0.17, wide, 0.34), colour)
        label(figure, 2.5, y, name, ha="right", fontsize=SIZE - 1)
        label(figure, 2.7 + wide, y, f"{value:g}", fontsize=SIZE - 1)
    for power in range(
        int(np.ceil(np.log10(max(v for _, v in rows)) - np.log10(low))) + 1
    ):
        x = 2.6 + decade * power
        if x < 9.5:
            stroke(figure, lines([(x, 0.35)], [(x, top)]), GREY, 0.8, zorder=0)
            label(
                figure, x, 0.15, f"{low * 10**power:g}", ha="center", fontsize=SIZE - 3
            )
    figure.table = Table(
        ("access", costs.unit, "in MACs"),
        [(name, value, value / costs.mac) for name, value in rows],
    )
    return figure


def joules(layer="conv2", DRAM=200, GLB=6, NoC=2, RF=1, batch=16):
    """Where the energy of an AlexNet layer goes when an access costs what you say, beside the survey's costs.

    Row stationary on 256 PEs (chapter 06); tiles are searched anew for your costs. Units: energies of a MAC, per MAC.
    Errors: KeyError for an unknown layer. Source: Sze et al. 2017, Figs. 22, 35; Chen et al., ISCA 2016.
    """
    shape, mine = (
        alexnet()[layer],
        replace(NORMALIZED, levels={"DRAM": DRAM, "GLB": GLB, "NoC": NoC, "RF": RF}),
    )
    bars = {"survey's costs": isca16.energy_per_mac("RS", shape, 256, batch)}
    bars["your costs"] = isca16.energy_per_mac("RS", shape, 256, batch, mine)
    spent = bars["your costs"].by_level
    most = max(spent, key=spent.get)
    total = bars["your costs"].total
    words = f"{LEVELS[most][0]} takes most, {spent[most] / total:.0%}; the MACs {spent['MAC'] / total:.0%}"
    return energy_by_level(bars, title=f"AlexNet {layer}, batch {batch}: {words}")


def buffer_traffic(model="AlexNet", layer=3, batch=1, buffer=16384):
    """The least DRAM traffic of a layer against the size of one buffer, and where your buffer stands on the curve.

    Both axes are logarithmic. The lower line is each word once; the upper is 3 reads and a write for every MAC.
    Units: words. Errors: ValueError below layer 1, or where the buffer is too small. Source: dnnlib.dataflow.mapper.traffic.
    """
    layers = MODELS[model].layers
    if layer < 1:
        raise ValueError(
            f"there is no layer {layer}: {model} has layers 1 to {len(layers)}"
        )
    chosen = layers[(layer - 1) % len(layers)]
    shape = replace(chosen.shape, N=batch * chosen.shape.N)
    curve, worst = frontier(shape), 4 * shape.macs
    here = curve.at(buffer)
    figure = picture(10, 5.2)
    heading(
        figure,
        0.2,
        4.8,
        f"{model} {chosen.name}, batch {batch}: {human(buffer)} words of buffer, {human(here)} of traffic, "
        f"{here / curve.at_least:.3g} x the least",
    )
    field = _Field(
        1,
        2 ** np.ceil(np.log2(max(curve.sizes[-1], 2 * buffer))),
        curve.at_least / 2,
        2 * worst,
    )
    field.grid(figure)
    sizes = np.append(curve.sizes, field.right)
    stairs = np.stack([np.repeat(sizes, 2)[1:-1], np.repeat(curve.words, 2)], 1)
    path = field.inches(stairs)
    stroke(figure, lines(path[:-1], path[1:]), COLOURS["MACs"], 3)
    under = np.concatenate(
        [path, [(path[-1][0], field.BOTTOM), (path[0][0], field.BOTTOM)]]
    )
    fill(figure, outlines([under]), tint(COLOURS["MACs"], 0.85), zorder=0.1)
    for level, words in (
        (curve.at_least, "each word once"),
        (worst, "3 reads, 1 write a MAC"),
    ):
        (x, y), (right, _) = field.inches([(1, level), (field.right, level)])
        stroke(figure, lines([(x, y)], [(right, y)]), INK, 1.5, linestyle="--")
        beside = (
            {"x": x + 0.05, "y": y - 0.16}
            if level == curve.at_least
            else {"x": right - 0.05, "y": y + 0.16, "ha": "right"}
        )
        label(figure, text=f"{words}: {human(level)}", fontsize=SIZE - 2, **beside)
    ((x, y),) = field.inches([(buffer, here)])
    stroke(figure, lines([(x, field.BOTTOM)], [(x, y)]), COLOURS["O"], 2)
    fill(figure, rectangles(x - 0.09, y - 0.09, 0.18, 0.18), COLOURS["O"], zorder=4)
    label(figure, 5.4, 0.12, "words of buffer", ha="center", fontsize=SIZE - 2)
    known = 2 ** np.arange(
        np.ceil(np.log2(curve.sizes[0])), np.log2(field.right) + 1, 2
    )
    figure.table = Table(("words of buffer", "least words at DRAM", "times the least"),
                         [(int(size), curve.at(size), curve.at(size) / curve.at_least) for size in known])  # fmt: skip
    return figure


class _Field(SimpleNamespace):
    """A logarithmic field for a curve: from (1, low) to (right, high)."""

    LEFT, BOTTOM, WIDTH, HEIGHT = 1.0, 0.7, 8.5, 3.8

    def __init__(self, left, right, low, high):
        super().__init__(
            left=float(left), right=float(right), low=float(low), high=float(high)
        )

    def inches(self, points):
        """Places of (size, words) pairs [n,2]."""
        x, y = np.log10(np.asarray(points, float)).T
        across = (x - np.log10(self.left)) / np.log10(self.right / self.left)
        up = (y - np.log10(self.low)) / np.log10(self.high / self.low)
        return np.stack(
            [self.LEFT + self.WIDTH * across, self.BOTTOM + self.HEIGHT * up], 1
        )

    def grid(self, figure):
        """Lines at powers of ten of words, and of 32 for the buffer, with their names."""
        for power in range(
            int(np.ceil(np.log10(self.low))), int(np.log10(self.high)) + 1
        ):
            (x, y), (right, _) = self.inches(
                [(self.left, 10.0**power), (self.right, 10.0**power)]
            )
            stroke(figure, lines([(x, y)], [(right, y)]), GREY, 0.7, zorder=0)
            label(figure, x - 0.1, y, human(10.0**power), ha="right", fontsize=SIZE - 2)
        for size in 4.0 ** np.arange(0, np.log(self.right) / np.log(4) + 0.01, 2):
            (x, y), (_, top) = self.inches([(size, self.low), (size, self.high)])
            stroke(figure, lines([(x, y)], [(x, top)]), GREY, 0.4, zorder=0)
            label(figure, x, y - 0.2, human(size), ha="center", fontsize=SIZE - 2)
