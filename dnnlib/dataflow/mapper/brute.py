"""The mapper's definition: write down every mapping that the rules allow, price each by `count`, keep the best.

    brute(shape, hardware, "row")     what search(shape, hardware, "row") finds, in far more time

A mapping is put together in two steps. The bound of each dimension is shared among five places: loops
in time at DRAM and at the buffer, loops along the two sides of the array, loops in the register file.
Then the loops in time get an order, any, or one that keeps the dataflow's tensor still. That is all of
it. search.py comes to the same answer without writing them all down; floors.py shows how.
"""

from collections.abc import Iterator
from itertools import permutations, product
from math import prod

from dnnlib.dataflow import taxonomy
from dnnlib.dataflow.accesses import count
from dnnlib.dataflow.hardware import Hardware
from dnnlib.dataflow.latency import latency
from dnnlib.dataflow.leakage import spent
from dnnlib.dataflow.loopnest import DIMS, RELEVANT, Level, Loop, Mapping
from dnnlib.dataflow.mapper.search import ANY, passings
from dnnlib.dataflow.mapper.space import Rules
from dnnlib.dataflow.mapper.ways import PLACES
from dnnlib.dataflow.taxonomy import Dataflow
from dnnlib.dataflow.tiles import bounds, check
from dnnlib.door import checked, explained
from dnnlib.shapes import ConvShape


def brute(
    shape: ConvShape,
    hardware: Hardware,
    dataflow: str | Dataflow | None = None,
    ragged: bool | None = None,
    objective: str = "energy",
) -> tuple[float, Mapping]:
    """The least energy of a layer on a hardware, and the first mapping that has it; only small layers end soon.

    objective: "energy"; "cycles" and then the energy; or "edp", their product: what is returned is the energy, too,
    of the mapping that is best by it. Errors: ValueError where no mapping fits, or the dataflow is unknown.
    Units: of hardware.costs.
    """
    best: tuple | None = None
    for mapping in mappings(shape, hardware, dataflow, ragged):
        accesses = count(shape, mapping)
        energy = spent(shape, mapping, hardware, accesses).total
        cycles = latency(shape, mapping, hardware, accesses).cycles
        by = {
            "energy": (energy,),
            "cycles": (cycles, energy),
            "edp": (energy * cycles,),
        }
        if best is None or by[objective] < best[0]:
            best = by[objective], energy, mapping
    if best is None:
        raise ValueError(f"no mapping of {shape} fits {hardware.name}")
    return best[1], best[2]


def mappings(
    shape: ConvShape,
    hardware: Hardware,
    dataflow: str | Dataflow | None = None,
    ragged: bool | None = None,
) -> Iterator[Mapping]:
    """Every mapping that fits, in every order of its loops in time; of one dataflow, or with any loops anywhere."""
    flow = ANY if dataflow is None else taxonomy.dataflow(dataflow)
    for passing in passings(flow):
        rules = Rules(shape, hardware, flow, passing, ragged)
        ways = [shared(dim, bound, rules) for dim, bound in bounds(shape).items()]
        for factors in product(*ways):
            loops = dict(zip(PLACES, map(_loops, zip(*factors))))
            if not _fits(_mapping(rules, loops), loops, rules):
                continue
            for outside in orders(loops["outside"], flow.stays):
                for buffer in orders(loops["buffer"], flow.stays):
                    order = {"outside": outside, "buffer": buffer}
                    yield _mapping(rules, loops | order)


@checked
def orders(loops: list[Loop], stays: str | None) -> Iterator[tuple[Loop, ...]]:
    """Every order of some loops; where a tensor is to stay, those alone in which the loops that move it are outside."""
    for order in permutations(loops):
        moves = [one.dim in RELEVANT[stays] for one in order] if stays else []
        if moves == sorted(moves, reverse=True):
            yield order


@explained
def shared(dim: str, size: int, rules: Rules) -> list[tuple[int, ...]]:
    """Every way to share a dimension among PLACES, as bounds; 1 where the dataflow allows no such loop.

    The bounds multiply to its size; where its last turn may be short, to more, if none of them could be one lower.
    """
    choices = []
    for place in PLACES:
        allowed = dim in rules.flow.along(place)
        allowed &= place != "inside" or bool(rules.register)
        fixed = rules.whole(place).get(dim)
        choices.append([fixed] if fixed else range(1, size + 1) if allowed else [1])
    return [one for one in product(*choices) if covers(one, size, rules.cut(dim))]


def covers(bounds: tuple[int, ...], size: int, ragged: bool) -> bool:
    """Whether bounds cover a dimension, and none that is larger than it must be."""
    full = prod(bounds)
    if not ragged:
        return full == size
    return full >= size and all(full // one * (one - 1) < size for one in bounds)


def _loops(factors: tuple[int, ...]) -> list[Loop]:
    return [Loop(dim, bound) for dim, bound in zip(DIMS, factors) if bound > 1]


def _mapping(rules: Rules, loops: dict) -> Mapping:
    names = [store.name for store in rules.hardware.stores]
    sides = [Loop(one.dim, one.bound, True) for one in loops["cols"] + loops["rows"]]
    levels = [Level(names[0], tuple(loops["outside"]))]
    levels += [Level(names[1], (*loops["buffer"], *sides), rules.held)]
    if rules.register:
        levels += [Level(names[2], tuple(loops["inside"]), rules.register)]
    return Mapping(tuple(levels))


def _fits(mapping: Mapping, loops: dict, rules: Rules) -> bool:
    """Whether the array's sides and the stores have room; the order of loops changes neither."""
    for side in ("rows", "cols"):
        if prod(one.bound for one in loops[side]) > getattr(rules.hardware, side):
            return False
    try:
        check(mapping, rules.shape, rules.hardware)
    except ValueError:
        return False
    return True
