"""The row-stationary array, PE by PE in plain loops, beside all PEs at once."""

import numpy as np
from hypothesis import given, settings
from test_array import runs, start

from dnnlib.dataflow.array import row_pe
from dnnlib.kernels import direct


@given(runs(["row"]))
@settings(deadline=None, max_examples=60)
def test_pes_that_know_two_rows_and_the_sum_from_above_do_the_same(case):
    (I, F, U, G), rows, cols, _ = case
    trace = start(case)
    O, handed = row_pe.run(I, F, rows, cols, U, G)
    assert np.array_equal(O, trace.O) and np.array_equal(O, direct.conv(I, F, U, G))
    events = trace.events
    out, down = events.of("GLB", "O", "update"), events.of("NoC", "O", "update")
    made = {
        (h.cycle, h.row, h.col, np.ravel_multi_index(h.place, O.shape)): h.value
        for h in handed
    }
    assert len(made) == len(handed)
    for some in (out, down):
        assert all(made[key] == value for key, value in zip(keys(some), some.value))
    # All that a PE hands on either leaves or is added by the PE below, one cycle later.
    leaving = {*keys(out)}
    added = {*keys(down)}
    assert all(((h.cycle + 1, h.row + 1, h.col, key[3]) in added) != (key in leaving)
               for h, key in zip(handed, made))  # fmt: skip


def keys(events):
    return zip(
        *(getattr(events, field).tolist() for field in ("cycle", "row", "col", "word"))
    )


def test_one_pe_makes_a_one_dimensional_convolution():
    row, line = [1, -2, 3], np.arange(9)
    expected = direct.conv(line.reshape(1, 1, 1, 9), np.reshape(row, (1, 1, 1, 3)), 2)
    assert row_pe.slide(row, line, 2) == expected.ravel().tolist()
