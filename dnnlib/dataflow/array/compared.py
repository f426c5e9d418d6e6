"""Runs of one layer on arrays, beside each other."""

from collections.abc import Mapping

from dnnlib.dataflow.array.trace import Trace
from dnnlib.door import checked
from dnnlib.table import Table

HEADER = ("dataflow", "cycles", "busy", "GLB, I", "GLB, F", "GLB, O")
PRICE = "energies of a MAC, per MAC"


@checked
def compared(runs: Mapping[str, Trace], caption: str = "") -> Table:
    """What each run took, a row a run: cycles, the share of PEs at work, words at the buffer, energy.

    Units: words; energies of a MAC, per MAC. Source: the runs' own events.
    """
    rows = [(name, *_row(run)) for name, run in runs.items()]
    return Table((*HEADER, PRICE), rows, caption)


def _row(run: Trace) -> tuple:
    buffer = {tensor: 0 for tensor in "IFO"}
    for (level, tensor, _), words in run.accesses().items():
        if level == "GLB":
            buffer[tensor] += words
    price = run.energy().total / run.shape.macs
    return run.cycles, f"{run.utilization:.0%}", *buffer.values(), price
