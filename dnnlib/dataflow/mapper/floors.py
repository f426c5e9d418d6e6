"""Why the mapper may leave out almost everything and be sure: floors and a bound.

    floor <= cost      of each choice for the array: what its mappings cannot get under, known before any is tried
    bound >= least     the cost of any mapping that was tried already

A choice whose floor lies above the bound holds no better mapping: it is never opened. So look into the lowest floors
first; the bound falls soon, and the rest is left out unseen. That is called branch and bound (Land and Doig, 1960).

The floor of a choice for the array: one tensor is left still by the buffer's innermost loops, at best by all loops
that do not concern it; the two others move at every turn (pricing.py). To it comes the least that any tile costs at
DRAM. What is in a floor is paid by every mapping of the choice, so no mapping is cheaper.
"""

from dataclasses import dataclass, field

import numpy as np

from dnnlib.dataflow import taxonomy
from dnnlib.dataflow.hardware import Hardware
from dnnlib.dataflow.mapper.bound import Aim, best_of
from dnnlib.dataflow.mapper.pricing import pricing
from dnnlib.dataflow.mapper.search import passings
from dnnlib.dataflow.mapper.space import Rules
from dnnlib.dataflow.taxonomy import Dataflow
from dnnlib.shapes import ConvShape


@dataclass(frozen=True)
class Floors:
    """All choices for the array, the lowest floor first: the floor of each, and the best of its mappings.

    best is infinite where no tile of the buffer fits the choice. Units: energies in those of the costs.
    """

    floor: np.ndarray = field(repr=False)
    best: np.ndarray = field(repr=False)

    @property
    def least(self) -> float:
        """The best of all."""
        return float(self.best.min())

    @property
    def opened(self) -> int:
        """How many a search has to open that takes them in this order: those whose floor is not above the least."""
        return int((self.floor <= self.least * (1 + 1e-9)).sum())


def floors(
    shape: ConvShape, hardware: Hardware, dataflow: str | Dataflow, ragged: bool = False
) -> Floors:
    """The floor of each choice for the array, and what is really the best of it: the search without its trick.

    Errors: ValueError where the dataflow is unknown, or nothing fits.
    """
    flow, floor, best = taxonomy.dataflow(dataflow), [], []
    for passing in passings(flow):
        prices = pricing(Rules(shape, hardware, flow, passing, ragged))
        floor += (prices.floor + prices.cheapest()).tolist()
        for k in range(len(prices.inner)):
            found, _ = best_of(
                prices.rules, np.array([k]), Aim("energy"), np.inf, False
            )
            best.append(found.value)
    if not best or min(best) == np.inf:
        raise ValueError(f"no mapping of {shape} fits {hardware.name}")
    order = np.argsort(floor, kind="stable")
    return Floors(np.array(floor)[order], np.array(best)[order])
