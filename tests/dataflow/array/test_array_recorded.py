"""Our arrays beside another program's, run by run: cycles, reads and writes to the word."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from recorded_arrays import LAYERS, RUNS

from dnnlib.dataflow import array
from dnnlib.kernels import toeplitz


@pytest.mark.parametrize("dataflow", ["weight", "input", "output"])
def test_cycles_and_words_are_those_that_the_program_recorded(dataflow):
    runs = [run for run in RUNS if run[1] == dataflow]
    assert len(runs) > 25 and {rows for _, _, rows, *_ in runs} >= {8, 16, 32, 128, 256}
    for layer, _, rows, cols, cycles, I, F, O in runs:
        plan = array.plan(LAYERS[layer], rows, cols, dataflow)
        assert (
            array.cycles(LAYERS[layer], rows, cols, dataflow) == plan.cycles == cycles
        )
        words = plan.accesses()
        assert (words["GLB", "I", "read"], words["GLB", "F", "read"]) == (I, F)
        # Its writes under OS count each fold's empty skew as written, rows + cols a fold (its issue 166): we do not.
        assert words["GLB", "O", "update"] == O - (
            plan.folds * (rows + cols) if dataflow == "output" else 0
        )


def test_the_papers_formula_and_the_programs_part_by_the_drain():
    """Per fold 2*rows + cols + T - 2 in the paper, rows + cols + T - 2 in the program (scale-sim-v3, issue 4)."""
    for layer, dataflow, rows, cols, cycles, *_ in RUNS:
        plan = array.plan(LAYERS[layer], rows, cols, dataflow)
        drained = array.cycles(LAYERS[layer], rows, cols, dataflow, drain=True)
        assert drained - cycles == (plan.folds * rows if dataflow == "output" else 0)


@pytest.mark.parametrize(
    "layer, dataflow, rows",
    [("CONV5g", "weight", 32), ("CONV4g", "output", 32), ("FC8", "input", 256)],
)
def test_a_whole_run_has_the_recorded_cycles_and_the_real_output(layer, dataflow, rows):
    recorded = next(run for run in RUNS if run[:3] == (layer, dataflow, rows))
    rng = np.random.default_rng(0)
    shape = LAYERS[layer]
    I, F = (rng.integers(-128, 128, shape.tensor(tensor)) for tensor in "IF")
    trace = array.run(I, F, rows, rows, dataflow)
    assert trace.cycles == recorded[4] and np.array_equal(trace.O, toeplitz.conv(I, F))
    assert trace.busy().sum() == shape.macs
    window = trace.window(trace.cycles // 2, trace.cycles // 2 + 40)
    assert window.accesses().keys() <= trace.accesses().keys() and len(window)


def test_groups_run_one_after_the_other():
    for dataflow in array.DATAFLOWS:
        one = array.plan(LAYERS["CONV5g"], 12, 14, dataflow)
        both = array.plan(
            replace(LAYERS["CONV5g"], M=256, C=384, G=2), 12, 14, dataflow
        )
        assert both.cycles == 2 * one.cycles
        assert both.accesses() == Counter(
            {key: 2 * words for key, words in one.accesses().items()}
        )
