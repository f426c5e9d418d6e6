"""What a mapping puts where: the loops placed on a shape, the words of every tile, and whether they fit."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from itertools import product
from math import prod

from dnnlib.dataflow.loopnest import DIMS, RELEVANT, Loop, Mapping
from dnnlib.dataflow.ragged import Placed, ceil, within
from dnnlib.door import checked, explained
from dnnlib.shapes import LEGEND, ConvShape


def bounds(shape: ConvShape) -> dict[str, int]:
    """What the loops over each dimension must cover: M and C count within a group, G the groups."""
    return dict(_bounds(shape))


@lru_cache(maxsize=2**12)
def _bounds(shape: ConvShape) -> dict[str, int]:
    within_group = {"M": shape.M // shape.G, "C": shape.C // shape.G}
    return {dim: within_group.get(dim, getattr(shape, dim)) for dim in DIMS}


@explained
def place(shape: ConvShape, mapping: Mapping) -> list[Placed]:
    """The loops of a nest, outermost first, each with its stride: the product of the same dimension's loops inside it.

    Loops may overrun their dimension as long as every turn has work: the last one is then cut (see ragged.py).
    A nest that has no loop over G may loop over all M instead: its outermost turns are then the groups.
    Errors: ValueError names every dimension that the loops do not cover, or in which a turn would be empty.
    """
    loops = _groups_apart(shape, list(mapping.loops()))
    placed, stride = [], Counter[str]()
    for level, loop in reversed(loops):
        inside = stride[loop.dim] or 1
        placed.append(Placed(level, loop.dim, loop.bound, loop.spatial, inside))
        stride[loop.dim] = inside * loop.bound
    _covered(shape, placed)
    return placed[::-1]


@explained
def padded(shape: ConvShape, mapping: Mapping) -> ConvShape:
    """The layer that fills every turn of a nest: each dimension as long as its loops multiply to.

    It is the shape itself where no loop is cut. Errors: ValueError as of `place`.
    """
    full = Counter(bounds(shape))
    for dim in full:
        loops = (loop for loop in place(shape, mapping) if loop.dim == dim)
        full[dim] = prod(loop.bound for loop in loops)
    full["M"] *= full["G"]
    full["C"] *= full["G"]
    return replace(shape, **full)


@explained
def steps(shape: ConvShape, mapping: Mapping) -> int:
    """Steps in time, a MAC in every PE that has work: the turns of the loops that are not spatial, none of them empty.

    Errors: ValueError as of `place`.
    """
    time = [loop for loop in place(shape, mapping) if not loop.spatial]
    sizes = bounds(shape).items()
    return prod(within(size, over(time, dim)) for dim, size in sizes)


def over(loops: Iterable[Placed], dim: str) -> list[Placed]:
    """Those of some loops that run over a dimension."""
    return [loop for loop in loops if loop.dim == dim]


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


def _covered(shape: ConvShape, loops: list[Placed]) -> None:
    """ValueError names each dimension whose loops stop before its end, or have a turn that begins beyond it."""
    wrong = []
    for dim, size in bounds(shape).items():
        mine = over(reversed(loops), dim)
        full = prod(loop.bound for loop in mine)
        empty = [one for one in mine if one.bound > 1 and size <= (one.bound - 1) * one.stride]  # fmt: skip
        if full < size or empty:
            wrong.append(_uncovered(shape, dim, size, mine, empty))
    if wrong:
        raise ValueError("the loops do not fit the shape. " + "; ".join(wrong))


def _uncovered(
    shape: ConvShape, dim: str, size: int, loops: list[Placed], empty: list[Placed]
) -> str:
    """What is wrong with the loops over one dimension, and what would do."""
    factors = [loop.bound for loop in loops]
    full, names = prod(factors), "*".join(map(str, factors))
    found = f"{names} = {full}" if len(factors) > 1 else f"{full}"
    of = f" in each of {shape.G} groups" if dim in "MC" and shape.G > 1 else ""
    verb = "make" if empty else "cover only"
    are = f"its loops {verb} {found}" if factors else "it has no loop"
    said = f"{dim} ({LEGEND[dim]}): {are}, the shape has {size}{of}"
    if not factors:
        return said
    return said + _advice(dim, size, loops, empty)


def _advice(dim: str, size: int, loops: list[Placed], empty: list[Placed]) -> str:
    """How many turns the outermost loop would have to take, and to which size that would pad the dimension."""
    one = empty[0] if empty else loops[0]
    turns = ceil(size, one.stride)
    if empty:
        return f" ({dim}{one.bound} has empty turns: {dim}{turns} would do)"
    short = "" if size % one.stride == 0 else ", the last one short"
    pad = f" or a layer padded to {turns * one.stride}" if short else ""
    return f" ({dim}{turns} for {dim}{one.bound} would do{short}{pad})"


@explained
def words(shape: ConvShape, tensor: str, loops: list[Placed]) -> int:
    """The different words of a tensor that loops touch. Of I only rows and columns that a window needs are counted.

    F: the places over M, C, R, S; O: over N, M, P, Q; I: over N, C, times rows(P, R), times columns(Q, S)
    """
    sizes, total = bounds(shape), 1
    for dim in "GNC" if tensor == "I" else RELEVANT[tensor]:
        total *= within(sizes[dim], over(loops, dim))
    if tensor == "I":
        for dims in ("PR", "QS"):
            rooms = sizes[dims[0]], sizes[dims[1]]
            total *= rows(shape, loops, dims, rooms).bit_count()
    return total


@explained
def rows(
    shape: ConvShape, loops: list[Placed], dims: str, room: tuple[int, int]
) -> int:
    """The input rows that loops over P and R touch, (or columns, "QS"): a whole number whose bit h stands for row h.

    room: how many output rows and filter rows are left where the loops begin.
    """
    output, filter = ([*map(_step, over(loops, dim))] for dim in dims)
    return positions(tuple(output), tuple(filter), room, shape.U)


def _step(loop: Placed) -> tuple[int, int]:
    return loop.bound, loop.stride


@lru_cache(maxsize=2**13)
def positions(
    output: tuple[tuple[int, int], ...],
    filter: tuple[tuple[int, int], ...],
    room: tuple[int, int],
    U: int,
) -> int:
    """The rows U*p + r as bits of a whole number, where loops of (bound, stride) lead to the p and the r in the room."""
    bits = 1
    for bound, stride in output:
        bits = _repeat(bits, bound, stride * U)
    bits &= (1 << room[0] * U) - 1
    if sum((bound - 1) * stride for bound, stride in filter) < room[1]:
        for bound, stride in filter:
            bits = _repeat(bits, bound, stride)
        return bits
    taps = positions(filter, (), (room[1], 1), 1)
    some = 0
    for r in range(taps.bit_length()):
        some |= bits << r if taps >> r & 1 else 0
    return some


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


@explained
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
