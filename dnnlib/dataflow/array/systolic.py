"""Systolic arrays: what stays in a PE stays for a fold; all else moves one PE a cycle, right along rows, down columns.

               along the rows   along the columns   over time      stays   moves right   moves down
    weight     taps             filters             pixels         F       I             O, adding up
    input      taps             pixels              filters        I       F             O, adding up
    output     pixels           filters             taps           O       I             F

    PE (row, col) works on item t of the time axis in cycle  lead + t + row + col  of its fold: the skew.

A layer larger than the array is folded: ceil(along rows / rows) * ceil(along columns / cols) folds, in turn. A fold
takes lead + rows + cols + T - 2 cycles for T items over time, also where it fills but a part of the array; lead = rows
where a tensor must first be shifted in (weight, input), else 0. Draining finished outputs takes rows cycles more.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from dnnlib.door import checked, listed, whole
from dnnlib.shapes import ConvShape

#                            rows      columns   time      stays  moves right
AXES = MappingProxyType({
    "weight": ("tap",   "filter", "pixel",  "F", "I"),
    "input":  ("tap",   "pixel",  "filter", "I", "F"),
    "output": ("pixel", "filter", "tap",    "O", "I"),
})  # fmt: skip


@checked
@dataclass(frozen=True)
class Fold:
    """One fill of the array: its group, its first items along rows and columns, and how many PEs of each it uses."""

    group: int
    first_row: int
    first_col: int
    rows: int
    cols: int


def within(start: int, stop: int, cycles: int) -> None:
    """ValueError where a window of cycles is not of a run that has so many."""
    if not 0 <= start < stop <= cycles:
        raise ValueError(
            f"cycles {start} to {stop}: choose 0 <= start < stop <= {cycles}, the run's cycles"
        )


@checked
@dataclass(frozen=True)
class Systolic:
    """The plan of a systolic array's run: which word is in which PE in which cycle.

    drain: outputs (OS) leave over the columns after a fold, `rows` cycles more, instead of by wires of their own.
    Source: Kung, Computer 15(1), 1982 (the skew); Samajdar et al., ISPASS 2020 (SCALE-Sim: the folds).
    """

    shape: ConvShape
    rows: int
    cols: int
    dataflow: str
    drain: bool = False

    def __post_init__(self):
        for side in ("rows", "cols"):
            object.__setattr__(self, side, whole(side, getattr(self, side)))
        listed("systolic array for the dataflow", self.dataflow, AXES)

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Items along rows, along columns and over time, of one group."""
        s = self.shape
        axis = {
            "pixel": s.N * s.P * s.Q,
            "filter": s.M // s.G,
            "tap": s.C // s.G * s.R * s.S,
        }
        row, col, turn = (axis[name] for name in AXES[self.dataflow][:3])
        return row, col, turn

    @property
    def stays(self) -> str:
        """The tensor that stays in the PEs."""
        return AXES[self.dataflow][3]

    @property
    def lead(self) -> int:
        """Cycles in which a fold's stationary words are shifted in."""
        return 0 if self.stays == "O" else self.rows

    @property
    def fold_cycles(self) -> int:
        """Cycles of every fold."""
        drained = self.rows if self.drain and self.stays == "O" else 0
        return self.lead + self.rows + self.cols + self.sizes[2] - 2 + drained

    @property
    def folds(self) -> int:
        """How many folds the layer takes."""
        along_rows, along_cols, _ = self.sizes
        return self.shape.G * -(-along_rows // self.rows) * -(-along_cols // self.cols)

    @property
    def cycles(self) -> int:
        """folds * fold_cycles."""
        return self.folds * self.fold_cycles

    def fold(self, number: int) -> Fold:
        """The folds in their order: groups, columns and, innermost, rows, so that sums are finished soonest."""
        down, across, _ = self.sizes
        rest, a = divmod(number, -(-down // self.rows))
        group, b = divmod(rest, -(-across // self.cols))
        first_row, first_col = a * self.rows, b * self.cols
        return Fold(
            group,
            first_row,
            first_col,
            min(self.rows, down - first_row),
            min(self.cols, across - first_col),
        )

    def kinds(self) -> Iterator[tuple[int, int, int, bool]]:
        """Folds that use the same PEs: (how many, rows used, columns used, whether sums of earlier folds go on)."""
        down, across, _ = self.sizes
        (rows, times), *rest = _parts(down, self.rows)
        for cols, many in _parts(across, self.cols):
            for used, turns, goes_on in (
                (rows, 1, False),
                (rows, times - 1, True),
                *((*part, True) for part in rest),
            ):
                yield self.shape.G * many * turns, used, cols, goes_on

    def accesses(self) -> Counter:
        """Words moved: the folds' counts, times how many there are."""
        total: Counter[tuple[str, str, str]] = Counter()
        for times, rows, cols, goes_on in self.kinds():
            for key, words in self._fold_accesses(rows, cols, goes_on).items():
                total[key] += times * words
        return Counter({key: n for key, n in total.items() if n})

    @property
    def wires(self) -> bool:
        """Whether there is a network: one PE alone needs none, a last fold of one PE in a larger array uses it."""
        down, across, _ = self.sizes
        return min(down, self.rows) * min(across, self.cols) > 1

    def _fold_accesses(self, rows: int, cols: int, goes_on: bool) -> dict:
        T, pes, right = self.sizes[2], rows * cols, AXES[self.dataflow][4]
        wires = self.wires
        if self.stays == "O":
            return {
                ("GLB", "I", "read"): rows * T, ("NoC", "I", "read"): pes * T * wires,
                ("GLB", "F", "read"): cols * T, ("NoC", "F", "read"): pes * T * wires,
                ("RF", "O", "read"): pes * (T - 1), ("RF", "O", "update"): pes * T, ("GLB", "O", "update"): pes,
            }  # fmt: skip
        return {
            ("GLB", self.stays, "read"): pes, ("NoC", self.stays, "read"): pes * wires,
            ("RF", self.stays, "fill"): pes, ("RF", self.stays, "read"): pes * T,
            ("GLB", right, "read"): rows * T, ("NoC", right, "read"): pes * T * wires,
            ("GLB", "O", "read"): cols * T * goes_on, ("NoC", "O", "update"): (pes - cols) * T,
            ("GLB", "O", "update"): cols * T,
        }  # fmt: skip

    def busy(self, start: int, stop: int) -> np.ndarray:
        """PEs that multiply in each cycle: those whose row + col lies within T of the cycle.

        Errors: ValueError where the cycles are none of the run.
        """
        within(start, stop, self.cycles)
        down, across, T = self.sizes
        number, tick = np.divmod(np.arange(start, stop), self.fold_cycles)
        b, a = np.divmod(number, -(-down // self.rows))
        rows = np.minimum(self.rows, down - a * self.rows)
        cols = np.minimum(self.cols, across - b % -(-across // self.cols) * self.cols)
        return _started(tick - self.lead, rows, cols) - _started(
            tick - self.lead - T, rows, cols
        )

    def parts(self, start: int, stop: int) -> Iterator[tuple[Fold, int, int, int]]:
        """The folds of a window of cycles: fold, its first cycle, and the window's first and last tick in it."""
        for number in range(start // self.fold_cycles, -(-stop // self.fold_cycles)):
            base = number * self.fold_cycles
            yield (
                self.fold(number),
                base,
                max(start - base, 0),
                min(stop - base, self.fold_cycles),
            )


def _parts(items: int, places: int) -> list[tuple[int, int]]:
    """How items fill places, time after time: (places filled, how often), the full ones first."""
    full, left = divmod(items, places)
    return [(places, full)] * (full > 0) + [(left, 1)] * (left > 0)


def _started(last, rows, cols):
    """PEs of a rows x cols array with row + col <= last: triangles, less what sticks out of the array."""

    def triangle(x):
        x = np.maximum(x, 0)
        return x * (x + 1) // 2

    return (
        triangle(last + 1)
        - triangle(last + 1 - rows)
        - triangle(last + 1 - cols)
        + triangle(last + 1 - rows - cols)
    )
