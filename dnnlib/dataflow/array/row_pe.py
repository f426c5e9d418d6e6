"""The row-stationary array as its PEs know it: a filter row, an ifmap row, and what the PE above hands down.

    sums[q] = above[q] + sum over s of ifmap_row[U*q+s] * filter_row[s]        in PE (r, x), for all q

This is the definition, in plain loops; row_record.py works out all PEs of a pass at once, and a test says that both
agree on every sum that leaves a PE, and on the cycle in which it does.
"""

from itertools import product
from typing import NamedTuple

import numpy as np

from dnnlib.dataflow.array.operands import Words
from dnnlib.dataflow.array.row_stationary import PassStart, RowArray
from dnnlib.door import checked, summed


class Handed(NamedTuple):
    """A sum that a PE hands on, down or out: the cycle, the PE, the place in O, the sum."""

    cycle: int
    row: int
    col: int
    place: tuple[int, int, int, int]
    value: float


@checked
def slide(filter_row, ifmap_row, U: int = 1) -> list:
    """What one PE makes of its two rows: a one-dimensional convolution, sum by sum.

    Shapes: [S], [W] -> [Q]. Source: Chen et al., ISCA 2016, V-A (the 1-D convolution primitive).
    """
    filter_row, ifmap_row = summed(filter_row), summed(ifmap_row)
    S = len(filter_row)
    return [
        sum(ifmap_row[q + s] * filter_row[s] for s in range(S))
        for q in range(0, len(ifmap_row) - S + 1, U)
    ]


@checked
def run(
    I, F, rows: int, cols: int, U: int = 1, G: int = 1
) -> tuple[np.ndarray, list[Handed]]:
    """O [N,M,P,Q] as the PEs make it, and every sum that a PE hands on.

    Errors: ValueError where the operands do not fit, or a filter is taller than the array.
    """
    words = Words.of(I, F, U, G)
    plan, O, record = (
        RowArray(words.shape, rows, cols),
        np.zeros(words.shape.tensor("O"), words.I.dtype),
        [],
    )
    strips, _, filters = plan.sets
    for number in range(plan.passes):
        for strip, x, beside in product(
            range(strips), range(plan.width), range(filters)
        ):
            record += _column(
                plan,
                words,
                plan.pass_at(number),
                number * plan.pass_cycles,
                strip,
                x,
                beside,
                O,
            )
    return O, record


def _column(
    plan: RowArray,
    words: Words,
    this: PassStart,
    base: int,
    strip: int,
    x: int,
    beside: int,
    O,
) -> list[Handed]:
    """The PEs above each other that make one row of O, from top to bottom."""
    s, channels = plan.shape, plan.sets[1]
    p, m, handed = this.row + strip * plan.width + x, this.filter + beside, []
    if p >= s.P or m >= s.M // s.G:
        return []
    m += this.group * (s.M // s.G)
    sums = list(O[this.image, m, p])  # what earlier channels left in the buffer
    for set_, r in product(range(channels), range(s.R)):
        if this.channel + set_ >= s.C // s.G:
            break
        # a PE that keeps its one sum goes through all channels first
        for turn in range(plan.inner):
            c = this.channel + turn * channels + set_
            if c < s.C // s.G:
                line = words.I[
                    this.image, this.group * (s.C // s.G) + c, s.U * p + r, : s.W
                ]
                sums = [
                    above + own
                    for above, own in zip(sums, slide(words.F[m, c, r], line, s.U))
                ]
        down = set_ * s.R + r
        for q, value in enumerate(sums):
            cycle = base + plan.steps - (s.Q - 1 - q) * s.S - 1 + down
            row, col = strip * plan.chain + down, beside * plan.width + x
            handed.append(Handed(cycle, row, col, (this.image, m, p, q), value))
    O[this.image, m, p] = sums
    return handed
