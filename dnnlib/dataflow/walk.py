"""The definition of an access: run the loops, move real values through real buffers, and count what moves.

Time goes in steps; in a step every PE does one MAC. A PE whose indices lie beyond the layer's end does none, and a
tile ends where the layer does. A buffer holds one tile. When the loops reach another tile,
- I, F: the words that the buffer lacks come from the next level out that holds the tensor. A word that several copies
  ask for in the same step is read once (multicast) and filled into each.
- O: the partial sums leave for the next level out. Copies that hold the same word add up on the way (spatial
  reduction): one update. A word that has been there before is read back, into the first of the copies.
A MAC has no memory: it reads I and F from the innermost buffers that hold them, reads the sum unless there is none
yet, and updates it.
"""

from collections import Counter
from itertools import product

import numpy as np

from dnnlib.dataflow.buffers import Buffers, chain, index
from dnnlib.dataflow.loopnest import MULTIPLIER, NETWORK, Mapping
from dnnlib.dataflow.ragged import Placed
from dnnlib.dataflow.tiles import place
from dnnlib.door import checked
from dnnlib.kernels.operands import prepare
from dnnlib.shapes import ConvShape

LIMIT = 2**20  # MACs: up to half a minute


@checked
def walk(shape: ConvShape, mapping: Mapping) -> Counter:
    """Accesses {(level, tensor, "read" | "fill" | "update"): words} of a nest, counted by running it; see `run`.

    Errors: ValueError where the loops do not cover the shape, or above about a million MACs.
    """
    _small(shape)
    I = _numbered(shape, "I") % 7 - 3
    F = _numbered(shape, "F") % 5 - 2
    _, accesses = run(shape, mapping, I, F)
    return accesses


def _numbered(shape: ConvShape, tensor: str) -> np.ndarray:
    numbers = np.arange(shape.size(tensor))
    return numbers.reshape(shape.tensor(tensor))


@checked
def run(shape: ConvShape, mapping: Mapping, I, F) -> tuple[np.ndarray, Counter]:
    """The convolution O as a nest computes it, and the accesses that it took.

    On integers O is kernels.direct's bit for bit; sums of floats come in the nest's order, so their last bits differ.
    Shapes: I [N,C,H,W], F [M,C/G,R,S] -> O [N,M,P,Q]. Units: words.
    Errors: ValueError as `walk`, or where I and F are not of that shape.
    """
    I, F, given = prepare(I, F, shape.U, shape.G)
    if given != shape:
        raise ValueError(f"I and F make {given}, not {shape}")
    _small(shape)
    loops = place(shape, mapping)
    chains = {}
    for tensor in "IFO":
        chains[tensor] = chain(shape, mapping, loops, tensor)
    for tensor, values in {"I": I, "F": F}.items():
        words = values.ravel().tolist()
        chains[tensor][0].held = [dict(enumerate(words))]
    accesses: Counter[tuple[str, str, str]] = Counter()
    time = [loop for loop in loops if not loop.spatial]
    turns = [range(loop.bound) for loop in time]
    for now in product(*turns):
        first = index(time, now)
        pes = _at_work(chains["O"][-1], first)
        if not pes:
            continue
        for tensor, levels in chains.items():
            firsts = _begins(time, now, levels)
            _move(tensor, levels, firsts, accesses)
        _multiply(chains, pes, accesses)
    _drain(chains["O"][1:], accesses)
    results = chains["O"][0].held[0]
    sums = [results[address] for address in range(shape.size("O"))]
    O = np.array(sums, I.dtype)
    some = {key: n for key, n in accesses.items() if n}
    return O.reshape(shape.tensor("O")), Counter(some)


def _small(shape: ConvShape) -> None:
    if shape.macs > LIMIT:
        raise ValueError(
            f"{shape} has {shape.macs:,} MACs; walk runs each of them and stops at {LIMIT:,}: "
            "use count, or a smaller layer with the same loops"
        )


def _at_work(multipliers: Buffers, first: tuple[int, ...]) -> list[int]:
    """The PEs that have a MAC in this step: those whose indices lie within the layer. The first has the lowest."""
    return multipliers.copies.inside(first)


def _begins(
    time: list[Placed], now: tuple[int, ...], levels: list[Buffers]
) -> list[tuple[int, ...]]:
    """Where the tile of each of some buffers begins: the indices of the loops in time outside its level."""
    firsts = []
    for buffers in levels:
        outside = [loop for loop in time if loop.level < buffers.depth]
        firsts.append(index(outside, now))
    return firsts


def _move(
    tensor: str,
    levels: list[Buffers],
    firsts: list[tuple[int, ...]],
    accesses: Counter,
) -> None:
    """Bring every buffer of a tensor to the tile of this moment: sums go out from the inside, words come in."""
    moved = []
    for buffers, first in zip(levels, firsts):
        goes = buffers.goes_to(first)
        inside = buffers is not levels[0]
        if goes and inside and buffers.name != MULTIPLIER:
            moved.append(buffers)
    if tensor == "O":
        _drain(moved, accesses)
    for buffers in moved:
        (_restore if tensor == "O" else _fetch)(tensor, buffers, accesses)


def _fetch(tensor: str, buffers: Buffers, accesses: Counter) -> None:
    """Fill each copy with the words of its new tile that it lacks, and drop the rest."""
    read, filled = set[tuple[int, int]](), 0
    outer = buffers.source
    for copy, old in enumerate(buffers.held):
        owner = buffers.outer_copy[copy]
        source, tile = outer.held[owner], buffers.words(copy)
        missing = [address for address in tile if address not in old]
        buffers.held[copy] = {
            address: old[address] if address in old else source[address]
            for address in tile
        }
        read |= {(owner, address) for address in missing}
        filled += len(missing)
    accesses[outer.name, tensor, "read"] += len(read)
    accesses[buffers.name, tensor, "fill"] += filled
    _deliver(tensor, buffers, filled, accesses)


def _restore(tensor: str, buffers: Buffers, accesses: Counter) -> None:
    """Give each copy back the partial sums of its tile that are there already; where copies share one, the first."""
    read, outer = set(), buffers.source
    for copy, held in enumerate(buffers.held):
        owner = buffers.outer_copy[copy]
        source = outer.held[owner]
        for address in buffers.words(copy):
            key = owner, address
            if address in source and key not in read:
                read.add(key)
                held[address] = source[address]
    accesses[outer.name, tensor, "read"] += len(read)
    accesses[buffers.name, tensor, "fill"] += len(read)


def _drain(moved: list[Buffers], accesses: Counter) -> None:
    """Send the partial sums of buffers one level out, the innermost first, adding up what several copies hold."""
    for buffers in reversed(moved):
        sums = []
        for copy, held in enumerate(buffers.held):
            for address, value in held.items():
                sums.append((copy, address, value))
        _update(buffers, sums, accesses)
        buffers.held = [{} for _ in buffers.held]


def _update(
    buffers: Buffers, sums: list[tuple[int, int, float]], accesses: Counter
) -> None:
    outer = buffers.source
    totals: dict[tuple[int, int], float] = {}
    for copy, address, value in sums:
        key = buffers.outer_copy[copy], address
        if key in totals:
            value = totals[key] + value
        totals[key] = value
    for (copy, address), value in totals.items():
        outer.held[copy][address] = value
    accesses[outer.name, "O", "update"] += len(totals)
    accesses[NETWORK, "O", "update"] += len(sums) - len(totals)


def _multiply(
    chains: dict[str, list[Buffers]], pes: list[int], accesses: Counter
) -> None:
    """One step: a MAC in every PE that has work."""
    operands, innermost = [], []
    for tensor, levels in chains.items():
        last = levels[-1]
        words = _operands(last, pes)
        operands.append(words)
        innermost.append(last.source.held)
        if tensor != "O":
            accesses[last.source.name, tensor, "read"] += len(set(words))
            _deliver(tensor, last, len(pes), accesses)
    I, F, O = innermost
    sums, begun = [], set()
    for pe, (i, x), (f, w), (o, y) in zip(pes, *operands):
        value = I[i][x] * F[f][w]
        # the first PE adds to what is there, the others to its sum
        if y in O[o] and (o, y) not in begun:
            begun.add((o, y))
            value += O[o][y]
        sums.append((pe, y, value))
    sums_at = chains["O"][-1]
    accesses[sums_at.source.name, "O", "read"] += len(begun)
    _update(sums_at, sums, accesses)


def _operands(multipliers: Buffers, pes: list[int]) -> list[tuple[int, int]]:
    """The word that each PE uses: (the copy of the buffer that has it, its address)."""
    first = multipliers.address(multipliers.first)
    places, copy = multipliers.copies.places, multipliers.outer_copy
    return [(copy[pe], first + multipliers.address(places[pe])) for pe in pes]


def _deliver(tensor: str, buffers: Buffers, words: int, accesses: Counter) -> None:
    """What the network hands over where one copy serves several: a word counts once for each that receives it."""
    if len(buffers.held) > len(buffers.source.held):
        accesses[NETWORK, tensor, "read"] += words
