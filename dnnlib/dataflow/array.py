"""A toy PE array that multiplies real numbers: the convolution, cycle by cycle.

    trace = run(I, F, rows=4, cols=4, dataflow="weight")
    trace.O, trace.cycles, trace.utilization, trace.accesses(), trace.events, trace.frames(0, 10)

Three systolic arrays (systolic.py) and the row-stationary array of Eyeriss (row_array.py).
"""

from typing import Literal

from dnnlib.dataflow.row_array import RowArray
from dnnlib.dataflow.systolic import AXES, Systolic
from dnnlib.dataflow.trace import Trace
from dnnlib.dataflow.words import Words
from dnnlib.shapes import ConvShape

DATAFLOWS = (*AXES, "row")
ALIASES = {"WS": "weight", "IS": "input", "OS": "output", "RS": "row"}
Name = Literal["weight", "output", "input", "row"]


def run(I, F, rows: int, cols: int, dataflow: Name = "weight", U: int = 1, G: int = 1, drain: bool = False) -> Trace:
    """One layer on an array of rows x cols PEs: its output and the record of every cycle.

    O[n,m,p,q] = sum over c,r,s of I[n,c,U*p+r,U*q+s] * F[m,c,r,s], exactly for integers; floats as in Words.output
    Shapes: I [N,C,H,W] with its padding, F [M,C/G,R,S] -> trace.O [N,M,P,Q]. Groups run one after the other.
    Errors: ValueError names the two numbers that do not fit, and what would.
    """
    words = Words.of(I, F, U, G)
    return Trace(plan(words.shape, rows, cols, dataflow, drain), words, words.output())


def cycles(shape: ConvShape, rows: int, cols: int, dataflow: Name = "weight", drain: bool = False) -> int:
    """Cycles of a layer on an array, in closed form; equal to run(...).cycles.

        output   G * ceil(NPQ/rows) * ceil(M/G/cols)   * (rows + cols + CRS/G - 2), with drain + rows a fold
        weight   G * ceil(CRS/G/rows) * ceil(M/G/cols) * (2*rows + cols + NPQ - 2)
        input    G * ceil(CRS/G/rows) * ceil(NPQ/cols) * (2*rows + cols + M/G - 2)
        row      passes * (Q*S + R*channels - 1); see row_array

    drain: whether output stationary's sums leave over the columns. The paper's formula counts that, the program does not.
    Source: Samajdar et al., ISPASS 2020 (SCALE-Sim), for the three. Errors: ValueError as `run`.
    """
    return plan(shape, rows, cols, dataflow, drain).cycles


def plan(shape: ConvShape, rows: int, cols: int, dataflow: Name = "weight", drain: bool = False) -> Systolic | RowArray:
    """Where each word is in which cycle: .folds or .passes, .cycles, .accesses(), .busy(start, stop); no values.

    Errors: ValueError as `run`.
    """
    for side, size in (("rows", rows), ("cols", cols)):
        if isinstance(size, bool) or not isinstance(size, int) or size < 1:
            raise ValueError(f"an array of {rows!r} rows x {cols!r} columns: {side}={size!r} must be an integer of 1 or more")
    name = ALIASES.get(dataflow, dataflow)
    if name not in DATAFLOWS:
        raise ValueError(f"no array for the dataflow {dataflow!r}; there are {', '.join(DATAFLOWS)}, in short {', '.join(ALIASES)}")
    return RowArray(shape, rows, cols) if name == "row" else Systolic(shape, rows, cols, name, drain)
