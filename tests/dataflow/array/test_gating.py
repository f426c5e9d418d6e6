"""What zeros save, against the run's own events counted one by one."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_array import runs, start

from dnnlib.costs import NORMALIZED
from dnnlib.dataflow import array
from dnnlib.dataflow.array import gating


def thinned(case, share, seed):
    """The same layer with about this share of its inputs made zero."""
    (I, F, U, G), *rest = case
    I = np.where(np.random.default_rng(seed).random(I.shape) < share, 0, I)
    return ((I, F, U, G), *rest)


@given(runs(), st.floats(0, 1), st.integers(0, 99))
@settings(deadline=None, max_examples=60)
def test_useful_macs_are_those_whose_input_is_not_zero(case, share, seed):
    trace = start(thinned(case, share, seed))
    frames = trace.frames()
    useful = int((frames.value[:, 0] != 0)[frames.busy].sum())
    found = gating.savings(trace)
    assert gating.useful_macs(trace.words) == found.useful == useful
    # elsewhere weights pass by and are not read from a register file
    register = case[3] in ("weight", "row")
    assert found.energy - found.gated == (trace.shape.macs - useful) * (1 + register)


@given(runs(["row"]), st.floats(0, 1), st.integers(0, 99))
@settings(deadline=None, max_examples=80)
def test_a_pass_that_skips_lasts_as_long_as_its_busiest_pe(case, share, seed):
    trace = start(thinned(case, share, seed))
    frames, plan = trace.frames(), trace.plan
    useful = (frames.busy & (frames.value[:, 0] != 0)).reshape(
        plan.passes, plan.pass_cycles, -1
    )
    work, placed = (
        useful.sum(axis=1),
        frames.busy.reshape(plan.passes, plan.pass_cycles, -1).any(axis=1),
    )
    drain = plan.passes * (plan.chain - 1)
    found = gating.savings(trace)
    assert found.skipping == work.max(axis=1).sum() + drain
    assert found.balanced == pytest.approx(
        (work.sum(axis=1) / placed.sum(axis=1)).sum() + drain
    )
    assert found.balanced <= found.skipping + 1e-9 and found.skipping <= found.cycles


def test_without_zeros_nothing_is_saved_and_with_zeros_alone_all_work_is():
    ones, F = np.ones((1, 2, 5, 5), int), np.ones((3, 2, 3, 3), int)
    full = gating.savings(array.run(ones, F, 6, 3, "row"))
    assert (
        full.useful == full.macs
        and full.gated == full.skipped == full.energy
        and full.skipping == full.cycles
    )
    none = array.run(0 * ones, F, 6, 3, "row")
    empty = gating.savings(none)
    assert (
        empty.useful == 0
        and empty.zeros == 1
        and empty.skipping == none.plan.passes * (none.plan.chain - 1)
    )
    assert (
        empty.energy - empty.gated == empty.macs * 2
        and empty.gated - empty.skipped == empty.macs * 3
    )
    assert gating.savings(array.run(ones, F, 6, 3)).skipping is None


def test_a_table_without_a_price_for_registers_saves_the_macs_alone():
    costs = replace(NORMALIZED, levels={"GLB": 6, "RF": 0})
    trace = array.run(np.zeros((1, 1, 3, 3)), np.ones((1, 1, 2, 2)), 2, 2, "row")
    found = gating.savings(trace, costs)
    assert found.energy - found.gated == found.macs and found.skipped == found.gated
