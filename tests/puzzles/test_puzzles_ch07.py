"""Witnesses for the specs of chapter 7's puzzles: the library's arrays, and what was published of Eyeriss."""

import numpy as np
import pytest

from dnnlib import ConvShape
from dnnlib.dataflow import array
from dnnlib.dataflow.array.row_stationary import RowArray
from dnnlib.kernels import direct
from dnnlib.puzzle import check
from dnnlib.puzzles import ch07


def test_the_steps_sums_are_those_of_the_array_and_the_last_row_is_the_convolution():
    for I, F in ch07.step.draw("witness"):
        (M, R), sums = F.shape, ch07.step.spec(I, F)
        trace = array.run(I[None, None, None], F[:, None, None], R, M, "weight")
        frames = trace.frames()
        assert np.array_equal(sums, np.where(frames.busy, frames.value[:, 2], 0))
        O = direct.conv(I[None, None, None], F[:, None, None])[0, :, 0]
        P = O.shape[1]
        for m in range(M):
            first = R + (R - 1) + m  # loaded, then down the column
            assert np.array_equal(sums[first : first + P, R - 1, m], O[m])


def test_a_wrong_step_is_shown_in_its_first_cycle_and_pe():
    @ch07.in_array
    def step(kept, left, above):
        # the PEs of column 0 are right, those of column 1 are not
        return kept, left * kept, above + left * kept

    report = check(ch07.step, step)
    t, r, m = report.index
    assert m == 1 and f"wrong at [t={t}, r={r}, m=1]" in report.message
    yours, wanted = np.asarray(report.yours), np.asarray(report.wanted)
    assert np.array_equal(yours[:t], wanted[:t]) and yours[t, r, m] != wanted[t, r, m]
    assert "✗" in repr(report) and "▸" in repr(report)


@pytest.mark.parametrize("made", [3, (1, 2), [1, 2, 3, 4], "abc", {1: 2}])
def test_a_step_of_another_form_is_told_so(made):
    report = check(ch07.step, ch07.in_array(lambda kept, left, above: made))
    assert not report and "returns three values, (kept, right, down)" in report.message


def test_an_unwritten_step_is_a_stub():
    @ch07.in_array
    def step(kept, left, above): ...

    assert check(ch07.step, step).message == "not written yet"


def test_folds_are_the_plans():
    for K, M, rows, cols in ch07.folds.draw("witness"):
        plan, found = (
            array.plan(ConvShape(M=M, C=K), rows, cols),
            ch07.folds.spec(K, M, rows, cols),
        )
        assert len(found) == plan.folds
        for number, fold in enumerate(found):
            known = plan.fold(number)
            assert tuple(fold) == (
                known.first_row,
                known.first_col,
                known.rows,
                known.cols,
            )
        assert (found[:, 2] * found[:, 3]).sum() == K * M  # each weight is once in a PE


def test_cycles_and_utilization_are_those_of_the_array():
    for rows, cols, K, M, T, *dataflow in ch07.cycles.draw("witness"):
        shape = ConvShape(M=M, C=K, P=T)
        assert ch07.cycles.spec(rows, cols, K, M, T, *dataflow) == array.cycles(
            shape, rows, cols, *dataflow
        )
    for rows, cols, K, M, T in ch07.utilization.draw("witness"):
        shape = ConvShape(M=M, C=K, P=T)
        share = shape.macs / (array.cycles(shape, rows, cols) * rows * cols)
        assert ch07.utilization.spec(rows, cols, K, M, T) == pytest.approx(share)


def test_a_buffer_that_gives_enough_stalls_nobody_and_one_word_a_cycle_costs_all_of_them():
    for rows, cols, T, _ in ch07.stall.draw("witness"):
        assert ch07.stall.spec(rows, cols, T, rows + cols) == {
            "first": -1,
            "cycles": rows + cols + T - 2,
        }
        trace = array.run(
            np.ones((1, T, rows, 1)), np.ones((cols, T, 1, 1)), rows, cols, "output"
        )
        read = np.concatenate(
            [trace.events.of("GLB", tensor, "read").cycle for tensor in "IF"]
        )
        # steps without a word take a cycle too
        silent = trace.cycles - len(np.unique(read))
        assert ch07.stall.spec(rows, cols, T, 1)["cycles"] == len(read) + silent


@pytest.mark.parametrize("name, P, R, C, M, pes", [
    ("CONV1", 55, 11, 3, 96, 154),
    ("CONV2", 27, 5, 48, 256, 135),
    ("CONV3", 13, 3, 256, 384, 156),
    ("CONV4", 13, 3, 192, 384, 156),
    ("CONV5", 13, 3, 192, 256, 156),
])  # fmt: skip
def test_active_pes_are_those_of_the_chip(name, P, R, C, M, pes):
    """Chen et al., JSSC 52(1), 2017, Table V: AlexNet on Eyeriss."""
    assert ch07.active.spec(P, R, C, M) == pes


def test_active_pes_are_the_librarys():
    for P, R, C, M, *sides in ch07.active.draw("witness"):
        plan = RowArray(ConvShape(M=M, C=C, P=P, R=R), *(sides or (12, 14)))
        assert ch07.active.spec(P, R, C, M, *sides) == plan.active


def test_no_array_of_as_many_pes_is_faster():
    for layers, pes in ch07.sides.draw("witness"):
        rows, cols = ch07.sides.spec(layers, pes)
        shapes = [ConvShape(M=int(M), C=int(K), P=int(T)) for K, M, T in layers]
        time = lambda r, c: sum(array.cycles(shape, r, c) for shape in shapes)
        assert rows * cols <= pes
        assert all(
            time(rows, cols) <= time(r, c)
            for r in range(1, pes + 1)
            for c in range(1, pes // r + 1)
        )
