"""The ways to share a dimension among the places of a nest, and dimensions of one role taken as one.

    DRAM: outside / GLB: buffer cols* rows* / RF: inside        one bound of each dimension in each place

Bounds divide the dimension, or cover it with the last turn short; then none of them could be one lower. Dimensions that
concern the same tensors, and slide no window, have one role: N, P and Q of a matrix product, or its C, R and S. Only
the products of their bounds matter, so that most of their ways are alike and one of them will do.
"""

from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import NamedTuple

import numpy as np

from dnnlib.dataflow.ragged import ceil
from dnnlib.door import explained

PLACES = ("outside", "buffer", "cols", "rows", "inside")


def divisors(number: int) -> list[int]:
    """The divisors of a number, the smallest first."""
    return [d for d in range(1, number + 1) if number % d == 0]


@lru_cache(maxsize=2**12)
def bounds_of(size: int, ragged: bool) -> tuple[int, ...]:
    """Every bound that a loop over a dimension can have: ceil(size / part), or the divisors alone."""
    if not ragged:
        return tuple(divisors(size))
    return tuple(sorted({ceil(size, part) for part in range(1, size + 1)}))


class Ways(NamedTuple):
    """Ways to share one dimension, or some of one role: a number a way, each the product over the dimensions.

    outside, cols, rows, inside: bounds. blocks: turns of the buffer's and DRAM's loops, none of them empty; parts: the
    same with the copies in the array; tiles: copies at work while the buffer's loops stand at 0, over DRAM's turns;
    first: copies at work in the first turn; turns: of all loops in time. array, buffer: how much of the dimension
    the array's tile and the buffer's take. factors: the bounds, [ways, dimensions, places].
    """

    outside: np.ndarray
    cols: np.ndarray
    rows: np.ndarray
    inside: np.ndarray
    blocks: np.ndarray
    parts: np.ndarray
    tiles: np.ndarray
    first: np.ndarray
    turns: np.ndarray
    array: np.ndarray
    buffer: np.ndarray
    factors: np.ndarray


# what distinguishes two choices for the array
INNER = ("inside", "blocks", "parts", "first", "turns", "array")


def up(size, part):
    """ceil(size / part) of arrays."""
    return -(-size // part)


@lru_cache(maxsize=2**10)
def ways(
    size: int, choices: tuple[tuple[int, ...], ...], closed: bool, ragged: bool
) -> Ways:
    """All ways to share one dimension: choices are the bounds for outside, cols, rows, inside; the buffer's follow.

    closed: the buffer has no loop over the dimension.
    """
    outside, *inner = (np.array(some, np.int64) for some in choices)
    x, y, i = (grid.ravel() for grid in np.meshgrid(*inner, indexing="ij"))
    # a first look, at the choices for the array alone: most have a bound too large
    ok = _covers(size, (up(size, x * y * i), x, y, i), ragged)
    x, y, i = x[ok], y[ok], i[ok]
    k, m = (at.ravel() for at in np.indices((len(x), len(outside))))
    o, x, y, i = outside[m], x[k], y[k], i[k]
    g = up(up(size, x * y * i), o)
    ok = _covers(size, (o, g, x, y, i), ragged) & ((g == 1) | (not closed))
    return _features(size, np.stack([o, g, x, y, i], 1)[ok])


def _covers(size: int, factors: tuple, ragged: bool) -> np.ndarray:
    """Where bounds multiply to a size; ragged: or to more, if none of them could be one lower."""
    full = reduce(np.multiply, factors)
    if not ragged:
        return full == size
    lean = [full * (bound - 1) < size * bound for bound in factors]
    return np.logical_and.reduce([full >= size, *lean])


def _features(size: int, factors: np.ndarray) -> Ways:
    o, g, x, y, i = factors.T
    copies, array = x * y, x * y * i
    buffer, blocks = g * array, up(size, array)
    last = size - (blocks - 1) * array
    rest = size - (o - 1) * buffer
    return Ways(
        outside=o,
        cols=x,
        rows=y,
        inside=i,
        blocks=blocks,
        parts=up(size, i),
        tiles=(o - 1) * copies + np.minimum(copies, up(rest, i)),
        first=np.minimum(copies, up(size, i)),
        turns=(blocks - 1) * i + np.minimum(i, last),
        array=np.minimum(array, size),
        buffer=np.minimum(buffer, size),
        factors=factors[:, None],
    )


@explained
def together(a: Ways, b: Ways, rows: int, cols: int) -> Ways:
    """The ways of two dimensions of one role: every pair that the array has room for, of those alike one."""
    down, across = a.rows[:, None] * b.rows, a.cols[:, None] * b.cols
    k, m = np.nonzero((down <= rows) & (across <= cols))
    pairs = [one[k] * other[m] for one, other in zip(a[:-1], b[:-1])]
    factors = np.concatenate([a.factors[k], b.factors[m]], 1)
    found = Ways._make([*pairs, factors])
    return take(found, _numbered(pairs)[1])


@explained
def take(some: Ways, rows) -> Ways:
    """Some of the ways."""
    return Ways(*(column[rows] for column in some))


@dataclass(frozen=True)
class Role:
    """The dimensions of one role: choices for the array, choices for DRAM, and which of them go together.

    letter: the dimension that stands for all; size: of all together. inner: one way for each choice for the array;
    alike: choices with one number cost the same and differ in their layout; outside: DRAM's bounds.
    buffer, tiles: [inner, outside] as in Ways, 0 where the two do not go together; way: the row of `ways`.
    """

    letter: str
    dims: str
    size: int
    ways: Ways
    inner: Ways
    alike: np.ndarray
    outside: np.ndarray
    least: np.ndarray
    buffer: np.ndarray
    tiles: np.ndarray
    way: np.ndarray


@explained
def role(letter: str, dims: str, size: int, some: Ways) -> Role:
    """A role from the ways of its dimensions, `size` the product of theirs."""
    # choices that split a dimension over both sides come last: of layouts that cost the same the first is taken
    split = (some.cols > 1) & (some.rows > 1)
    keys = [getattr(some, name) for name in INNER] + [some.cols, some.rows, split]
    inner_of, inner = _numbered(keys)
    # ways with one inner and one outer choice that differ in the buffer's tile: each is a choice of its own
    outside, outer_of = np.unique(some.outside, return_inverse=True)
    rank = _ranks(inner_of * len(outside) + outer_of)
    kinds, first, inner_of = np.unique(inner_of * (rank.max(initial=0) + 1) + rank, return_index=True, return_inverse=True)  # fmt: skip
    rank = rank[first]
    shape = len(kinds), len(outside)
    buffer, tiles, way = (np.zeros(shape, np.int64) for _ in range(3))
    buffer[inner_of, outer_of] = some.buffer
    tiles[inner_of, outer_of] = some.tiles
    way[inner_of, outer_of] = np.arange(len(inner_of))
    chosen = take(some, first)
    copies = chosen.cols * chosen.rows
    # which layouts cost the same: as many copies, all else alike, and the same tiles to go with
    links = [_numbered([*buffer.T])[0], _numbered([*tiles.T])[0]]
    alike, _ = _numbered(
        [copies, rank, *links, *(getattr(chosen, name) for name in INNER)]
    )
    least = np.where(buffer > 0, buffer, np.iinfo(np.int64).max).min(
        0, initial=np.iinfo(np.int64).max
    )
    return Role(letter, dims, size, some, chosen, alike, outside, least, buffer, tiles, way)  # fmt: skip


def _numbered(columns: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """A number for each row, the same for rows that are alike; and the first row of each number."""
    if not columns:  # nothing goes together
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    order = np.lexsort(columns)
    new = np.zeros(len(order), bool)
    for column in columns:
        new[1:] |= column[order][1:] != column[order][:-1]
    numbers = np.empty(len(order), np.int64)
    numbers[order] = np.cumsum(new)
    _, first = np.unique(numbers, return_index=True)
    return numbers, first


def _ranks(codes: np.ndarray) -> np.ndarray:
    """How many earlier rows have the same code."""
    order = np.argsort(codes, kind="stable")
    new = np.ones(len(order), bool)
    new[1:] = codes[order][1:] != codes[order][:-1]
    starts = np.maximum.accumulate(np.where(new, np.arange(len(order)), 0))
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order)) - starts
    return ranks
