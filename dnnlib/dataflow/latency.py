"""How long a nest takes: its steps, or what its busiest store has to move, whichever is more.

    cycles = max(steps, words of each store / its words a cycle)

Stores are double-buffered: while a tile is worked on the next one comes, so that the longest of these hides the others.
Left out: the first tile, on which nothing can be done yet, and the last on its way home. A roofline says the same: it
divides the words and the steps by the MACs.
"""

from collections import Counter
from dataclasses import dataclass

from dnnlib.dataflow.accesses import count
from dnnlib.dataflow.hardware import Hardware
from dnnlib.dataflow.loopnest import Mapping
from dnnlib.dataflow.ragged import within
from dnnlib.dataflow.tiles import bounds, over, place, steps
from dnnlib.door import checked
from dnnlib.shapes import ConvShape


@checked
@dataclass(frozen=True)
class Latency:
    """The cycles that a mapping takes: to compute, and to move the words of each store that has a bandwidth.

    Units: cycles; a step is one MAC in each PE at work and takes one.
    """

    steps: int
    stores: dict[str, float]

    @property
    def cycles(self) -> float:
        """The longest of all."""
        return max(self.steps, *self.stores.values()) if self.stores else self.steps

    @property
    def bound_by(self) -> str:
        """What takes longest: "MACs", or the name of a store."""
        slowest = [name for name, took in self.stores.items() if took == self.cycles]
        return "MACs" if self.cycles == self.steps else slowest[0]

    def __str__(self) -> str:
        return f"{self.cycles:,.0f} cycles, bound by {self.bound_by}"


@checked
def latency(
    shape: ConvShape,
    mapping: Mapping,
    hardware: Hardware,
    accesses: Counter | None = None,
) -> Latency:
    """The cycles of a layer under a mapping: max(steps, words / bandwidth) over the stores of a hardware.

    words: reads, fills and updates of a store, by `count` unless `accesses` are given; a store in each PE divides them
    among the PEs at work. A store without a bandwidth is as fast as you like.
    Errors: ValueError where the loops do not cover the shape, or a level is none of the hardware's.
    Source: Williams et al., CACM 52(4), 2009 (roofline); double buffers: Chen et al., JSSC 2017, V.
    """
    accesses = count(shape, mapping) if accesses is None else accesses
    found = {}
    for depth, level in enumerate(mapping.levels):
        width = hardware.store(level.name).bandwidth
        if width is not None:
            of = [n for (name, _, _), n in accesses.items() if name == level.name]
            found[level.name] = sum(of) / (width * copies(shape, mapping, depth))
    return Latency(steps(shape, mapping), found)


@checked
def copies(shape: ConvShape, mapping: Mapping, depth: int) -> int:
    """How many copies of a level have work: the places within the layer that the spatial loops above it lead to."""
    above = [one for one in place(shape, mapping) if one.spatial and one.level < depth]
    total = 1
    for dim, size in bounds(shape).items():
        total *= within(size, over(above, dim))
    return total
