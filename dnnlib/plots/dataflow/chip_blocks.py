"""The Eyeriss chip as blocks: what lies between DRAM and the PEs, and which way words go."""

from dnnlib.dataflow.eyeriss import BANKS
from dnnlib.plots.look import (
    COLOURS,
    GREY,
    INK,
    SIZE,
    fill,
    heading,
    label,
    lines,
    outlines,
    picture,
    rectangles,
    stroke,
    tint,
)
from dnnlib.table import Table

# name, x, y, width, height, what stands in it
BOXES = (
    ("DRAM", 0.2, 0.8, 1.25, 3.3, ("off-chip", "DRAM")),
    ("decoder", 2.55, 1.55, 1.2, 0.62, ("RLC", "decoder")),
    ("encoder", 2.55, 0.8, 1.2, 0.62, ("RLC", "encoder")),
    ("ReLU", 4.0, 0.8, 0.8, 0.62, ("ReLU",)),
    ("GLB", 4.1, 1.75, 1.3, 2.35, ("global", "buffer", "108 KB")),
    ("array", 6.75, 0.8, 3.0, 3.3, ()),
)
# tensor, from, to: straight lines with a head
WAYS = (
    ("F", (1.45, 3.75), (4.1, 3.75), "filters"),
    ("I", (1.45, 1.86), (2.55, 1.86), ""),
    ("I", (3.75, 1.86), (4.1, 1.86), ""),
    ("O", (4.0, 1.11), (3.75, 1.11), ""),
    ("O", (2.55, 1.11), (1.45, 1.11), ""),
    ("O", (4.4, 1.75), (4.4, 1.42), ""),
    ("F", (5.4, 3.75), (6.75, 3.75), "filters"),
    ("I", (5.4, 3.1), (6.75, 3.1), "ifmaps"),
    ("O", (5.4, 2.6), (6.75, 2.6), "psums"),
    ("O", (6.75, 2.1), (5.4, 2.1), "psums"),
)
PARTS = (
    ("off-chip DRAM", "64 bits a link cycle; fmaps run-length coded"),
    (
        "RLC decoder, RLC encoder",
        "ifmaps widened on the way in, ofmaps coded on the way out",
    ),
    ("ReLU", "on the way out, so that there are zeros to code"),
    (
        "global buffer",
        f"108 KB: {BANKS} banks for ifmaps and psums, and filters to come",
    ),
    ("networks", "filters, ifmaps and psums each have one, by multicast"),
    ("PE array", "12 x 14; in each: memory for a filter row, an ifmap row, psums"),
)


def chip_blocks():
    """The Eyeriss chip: DRAM, coder and decoder, ReLU, global buffer, 12 x 14 PEs, and the words between them.

    Everything right of the dashed line is the chip. Blue: inputs; green: filters; red: sums and outputs.
    Source: Sze et al. 2017, Fig. 31; Chen et al., JSSC 2017, Fig. 2.
    """
    figure = picture(10, 5.0)
    heading(figure, 0.2, 4.55, "Eyeriss: from DRAM to 168 PEs and back")
    stroke(figure, lines([(2.1, 0.25)], [(2.1, 4.4)]), GREY, 2, linestyle="--")
    label(figure, 2.2, 0.4, "the chip", fontsize=SIZE - 2)
    label(figure, 2.0, 0.4, "64 bits a cycle", fontsize=SIZE - 2, ha="right")
    for name, x, y, wide, high, words in BOXES:
        box = rectangles(x, y, wide, high)
        fill(figure, box, "white" if name == "array" else "#E8E8E8")
        stroke(figure, box, INK, 1.5)
        for k, word in enumerate(words):
            at = y + high / 2 + 0.13 * (len(words) - 1) - 0.26 * k
            label(figure, x + wide / 2, at, word, ha="center", fontsize=SIZE - 2)
    for tensor, start, end, name in WAYS:
        _arrow(figure, start, end, COLOURS[tensor])
        above = (start[0] + end[0]) / 2, start[1] + 0.15
        how = {"ha": "center", "fontsize": SIZE - 3, "color": COLOURS[tensor]}
        if name:
            label(figure, *above, name, weight="bold", **how)
    _pes(figure)
    figure.table = Table(("part", "what it does"), PARTS)
    return figure


def _pes(figure):
    """12 x 14 little squares, and one of them by its memories."""
    xs = [6.9 + 0.2 * k for k in range(14)]
    for row in range(12):
        at = rectangles(xs, 1.55 + 0.2 * row, 0.15, 0.15)
        fill(figure, at, tint(COLOURS["MACs"], 0.6))
    inside = "each PE: filter, ifmap,", "psum memories; one MAC"
    for k, words in enumerate(inside):
        label(figure, 8.25, 1.3 - 0.25 * k, words, ha="center", fontsize=SIZE - 3)


def _arrow(figure, start, end, colour):
    """A line with a head, along a row or down a column."""
    stroke(figure, lines([start], [end]), colour, 2.5)
    (x, y), long, half = end, 0.14, 0.08
    along = start[1] == end[1]
    back = -1 if (end[0] > start[0] if along else end[1] > start[1]) else 1
    if along:
        base = [(x + back * long, y + half), (x + back * long, y - half)]
    else:
        base = [(x - half, y + back * long), (x + half, y + back * long)]
    fill(figure, outlines([[end, *base]]), colour)
