"""Costs beside a reference of 1: a bar a cost, shorter is cheaper, with a line where the reference ends."""

from typing import NamedTuple

from dnnlib.door import checked
from dnnlib.plots.look import (
    COLOURS,
    GREY,
    INK,
    SIZE,
    fill,
    label,
    lines,
    rectangles,
    stroke,
)

LOOK = {
    "weights": (COLOURS["F"], ""),
    "MACs": (COLOURS["MACs"], ""),
    "DRAM words": ("#CC79A7", "xx"),
    "energy": ("#E69F00", "///"),
    "time": ("#56B4E9", "--"),
}


class Field(NamedTuple):
    """Where the bars stand, in inches: their left end, the lowest bar, the length of 1, from bar to bar."""

    left: float
    bottom: float
    one: float
    pitch: float = 0.6


@checked
def cost_bars(figure, shares: dict[str, float], field: Field, most: float):
    """A bar a cost, the first on top: its share of the reference, said in words beside it; longer than most is cut."""
    left, bottom, one, pitch = field
    high = 0.62 * pitch
    top = bottom + pitch * len(shares)
    for k, (name, share) in enumerate(shares.items()):
        y = top - pitch * (k + 1)
        colour, hatch = LOOK[name.split(",")[0]]
        long = one * min(share, most)
        edge = {"edgecolor": "white", "linewidth": 0.5}
        fill(figure, rectangles(left, y, long, high), colour, hatch=hatch, **edge)
        label(figure, left - 0.12, y + high / 2, name, ha="right")
        words = {"ha": "left", "weight": "bold"}
        end = left + max(long, one) + 0.12
        label(figure, end, y + high / 2, less(share), **words)
    ends = [(left, bottom - 0.1), (left + one, bottom - 0.1)]
    stroke(figure, lines(ends[:1], [(left, top)]), INK, 1.2)
    stroke(figure, lines(ends[1:], [(left + one, top)]), GREY, 1.5, zorder=0)
    label(figure, left + one, bottom - 0.28, "dense", ha="center", fontsize=SIZE - 2)


@checked
def less(share: float) -> str:
    """A share of 1 in words: 8.4x less, 1.3x more, the same."""
    if 0.985 < share < 1.015:
        return "the same"
    return f"{1 / share:.3g}x less" if share < 1 else f"{share:.3g}x more"
