"""The array computes the convolution; cycles are the closed form; events, counts and the nest's walk are one."""

import re
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dnnlib.dataflow import array
from dnnlib.dataflow.accesses import walk
from dnnlib.dataflow.array import systolic_pe
from dnnlib.dataflow.array.events import TENSORS
from dnnlib.kernels import direct, toeplitz
from dnnlib.models import MODELS
from dnnlib.shapes import ConvShape

SYSTOLIC = ("weight", "input", "output")


@st.composite
def layers(draw, most=3):
    """I, F, U, G of a small layer: batch, groups, strides, filters taller than wide, inputs with a rim left over."""
    dims = {dim: draw(st.integers(1, most)) for dim in "NMCRSU"}
    G, rng = draw(st.integers(1, 2)), np.random.default_rng(draw(st.integers(0, 999)))
    H, W = dims["R"] + draw(st.integers(0, 4)), dims["S"] + draw(st.integers(0, 4))
    I = rng.integers(-99, 99, (dims["N"], dims["C"] * G, H, W))
    return (
        I,
        rng.integers(-99, 99, (dims["M"] * G, dims["C"], dims["R"], dims["S"])),
        dims["U"],
        G,
    )


@st.composite
def runs(draw, dataflows=array.DATAFLOWS, largest=6):
    """A layer, the sides of an array that it fits, and a dataflow."""
    layer, dataflow = draw(layers()), draw(st.sampled_from(dataflows))
    rows, cols = (draw(st.integers(1, largest)) for _ in range(2))
    return (
        layer,
        max(rows, layer[1].shape[2]) if dataflow == "row" else rows,
        cols,
        dataflow,
    )


def start(case, **how):
    (I, F, U, G), rows, cols, dataflow = case
    return array.run(I, F, rows, cols, dataflow, U, G, **how)


@given(runs())
@settings(deadline=None, max_examples=80)
def test_the_array_computes_the_convolution_bit_for_bit(case):
    (I, F, U, G), trace = case[0], start(case)
    assert trace.O.dtype == np.int64 and np.array_equal(
        trace.O, direct.conv(I, F, U, G)
    )
    assert (
        trace.cycles
        == array.cycles(trace.shape, *case[1:])
        == len(trace.busy())
        == len(trace.frames())
    )


@given(runs(), st.booleans())
@settings(deadline=None, max_examples=60)
def test_the_events_are_the_run(case, drain):
    """Their counts are the accesses, MACs are the layer's, each once; the buffer's last updates are the output."""
    trace = start(case, drain=drain)
    events = trace.events
    assert events.accesses() == trace.accesses() and len(events) == trace.size
    macs, out = events.of("MAC", "O", "update"), events.of("GLB", "O", "update")
    assert len(macs) == trace.shape.macs and np.array_equal(
        np.bincount(macs.word), macs_of_each_output(trace)
    )
    O = np.zeros(trace.O.size, int)
    O[out.word] = out.value  # in the order of cycles: what comes last stays
    assert np.array_equal(O.reshape(trace.O.shape), trace.O)
    assert np.array_equal(np.bincount(macs.cycle, minlength=trace.cycles), trace.busy())
    assert events.cycle.min() >= 0 and events.cycle.max() <= trace.cycles - 1
    pes = (
        macs.cycle.astype(int) * trace.plan.rows * trace.plan.cols
        + macs.row * trace.plan.cols
        + macs.col
    )
    assert len(np.unique(pes)) == len(pes)  # a PE does one MAC a cycle


def macs_of_each_output(trace):
    shape = trace.shape
    return np.full(shape.size("O"), shape.C // shape.G * shape.R * shape.S)


@given(runs())
@settings(deadline=None, max_examples=40)
def test_words_that_move_are_the_words_of_the_tensors(case):
    """I and F carry their own values; each MAC adds the product of the I and F that its PE holds."""
    (I, F, _, _), trace = case[0], start(case)
    events, frames = trace.events, trace.frames()
    for k, tensor in enumerate((I, F)):
        some = events[events.tensor == k]
        assert np.array_equal(some.value, tensor.ravel()[some.word])
        assert (
            frames.value[:, k]
            == np.where(frames.word[:, k] >= 0, tensor.ravel()[frames.word[:, k]], 0)
        ).all()
    sums = events.of("MAC", "O", "update")
    at = sums.cycle, sums.row, sums.col
    assert np.array_equal(frames.value[:, 2][at], sums.value) and np.array_equal(
        frames.word[:, 2][at], sums.word
    )
    left = frames.value[:, 0][at] * frames.value[:, 1][at]
    if case[3] in ("output", "row"):
        reads = events.of("RF", "O", "read")
        before = np.zeros(frames.busy.shape, int)
        before[reads.cycle, reads.row, reads.col] = reads.value
        assert np.array_equal(before[at] + left, sums.value)
    else:
        first = sums.row == 0
        back = events.of("GLB", "O", "read")
        before = np.zeros(frames.busy.shape, int)
        before[back.cycle, back.row, back.col] = back.value
        above = frames.value[:, 2][
            sums.cycle[~first] - 1, sums.row[~first] - 1, sums.col[~first]
        ]
        assert np.array_equal(before[at][first] + left[first], sums.value[first])
        assert np.array_equal(above + left[~first], sums.value[~first])


@given(runs(), st.integers(1, 9), st.data())
@settings(deadline=None, max_examples=25)
def test_a_window_is_a_part_of_the_whole(case, length, data):
    trace = start(case)
    events, frames = trace.events, trace.frames()
    pieces = list(trace.windows(length))
    assert sum(map(len, trace.windows())) == len(events)
    assert all(np.array_equal(np.concatenate([getattr(p, f) for p in pieces]), getattr(events, f))
               for f in ("cycle", "row", "col", "level", "tensor", "kind", "word", "value"))  # fmt: skip
    first = data.draw(st.integers(0, trace.cycles - 1))
    last = data.draw(st.integers(first + 1, trace.cycles))
    part = trace.frames(first, last)
    assert np.array_equal(part.word, frames.word[first:last]) and np.array_equal(
        part.value, frames.value[first:last]
    )
    assert np.array_equal(trace.busy(first, last), trace.busy()[first:last])


@given(runs(SYSTOLIC, 4))
@settings(deadline=None, max_examples=20)
def test_pes_that_know_but_their_neighbours_do_the_same_cycle_by_cycle(case):
    """The definition: every register of every PE in every cycle, floats bit for bit, as kernels.direct sums them."""
    (I, F, U, G), rows, cols, dataflow = case
    I, F = I / 7, F / 3
    trace = array.run(I, F, rows, cols, dataflow, U, G)
    O, value, busy = systolic_pe.run(I, F, rows, cols, dataflow, U, G)
    frames = trace.frames()
    assert np.array_equal(O, trace.O) and np.array_equal(O, direct.conv(I, F, U, G))
    assert np.array_equal(busy, frames.busy)
    for k, tensor in enumerate(TENSORS):
        held = frames.word[:, k] >= 0
        # a sum that has not begun is 0 to the PE, nothing to the plan
        if tensor != trace.plan.stays or tensor != "O":
            assert np.array_equal(held, ~np.equal(value[:, k], None))
        assert np.array_equal(value[:, k][held].astype(float), frames.value[:, k][held])


@given(runs())
@settings(deadline=None, max_examples=150)
def test_accesses_are_the_walk_of_the_nest_that_the_array_runs(case):
    (I, F, U, G), rows, cols, dataflow = case
    trace = start(case)
    nest = array.mapping(trace.shape, rows, cols, dataflow)
    seen = trace.shape if dataflow == "row" else array.product(trace.shape)
    assert trace.accesses() == walk(seen, nest)


@pytest.mark.parametrize("dataflow", SYSTOLIC)
def test_a_layer_smaller_than_the_array_has_a_nest_too(dataflow):
    shape = ConvShape(M=2, C=3, P=5)
    nest = array.mapping(shape, 8, 8, dataflow)
    assert nest.pes > 1
    assert array.plan(shape, 8, 8, dataflow).accesses() == walk(
        array.product(shape), nest
    )


def test_strips_take_turns_outside_the_sliding_window():
    shape = ConvShape(M=2, C=2, P=4, Q=3, R=2, S=2)
    nest = array.mapping(shape, 2, 2, "row")
    assert nest.compact == "GLB: M2 C2 P2 Q3 P2* R2* / RF: S2"
    assert array.plan(shape, 2, 2, "row").accesses() == walk(shape, nest)


@pytest.mark.parametrize("Q, U", [(1, 1), (2, 1), (2, 2), (3, 1), (3, 2), (4, 1)])
def test_the_next_filters_find_what_windows_share_where_it_is(Q, U):
    """Filters in turn on one strip of one channel: the window wraps back over columns that are still held."""
    shape = ConvShape(M=6, P=2, Q=Q, R=2, S=4, U=U)
    I, F = np.ones(shape.tensor("I"), int), np.ones(shape.tensor("F"), int)
    trace = array.run(I, F, 2, 4, "row", U)
    walked = walk(shape, array.mapping(shape, 2, 4, "row"))
    assert (
        trace.plan.turns[1] == 3
        and trace.accesses() == trace.events.accesses() == walked
    )
    assert walked["GLB", "I", "read"] < 3 * shape.size("I") or U * (Q - 1) >= 4


@given(runs(["output"]))
@settings(deadline=None, max_examples=30)
def test_drained_sums_move_down_a_row_a_cycle_and_leave_from_the_last(case):
    trace = start(case, drain=True)
    frames, out, plan = (
        trace.frames(),
        trace.events.of("GLB", "O", "update"),
        trace.plan,
    )
    assert len(out) == trace.O.size and (out.row == plan.rows - 1).all()
    assert (out.cycle % plan.fold_cycles >= plan.fold_cycles - plan.rows).all()
    # once all move, a sum is as many rows above the last as it has cycles to go
    for down in range(plan.rows):
        some = out[out.cycle % plan.fold_cycles - down >= plan.fold_cycles - plan.rows]
        at = some.cycle - 1 - down, 2, some.row - down, some.col
        assert np.array_equal(frames.word[at], some.word) and np.array_equal(
            frames.value[at], some.value
        )


@given(runs())
@settings(deadline=None, max_examples=40)
def test_what_must_be_conserved(case):
    trace = start(case)
    shape, words = trace.shape, trace.accesses()
    assert words["GLB", "O", "update"] - words["GLB", "O", "read"] == shape.size("O")
    assert words["GLB", "F", "read"] >= shape.size("F")
    assert (
        0 < trace.utilization <= 1
        and trace.busy().max() <= trace.plan.rows * trace.plan.cols
    )
    assert trace.busy().sum() == shape.macs
    assert trace.energy().total >= shape.macs


def test_a_systolic_array_reads_each_window_a_row_stationary_one_each_row():
    """To an array that knows matrices alone, overlapping windows have words of their own: up to R*S reads of each."""
    shape = ConvShape(C=2, P=6, Q=6, R=3, S=3)
    reads = {
        flow: array.plan(shape, 18, 6, flow).accesses()["GLB", "I", "read"]
        for flow in ("weight", "row")
    }
    assert reads == {"weight": 36 * 2 * 9, "row": shape.size("I")}


def test_row_stationary_folds_and_replicates_as_the_papers_figure_has_it():
    """12 x 14 PEs: CONV2 in strips of 14 and 13 by 5; CONV3-5 in four sets of 13 by 3 (Sze et al. 2017, Fig. 32)."""
    active = {}
    for layer in ("conv1", "conv2", "conv3", "conv4", "conv5"):
        plan = array.plan(MODELS["AlexNet"].layer(layer).shape, 12, 14, "row")
        active[layer] = plan.active
        busiest = plan.busy(0, plan.pass_cycles).max()
        assert busiest == plan.active
    # and JSSC 2017, Table V
    assert active == {
        "conv1": 154,
        "conv2": 135,
        "conv3": 156,
        "conv4": 156,
        "conv5": 156,
    }
    assert array.plan(MODELS["AlexNet"].layer("conv2").shape, 12, 14, "row").sets == (
        2,
        1,
        1,
    )
    assert array.plan(MODELS["AlexNet"].layer("conv3").shape, 12, 14, "row").sets == (
        1,
        4,
        1,
    )


def test_diagonals_rows_and_columns_of_row_stationary():
    """3 x 5 PEs: 7 ifmap rows on the diagonals, a filter row along each row, sums down each column (Fig. 28)."""
    shape = ConvShape(P=5, Q=5, R=3, S=3)
    I, F = np.arange(49).reshape(1, 1, 7, 7), np.ones((1, 1, 3, 3), int)
    trace = array.run(I, F, 3, 5, "row")
    assert trace.shape == shape and trace.cycles == 5 * 3 + 2
    rows = trace.frames().word[0, 0] // 7
    assert np.array_equal(rows, np.add.outer(np.arange(3), np.arange(5)))
    assert np.array_equal(
        trace.frames().word[0, 1], np.repeat([[0], [3], [6]], 5, axis=1)
    )
    words = trace.accesses()
    assert words["GLB", "I", "read"] == 49 and words["RF", "I", "fill"] == 15 * 7
    assert words["GLB", "O", "update"] == 25 and words["NoC", "O", "update"] == 2 * 25
    down = trace.events.of("NoC", "O", "update")
    first = down[(down.col == 0) & (down.word == 0)]
    assert first.row.tolist() == [1, 2] and np.diff(first.cycle).tolist() == [1]


def test_floats_beyond_the_order_of_the_pes_keep_to_the_bound(monkeypatch):
    monkeypatch.setattr("dnnlib.dataflow.array.operands.IN_ORDER", 10)
    rng = np.random.default_rng(0)
    I, F = (
        rng.standard_normal((1, 8, 9, 9), np.float32),
        rng.standard_normal((4, 8, 3, 3), np.float32),
    )
    exact, size = (
        toeplitz.conv(I.astype(float), F.astype(float)),
        toeplitz.conv(abs(I).astype(float), abs(F).astype(float)),
    )
    K, u = 72, np.finfo(np.float32).eps / 2
    for dataflow in array.DATAFLOWS:
        error = np.abs(array.run(I, F, 4, 4, dataflow).O - exact)
        assert (error <= K * u / (1 - K * u) * size).all() and error.max() > 0


def test_integers_too_large_for_floats_stay_exact():
    I, F = np.full((1, 2, 2, 2), 2**31 - 1), np.full((1, 2, 2, 2), 2**28 + 1)
    assert array.run(I, F, 2, 2).O.item() == 8 * (2**31 - 1) * (2**28 + 1)


def test_a_run_too_long_to_hold_gives_its_counts_and_its_windows():
    shape = MODELS["AlexNet"].layer("conv3").shape
    I, F = (
        np.ones(shape.tensor("I"), np.float32),
        np.ones(shape.tensor("F"), np.float32),
    )
    trace = array.run(I, F, 128, 128)
    with pytest.raises(
        ValueError,
        match=rf"{trace.size:,} events .* accesses\(\) has their counts; window",
    ):
        _ = trace.events
    assert "too many at once" in repr(trace) and trace.accesses()[
        "GLB", "F", "read"
    ] == shape.size("F")
    tracemalloc.start()
    window = trace.window(trace.cycles - 400, trace.cycles - 390)
    # 64 MB at the most, where all would take gigabytes
    assert tracemalloc.get_traced_memory()[1] < 2**26 < trace.size
    tracemalloc.stop()
    assert (
        len(window.of("MAC", "O", "update"))
        == trace.busy(trace.cycles - 400, trace.cycles - 390).sum()
        > 0
    )
    assert (trace.O == 256 * 9).all() and (
        window.of("GLB", "O", "update").value == 256 * 9
    ).all()


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: array.cycles(ConvShape(), 0, 4), "rows=0 .an array of 0 x 4 PEs. must be an integer of 1 or more"),
        (lambda: array.cycles(ConvShape(), 4, 2.5), "cols=2.5 .*must be an integer"),
        (lambda: array.cycles(ConvShape(R=5), 4, 9, "row"), "R=5 .* has 4 rows: take an array of 5 .* of 4 or fewer"),
        (lambda: array.run(np.ones((1, 3, 4, 4)), np.ones((2, 2, 3, 3)), 4, 4), r"2 channels, but I.s C=3 .* \[M, 3"),
        (lambda: array.cycles(ConvShape(), 4, 4, "rows"), "no array for the dataflow 'rows'; there are weight, input"),
        (lambda: array.run(np.ones((1, 1, 3, 3)), np.ones((1, 1, 2, 2)), 2, 2).window(5, 99), "start < stop <= 16"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named_with_both_numbers(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_names_in_short():
    shape = ConvShape(M=5, C=3, P=4, Q=4, R=3, S=3)
    for short, long in array.ALIASES.items():
        assert array.plan(shape, 5, 4, short) == array.plan(shape, np.int64(5), 4, long)
    trace = array.run(np.ones((1, 1, 2, 2)), np.ones((1, 1, 1, 1)), 2, 2)
    assert re.match(
        r"Trace\(.* on 2 x 2 PEs, weight stationary: 8 cycles, 12.5% busy; \d+ events, all",
        repr(trace),
    )


@pytest.mark.parametrize("dataflow", ["weight", "output", "input", "row"])
@pytest.mark.parametrize("value", [1, 8])
def test_half_precision_is_summed_in_single_as_in_the_kernels(dataflow, value):
    """2700 ones would stop at 2048; sums that cancel would pass 65504 on the way. Seen to fail: 2048, infinity."""
    I = np.full((1, 300, 4, 4), value, np.float16)
    I[:, 150:] *= -1 if value > 1 else 1
    F = np.full((1, 300, 3, 3), value, np.float16)
    wanted, trace = direct.conv(I, F), array.run(I, F, 4, 4, dataflow)
    assert trace.O.dtype == np.float16
    np.testing.assert_array_equal(trace.O, wanted)
