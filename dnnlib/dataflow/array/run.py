"""A toy PE array that multiplies real numbers: the convolution, cycle by cycle.

    trace = run(I, F, rows=4, cols=4, dataflow="weight")
    trace.O, trace.cycles, trace.utilization, trace.accesses(), trace.events, trace.frames(0, 10)

Three systolic arrays (systolic.py) and the row-stationary array of Eyeriss (row_stationary.py). What they leave out: the
buffer always has the word that is asked for, wires are as wide as that takes, and a fold waits for the one before it.
"""

import numpy as np

from dnnlib.dataflow.array.nest import mapping_of, product
from dnnlib.dataflow.array.operands import Words
from dnnlib.dataflow.array.row_stationary import RowArray
from dnnlib.dataflow.array.systolic import AXES, Systolic
from dnnlib.dataflow.array.trace import Trace
from dnnlib.dataflow.loopnest import Mapping
from dnnlib.door import checked, shown, whole
from dnnlib.shapes import ConvShape

__all__ = ["ALIASES", "DATAFLOWS", "cycles", "mapping", "plan", "product", "run"]
DATAFLOWS = (*AXES, "row")
ALIASES = {"WS": "weight", "IS": "input", "OS": "output", "RS": "row"}
Name = str  # one of DATAFLOWS or ALIASES


@checked
def run(
    I,
    F,
    rows: int,
    cols: int,
    dataflow: Name = "weight",
    U: int = 1,
    G: int = 1,
    drain: bool = False,
) -> Trace:
    """One layer on an array of rows x cols PEs: its output, and the record of every cycle.

    O[n,m,p,q] = sum over c,r,s of I[n,c,U*p+r,U*q+s] * F[m,c,r,s], exactly for integers; floats as in Words.output

    Half precision is summed in single and rounded once, as the kernels do.

    Shapes: I [N,C,H,W] with its padding, F [M,C/G,R,S] -> trace.O [N,M,P,Q]. Groups run one after the other.
    Errors: ValueError names the two numbers that do not fit, and what would.
    """
    words = Words.of(I, F, U, G)
    O = words.output()
    if np.result_type(np.asarray(I), np.asarray(F)) == np.float16:
        with np.errstate(over="ignore"):  # beyond 65504 is infinity
            O = O.astype(np.float16)
    return Trace(plan(words.shape, rows, cols, dataflow, drain), words, O)


@checked
def cycles(
    shape: ConvShape,
    rows: int,
    cols: int,
    dataflow: Name = "weight",
    drain: bool = False,
) -> int:
    """Cycles of a layer on an array, in closed form; equal to run(...).cycles.

        weight   G * ceil(K/rows) * ceil(M/cols) * (2*rows + cols + T - 2)     K = C*R*S products an output
        input    G * ceil(K/rows) * ceil(T/cols) * (2*rows + cols + M - 2)     T = N*P*Q pixels
        output   G * ceil(T/rows) * ceil(M/cols) * (rows + cols + K - 2)       M and C count within a group
        row      passes * (Q*S + R*channels - 1); see row_stationary.py

    drain=True adds `rows` to each fold of output: sums leave over the columns, as the paper's formula has it. Without,
    they leave by wires of their own, as its program counts.
    Source: Samajdar et al., ISPASS 2020 (SCALE-Sim), for the first three. Errors: ValueError as `run`.
    """
    return plan(shape, rows, cols, dataflow, drain).cycles


@checked
def mapping(
    shape: ConvShape, rows: int, cols: int, dataflow: Name = "weight"
) -> Mapping:
    """The loop nest that an array runs: its walk's accesses are the trace's.

    A systolic array runs the matrix product of a layer, so its nest is one of `product(shape)`, row stationary's of the
    shape itself. Where the last fold is only partly filled, its turn in the nest is short.
    Errors: ValueError as `run`.
    """
    return mapping_of(plan(shape, rows, cols, dataflow))


@checked
def plan(
    shape: ConvShape,
    rows: int,
    cols: int,
    dataflow: Name = "weight",
    drain: bool = False,
) -> Systolic | RowArray:
    """Where each word is in which cycle: .folds or .passes, .cycles, .accesses(), .busy(start, stop); no values.

    Errors: ValueError as `run`.
    """
    pes = f"an array of {shown(rows)} x {shown(cols)} PEs"
    rows, cols = whole("rows", rows, means=pes), whole("cols", cols, means=pes)
    name = ALIASES.get(dataflow, dataflow)
    if name not in DATAFLOWS:
        known = f"{', '.join(DATAFLOWS)}, in short {', '.join(ALIASES)}"
        raise ValueError(f"no array for the dataflow {dataflow!r}; there are {known}")
    return (
        RowArray(shape, rows, cols)
        if name == "row"
        else Systolic(shape, rows, cols, name, drain)
    )
