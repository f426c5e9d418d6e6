"""Loops that overrun their dimension: the last turn is short, and what lies beyond the end does not run.

    17 outputs in turns of 4:   for m1 in range(5):
                                  for m0 in range(min(4, 17 - 4*m1)):

The loops over one dimension lead to the place sum(turn * stride), where a stride is the product of the bounds inside.
A place runs if it is less than the dimension's size. Where the bounds multiply to the size, every place runs.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from dnnlib.door import explained


@dataclass(frozen=True)
class Placed:
    """A loop in its nest: the number of its level, and how far one turn moves its dimension's index."""

    level: int
    dim: str
    bound: int
    spatial: bool
    stride: int


def ceil(size: int, part: int) -> int:
    """How many parts cover a size, the last one cut: ceil(size / part)."""
    return -(-size // part)


def outermost_first(loops: Iterable[Placed]) -> list[Placed]:
    """Loops over one dimension that have more than one turn, the longest stride first."""
    turning = (loop for loop in loops if loop.bound > 1)
    return sorted(turning, key=lambda loop: -loop.stride)


def within(size: int, loops: Iterable[Placed]) -> int:
    """How many of the places that loops lead to lie within a size.

    Full turns of the outermost loop hold all places of the others; the cut one holds as many as its rest allows.
    """
    total, full = 0, 1
    chain = outermost_first(loops)
    for loop in chain:
        full *= loop.bound
    for loop in chain:
        full //= loop.bound
        turns, size = divmod(size, loop.stride)
        if turns >= loop.bound:
            return total + loop.bound * full
        total += turns * full
        if not size:
            return total
    return total + 1


@explained
def rooms(size: int, loops: Iterable[Placed], most: int) -> Counter:
    """Of every place within a size that loops lead to: how much of the dimension is left there, `most` at most.

    {room: number of places}
    """
    return _rooms(size, outermost_first(loops), most)


def _rooms(size: int, chain: list[Placed], most: int) -> Counter:
    if not chain:
        return Counter({min(size, most): 1})
    loop, *inner = chain
    places, reach = 1, most
    for one in inner:
        places *= one.bound
        reach += (one.bound - 1) * one.stride
    # turns after which all places inside still have all the room
    turns = min(loop.bound, ceil(size, loop.stride))
    whole = min(turns, max(0, (size - reach) // loop.stride + 1))
    found = Counter({most: whole * places} if whole else {})
    for turn in range(whole, turns):
        found += _rooms(size - turn * loop.stride, inner, most)
    return found
