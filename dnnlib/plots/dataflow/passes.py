"""A processing pass of the Eyeriss chip, drawn: what one PE holds, and which sets stand on the array."""

from dnnlib.dataflow import eyeriss
from dnnlib.dataflow.eyeriss.silicon import predict
from dnnlib.plots.dataflow.set_placement import SHADES, placed
from dnnlib.plots.look import (
    COLOURS,
    GREY,
    INK,
    SIZE,
    fill,
    heading,
    label,
    picture,
    rectangles,
    stroke,
    tint,
)
from dnnlib.table import Table

ARRAY = 4.9, 4.1, 0.325  # left, top, side of a PE


def processing_pass(layer="conv3"):
    """One pass of an AlexNet layer on the Eyeriss chip: the rows that take turns in a PE, the sets side by side.

    In a PE p filters and q channels take turns; r channel sets and t filter sets of R x e PEs stand on the array; n
    images go through one after the other. Source: Chen et al., JSSC 52(1), 2017, Table III; Sze et al. 2017, Fig. 29.
    """
    one = predict("AlexNet", layer)
    cut, shape = one.cut, one.shape
    figure = picture(10, 4.95)
    heading(figure, 0.2, 4.5, f"a pass of {layer}: {_said(cut)}")
    _in_a_pe(figure, shape, cut)
    _on_the_array(figure, shape, cut)
    figure.table = _table(shape, cut)
    return figure


def _said(cut) -> str:
    filters, channels = cut.p * cut.t, cut.q * cut.r
    counts = {"filter": filters, "channel": channels}
    counts |= {"ofmap row": cut.e, "image": cut.n}
    return ", ".join(f"{n} {what}{'s' * (n > 1)}" for what, n in counts.items())


def _in_a_pe(figure, shape, cut):
    """The filter rows of one PE, a cell each: filters down, channels across; the windows above, the sums beside."""
    label(figure, 0.2, 4.2, "one PE", weight="bold", fontsize=SIZE - 1)
    wide, high = 0.62, min(0.26, 2.6 / cut.p)
    x, top = 0.75, 3.3
    for k in range(cut.q):
        cell = rectangles(x + wide * k, top + 0.12, wide - 0.06, 0.26)
        fill(figure, cell, tint(COLOURS["I"], 0.4))
    for j in range(cut.p):
        y = top - high * (j + 1)
        for k in range(cut.q):
            cell = rectangles(x + wide * k, y, wide - 0.06, high - 0.03)
            fill(figure, cell, tint(COLOURS["F"], 0.35))
        cell = rectangles(x + wide * cut.q + 0.08, y, 0.22, high - 0.03)
        fill(figure, cell, tint(COLOURS["O"], 0.35))
    held = eyeriss.spad_words(shape, cut)
    said = f"q = {cut.q} channel{'s' * (cut.q > 1)}, a window of {shape.S} inputs each"
    label(figure, x, top + 0.58, said, color=COLOURS["I"], fontsize=SIZE - 4)
    low = top - high * cut.p
    said = f"p = {cut.p} filters in turns, a row of {shape.S} weights each"
    label(figure, 0.2, low - 0.18, said, color=COLOURS["F"], fontsize=SIZE - 4)
    room = eyeriss.SPADS
    words = ", ".join(f"{t} {held[t]} of {room[t]}" for t in "IFO")
    label(figure, 0.2, low - 0.43, f"words held: {words}", fontsize=SIZE - 4)


def _on_the_array(figure, shape, cut):
    """12 x 14 PEs; each set of R x e has the name of its filters and channels."""
    left, top, side = ARRAY
    label(figure, left, top + 0.16, "12 x 14 PEs", weight="bold", fontsize=SIZE - 1)
    places = placed(shape.R, cut.e, eyeriss.ROWS, eyeriss.COLS)
    whole = rectangles(left, top - 12 * side, 14 * side, 12 * side)
    fill(figure, whole, "#F4F4F4")
    for k in range(cut.r * cut.t):
        mine = places[places[:, 0] == k]
        x, y = left + side * mine[:, 2], top - side * (mine[:, 1] + 1)
        colour = tint(SHADES[k % len(SHADES)], 0.45)
        fill(figure, rectangles(x, y, side, side), colour)
        name = f"filter set {k // cut.r}, channel set {k % cut.r}"
        if shape.R * side > 2 and cut.e < 14 / 2 + 1:
            name = name.replace(", ", ",\n")
        middle = x.mean() + side / 2, y.mean() + side / 2
        label(figure, *middle, name, ha="center", fontsize=SIZE - 2)
    for k in range(13):
        row = rectangles(left, top - side * k, 14 * side, 0)
        stroke(figure, row, GREY, 0.5)
    for k in range(15):
        column = rectangles(left + side * k, top - 12 * side, 0, 12 * side)
        stroke(figure, column, GREY, 0.5)
    stroke(figure, whole, INK, 1.5)


def _table(shape, cut) -> Table:
    """The paper's letters, what they are, and their sizes in this layer."""
    rows = [
        ("n", "images, one after the other", cut.n),
        ("e", "ofmap rows: the width of a set", cut.e),
        ("p", "filters that take turns in a PE", cut.p),
        ("q", "channels that take turns in a PE", cut.q),
        ("t", "filter sets on the array", cut.t),
        ("r", "channel sets on the array", cut.r),
        ("m", "filters whose psums wait in the buffer", cut.m),
    ]
    return Table(("letter", "what it counts", "here"), rows)
