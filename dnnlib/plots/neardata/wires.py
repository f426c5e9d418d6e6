"""What wires leave of a column's current, by the size of the array."""

from functools import cache

import numpy as np

from dnnlib.door import checked
from dnnlib.neardata import bit_line, both
from dnnlib.plots.field import Field
from dnnlib.plots.look import (
    COLOURS,
    INK,
    SIZE,
    fill,
    heading,
    label,
    lines,
    picture,
    rectangles,
    stroke,
)
from dnnlib.table import Table

SIZES = (16, 32, 64, 128, 256)
KINDS = ("bit lines only", "both wires", "both, worst cell")
STYLES = ((COLOURS["O"], "-"), (COLOURS["I"], "--"), (INK, ":"))


@cache
def _arrives(size: int, ratio: float) -> tuple[float, float, float]:
    """Shares of the current that arrive, every cell on: of all, of all, of the worst."""
    on, wire = np.ones((size, size)), 1 / ratio
    two = both(on, wire, wire)
    return bit_line(on, wire).mean(), two.mean(), two.min()


@checked
def wires(ratio: float = 1e4):
    """How much of the cells' current arrives below, the larger the array the less.

    All cells are on, arrays are square. ratio: resistance of a cell / of the wire
    between two cells. Source: Kirchhoff's laws; Sze et al. 2017, VI-C.
    """
    if not ratio > 0:
        raise ValueError(f"ratio={ratio}: a cell has more than no resistance")
    figure, shares = picture(10, 4.4), [_arrives(size, ratio) for size in SIZES]
    left, bottom, wide, high = 0.95, 0.95, 5.6, 2.7
    title = f"What arrives of the current, wire : cell = 1 : {ratio:,.0f}"
    heading(figure, 0.15, 3.95, title)
    last = len(SIZES) - 1
    field = Field.at(left, bottom, wide, high, (0, last), (0, 100))
    field.rows(figure, (0, 25, 50, 75, 100), "{} %".format)
    for k, size in enumerate(SIZES):
        field.tick_below(figure, k, f"{size}", 0.22)
    field.under(figure, "rows and columns of the array", 0.38, fontsize=SIZE)
    for k, (colour, dash) in enumerate(STYLES):
        points = [(n, 100 * share[k]) for n, share in enumerate(shares)]
        x, y = field.curve(figure, points, colour, 3, linestyle=dash).T
        fill(figure, rectangles(x - 0.06, y - 0.06, 0.12, 0.12), colour, zorder=4)
    for k, (name, (colour, dash)) in enumerate(zip(KINDS, STYLES)):
        y = 3.3 - 0.5 * k
        stroke(figure, lines([(7.0, y)], [(7.6, y)]), colour, 3, linestyle=dash)
        label(figure, 7.75, y, name)
    figure.table = Table(
        ("rows", *KINDS), [(n, *map(float, s)) for n, s in zip(SIZES, shares)]
    )
    return figure
