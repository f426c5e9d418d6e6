"""The taxonomy of dataflows as a table: what stays in a PE, what the array unrolls, what passes the buffer by."""

from dataclasses import dataclass
from types import MappingProxyType

from dnnlib.dataflow.loopnest import DIMS
from dnnlib.door import checked

# Loop orders, outermost first, that keep one tensor still: the loops that do not concern it run innermost.
STAY = MappingProxyType({"F": "GMCRSNPQ", "O": "GNMPQCRS", "I": "GNCPQRSM"})


@checked
@dataclass(frozen=True)
class Dataflow:
    """The rules that make a mapping a member of a class.

    rows, cols: dimensions that the array may unroll along each side, the first to be filled first;
    inside: dimensions that may loop in the register file; register: what that holds, None where there is none;
    stays: the tensor that the loops of the buffer keep still, None where they may keep any;
    passing: the tensors that pass the buffer by, None for any; whole: dimensions that must lie in one place as far as
    they fit; buffer, outside: dimensions that may loop in time at the buffer, at DRAM.
    stacked: dimensions that the mapper may lay along the rows beside, strips of ofmap rows on top of each other; a nest
    that is built by hand does not.
    Source: Sze et al. 2017, V-B and Fig. 26; rows and columns are ours.
    """

    name: str
    title: str
    register: str | None
    stays: str | None
    rows: str
    cols: str
    inside: str = ""
    passing: str | None = ""
    whole: tuple[tuple[str, str], ...] = ()
    buffer: str = DIMS
    outside: str = DIMS
    stacked: str = ""

    def along(self, place: str) -> str:
        """The dimensions that may loop in a place of the nest: "rows", "cols", "inside", "buffer" or "outside"."""
        return getattr(self, place) + (self.stacked if place == "rows" else "")


# a filter row in a PE, the rows of a filter down a column
ROW_WHOLE = (("R", "rows"), ("S", "inside"))
DATAFLOWS = MappingProxyType({
    flow.name: flow
    for flow in (
        #         name        title                register stays rows   cols   inside  passing whole
        Dataflow("weight",   "weight stationary",     "F",   "F", "CRS", "M",   "MCRS", "F"),
        Dataflow("output A", "output stationary A",   "O",   "O", "P",   "Q",   "PQ",   "O"),
        Dataflow("output B", "output stationary B",   "O",   "O", "M",   "QP",  "MPQ",  "O"),
        Dataflow("output C", "output stationary C",   "O",   "O", "M",   "N",   "MN",   "O"),
        Dataflow("input",    "input stationary",      "I",   "I", "C",   "QP",  "SRCN", "I"),
        Dataflow("none",     "no local reuse",        None,  None, "C",  "M"),
        Dataflow("row",      "row stationary",        "IFO", None, "RCM", "PM", "SMC",  "F", ROW_WHOLE, stacked="P"),
    )
})  # fmt: skip

# The initials that the survey and the chapters use; OS alone is OS_A, the one for CONV layers.
INITIALS = MappingProxyType({
    "WS": "weight", "OS_A": "output A", "OS_B": "output B", "OS_C": "output C",
    "IS": "input", "NLR": "none", "RS": "row",
})  # fmt: skip
ALIASES = MappingProxyType({**INITIALS, "OS": "output A", "output": "output A"})


@checked
def dataflow(name: str | Dataflow) -> Dataflow:
    """A dataflow by its initials, "WS", or its longer name, "weight". ValueError lists the names."""
    if isinstance(name, Dataflow):
        return name
    if ALIASES.get(name, name) not in DATAFLOWS:
        long, short = ", ".join(DATAFLOWS), ", ".join(INITIALS)
        raise ValueError(f"no dataflow {name!r}; there are {long}, in short {short}")
    return DATAFLOWS[ALIASES.get(name, name)]


@checked
def initials(name: str | Dataflow) -> str:
    """The initials of a dataflow by any of its names: initials("weight") is "WS". Errors: as `dataflow`."""
    of = {long: short for short, long in INITIALS.items()}
    return of[dataflow(name).name]
