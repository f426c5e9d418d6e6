"""The published comparison at other prices: which dataflow wins where DRAM is cheaper, or a register file dearer.

The winner of Fig. 33 is the winner at DRAM 200 and RF 1. Source: the model of Chen et al., ISCA 2016.
"""

from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from dnnlib.costs import NORMALIZED, Costs
from dnnlib.dataflow.isca16.figures import BATCH, PES, alexnet
from dnnlib.dataflow.isca16.model import energy_per_mac
from dnnlib.dataflow.isca16.storage import DATAFLOWS
from dnnlib.door import checked

# energies of a MAC: an access to DRAM, to a register file
DRAM_PRICES = (10, 20, 50, 100, 200, 400)
RF_PRICES = (0.5, 1, 2, 3, 4)


@checked
def prices(DRAM: float, RF: float) -> Costs:
    """The survey's prices with another DRAM and another register file, in energies of a MAC."""
    levels = dict(NORMALIZED.levels) | {"DRAM": DRAM, "RF": RF}
    return replace(NORMALIZED, name=f"DRAM {DRAM:g}, RF {RF:g}", levels=levels)


@checked
def at_prices(DRAM: float = 200, RF: float = 1, kind: str = "conv") -> MappingProxyType:
    """Energy per MAC of AlexNet's layers of a kind under each dataflow, {name: energies of a MAC}, 256 PEs, batch 16.

    Each dataflow takes the tiles that are best at these prices. Errors: ValueError names a kind that there is not.
    """
    return _at_prices(DRAM, RF, kind)


@lru_cache(maxsize=200)
def _at_prices(DRAM: float, RF: float, kind: str) -> MappingProxyType:
    shapes, costs = tuple(alexnet(kind).values()), prices(DRAM, RF)
    found = {}
    for flow in DATAFLOWS:
        found[flow] = energy_per_mac(flow, shapes, PES, BATCH, costs).total
    return MappingProxyType(found)


@checked
def winner(DRAM: float = 200, RF: float = 1, kind: str = "conv") -> str:
    """The dataflow of least energy at these prices."""
    found = at_prices(DRAM, RF, kind)
    return min(found, key=lambda flow: found[flow])


@checked
def turn(DRAM: float = 200, kind: str = "conv") -> float:
    """The price of an RF access, to 0.01, at which row stationary stops winning at a price of DRAM.

    No dataflow uses its RFs as much as RS, so once it has lost it stays behind.
    Errors: ValueError where RS wins or loses at every price from 0.25 to 16.
    """
    low, high = 0.25, 16.0
    if winner(DRAM, low, kind) != "RS" or winner(DRAM, high, kind) == "RS":
        raise ValueError(f"DRAM {DRAM:g}, {kind}: RS loses or wins all along")
    while high - low > 0.005:
        middle = (low + high) / 2
        wins = winner(DRAM, middle, kind) == "RS"
        low, high = (middle, high) if wins else (low, middle)
    return round(high, 2)
