"""A toy PE array that multiplies real numbers: the convolution, cycle by cycle.

run                 run(I, F, rows, cols, dataflow) -> Trace, and cycles in closed form
trace               the real output and one event record; everything else is a function of it
systolic, row_stationary    where each operand is at each cycle, for the two kinds of array
systolic_pe, row_pe         their definition: PEs that know only their neighbours
systolic_record, row_record, systolic_demand    the events of a run
operands, events    the words as the array is fed them; one event
nest                the run as a loop nest; gating, film, gantt: what zeros save, and pictures
"""

from dnnlib.dataflow.array.run import (
    ALIASES,
    DATAFLOWS,
    cycles,
    mapping,
    plan,
    product,
    run,
)

__all__ = ["ALIASES", "DATAFLOWS", "cycles", "mapping", "plan", "product", "run"]
