"""Accesses: how many words each level reads, takes in and takes back, for each tensor, in closed form.

Accesses = Counter {(level, tensor, kind): words}, summed over all copies of a level, with the kinds

    read    words read out of a level, to serve the next level in that holds the tensor, or the MACs
    fill    words written into a level from the next level out
    update  words of partial sums written into a level from the next level in, or from the MACs

A read that serves several copies at once counts once (multicast), as does an update to which several copies add
(spatial reduction). Where one copy serves several there is a network, "NoC": each word of I or F counts a read there
for every copy that receives it, and each addition of partial sums on their way out an update.

`walk` (in walk.py) is the definition, `count` the literature's closed form. They are equal for F and O on every
mapping, and for I whenever no window slides. They part in two places:
- the carry: `DRAM: R2 P2 / RF:` fetches 4 by count, 3 by walk. The window wraps back over values that are still held;
- the neighbour: `DRAM: P2 R2* / RF:` reads 3 by count, 4 by walk. A PE next needs what its neighbour holds: the
  formula lets the copies pass it on, the walk reads it again.
"""

from collections import Counter
from math import prod

from dnnlib.dataflow.loopnest import NETWORK, RELEVANT, TENSORS, Mapping
from dnnlib.dataflow.tiles import Placed, place, rows, words
from dnnlib.dataflow.walk import run, walk
from dnnlib.door import checked
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
        fan = [loop for loop in loops if loop.spatial and outer <= loop.level < inner]
        if inner < len(mapping.levels):
            served = fetched(shape, tensor, fan + tile, time)
            received = _copies(loops, inner) * fetched(shape, tensor, tile, time)
            accesses[mapping.levels[inner].name, tensor, "fill"] += received
        else:
            served, received = mapping.steps * words(shape, tensor, fan), shape.macs
        accesses[name, tensor, "read"] += _copies(loops, outer) * served
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
        fan = [loop for loop in loops if loop.spatial and outer <= loop.level < inner]
        turns = (
            fetched(shape, tensor, tile, time)
            if inner < len(mapping.levels)
            else mapping.steps
        )
        left = _copies(loops, inner) * turns
        arrived = left // prod(
            loop.bound for loop in fan if loop.dim not in RELEVANT["O"]
        )
        accesses[mapping.levels[outer].name, "O", "update"] += arrived
        accesses[mapping.levels[outer].name, "O", "read"] += arrived - fresh
        accesses[NETWORK, "O", "update"] += left - arrived
        if inner < len(mapping.levels):
            accesses[mapping.levels[inner].name, "O", "fill"] += arrived - fresh
        fresh = left - (arrived - fresh)


@checked
def fetched(
    shape: ConvShape, tensor: str, tile: list[Placed], time: list[Placed]
) -> int:
    """Words that enter a buffer while the loops in time outside it run, where the loops `tile` make its tile.

    full tile * turns of all loops outside the innermost one that moves it, times the turns of that one; if that one
    slides a window, full tile + (turns - 1) * the words that one turn brings. Loops of one dimension that follow
    each other without a gap are one loop.
    """
    full = words(shape, tensor, tile)
    moving = [
        k
        for k, loop in enumerate(time)
        if loop.dim in RELEVANT[tensor] and loop.bound > 1
    ]
    if not moving:
        return full
    start = last = moving[-1]
    turns, step = time[last].bound, time[last].stride
    for k in range(last - 1, -1, -1):
        if time[k].bound > 1:
            if time[k].dim != time[last].dim or time[k].stride != step * turns:
                break
            start, turns = k, turns * time[k].bound
    new = full if tensor != "I" else _new(shape, tile, time[last], full)
    return prod(loop.bound for loop in time[:start]) * (full + (turns - 1) * new)


def _new(shape: ConvShape, tile: list[Placed], loop: Placed, full: int) -> int:
    """Words of I that one turn of a loop brings to a tile: all of them, unless the loop slides a window over it."""
    if loop.dim not in AXIS:
        return full
    held = rows(shape, tile, AXIS[loop.dim])
    kept = held & held << loop.stride * (shape.U if loop.dim in "PQ" else 1)
    return full // held.bit_count() * (held.bit_count() - kept.bit_count())


def _split(loops: list[Placed], inner: int) -> tuple[list[Placed], list[Placed]]:
    """The loops that make a level's tile, and those in time outside it."""
    tile = [loop for loop in loops if loop.level >= inner]
    return tile, [loop for loop in loops if loop.level < inner and not loop.spatial]


def _copies(loops: list[Placed], depth: int) -> int:
    return prod(loop.bound for loop in loops if loop.spatial and loop.level < depth)
