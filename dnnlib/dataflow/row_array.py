"""The row-stationary array: sets of R x e PEs, one filter row and one ifmap row in each PE, sums adding up a column.

    PE (r, x) of a set slides filter row r of channel c over ifmap row U*p + r and makes its share of ofmap row p = p0 + x
    filter row (m, c, r) goes to all PEs of a row    (horizontal multicast)
    ifmap row (n, c, U*p + r) goes to a diagonal     (diagonal multicast: U*p + r is the same along it)
    sums of ofmap row (n, m, p) go up a column       (vertical; the set above goes on with them if it has other channels)

Folding: P rows of outputs take ceil(P/e) strips of e = min(P, columns). Replication: floor(rows/R) sets stand above each
other, for other strips first, then for other channels; floor(columns/e) beside each other, for other filters.
A pass takes Q*S steps, a MAC in every PE each, and then R-1 cycles (R*channels - 1) until the last sum is up. Each word
arrives in the cycle of its first use: the buses are as wide as that takes, which a chip's are not.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import NamedTuple

import numpy as np

from dnnlib.shapes import ConvShape


class Pass(NamedTuple):
    """One pass: its group and image, and its first filter, channel and ofmap row."""

    group: int
    filter: int
    channel: int
    image: int
    row: int


@dataclass(frozen=True)
class RowArray:
    """The plan of a row-stationary array's run. Errors: ValueError where a filter is taller than the array.

    Source: Chen et al., ISCA 2016, V, and JSSC 2017; Sze et al. 2017, V-B.4 and Figs. 27-32.
    """

    shape: ConvShape
    rows: int
    cols: int
    dataflow: str = "row"

    def __post_init__(self):
        if self.shape.R > self.rows:
            raise ValueError(
                f"a filter of R={self.shape.R} rows needs a column of {self.shape.R} PEs, and the array has {self.rows} "
                f"rows: take an array of {self.shape.R} rows or more, or a filter of {self.rows} rows or fewer"
            )

    @property
    def width(self) -> int:
        """Columns of a set, e: the ofmap rows of a strip."""
        return min(self.shape.P, self.cols)

    @cached_property
    def sets(self) -> tuple[int, int, int]:
        """Sets at a time: strips, channels (both above each other) and filters (side by side)."""
        s, above = self.shape, self.rows // self.shape.R
        strips = min(-(-s.P // self.width), above)
        return strips, min(s.C // s.G, above // strips), min(s.M // s.G, self.cols // self.width)

    @property
    def active(self) -> int:
        """PEs with work in the fullest pass: of the strips only the rows of ofmap that there are."""
        s, (strips, channels, filters) = self.shape, self.sets
        return min(s.P, strips * self.width) * s.R * channels * filters

    @cached_property
    def turns(self) -> tuple[int, int, int, int, int]:
        """How often each changes in time, outermost first: groups, filters, channels, images, strips."""
        s, (strips, channels, filters) = self.shape, self.sets
        return s.G, _up(s.M // s.G, filters), _up(s.C // s.G, channels), s.N, _up(s.P, strips * self.width)

    @cached_property
    def inner(self) -> int:
        """Channel turns within a pass: all, where each PE has one output alone and so keeps its sum; else 1."""
        _, _, channels, images, strips = self.turns
        return channels if images * strips * self.shape.Q == 1 else 1

    @property
    def chain(self) -> int:
        """PEs that a sum goes through: R of each channel's set."""
        return self.shape.R * self.sets[1]

    @property
    def steps(self) -> int:
        """MACs of a PE in a pass."""
        return self.inner * self.shape.Q * self.shape.S

    @property
    def pass_cycles(self) -> int:
        """Cycles of a pass."""
        return self.steps + self.chain - 1

    @property
    def passes(self) -> int:
        """How many passes the layer takes."""
        return prod(self.turns) // self.inner

    @property
    def cycles(self) -> int:
        """passes * pass_cycles."""
        return self.passes * self.pass_cycles

    def pass_at(self, number: int) -> Pass:
        """The passes in their order: groups, filters, channels, images, strips; the filter rows stay longest."""
        groups, filters, channels, images, strips = self.turns
        at = np.unravel_index(number, (groups, filters, channels // self.inner, images, strips))
        g, m, c, n, p = map(int, at)
        return Pass(g, m * self.sets[2], c * self.inner * self.sets[1], n, p * self.sets[0] * self.width)

    def parts(self, start: int, stop: int) -> Iterator[tuple[int, Pass, int, int, int]]:
        """The passes of a window of cycles: number, pass, first cycle, the window's first and last tick in it."""
        for number in range(start // self.pass_cycles, -(-stop // self.pass_cycles)):
            base = number * self.pass_cycles
            yield number, self.pass_at(number), base, max(start - base, 0), min(stop - base, self.pass_cycles)

    def busy(self, start: int, stop: int) -> np.ndarray:
        """PEs that multiply in each cycle."""
        s, (strips, channels, filters) = self.shape, self.sets
        number, tick = np.divmod(np.arange(start, stop), self.pass_cycles)
        turns = (*self.turns[:2], self.turns[2] // self.inner, *self.turns[3:])
        _, m, c, _, p = np.unravel_index(number, turns)
        c = c * self.inner + np.minimum(tick // (s.Q * s.S), self.inner - 1)
        here = [np.minimum(size - at * step, step) for at, step, size in
                ((m, filters, s.M // s.G), (c, channels, s.C // s.G), (p, strips * self.width, s.P))]  # fmt: skip
        return np.where(tick < self.steps, prod(here) * s.R, 0)

    def accesses(self) -> Counter:
        """Words moved, summed over the kinds of passes: each of filters, channels and strips full, or the last."""
        s, total = self.shape, Counter()
        G, M, C, N, P = self.turns
        new, wires = min(s.S, s.U), prod(self.sets) * self.width * s.R > 1
        stays = C * N * P == 1  # from filters to filters the ifmap rows stay, and with them what windows share
        again = min(s.S, s.U * (s.Q - 1)) if stays else s.S
        for k, (filters, m_times) in enumerate(_parts(s.M // s.G, self.sets[2])):
            starts = [(s.S if k == 0 else again, 1), (again, m_times - 1)]  # words that a pass's first window lacks
            for j, (p0, rows, p_times) in enumerate(self._strips()):
                lines = len(np.unique(s.U * (p0 + np.arange(rows))[:, None] + np.arange(s.R)))
                for i, (channels, c_times) in enumerate(_parts(s.C // s.G, self.sets[1])):
                    pes, outputs = rows * s.R * filters * channels, rows * filters * s.Q
                    turns = s.G * m_times * c_times * N * p_times
                    entering = s.G * c_times * N * p_times * sum((first + (s.Q - 1) * new) * n for first, n in starts)
                    begun = s.G * m_times * N * p_times if self.inner > 1 else turns  # a sum is begun, and goes up
                    begun *= self.inner == 1 or i == 0
                    first = (s.G * m_times * N * p_times) * (i == 0)
                    total["MAC", "O", "update"] += turns * pes * s.Q * s.S
                    total["GLB", "I", "read"] += entering * lines * channels
                    total["RF", "I", "fill"] += entering * pes
                    if j == 0:
                        total["GLB", "F", "read"] += s.G * m_times * c_times * filters * channels * s.R * s.S
                        total["RF", "F", "fill"] += s.G * m_times * c_times * pes * s.S
                    total["GLB", "O", "update"] += begun * outputs
                    total["NoC", "O", "update"] += begun * (pes * s.Q - outputs)
                    total["GLB", "O", "read"] += (begun - first) * outputs
                    total["RF", "O", "fill"] += (begun - first) * outputs
                    total["RF", "O", "read"] += turns * pes * s.Q * s.S - begun * pes * s.Q + (begun - first) * outputs
        macs = total.pop(("MAC", "O", "update"))
        for tensor in "IF":
            total["RF", tensor, "read"] = macs
            total["NoC", tensor, "read"] = total["RF", tensor, "fill"] * wires
        total["RF", "O", "update"] = macs
        return Counter({key: n for key, n in total.items() if n})

    def _strips(self) -> list[tuple[int, int, int]]:
        """Strips at a time: (first ofmap row, ofmap rows, how often), the full ones and what is left."""
        together = self.sets[0] * self.width
        return [((self.turns[4] - 1) * together * (k > 0), rows, n) for k, (rows, n) in
                enumerate(_parts(self.shape.P, together))]  # fmt: skip


def _up(items: int, places: int) -> int:
    return -(-items // places)


def _parts(items: int, places: int) -> list[tuple[int, int]]:
    """How items fill places, time after time: (places filled, how often), the full ones first."""
    full, left = divmod(items, places)
    return [(places, full)] * (full > 0) + [(left, 1)] * (left > 0)
