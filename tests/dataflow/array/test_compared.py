"""Runs beside each other say what each of them says."""

import numpy as np

from dnnlib.dataflow import array
from dnnlib.dataflow.array.compared import compared


def test_a_row_is_what_the_run_itself_says():
    I, F = np.arange(32).reshape(1, 2, 4, 4), np.ones((2, 2, 3, 3), int)
    runs = {flow: array.run(I, F, 4, 3, flow) for flow in ("weight", "row")}
    table = compared(runs)
    for name, run in runs.items():
        moved = run.accesses()
        words = {t: sum(n for (at, of, _), n in moved.items() if (at, of) == ("GLB", t)) for t in "IFO"}  # fmt: skip
        price = sum(run.energy().values()) / run.shape.macs
        row = (name, run.cycles, f"{run.utilization:.0%}", *words.values(), price)
        assert row in table.rows
