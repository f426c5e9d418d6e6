"""The row-stationary array: sets of R x e PEs, one filter row and one ifmap row in each PE, sums adding up a column.

    PE (r, x) of a set slides filter row r of channel c over ifmap row U*p + r: its share of ofmap row p = p0 + x
    filter row (m, c, r)        goes to all PEs of a row (horizontal multicast)
    ifmap row (n, c, U*p + r)   goes to a diagonal of PEs: U*p + r is the same along it
    sums of ofmap row (n, m, p) go down a column, on into the set below where that has other channels of the same

Folding: P ofmap rows take ceil(P/e) strips of e = min(P, columns). Replication: floor(rows/R) sets stand above each
other, for other strips first, then for other channels; floor(columns/e) beside each other, for other filters.
A pass takes Q*S steps, a MAC in every PE each, and then R*channels - 1 cycles until the last sum is down; a finished
sum waits in its PE for the one from above. A word arrives in the cycle of its first use: the buses are as wide as that
takes, which a chip's are not.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import NamedTuple

import numpy as np

from dnnlib.dataflow.array.systolic import within
from dnnlib.door import checked, whole
from dnnlib.shapes import ConvShape


class PassStart(NamedTuple):
    """One pass: its group and image, and its first filter, channel and ofmap row."""

    group: int
    filter: int
    channel: int
    image: int
    row: int


class Kind(NamedTuple):
    """Turns that use the same PEs: how much of each they use, how many there are, and which of them come first."""

    filters: int
    channels: int
    row: int
    rows: int  # of ofmap
    turns: int  # groups * images * strips
    many: int  # turns of filters
    times: int  # turns of channels
    first_filters: bool
    first_channels: bool
    first_strips: bool


@checked
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
        for side in ("rows", "cols"):
            object.__setattr__(self, side, whole(side, getattr(self, side)))
        if self.shape.R > self.rows:
            raise ValueError(
                f"a filter of R={self.shape.R} rows needs a column of {self.shape.R} PEs, and the array has "
                f"{self.rows} rows: take an array of {self.shape.R} rows or more, or a filter of {self.rows} or fewer"
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
        return (
            strips,
            min(s.C // s.G, above // strips),
            min(s.M // s.G, self.cols // self.width),
        )

    @property
    def active(self) -> int:
        """PEs with work in the fullest pass: of the strips only the rows of ofmap that there are."""
        s, (strips, channels, filters) = self.shape, self.sets
        return min(s.P, strips * self.width) * s.R * channels * filters

    @cached_property
    def turns(self) -> tuple[int, int, int, int, int]:
        """How often each changes in time, outermost first: groups, filters, channels, images, strips."""
        s, (strips, channels, filters) = self.shape, self.sets
        return (
            s.G,
            _up(s.M // s.G, filters),
            _up(s.C // s.G, channels),
            s.N,
            _up(s.P, strips * self.width),
        )

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

    def pass_at(self, number: int) -> PassStart:
        """The passes in their order: groups, filters, channels, images, strips; the filter rows stay longest."""
        groups, filters, channels, images, strips = self.turns
        at = np.unravel_index(
            number, (groups, filters, channels // self.inner, images, strips)
        )
        g, m, c, n, p = map(int, at)
        return PassStart(
            g,
            m * self.sets[2],
            c * self.inner * self.sets[1],
            n,
            p * self.sets[0] * self.width,
        )

    def parts(
        self, start: int, stop: int
    ) -> Iterator[tuple[int, PassStart, int, int, int]]:
        """The passes of a window of cycles: number, pass, first cycle, the window's first and last tick in it."""
        for number in range(start // self.pass_cycles, -(-stop // self.pass_cycles)):
            base = number * self.pass_cycles
            yield (
                number,
                self.pass_at(number),
                base,
                max(start - base, 0),
                min(stop - base, self.pass_cycles),
            )

    def busy(self, start: int, stop: int) -> np.ndarray:
        """PEs that multiply in each cycle.

        Errors: ValueError where the cycles are none of the run.
        """
        within(start, stop, self.cycles)
        s, (strips, channels, filters) = self.shape, self.sets
        number, tick = np.divmod(np.arange(start, stop), self.pass_cycles)
        turns = (*self.turns[:2], self.turns[2] // self.inner, *self.turns[3:])
        _, m, c, _, p = np.unravel_index(number, turns)
        c = c * self.inner + np.minimum(tick // (s.Q * s.S), self.inner - 1)
        here = [np.minimum(size - at * step, step) for at, step, size in
                ((m, filters, s.M // s.G), (c, channels, s.C // s.G), (p, strips * self.width, s.P))]  # fmt: skip
        return np.where(tick < self.steps, prod(here) * s.R, 0)

    def accesses(self) -> Counter:
        """Words moved: those of each kind of turn, times how many there are."""
        total: Counter[tuple[str, str, str]] = Counter()
        for kind in self.kinds():
            for key, words in self._moved(kind).items():
                total[key] += words
        return Counter({key: n for key, n in total.items() if n})

    def kinds(self) -> Iterator[Kind]:
        """The turns that use the same PEs: of filters, channels and strips each full, or what is left at the end."""
        s, (strips, channels, filters) = self.shape, self.sets
        groups, _, _, images, strip_turns = self.turns
        for f, (filters_used, many) in enumerate(_parts(s.M // s.G, filters)):
            for c, (channels_used, times) in enumerate(_parts(s.C // s.G, channels)):
                for p, (rows, turns) in enumerate(_parts(s.P, strips * self.width)):
                    row = (strip_turns - 1) * strips * self.width * (p > 0)
                    here = groups * images * turns
                    yield Kind(
                        filters_used,
                        channels_used,
                        row,
                        rows,
                        here,
                        many,
                        times,
                        f == 0,
                        c == 0,
                        p == 0,
                    )

    def _moved(self, kind: Kind) -> dict:
        s, pes, outputs = (
            self.shape,
            kind.filters * kind.channels * kind.rows * self.shape.R,
            kind.filters * kind.rows,
        )
        turns = kind.turns * kind.many * kind.times
        one_by_one = self.inner == 1
        # turns that finish their sums
        ends = turns if one_by_one else kind.turns * kind.many * kind.first_channels
        # and those of them whose sums nobody began before
        fresh = kind.turns * kind.many * kind.first_channels
        # of I, that a PE takes in while its window slides
        columns = s.S + (s.Q - 1) * min(s.S, s.U)
        entering = turns * columns
        if self.keeps_inputs:  # from one set of filters to the next
            kept = s.S - min(s.S, s.U * (s.Q - 1))
            entering -= (turns - kind.turns * kind.times * kind.first_filters) * kept
        weights = s.G * kind.many * kind.times * s.S * kind.first_strips
        back, wires, macs = (
            (ends - fresh) * outputs * s.Q,
            self.active > 1,
            turns * pes * s.Q * s.S,
        )
        return {
            ("GLB", "I", "read"): entering * self._lines(kind) * kind.channels,
            ("NoC", "I", "read"): entering * pes * wires, ("RF", "I", "fill"): entering * pes,
            ("GLB", "F", "read"): weights * kind.filters * kind.channels * s.R,
            ("NoC", "F", "read"): weights * pes * wires, ("RF", "F", "fill"): weights * pes,
            ("RF", "I", "read"): macs, ("RF", "F", "read"): macs, ("RF", "O", "update"): macs,
            ("RF", "O", "read"): macs - ends * pes * s.Q + back,
            ("GLB", "O", "read"): back, ("RF", "O", "fill"): back,
            ("NoC", "O", "update"): ends * (pes - outputs) * s.Q, ("GLB", "O", "update"): ends * outputs * s.Q,
        }  # fmt: skip

    @property
    def keeps_inputs(self) -> bool:
        """Whether the next filters find I where it is: nothing else but filters changes from pass to pass."""
        return prod(self.turns[2:]) == 1

    def _lines(self, kind: Kind) -> int:
        """Ifmap rows that the PEs of a kind of turn hold, of one channel: the union of their windows."""
        p = kind.row + np.arange(kind.rows)
        return len(np.unique(self.shape.U * p[:, None] + np.arange(self.shape.R)))


def _up(items: int, places: int) -> int:
    return -(-items // places)


def _parts(items: int, places: int) -> list[tuple[int, int]]:
    """How items fill places, time after time: (places filled, how often), the full ones first."""
    full, left = divmod(items, places)
    return [(places, full)] * (full > 0) + [(left, 1)] * (left > 0)
