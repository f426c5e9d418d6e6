"""The bars of a run: where closed forms put them, and together the whole run."""

import numpy as np
import pytest

from dnnlib import plots
from dnnlib.dataflow import array
from dnnlib.dataflow.array.gantt import LANES, gantt, table

RNG = np.random.default_rng(0)
I, F = RNG.integers(-9, 9, (1, 4, 8, 8)), RNG.integers(-9, 9, (10, 4, 3, 3))


@pytest.mark.parametrize("dataflow", array.DATAFLOWS)
def test_bars_lie_in_their_folds_and_hold_all_words(dataflow):
    trace = array.run(I, F, 8, 8, dataflow)
    bars = gantt(trace, range(10**4))
    length = trace.plan.pass_cycles if dataflow == "row" else trace.plan.fold_cycles
    assert all(
        bar.fold * length <= bar.start < bar.stop <= (bar.fold + 1) * length
        for bar in bars
    )
    # the last fold is partly filled
    assert trace.cycles - length < max(bar.stop for bar in bars) <= trace.cycles
    for lane, *event in LANES:
        words = sum(bar.words for bar in bars if bar.lane == lane)
        assert words == (
            trace.shape.macs if "PEs" in lane else trace.accesses()[tuple(event)]
        )
    assert len(table(bars).rows) == len(bars)


def test_weights_come_first_then_the_skew():
    """Weight stationary, 4 taps by 3 filters on 4 x 3 PEs, 5 pixels: the closed forms of systolic.py."""
    trace = array.run(np.ones((1, 4, 5, 1)), np.ones((3, 4, 1, 1)), 4, 3)
    bars = {bar.lane: (bar.start, bar.stop) for bar in gantt(trace)}
    assert list(bars.values()) == [
        (0, 4),
        (4, 4 + 5 + 3),
        (4, 4 + 5 + 3 + 2),
        (4 + 3, 4 + 5 + 3 + 2),
    ]
    assert trace.cycles == 2 * 4 + 3 + 5 - 2


def test_the_picture_has_the_bars_as_its_table():
    trace = array.run(I, F, 8, 8, "output")
    figure = plots.gantt(trace, 2)
    assert (
        figure.table.rows == table(gantt(trace, range(2))).rows
        and "first 2 folds: 40% busy" in figure.title
    )
    assert (
        "first fold:" in plots.gantt(trace, 1).title
        and "first 3 passes" in plots.gantt(array.run(I, F, 8, 8, "row"), 3).title
    )
    with pytest.raises(ValueError, match="folds=0"):
        plots.gantt(trace, 0)
