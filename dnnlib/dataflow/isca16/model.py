"""The published comparison of six dataflows: every tile size that fits, the one that takes the least energy.

    energy = sum over levels and tensors of accesses * cost, per MAC;  accesses are the equations of counts.py

`energy_per_mac` prices layers at their best tiles, `optimum` shows the tiles of one layer. The search is exhaustive:
tile sizes left out are those with an equal in every count that needs less room, or whose bound is already beaten.
Source: Chen, Emer, Sze, ISCA 2016; Sze et al. 2017, V-B and Figs. 33-35.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType

from dnnlib.costs import NORMALIZED, Costs
from dnnlib.dataflow.isca16.storage import DATAFLOWS, Storage, named, storage
from dnnlib.dataflow.isca16.tiles import Space
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
LEVELS = ("ALU", "RF", "NoC", "GLB", "DRAM")


class _Levels(dict):
    """Energy by level; "buffer", the word in the survey's figures, is another name of GLB, and MAC of ALU."""

    def __missing__(self, name):
        if name not in ("buffer", "MAC"):
            raise KeyError(f"no level {name!r}; there are {', '.join(self)}")
        return self[{"buffer": "GLB", "MAC": "ALU"}[name]]


@dataclass(frozen=True)
class Breakdown:
    """Energy (or words) as (level, tensor) -> number, with its sums by level, by tensor and in all.

    A MAC's energy stands at level "ALU", a third under each tensor, as in the published figures.
    Units: those of its maker; `energy_per_mac` with NORMALIZED costs gives energies of a MAC, per MAC.
    """

    energy: Mapping[tuple[str, str], float] = field(hash=False)

    def __post_init__(self):
        object.__setattr__(self, "energy", MappingProxyType(dict(self.energy)))

    def __reduce__(self):  # a mapping proxy cannot be pickled
        return Breakdown, (dict(self.energy),)

    @property
    def total(self) -> float:
        """The sum of all."""
        return sum(self.energy.values())

    @property
    def by_level(self) -> dict[str, float]:
        """Sums over tensors: {"ALU", "RF", "NoC", "GLB", "DRAM"}; "buffer" is another name of "GLB"."""
        return _Levels(
            {
                level: sum(self.energy.get((level, tensor), 0.0) for tensor in "IFO")
                for level in LEVELS
            }
        )

    @property
    def by_tensor(self) -> dict[str, float]:
        """Sums over levels: {"I", "F", "O"}."""
        return {
            tensor: sum(self.energy.get((level, tensor), 0.0) for level in LEVELS)
            for tensor in "IFO"
        }

    def __mul__(self, factor: float) -> "Breakdown":
        return Breakdown({key: energy * factor for key, energy in self.energy.items()})

    def __truediv__(self, factor: float) -> "Breakdown":
        return self * (1 / factor)


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


@dataclass(frozen=True)
class Optimum:
    """The best tiles of one layer: how many PEs they keep busy, the accesses they need and the energy per MAC.

    `accesses` counts words over the whole batch; `evaluated` is how many choices of tiles were priced to the end.
    """

    tiles: Tiles
    active: int
    accesses: Breakdown = field(repr=False)
    energy: Breakdown
    evaluated: int


def energy_per_mac(
    dataflow: str,
    shapes: Iterable[ConvShape],
    pes: int,
    batch: int,
    costs: Costs = NORMALIZED,
) -> Breakdown:
    """Energy per MAC of one or more layers, each with the tiles that are best for it.

    total = sum over layers of energy / sum over layers of MACs.  The shapes' own N gives way to `batch`.
    Units: `costs.unit` per MAC (NORMALIZED: energies of a MAC).
    Errors: ValueError names the store that is too small, the words needed and those there; or an unknown dataflow.
    Source: Chen et al., ISCA 2016; Sze et al. 2017, Figs. 33-35.
    """
    shapes = [shapes] if isinstance(shapes, ConvShape) else list(shapes)
    if not shapes:
        raise ValueError("no layers: energy per MAC needs one shape or more")
    energy, macs = Counter(), sum(shape.macs for shape in shapes)
    for shape in shapes:
        per_mac = optimum(dataflow, shape, pes, batch, costs).energy
        energy.update((per_mac * (shape.macs / macs)).energy)
    return Breakdown(energy)


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
    name, given = named(dataflow), storage(dataflow, pes)
    return _optimum(
        name, replace(shape, N=batch), pes, costs, Storage(*(room or given))
    )


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
    energy |= {("ALU", tensor): costs.mac / 3 for tensor in "IFO"}
    active = next(
        space.work_out(code, tiles) for store, code, _ in space.needs if store == "PEs"
    )
    return Optimum(
        Tiles(**tiles), active, Breakdown(words), Breakdown(energy), space.evaluated
    )
