"""The record of one run of a PE array: the real output, and every event of it, as values of arrays.

    Trace -> .O  .cycles  .utilization  .accesses()  .energy()     of the whole run, however large
          -> .events, .window(start, stop)                         what happens, event by event
          -> .frames(start, stop)                                  what every PE holds, cycle by cycle: an animation

Events are not stored: a plan (systolic.py, row_stationary.py) knows where each word is in which cycle. So a window of any
run is made when it is asked for, and takes the memory of that window alone.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dnnlib.costs import NORMALIZED, Costs
from dnnlib.dataflow.array import row_record, systolic_record
from dnnlib.dataflow.array.events import Events, Frames
from dnnlib.dataflow.array.operands import Words
from dnnlib.dataflow.array.row_stationary import RowArray
from dnnlib.dataflow.array.systolic import Systolic, within
from dnnlib.dataflow.energy import Energy, energy
from dnnlib.door import checked
from dnnlib.shapes import ConvShape

MOST_EVENTS = 2**22  # of a run whose events are given all at once: 140 MB


@checked
@dataclass(frozen=True, eq=False)
class Trace:
    """One layer run on one array: its output O [N,M,P,Q], and through the plan and the words every event of the run."""

    plan: Systolic | RowArray
    words: Words
    O: np.ndarray

    @property
    def shape(self) -> ConvShape:
        """The layer."""
        return self.plan.shape

    @property
    def cycles(self) -> int:
        """Cycles from the first word in to the last sum out."""
        return self.plan.cycles

    @property
    def utilization(self) -> float:
        """MACs / (cycles * rows * cols): the share of the PEs' cycles in which they multiply."""
        return self.shape.macs / (self.cycles * self.plan.rows * self.plan.cols)

    def accesses(self) -> Counter:
        """Words moved, {(level, tensor, "read" | "fill" | "update"): words}: of all events, without making them."""
        return self.plan.accesses()

    def energy(self, costs: Costs = NORMALIZED) -> Energy:
        """Energy {(level, tensor): energy} of the run; see dataflow.energy.energy."""
        return energy(self.accesses(), self.shape.macs, costs)

    @property
    def size(self) -> int:
        """How many events the run has: its accesses and its MACs."""
        return sum(self.accesses().values()) + self.shape.macs

    @property
    def events(self) -> Events:
        """All events. Errors: ValueError where there are more than MOST_EVENTS; their counts stand all the same."""
        if self.size > MOST_EVENTS:
            raise ValueError(
                f"this run has {self.size:,} events in {self.cycles:,} cycles, too many to hold at once (the most is "
                f"{MOST_EVENTS:,}). accesses() has their counts; window(start, stop) and windows() give them in parts"
            )
        return self.window(0, self.cycles)

    def window(self, start: int, stop: int) -> Events:
        """The events of the cycles from start up to stop. Errors: ValueError where no such cycles are."""
        self._within(start, stop)
        return self._record.events(self.plan, self.words, start, stop)

    def windows(self, length: int | None = None) -> Iterator[Events]:
        """All events, `length` cycles at a time (left out: about a million events), in memory for those alone."""
        length = length or max(1, MOST_EVENTS // 4 * self.cycles // self.size)
        for start in range(0, self.cycles, length):
            yield self.window(start, min(start + length, self.cycles))

    def frames(self, start: int = 0, stop: int | None = None) -> Frames:
        """What every PE holds in the cycles from start up to stop. Errors: ValueError where no such cycles are."""
        stop = self.cycles if stop is None else stop
        self._within(start, stop)
        return self._record.frames(self.plan, self.words, start, stop)

    def busy(self, start: int = 0, stop: int | None = None) -> np.ndarray:
        """PEs that multiply, in each cycle from start up to stop: utilization over time, times rows*cols."""
        stop = self.cycles if stop is None else stop
        self._within(start, stop)
        return self.plan.busy(start, stop)

    @property
    def _record(self):
        return row_record if self.plan.dataflow == "row" else systolic_record

    def _within(self, start: int, stop: int) -> None:
        within(start, stop, self.cycles)

    def __repr__(self) -> str:
        p = self.plan
        held = (
            "all of them in .events"
            if self.size <= MOST_EVENTS
            else "too many at once: .window(start, stop)"
        )
        return (
            f"Trace({self.shape} on {p.rows} x {p.cols} PEs, {p.dataflow} stationary: {self.cycles:,} cycles, "
            f"{self.utilization:.1%} busy; {self.size:,} events, {held})"
        )
