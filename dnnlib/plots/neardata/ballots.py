"""Columns of SRAM that vote: how many, how good, and which digits they mix up."""

import numpy as np

from dnnlib.door import checked
from dnnlib.neardata.boosting import class_pairs
from dnnlib.nearness.ballots import BITS, OFFSETS, STOPS, TRAINING, recorded
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
    tint,
)
from dnnlib.table import Table

RECORDED = {"columns": STOPS, "dac_bits": BITS, "offset": OFFSETS, "training": TRAINING}
WORST = 0.2  # error of a pair that is drawn as dark as there is
DASHES = ((COLOURS["MACs"], "--"), (COLOURS["F"], "-"))


@checked
def ballots(
    columns: int = 18,
    dac_bits: int = 5,
    offset: float = 0.0,
    training: str = TRAINING[0],
):
    """45 pairs of digits, each with columns that vote: accuracy and the pairs' errors.

    columns a pair; bits of the DAC; offset of the comparators (standard deviation, in
    cells fully on); training: what the columns were told of the offsets.
    10,000 test digits. Errors: ValueError lists what was recorded.
    Source: Zhang, Wang, Verma, JSSC 2017; dnnlib.nearness.ballots.
    """
    table, key = recorded(), (training, dac_bits, offset, columns)
    if key not in table:
        raise ValueError(f"{key} was not recorded: columns {STOPS}, offsets {OFFSETS}")
    right, pairs = table[key]
    figure = picture(10, 4.9)
    words = f"{right / 100:.1f} % of the digits with {columns} columns a pair"
    heading(figure, 0.15, 4.5, f"{words}, {dac_bits}-bit inputs")
    _matrix(figure, pairs)
    _growth(figure, table, dac_bits, offset, (training, columns))
    rows = [(f"{a} or {b}", p) for (a, b), p in zip(class_pairs(), pairs)]
    rows += [("all ten digits", right / 10_000)]
    figure.table = Table(("which digits", "share told apart"), rows)
    return figure


def _matrix(figure, pairs):
    """A square a pair: the darker, the more often it is wrong; its error in percent."""
    left, top, cell = 0.75, 3.95, 0.355
    error = 1 - np.array(pairs)
    for (a, b), wrong in zip(class_pairs(), error):
        x, y = left + cell * a, top - cell * b
        shade = tint(COLOURS["O"], 1 - min(wrong / WORST, 1) * 0.95)
        fill(figure, rectangles(x, y, cell * 0.94, cell * 0.94), shade)
        number = f"{100 * wrong:.0f}"
        how = {"ha": "center", "fontsize": SIZE - 5}
        label(figure, x + cell * 0.47, y + cell * 0.47, number, **how)
    for digit in range(10):
        y = top - cell * digit + cell / 2
        if digit:
            label(figure, left - 0.12, y, f"{digit}", ha="right", fontsize=SIZE - 3)
        if digit < 9:
            x = left + cell * (digit + 0.47)
            label(figure, x, 0.55, f"{digit}", ha="center", fontsize=SIZE - 3)
    label(figure, left, 0.2, "wrong, percent of a pair's digits", fontsize=SIZE - 2)


def _growth(figure, table, dac_bits, offset, here):
    """Accuracy by columns, for both ways to train; a square where the sliders stand."""
    left, bottom, wide, high = 5.65, 1.15, 3.95, 2.75
    last = len(STOPS) - 1
    field = Field.at(left, bottom, wide, high, (0, last), (50, 100))
    field.rows(figure, (50, 60, 70, 80, 90, 100), "{} %".format)
    for k, n in enumerate(STOPS):
        field.tick_below(figure, k, f"{n}")
    for k, (training, (colour, dash)) in enumerate(zip(TRAINING, DASHES)):
        share = np.array([table[training, dac_bits, offset, n][0] for n in STOPS]) / 100
        points = np.c_[np.arange(last + 1), np.clip(share, 50, 100)]
        x, y = field.curve(figure, points, colour, 3, linestyle=dash).T
        if training == here[0]:
            at = STOPS.index(here[1])
            fill(figure, rectangles(x[at] - 0.1, y[at] - 0.1, 0.2, 0.2), INK, zorder=4)
        line = 0.5 - 0.3 * k
        stroke(figure, lines([(left - 0.3, line)], [(left + 0.2, line)]), colour, 3, linestyle=dash)  # fmt: skip
        label(figure, left + 0.3, line, f"trained {training}", fontsize=SIZE - 3)
    label(figure, left + wide, bottom - 0.42, "columns a pair", ha="right", fontsize=SIZE - 2)  # fmt: skip
