"""What a mapping puts where: the loops placed on a shape, the words of every tile, and whether they fit."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod

from dnnlib.dataflow.loopnest import DIMS, RELEVANT, Loop, Mapping
from dnnlib.door import checked
from dnnlib.shapes import LEGEND, ConvShape


@dataclass(frozen=True)
class Placed:
    """A loop in its nest: the number of its level, and how far one turn moves its dimension's index."""

    level: int
    dim: str
    bound: int
    spatial: bool
    stride: int


def bounds(shape: ConvShape) -> dict[str, int]:
    """What the loops over each dimension must multiply to: M and C count within a group, G the groups."""
    within = {"M": shape.M // shape.G, "C": shape.C // shape.G}
    return {dim: within.get(dim, getattr(shape, dim)) for dim in DIMS}


def place(shape: ConvShape, mapping: Mapping) -> list[Placed]:
    """The loops of a nest, outermost first, each with its stride: the product of the same dimension's loops inside it.

    A nest that has no loop over G may loop over all M instead: its outermost turns are then the groups.
    Errors: ValueError names every dimension that the loops do not cover, or cover more than once.
    """
    loops = _groups_apart(shape, list(mapping.loops()))
    _covered(shape, loops)
    placed, stride = [], Counter[str]()
    for level, loop in reversed(loops):
        inside = stride[loop.dim] or 1
        placed.append(Placed(level, loop.dim, loop.bound, loop.spatial, inside))
        stride[loop.dim] = inside * loop.bound
    return placed[::-1]


def _groups_apart(
    shape: ConvShape, loops: list[tuple[int, Loop]]
) -> list[tuple[int, Loop]]:
    over_all_m = prod(loop.bound for _, loop in loops if loop.dim == "M") == shape.M
    if (
        shape.G == 1
        or not over_all_m
        or any(loop.dim == "G" and loop.bound > 1 for _, loop in loops)
    ):
        return loops
    left, split = shape.G, []
    for level, loop in loops:
        groups = min(left, loop.bound) if loop.dim == "M" else 1
        if groups > 1 and (loop.bound % groups or left % groups):
            # a turn would straddle two groups: the nest must say where G is
            return loops
        left //= groups
        split += [(level, Loop("G", groups, loop.spatial))] if groups > 1 else []
        split.append((level, Loop(loop.dim, loop.bound // groups, loop.spatial)))
    return split


def _covered(shape: ConvShape, loops: list[tuple[int, Loop]]) -> None:
    wrong = []
    for dim, bound in bounds(shape).items():
        factors = [loop.bound for _, loop in loops if loop.dim == dim]
        if prod(factors) != bound:
            found = (
                f"{'*'.join(map(str, factors))} = {prod(factors)}"
                if len(factors) > 1
                else f"{prod(factors)}"
            )
            of = f" in each of {shape.G} groups" if dim in "MC" and shape.G > 1 else ""
            verb = "cover only" if prod(factors) < bound else "make"
            loops_are = f"its loops {verb} {found}" if factors else "it has no loop"
            wrong.append(
                f"{dim} ({LEGEND[dim]}): {loops_are}, the shape has {bound}{of}"
            )
    if wrong:
        raise ValueError("the loops do not fit the shape. " + "; ".join(wrong))


def words(shape: ConvShape, tensor: str, loops: list[Placed]) -> int:
    """The different words of a tensor that loops touch. Of I only rows and columns that a window needs are counted.

    F: the product of the bounds over M, C, R, S; O: of N, M, P, Q; I: of N, C, times rows(P, R), times columns(Q, S)
    """
    total = prod(
        loop.bound
        for loop in loops
        if loop.dim in RELEVANT[tensor] and (tensor != "I" or loop.dim in "GNC")
    )
    if tensor == "I":
        total *= (
            rows(shape, loops, "PR").bit_count() * rows(shape, loops, "QS").bit_count()
        )
    return total


def rows(shape: ConvShape, loops: list[Placed], dims: str) -> int:
    """The input rows that loops over P and R touch, (or columns, "QS"): a whole number whose bit h stands for row h."""
    output = dims[0]
    steps = (
        (loop.bound, loop.stride * (shape.U if loop.dim == output else 1))
        for loop in loops
        if loop.dim in dims
    )
    return positions(tuple(steps))


@lru_cache(maxsize=2**14)
def positions(steps: tuple[tuple[int, int], ...]) -> int:
    """Where loops of (bound, step) lead to, from 0, as the bits of a whole number."""
    bits = 1
    for bound, step in steps:
        bits = _repeat(bits, bound, step)
    return bits


def _repeat(bits: int, times: int, step: int) -> int:
    if times == 1:
        return bits
    half = _repeat(bits, times // 2, step)
    both = half | half << times // 2 * step
    return both | bits << (times - 1) * step if times % 2 else both


@checked
def tiles(shape: ConvShape, mapping: Mapping) -> Counter:
    """The words that one copy of each level holds: {(level, tensor): words}.

    Errors: ValueError where the loops do not cover the shape.
    """
    placed = place(shape, mapping)
    return Counter({
        (level.name, tensor): words(shape, tensor, [loop for loop in placed if loop.level >= depth])
        for depth, level in enumerate(mapping.levels)
        for tensor in level.holds
    })  # fmt: skip


@checked
def check(mapping: Mapping, shape: ConvShape, hardware=None) -> None:
    """Whether a mapping covers a shape and, given a Hardware, fits its stores and its array; silence means yes.

    Errors: ValueError says which dimension has which product against which bound; which tiles take how many words
    of a store that has how many, copies counted; which level the hardware has not, or has in another order; which
    spatial loops the array has no room for.
    """
    held = tiles(shape, mapping)
    if hardware is None:
        return
    stores = {store.name: store for store in hardware.stores}
    strangers = [level.name for level in mapping.levels if level.name not in stores]
    if strangers:
        raise ValueError(
            f"{hardware.name} has no store {', '.join(strangers)}; it has {', '.join(stores)}"
        )
    _in_order([level.name for level in mapping.levels], list(stores), hardware.name)
    for depth, level in enumerate(mapping.levels):
        tile = {tensor: held[level.name, tensor] for tensor in level.holds}
        _fits(stores[level.name], tile)
        if (
            level.name in list(stores)[:2]
        ):  # one of it in the machine; a third is in each PE
            _copies_fit(mapping, depth, stores[level.name], tile)
    _fits_array(mapping, hardware)


def _in_order(levels: list[str], stores: list[str], name: str) -> None:
    """ValueError where levels do not begin at the outermost store, or do not go inwards."""
    order = ", ".join(stores)
    if levels[0] != stores[0]:
        raise ValueError(
            f"the outermost level is {levels[0]}, but all data of {name} start in {stores[0]}: begin with "
            f"{stores[0]}: (from outside in: {order})"
        )
    places = [stores.index(level) for level in levels]
    if places != sorted(places):
        raise ValueError(
            f"the levels {', '.join(levels)} are not in the order of {name}: from outside in it has {order}"
        )


def _copies_fit(mapping: Mapping, depth: int, store, tile: dict[str, int]) -> None:
    """ValueError where spatial loops above a store that is there once make copies of it that do not fit into it."""
    above = [
        loop
        for level in mapping.levels[:depth]
        for loop in level.loops
        if loop.spatial and loop.bound > 1
    ]
    copies = prod(loop.bound for loop in above)
    try:
        _fits(store, {tensor: copies * size for tensor, size in tile.items()})
    except ValueError:
        stars = " ".join(map(str, above))
        taken = copies * sum(tile.values())
        raise ValueError(
            f"{stars} above {store.name} makes {copies:,} copies of it, which take {taken:,} words in all; the machine "
            f"has one {store.name}, of {shown_words(store.words)}. Write the star at {store.name}, below which the PEs are"
        ) from None


def shown_words(words) -> str:
    """The room of a store in a sentence: "65,536 words", or each tensor's."""
    if isinstance(words, int):
        return f"{words:,} words"
    return ", ".join(f"{size:,} words of {tensor}" for tensor, size in words.items())


def _fits(store, tile: dict[str, int]) -> None:
    if store.words is None:
        return
    if isinstance(store.words, int):
        parts = {"".join(tile): (sum(tile.values()), store.words)}
    else:
        parts = {
            tensor: (size, store.words.get(tensor, 0)) for tensor, size in tile.items()
        }
    for tensors, (needed, room) in parts.items():
        if needed > room:
            largest = max(tensors, key=lambda tensor: tile[tensor])
            sizes = " + ".join(f"{tensor} {tile[tensor]:,}" for tensor in tensors)
            raise ValueError(
                f"{store.name} has room for {room:,} words{' of ' + tensors if len(tensors) == 1 else ''}, "
                f"and the tile takes {needed:,}: {sizes}; the largest is {largest}'s. Move a loop over "
                f"{', '.join(RELEVANT[largest][1:])} to a level further out, or let {largest} pass {store.name} by"
            )


def _fits_array(mapping: Mapping, hardware) -> None:
    spatial = [loop for _, loop in mapping.loops() if loop.spatial and loop.bound > 1]
    for on_rows in product((True, False), repeat=len(spatial)):
        down = prod(loop.bound for loop, row in zip(spatial, on_rows) if row)
        across = prod(loop.bound for loop, row in zip(spatial, on_rows) if not row)
        if down <= hardware.rows and across <= hardware.cols:
            return
    shown = " ".join(map(str, spatial))
    raise ValueError(
        f"the spatial loops {shown} make {mapping.pes:,} copies; no way to lay them out fits the "
        f"{hardware.rows} x {hardware.cols} array of {hardware.name}, each loop along its rows or its columns"
    )
