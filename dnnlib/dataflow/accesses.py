"""Accesses: how many words each level reads, takes in and takes back, for each tensor, in closed form.

Accesses = Counter {(level, tensor, kind): words}, summed over all copies of a level, with the kinds

    read    words read out of a level, to serve the next level in that holds the tensor, or the MACs
    fill    words written into a level from the next level out
    update  words of partial sums written into a level from the next level in, or from the MACs

A read that serves several copies at once counts once (multicast), as does an update to which several copies add
(spatial reduction). Where one copy serves several there is a network, "NoC": each word of I or F counts a read there
for every copy that receives it, and each addition of partial sums on their way out an update.

`walk` (in walk.py) is the definition, `count` the literature's closed form. They are equal for F and O on every
mapping whose loops divide their dimensions, and for I whenever no window slides. They part in three places:
- the carry: `DRAM: R2 P2 / RF:` fetches 4 by count, 3 by walk. The window wraps back over values that are still held;
- the neighbour: `DRAM: P2 R2* / RF:` reads 3 by count, 4 by walk. A PE next needs what its neighbour holds: the
  formula lets the copies pass it on, the walk reads it again;
- the short turn: `DRAM: M2 P2 M2 / RF: M2` over M=5 fetches 10 words of F by count, 9 by walk. The last turn of
  the outer loop leaves the inner one a single turn, so nothing moves; the formula does not look at that turn apart.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from math import prod

from dnnlib.dataflow.loopnest import NETWORK, RELEVANT, TENSORS, Mapping
from dnnlib.dataflow.ragged import Placed, rooms, within
from dnnlib.dataflow.tiles import bounds, over, place, rows
from dnnlib.dataflow.walk import run, walk
from dnnlib.door import checked, explained
from dnnlib.shapes import ConvShape

__all__ = ["count", "fetched", "run", "walk"]
# loops that move a window, and the loops that move it along
AXIS = {"P": "PR", "R": "PR", "Q": "QS", "S": "QS"}


@checked
def count(shape: ConvShape, mapping: Mapping) -> Counter:
    """Accesses {(level, tensor, "read" | "fill" | "update"): words} of a nest, in closed form.

    words into a buffer = tile * turns of the loops in time outside it, up to the innermost that moves the tile;
    where that loop slides a window, a turn brings only the rows or columns that the turn before did not have.

    Errors: ValueError where the loops do not cover the shape.
    Source: the reuse analysis of Chen et al., ISCA 2016, and Parashar et al., ISPASS 2019 (Timeloop), section VI.
    """
    loops = place(shape, mapping)
    accesses: Counter[tuple[str, str, str]] = Counter()
    for tensor in TENSORS:
        holders = [
            depth for depth, level in enumerate(mapping.levels) if tensor in level.holds
        ]
        links = zip(holders, [*holders[1:], len(mapping.levels)])
        (_sums if tensor == "O" else _operand)(
            shape, mapping, tensor, loops, list(links), accesses
        )
    return Counter({key: n for key, n in accesses.items() if n})


def _operand(
    shape,
    mapping,
    tensor: str,
    loops: list[Placed],
    links: list[tuple[int, int]],
    accesses: Counter,
) -> None:
    """I or F on its way in: from each level that holds it to the next, and from the last to the MACs."""
    for outer, inner in links:
        name = mapping.levels[outer].name
        tile, time = _split(loops, inner)
        fan, above = _fan(loops, outer, inner), _copies(loops, outer)
        if inner < len(mapping.levels):
            served = _fetched(shape, tensor, fan + tile, time, above)
            received = _fetched(shape, tensor, tile, time, above + fan)
            accesses[mapping.levels[inner].name, tensor, "fill"] += received
        else:
            served = summed(shape, tensor, fan, time + above)
            received = shape.macs
        accesses[name, tensor, "read"] += served
        if prod(loop.bound for loop in fan) > 1:
            accesses[NETWORK, tensor, "read"] += received


def _sums(
    shape,
    mapping,
    tensor: str,
    loops: list[Placed],
    links: list[tuple[int, int]],
    accesses: Counter,
) -> None:
    """O on its way out, level by level; what returns unfinished is read back, unless its word is fresh there."""
    # visits of a word to a level that find no sum of it there yet
    fresh = shape.size("O")
    for outer, inner in links:
        tile, time = _split(loops, inner)
        fan, above = _fan(loops, outer, inner), _copies(loops, outer)
        if inner < len(mapping.levels):
            left = _fetched(shape, "O", tile, time, above + fan)
            arrived = _fetched(shape, "O", fan + tile, time, above)
        else:
            left = shape.macs
            arrived = summed(shape, "O", fan, time + above)
        accesses[mapping.levels[outer].name, "O", "update"] += arrived
        accesses[mapping.levels[outer].name, "O", "read"] += arrived - fresh
        accesses[NETWORK, "O", "update"] += left - arrived
        if inner < len(mapping.levels):
            accesses[mapping.levels[inner].name, "O", "fill"] += arrived - fresh
        fresh = left - (arrived - fresh)


@checked
def fetched(
    shape: ConvShape,
    tensor: str,
    tile: list[Placed],
    time: list[Placed],
    copies: Sequence[Placed] = (),
) -> int:
    """Words that enter all copies of a buffer while the loops in time outside it run; the loops `tile` make its tile.

    The tile changes in each turn of the innermost loop that moves it, and of all loops outside that one; where it
    slides a window, a turn brings only what the turn before did not have. Loops of one dimension that follow each
    other without a gap are one loop.
    """
    return _fetched(shape, tensor, tile, time, copies)


def _fetched(shape, tensor: str, tile, time, copies) -> int:
    """`fetched` for `count`: its arguments need no second look, which took as long as the count itself."""
    outside, run = _moving(tensor, time)
    return summed(shape, tensor, tile, [*copies, *outside], run)


def _moving(tensor: str, time: list[Placed]) -> tuple[Sequence[Placed], Placed | None]:
    """The loops whose turns change a tile, and the innermost of them apart where it slides a window."""
    moving = [
        k
        for k, loop in enumerate(time)
        if loop.dim in RELEVANT[tensor] and loop.bound > 1
    ]
    if not moving:
        return (), None
    start = moving[-1]
    run = time[start]
    for k in range(start - 1, -1, -1):
        if time[k].bound > 1:
            if time[k].dim != run.dim or time[k].stride != run.stride * run.bound:
                break
            start, run = k, replace(run, bound=time[k].bound * run.bound)
    if tensor == "I" and run.dim in AXIS:
        return time[:start], run
    return [*time[:start], run], None


@explained
def summed(
    shape: ConvShape,
    tensor: str,
    tile: list[Placed],
    each: Sequence[Placed],
    run: Placed | None = None,
) -> int:
    """The words that the loops `tile` touch, summed over all places that the loops `each` lead to.

    run: a loop that slides a window of I: of each of its turns but the first only the new words count.
    """
    total = 1
    for dim, size in bounds(shape).items():
        if size == 1:
            continue
        if dim not in RELEVANT[tensor]:
            total *= within(size, over(each, dim))
        elif tensor != "I" or dim in "GNC":
            # the tiles share the dimension among them
            total *= size
    if tensor == "I":
        total *= _rows(shape, "PR", tile, each, run)
        total *= _rows(shape, "QS", tile, each, run)
    return total


def _rows(shape: ConvShape, dims: str, tile, each, run: Placed | None) -> int:
    """Rows of I under the tiles of all places, those of a run's later turns without what the turn before had."""
    total, sizes = 0, bounds(shape)
    if sizes[dims[0]] == sizes[dims[1]] == 1:
        return 1
    outputs = _turns(shape, dims[0], tile, each, run)
    filters = _turns(shape, dims[1], tile, each, run)
    for (p, before_p), many in outputs.items():
        for (r, before_r), times in filters.items():
            seen = rows(shape, tile, dims, (p, r))
            if before_p or before_r:
                before = rows(shape, tile, dims, (before_p or p, before_r or r))
                seen &= ~(before >> _shift(shape, run))
            total += many * times * seen.bit_count()
    return total


def _shift(shape: ConvShape, run: Placed | None) -> int:
    """How many rows one turn of a loop moves a window."""
    return run.stride * (shape.U if run.dim in "PQ" else 1) if run else 0


def _turns(shape: ConvShape, dim: str, tile, each, run: Placed | None) -> Counter:
    """The places over one dimension, {(room there, room in the run's turn before, 0 where there is none): places}."""
    size, mine = bounds(shape)[dim], over(each, dim)
    span = 1 + sum((loop.bound - 1) * loop.stride for loop in over(tile, dim))
    if run is None or run.dim != dim:
        some = rooms(size, mine, span)
        return Counter({(room, 0): n for room, n in some.items()})
    first = rooms(size, mine, span)
    later = rooms(size, [*mine, run], span)
    later.subtract(first)
    found = Counter({(room, 0): n for room, n in first.items()})
    for room, n in later.items():
        found[room, min(span, room + run.stride)] += n
    return found


def _split(loops: list[Placed], inner: int) -> tuple[list[Placed], list[Placed]]:
    """The loops that make a level's tile, and those in time outside it."""
    tile = [loop for loop in loops if loop.level >= inner]
    return tile, [loop for loop in loops if loop.level < inner and not loop.spatial]


def _fan(loops: list[Placed], outer: int, inner: int) -> list[Placed]:
    """The spatial loops between two levels: over the copies that one of the outer level serves."""
    return [loop for loop in loops if loop.spatial and outer <= loop.level < inner]


def _copies(loops: list[Placed], depth: int) -> list[Placed]:
    return [loop for loop in loops if loop.spatial and loop.level < depth]
