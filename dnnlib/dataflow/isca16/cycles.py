"""How many steps the published analysis' tiles take: one MAC in each PE at work is a step.

The paper counts energy alone; time follows from what its tiles put side by side. What is not side by side comes one
after the other, and a last short pass takes as long as its busiest PE.
Source: the PEs that each dataflow needs (counts.py), Chen, Emer, Sze, ISCA 2016.
"""

from dnnlib.dataflow.isca16.model import Tiles
from dnnlib.dataflow.isca16.storage import named
from dnnlib.dataflow.isca16.tiles import passes
from dnnlib.door import checked, whole
from dnnlib.shapes import ConvShape

# extents that a dataflow goes through one by one; beside them the tiles that lie across the array
IN_TIME = {
    "RS":   "NPS",
    "WS":   "NPQ",
    "OS_A": "MCRS",
    "OS_B": "PCRS",
    "OS_C": "PQCRS",
    "NLR":  "NPQRS",
}  # fmt: skip
# {extent: the tile across the array}; R of RS, and R and S of WS, lie across it whole
ACROSS = {
    "RS":   {"Q": "f"},
    "WS":   {"C": "r", "M": "t"},
    "OS_A": {"N": "n", "P": "e", "Q": "f"},
    "OS_B": {"N": "n", "M": "p", "Q": "f"},
    "OS_C": {"N": "n", "M": "p"},
    "NLR":  {"M": "p", "C": "q"},
}  # fmt: skip
# {extent: (in a PE, one after the other; across the array)}
BOTH = {"RS": {"C": ("q", "r"), "M": ("p", "t")}}


@checked
def steps(dataflow: str, shape: ConvShape, tiles: Tiles) -> int:
    """The steps of one layer under tiles: steps >= MACs / PEs at work.

    steps = product of the extents in time * product of ceil(extent / tile across the array), groups one by one
    Errors: ValueError lists the dataflows.
    """
    flow = named(dataflow)
    extents = {dim: getattr(shape, dim) for dim in "NPQRS"}
    extents |= {"M": shape.M // shape.G, "C": shape.C // shape.G}
    total = shape.G
    for dim in IN_TIME[flow]:
        total *= extents[dim]
    for dim, tile in ACROSS[flow].items():
        total *= passes(extents[dim], getattr(tiles, tile))
    for dim, pair in BOTH.get(flow, {}).items():
        inside, across = (getattr(tiles, tile) for tile in pair)
        total *= turns(extents[dim], inside, across)
    return total


@checked
def turns(extent: int, inside: int, across: int) -> int:
    """Steps for `extent` things, `across` at a time, in passes of inside * across; the last pass may be short.

    Errors: ValueError names a size below 1.
    """
    inside, across = whole("inside", inside), whole("across", across)
    full, rest = divmod(extent, inside * across)
    return full * inside + passes(rest, across)
