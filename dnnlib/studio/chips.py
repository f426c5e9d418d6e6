"""Every chip for one network, priced once and shipped: what searches search, and what fronts are drawn of.

found = chips()
found.energy[dataflow, pes, rf, glb, batch]     infinite where a layer does not fit
found.price(gates)(choice)                      a look-up in place of a search of milliseconds
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from math import inf

import numpy as np

from dnnlib.door import checked
from dnnlib.studio.area import area
from dnnlib.studio.design import KNOBS, Design
from dnnlib.studio.evaluate import evaluate
from dnnlib.studio.gates import Gates
from dnnlib.studio.lessons import lessons
from dnnlib.studio.search import Choice, Space, choices
from dnnlib.studio.workload import workload

# the network that the chips are for: 3 bits, and just wide enough to lose less than half a point
READER = Design((150, 60), 3, 1.0, "RS", 168, 64, 64)
AXES = ("dataflow", "pes", "rf", "glb", "batch")
SPACE: Space = {knob: KNOBS[knob] for knob in AXES}


@checked
@dataclass(frozen=True, eq=False)
class Chips:
    """What READER takes on each chip, [dataflow, pes, rf, glb, batch]: energy of an image, cycles of a batch, area.

    Units: energies of a 16-bit MAC; cycles; areas of Eyeriss. Infinite where a layer does not fit.
    """

    energy: np.ndarray
    cycles: np.ndarray
    area: np.ndarray

    def passing(self, gates: Gates) -> np.ndarray:
        """Which chips pass the gates of area and latency: bool, in the same shape."""
        fits = np.isfinite(self.energy)
        return fits & (self.area <= gates.area) & (self.cycles <= gates.latency)

    def price(self, gates: Gates) -> Callable[[Choice], float]:
        """A function from a choice to its energy, infinite where it misses a gate."""
        energy = np.where(self.passing(gates), self.energy, inf)
        return lambda choice: float(energy[place(choice)])

    def bound(self, gates: Gates) -> Callable[[Choice], float]:
        """A function from a choice to an energy that it cannot get under: infinite where a gate is surely missed.

        Area is known before any search. A batch takes at least MACs / PEs cycles. Energy: each MAC, each word once.
        """
        layers = [layer.shape for layer in workload(READER)]
        macs = sum(shape.macs for shape in layers)

        def low(choice: Choice) -> float:
            steps = macs * choice["batch"] / choice["pes"]
            small = self.area[place(choice)] <= gates.area
            return floor(choice["batch"]) if small and steps <= gates.latency else inf

        return low

    def points(self, gates: Gates | None = None) -> np.ndarray:
        """(energy, cycles, area) of all chips that fit, or that pass the gates, [n, 3]."""
        kept = np.isfinite(self.energy) if gates is None else self.passing(gates)
        return np.stack([a[kept] for a in (self.energy, self.cycles, self.area)], 1)


@checked
def place(choice: Choice) -> tuple[int, ...]:
    """Where a choice stands in the arrays. Errors: ValueError where a value is none of its knob's."""
    return tuple(SPACE[knob].index(choice[knob]) for knob in AXES)


@checked
def design(choice: Choice) -> Design:
    """The design of a choice: READER on that chip."""
    return replace(READER, **choice)


@cache
def floor(batch: int) -> float:
    """What READER cannot get under on any chip, an image: each MAC, and each word once from DRAM."""
    return evaluate(replace(READER, batch=batch), workload(READER)).floor


@cache
def chips() -> Chips:
    """All chips, as shipped. Errors: OSError where the file is missing."""
    return Chips(lessons()["energy"], lessons()["cycles"], _areas())


def _areas() -> np.ndarray:
    shape = tuple(map(len, SPACE.values()))
    flat = [area(design(one)).relative for one in choices({**SPACE, "batch": (1,)})]
    return np.broadcast_to(np.reshape(flat, (*shape[:-1], 1)), shape)
