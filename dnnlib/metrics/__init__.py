"""How networks and chips are judged, and the whole survey recomputed on one page.

roofline        what a machine can reach; measure() has the two numbers of this one
cards           a chip's and a model's card: every ratio, and what is missing
eyeriss_card    the survey's Table V; table_iv its Table IV
non_zero        MACs whose two factors are not zero: counted, not multiplied
tail            percentiles, and how many queries prove one; queue: a server under load
scenarios       MLPerf's four questions to one server
report_card     five designs: leave out a line, and another one wins
sheets          a dozen data sheets, each missing one line
survey          every figure and table: ours beside the published; errata, takeaways
"""

from dnnlib.metrics.roofline import (
    Machine,
    attainable,
    intensity,
    kernel_intensity,
    least_seconds,
    measure,
    point,
)

__all__ = [
    "Machine",
    "attainable",
    "intensity",
    "kernel_intensity",
    "least_seconds",
    "measure",
    "point",
]
