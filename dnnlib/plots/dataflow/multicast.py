"""The multicast network at work: one ifmap row leaves the buffer with a tag, and a diagonal of PEs takes it."""

import numpy as np

from dnnlib.dataflow.array.multicast import NOBODY, Network, network, sent, tags
from dnnlib.door import whole
from dnnlib.plots.dataflow.set_placement import placed
from dnnlib.plots.look import (
    COLOURS,
    GREY,
    INK,
    SIZE,
    fill,
    heading,
    label,
    lines,
    numerals,
    picture,
    rectangles,
    stroke,
    tint,
)
from dnnlib.table import Table

LEFT, TOP, WIDE, HIGH = 1.9, 4.35, 0.5, 0.27


def ifmap_network(R=3, e=13, rows=12, cols=14, U=1) -> Network:
    """IDs for ifmap rows when each set of R x e PEs has a channel of its own: row ID the set, column ID the ifmap row.

    Sets lie above each other; a set that is too wide is not drawn here. Errors: as `set_placement`.
    """
    whole("e", e, 1, cols)
    groups, wants = np.full(rows, NOBODY), np.full((rows, cols), NOBODY)
    for k, row, col, r, p in placed(R, e, rows, cols):
        groups[row] = k // max(cols // e, 1)
        wants[row, col] = U * p + r
    return network(groups, wants)


def multicast(R=3, e=13, U=1, channel=1, ifmap_row=4):
    """One ifmap row on its way: its tag, the rows of PEs whose bus it enters, and the PEs that take it.

    In each PE stands its column ID, on the left the row ID. Errors: ValueError where no PE wants that row.
    Source: Chen et al., JSSC 2017, Figs. 9 and 10.
    """
    one = ifmap_network(R, e, U=U)
    takes = one.takes(channel, ifmap_row)
    if not takes.any():
        raise ValueError(f"no PE wants row {ifmap_row} of channel {channel}")
    figure = picture(10, 5.3)
    what = f"ifmap row {ifmap_row} of channel {channel}: tag ({channel}, {ifmap_row})"
    heading(figure, 0.2, 4.85, f"{what}, taken by {takes.sum()} of {takes.size} PEs")
    _buses(figure, one, channel)
    _pes(figure, one, takes)
    legend = (
        "left: row ID; in a PE: column ID; green line: the buses that the word enters"
    )
    label(figure, 5, 0.75, legend, ha="center", fontsize=SIZE - 2)
    words = sent(one)
    saved = f"{words['multicast']} words leave the buffer; {words['each alone']} would, were each PE served alone"
    label(figure, 5, 0.35, saved, ha="center", fontsize=SIZE - 2, weight="bold")
    rows = [(f"({a}, {b})", int(one.takes(a, b).sum())) for a, b in tags(one)]
    figure.table = Table(("tag (row, col)", "PEs that take it"), rows)
    return figure


def _buses(figure, one: Network, channel: int):
    """The bus down the left, and one along each row of PEs; in colour where the word goes."""
    rows, cols = one.cols.shape
    middle = TOP - HIGH * (np.arange(rows) + 0.5)
    enters = one.rows == channel
    fill(figure, rectangles(0.25, TOP - HIGH * rows, 0.55, HIGH * rows), "#E8E8E8")
    label(figure, 0.52, TOP - HIGH * rows / 2, "GLB", ha="center", rotation=90)
    last = middle[enters].min()
    trunk = lines([(1.1, middle[0])], [(1.1, middle[-1])])
    stroke(figure, trunk, GREY, 2)
    for on, colour, width in ((~enters, GREY, 1), (enters, COLOURS["F"], 3)):
        starts, ends = ((np.full(on.sum(), x), middle[on]) for x in (1.1, LEFT))
        stroke(figure, lines(np.c_[starts], np.c_[ends]), colour, width)
    way = lines([(0.8, middle[0]), (1.1, middle[0])], [(1.1, middle[0]), (1.1, last)])
    stroke(figure, way, COLOURS["F"], 3)
    names = [str(k) if k != NOBODY else "-" for k in one.rows.tolist()]
    places = np.c_[np.full(rows, 1.5), middle + 0.09]
    fill(figure, numerals(places, names, 0.15, "bold"), INK)


def _pes(figure, one: Network, takes):
    row, col = np.nonzero(one.cols != NOBODY)
    every = np.indices(takes.shape).reshape(2, -1)
    x, y = LEFT + WIDE * every[1], TOP - HIGH * (every[0] + 1)
    boxes = rectangles(x, y, WIDE, HIGH)
    fill(figure, boxes, "white", edgecolor=GREY, linewidth=1)
    a, b = np.nonzero(takes)
    taken = rectangles(LEFT + WIDE * b, TOP - HIGH * (a + 1), WIDE, HIGH)
    fill(figure, taken, tint(COLOURS["I"], 0.6), edgecolor=INK, linewidth=2)
    middle = np.c_[LEFT + WIDE * (col + 0.5), TOP - HIGH * (row + 0.5)]
    words = [str(word) for word in one.cols[row, col].tolist()]
    fill(figure, numerals(middle, words, 0.15), COLOURS["I"])
