"""Who is at work when: the parts of an array as lanes, and in each lane a bar for every fold."""

from typing import NamedTuple

from dnnlib.dataflow.array.row_stationary import RowArray
from dnnlib.dataflow.array.trace import Trace
from dnnlib.door import checked
from dnnlib.table import Table

LANES = (  # a lane's name, and the events that are in it
    ("F leaves the buffer", "GLB", "F", "read"),
    ("I leaves the buffer", "GLB", "I", "read"),
    ("PEs multiply", "MAC", "O", "update"),
    ("O reaches the buffer", "GLB", "O", "update"),
)


class Bar(NamedTuple):
    """A lane's work in one fold (or pass): its first cycle, the one after its last, and how many words or MACs."""

    lane: str
    tensor: str
    fold: int
    start: int
    stop: int
    words: int


@checked
def gantt(trace: Trace, folds: range = range(4)) -> list[Bar]:
    """The bars of some folds or passes, lane by lane; a lane in which nothing happens has none.

    Made from the events of those folds alone, so the run may be of any length. Units: cycles; words, MACs.
    """
    plan = trace.plan
    if isinstance(plan, RowArray):
        length, number = plan.pass_cycles, plan.passes
    else:
        length, number = plan.fold_cycles, plan.folds
    bars = []
    for fold in folds[: max(0, number - folds.start)]:
        events = trace.window(fold * length, (fold + 1) * length)
        for lane, level, tensor, kind in LANES:
            cycle = events.of(level, tensor, kind).cycle
            if len(cycle):
                bars.append(
                    Bar(
                        lane,
                        tensor,
                        fold,
                        int(cycle.min()),
                        int(cycle.max()) + 1,
                        len(cycle),
                    )
                )
    return bars


@checked
def table(bars: list[Bar]) -> Table:
    """The bars as rows."""
    return Table(("lane", "fold", "first cycle", "last cycle", "words or MACs"),
                 [(bar.lane, bar.fold, bar.start, bar.stop - 1, bar.words) for bar in bars])  # fmt: skip
