"""Two ways to feed many ALUs: all from one register file, or each from its neighbour."""

import numpy as np

from dnnlib.dataflow import array
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
from dnnlib.shapes import ConvShape
from dnnlib.table import Table

SIDE, PITCH = 0.5, 0.82


def alus(M=4, P=16, R=4):
    """One layer on 4 x 4 ALUs: reads and writes of the shared memory, when neighbours may not pass values, and when they may.

    Left, three reads and a write a MAC. Right, a systolic array with its weights at rest: an input goes along its row, a sum
    down its column. Units: words. Source: Sze et al. 2017, Fig. 17; counted by dnnlib.dataflow.array.run.
    """
    shared, passed = counts(M, P, R)
    figure = picture(10, 4.9)
    words = f"temporal {shared:,} words, spatial {passed:,}: {shared / passed:.3g} times fewer"
    heading(figure, 0.2, 4.45, words)
    _grid(figure, 1.7)
    _grid(figure, 6.6)
    _store(figure, 1.7, "register file")
    _store(figure, 6.6, "buffer")
    for row in range(4):
        for column in range(4):
            x, y = _at(1.7, row, column)
            _arrow(figure, (x - 0.16, 0.98), (x - 0.16, y - 0.02), row == 3)
    for k in range(4):
        for step in range(3):
            x, y = _at(6.6, k, step)
            _tip(figure, (x + SIDE / 2 + 0.02, y + SIDE / 2), (0.28, 0), COLOURS["I"])
            x, y = _at(6.6, step, k)
            _tip(figure, (x, y + SIDE + 0.02), (0, 0.28), COLOURS["O"])
        x, y = _at(6.6, 0, k)
        _tip(figure, (x, 0.98), (0, 0.24), COLOURS["O"])
        x, y = _at(6.6, k, 0)
        _tip(figure, (6.6 - 0.62, y + SIDE / 2), (0.34, 0), COLOURS["I"])
    label(
        figure,
        0.2,
        0.2,
        "temporal: SIMD, SIMT. Each ALU asks the file",
        fontsize=SIZE - 2,
    )
    label(figure, 5.2, 0.2, "spatial: an ALU asks its neighbour", fontsize=SIZE - 2)
    rows = [("temporal", shared), ("spatial", passed)]
    figure.table = Table(("ALUs", "words to and from the shared memory"), rows)
    return figure


def counts(M: int, P: int, R: int) -> tuple[int, int]:
    """Words to and from the shared memory, without and with neighbours. Errors: ValueError from the layer's letters."""
    shape = ConvShape(M=M, P=P, R=R)
    I, F = (np.ones(shape.tensor(tensor), int) for tensor in "IF")
    trace = array.run(I, F, 4, 4, "weight")
    found = trace.accesses()
    passed = sum(words for (level, *_), words in found.items() if level == "GLB")
    return 4 * shape.macs, int(passed)


def _at(left: float, row: int, column: int) -> tuple[float, float]:
    """The middle of an ALU's lower edge."""
    return left + PITCH * column + SIDE / 2, 1.22 + PITCH * row * 0.92


def _grid(figure, left: float):
    for row in range(4):
        for column in range(4):
            x, y = _at(left, row, column)
            box = rectangles(x - SIDE / 2, y, SIDE, SIDE)
            fill(figure, box, tint(COLOURS["MACs"], 0.65), edgecolor=INK, linewidth=1)
            label(figure, x + 0.03, y + SIDE / 2, "ALU", ha="center", fontsize=SIZE - 5)


def _store(figure, left: float, name: str):
    box = rectangles(left - 0.2, 0.45, 4 * PITCH + 0.1, 0.5)
    fill(figure, box, tint("#E69F00", 0.5), edgecolor=INK, linewidth=1)
    label(figure, left + 2 * PITCH - 0.15, 0.7, name, ha="center", fontsize=SIZE - 2)


def _arrow(figure, start, end, full: bool):
    """A thin wire from the file; the topmost one is drawn whole, the others lie on it."""
    if full:
        stroke(figure, lines([start], [end]), GREY, 1.2, zorder=0)
    tip = [(end[0] - 0.06, end[1] - 0.1), (end[0] + 0.06, end[1] - 0.1), end]
    fill(figure, outlines([tip]), INK, zorder=3)


def _tip(figure, start, by, colour: str):
    """A short arrow of a tensor's colour."""
    (x, y), (dx, dy) = start, by
    stroke(figure, lines([start], [(x + dx, y + dy)]), colour, 2.5, zorder=3)
    across = (0.07, 0) if dy else (0, 0.07)
    end = (x + 1.25 * dx, y + 1.25 * dy)
    foot = [
        (x + 0.7 * dx + s * across[0], y + 0.7 * dy + s * across[1]) for s in (1, -1)
    ]
    fill(figure, outlines([[*foot, end]]), colour, zorder=3)
