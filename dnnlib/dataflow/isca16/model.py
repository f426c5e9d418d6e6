"""The published comparison of six dataflows: every tile size that fits, the one that takes the least energy.

    energy = sum over levels and tensors of accesses * cost, per MAC;  accesses are the equations of counts.py

`energy_per_mac` prices layers at their best tiles, `optimum` shows the tiles of one layer. The search is exhaustive:
tile sizes left out are those with an equal in every count that needs less room, or whose bound is already beaten.
Source: Chen, Emer, Sze, ISCA 2016; Sze et al. 2017, V-B and Figs. 33-35.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from dnnlib.costs import NORMALIZED, Costs
from dnnlib.dataflow.energy import LEVELS, Energy
from dnnlib.dataflow.isca16.storage import DATAFLOWS, Storage, named, storage
from dnnlib.dataflow.isca16.tiles import Space
from dnnlib.dataflow.loopnest import MULTIPLIER
from dnnlib.door import checked
from dnnlib.shapes import ConvShape

__all__ = [
    "DATAFLOWS",
    "LEVELS",
    "Breakdown",
    "Optimum",
    "Storage",
    "Tiles",
    "energy_per_mac",
    "optimum",
    "storage",
]
# the name that the published comparison's answer goes by
Breakdown = Energy


@checked
@dataclass(frozen=True)
class Tiles:
    """Tile sizes by their published letters (counts.py has the legend); None where a dataflow has no such tile."""

    m: int | None = None
    n: int | None = None
    e: int | None = None
    f: int | None = None
    p: int | None = None
    q: int | None = None
    r: int | None = None
    t: int | None = None

    def __str__(self) -> str:
        return " ".join(
            f"{name}{size}" for name, size in vars(self).items() if size is not None
        )


@checked
@dataclass(frozen=True)
class Optimum:
    """The best tiles of one layer: how many PEs they keep busy, the accesses they need and the energy per MAC.

    `accesses` counts words over the whole batch, {(level, tensor): words}; `evaluated` is how many choices of tiles
    were priced to the end.
    """

    tiles: Tiles
    active: int
    accesses: Counter = field(repr=False)
    energy: Energy
    evaluated: int


@checked
def energy_per_mac(
    dataflow: str,
    shapes: ConvShape | Iterable[ConvShape],
    pes: int,
    batch: int,
    costs: Costs = NORMALIZED,
) -> Energy:
    """Energy per MAC of one or more layers, each with the tiles that are best for it.

    total = sum over layers of energy / sum over layers of MACs.  The shapes' own N gives way to `batch`.
    Units: `costs.unit` per MAC (NORMALIZED: energies of a MAC).
    Errors: ValueError names the store that is too small, the words needed and those there; or an unknown dataflow.
    Source: Chen et al., ISCA 2016; Sze et al. 2017, Figs. 33-35.
    """
    shapes = [shapes] if isinstance(shapes, ConvShape) else list(shapes)
    if not shapes:
        raise ValueError("no layers: energy per MAC needs one shape or more")
    energy, macs = Energy(), sum(shape.macs for shape in shapes)
    for shape in shapes:
        best = optimum(dataflow, shape, pes, batch, costs)
        energy += best.energy * (shape.macs / macs)
    return energy


@checked
def optimum(
    dataflow: str,
    shape: ConvShape,
    pes: int,
    batch: int,
    costs: Costs = NORMALIZED,
    room: Storage | None = None,
) -> Optimum:
    """The tiles of least energy for one layer, over all integer tile sizes that fit; of equals, the smallest.

    `room` replaces the equal-area storage that the dataflow would get: what if the buffer were larger?
    Units: as `energy_per_mac`. Errors: as `energy_per_mac`.
    """
    room = storage(dataflow, pes) if room is None else room
    shape = replace(shape, N=batch)
    return _optimum(named(dataflow), shape, pes, costs, Storage(*room))


@lru_cache(maxsize=10_000)
def _optimum(
    dataflow: str, shape: ConvShape, pes: int, costs: Costs, room: Storage
) -> Optimum:
    space = Space(dataflow, shape, pes, room, costs)
    tiles = space.search()
    words = {
        key: float(space.work_out(code, tiles)) for key, code in space.counts.items()
    }
    energy = {key: words[key] * costs[key[0]] / shape.macs for key in words}
    energy |= {(MULTIPLIER, MULTIPLIER): costs.mac}
    active = next(
        space.work_out(code, tiles) for store, code, _ in space.needs if store == "PEs"
    )
    return Optimum(
        Tiles(**tiles), active, Counter(words), Energy(energy), space.evaluated
    )
