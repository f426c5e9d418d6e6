"""The price of memory: what an access costs, where a layer's energy goes, and what a buffer saves."""

from dataclasses import replace

import numpy as np

from dnnlib.costs import NORMALIZED, Costs
from dnnlib.dataflow import isca16
from dnnlib.dataflow.isca16.figures import alexnet
from dnnlib.dataflow.mapper.traffic import frontier
from dnnlib.door import checked
from dnnlib.models import MODELS
from dnnlib.plots.dataflow.energy_bars import LEVELS, energy_by_level
from dnnlib.plots.field import Field
from dnnlib.plots.look import (
    COLOURS,
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


@checked
def access_costs(costs: Costs = NORMALIZED):
    """What one access costs at each level of a hierarchy, beside one MAC: bars as long as the cost, none stretched.

    Units: those of the costs. Source: the costs' own; Sze et al. 2017, Fig. 22 is NORMALIZED.
    """
    rows = sorted([("MAC", costs.mac), *costs.levels.items()], key=lambda row: row[1])
    top, room = 0.35 + 0.5 * len(rows), 6.2
    most = max(value for _, value in rows)
    figure = picture(10, 0.9 + 0.5 * len(rows))
    words = f"One access, in {costs.unit} ({costs.name}, {costs.year})"
    heading(figure, 0.2, top + 0.1, words)
    stroke(figure, lines([(2.6, 0.3)], [(2.6, top)]), INK, 1)
    for k, (name, value) in enumerate(rows):
        y, wide = top - 0.5 * (k + 0.5), room * value / most
        bar = rectangles(2.6, y - 0.17, wide, 0.34)
        fill(figure, bar, _colour(name), edgecolor=INK, linewidth=0.6)
        label(figure, 2.5, y, name, ha="right", fontsize=SIZE - 1)
        label(figure, 2.7 + wide, y, f"{value:g}", fontsize=SIZE - 1)
    shares = [(name, value, value / costs.mac) for name, value in rows]
    figure.table = Table(("access", costs.unit, "in MACs"), shares)
    return figure


def _colour(name: str) -> str:
    """A level's own colour; other memories on the chip have one together, and DRAM has one whatever it moves."""
    if name == "MAC":
        return COLOURS["MACs"]
    if name.startswith("DRAM"):
        name = "DRAM"
    return LEVELS[name][1] if name in LEVELS else "#56B4E9"


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
    largest = 2 ** np.ceil(np.log2(max(curve.sizes[-1], 2 * buffer)))
    up = (curve.at_least / 2, 2 * worst)
    field = Field.at(1.0, 0.7, 8.5, 3.8, (1, largest), up, log=True)
    field.rows(figure, field.y.powers(), human, width=0.7)
    field.columns(figure, field.x.powers(16), human, width=0.4)
    sizes = np.append(curve.sizes, largest)
    stairs = np.stack([np.repeat(sizes, 2)[1:-1], np.repeat(curve.words, 2)], 1)
    path, bottom = field.curve(figure, stairs, COLOURS["MACs"], 3), field.y.start
    under = np.concatenate([path, [(path[-1][0], bottom), (path[0][0], bottom)]])
    fill(figure, outlines([under]), tint(COLOURS["MACs"], 0.85), zorder=0.1)
    for level, words in (
        (curve.at_least, "each word once"),
        (worst, "3 reads, 1 write a MAC"),
    ):
        field.row(figure, level, INK, 1.5, linestyle="--", zorder=1)
        x, right, y = field.x.start, field.x.end, field.y.at(level)
        beside = (
            {"x": x + 0.05, "y": y - 0.16}
            if level == curve.at_least
            else {"x": right - 0.05, "y": y + 0.16, "ha": "right"}
        )
        label(figure, text=f"{words}: {human(level)}", fontsize=SIZE - 2, **beside)
    ((x, y),) = field.inches([(buffer, here)])
    stroke(figure, lines([(x, bottom)], [(x, y)]), COLOURS["O"], 2)
    fill(figure, rectangles(x - 0.09, y - 0.09, 0.18, 0.18), COLOURS["O"], zorder=4)
    label(figure, 5.4, 0.12, "words of buffer", ha="center", fontsize=SIZE - 2)
    known = 2 ** np.arange(np.ceil(np.log2(curve.sizes[0])), np.log2(largest) + 1, 2)
    figure.table = Table(("words of buffer", "least words at DRAM", "times the least"),
                         [(int(size), curve.at(size), curve.at(size) / curve.at_least) for size in known])  # fmt: skip
    return figure
