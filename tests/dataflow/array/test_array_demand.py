"""The words at a systolic array's edges, made fold by fold, are the buffer's events, cycle by cycle."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_array import SYSTOLIC, runs, start

from dnnlib.dataflow.array import systolic_demand
from dnnlib.dataflow.array.systolic_demand import demand


@given(runs(SYSTOLIC), st.booleans())
@settings(deadline=None, max_examples=60)
def test_the_edges_are_the_buffers_events(case, drain):
    trace = start(case, drain=drain)
    parts, events = list(demand(trace.plan, trace.words)), trace.events
    assert [part.start for part in parts] == np.cumsum(
        [0, *(len(part.out) for part in parts)]
    )[:-1].tolist()
    edges = {"left": parts[0].left[0], "top": parts[0].top[0], "out": "O"}
    for edge, tensor in edges.items():
        found = np.concatenate(
            [part.out if edge == "out" else getattr(part, edge)[1] for part in parts]
        )
        happened = events.of("GLB", tensor, "update" if edge == "out" else "read")
        expected = np.full(
            (trace.cycles, trace.plan.rows if edge == "left" else trace.plan.cols), -1
        )
        expected[happened.cycle, happened.row if edge == "left" else happened.col] = (
            happened.word
        )
        assert np.array_equal(found, expected)


@pytest.mark.parametrize("dataflow", SYSTOLIC)
def test_blocks_of_folds_make_the_whole(dataflow, monkeypatch):
    case = ((np.ones((2, 4, 6, 6)), np.ones((6, 2, 3, 3)), 1, 2), 3, 2, dataflow)
    trace = start(case)
    (whole,) = demand(trace.plan, trace.words)
    monkeypatch.setattr(systolic_demand, "BLOCK", 4 * trace.plan.fold_cycles * 3)
    parts = list(demand(trace.plan, trace.words))
    assert (
        len(parts) > 2
        and max(len(part.out) for part in parts) == 4 * trace.plan.fold_cycles
    )
    for edge in (
        lambda part: part.left[1],
        lambda part: part.top[1],
        lambda part: part.out,
    ):
        assert np.array_equal(
            np.concatenate([edge(part) for part in parts]), edge(whole)
        )
