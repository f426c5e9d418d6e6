"""A toy cache: which words of a product come from far away, and how the order of the loops changes that.

    misses(touched(16, "ijk"), words=64)              5,184: each word of B's columns is fetched anew
    misses(touched(16, "ijk", block=4), words=64)       576: three blocks fit, and each word is used four times

All matrices are n x n and lie row by row: O[i,j] += A[i,k] * B[k,j]. A miss fetches a whole line of LINE words.
Source: Sze et al. 2017, V-A (tiling to the memory hierarchy); Goto and van de Geijn 2008 does it for real caches.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import permutations, product

import numpy as np

from dnnlib.door import checked, whole

LINE = 4  # words that come together
ORDERS = tuple("".join(order) for order in permutations("ijk"))
Step = tuple[int, int, int]


@checked
def steps(n: int, order: str = "ijk", block: int | None = None) -> Iterator[Step]:
    """The n**3 MACs (i, j, k) of a product in a loop order; with a block, block by block and the same order inside.

    Errors: ValueError lists the orders, or names a block that does not divide n.
    """
    if order not in ORDERS:
        raise ValueError(f"order={order!r}: one of {', '.join(ORDERS)}")
    side = whole("n", n, 1) if block is None else whole("block", block, 1)
    if n % side:
        raise ValueError(f"a block of {side} does not divide {n}")
    places = [order.index(letter) for letter in "ijk"]
    starts, inside = range(0, n, side), range(side)
    for corner in product(starts, repeat=3):
        for step in product(inside, repeat=3):
            at = [corner[p] + step[p] for p in places]
            yield at[0], at[1], at[2]


@checked
def touched(n: int, order: str = "ijk", block: int | None = None) -> Iterator[int]:
    """The addresses in the order in which the product asks for them: A, B, then O, at each MAC."""
    for i, j, k in steps(n, order, block):
        yield i * n + k
        yield n * n + k * n + j
        yield 2 * n * n + i * n + j


@checked
def multiply(A, B, order: str = "ijk", block: int | None = None) -> np.ndarray:
    """The product of two n x n matrices, MAC by MAC in that order: every order gives the same sums.

    Errors: ValueError where the matrices are not square and alike.
    """
    A, B = np.asarray(A), np.asarray(B)
    if A.ndim != 2 or A.shape != B.shape or len(A) != A.shape[1]:
        raise ValueError(f"A {A.shape}, B {B.shape}: two square matrices of one size")
    O = np.zeros(A.shape, np.result_type(A, B))
    for i, j, k in steps(len(A), order, block):
        O[i, j] += A[i, k] * B[k, j]
    return O


@checked
def multiply_by_rows(A, B) -> np.ndarray:
    """The order i, k, j with a whole row of B at once: what a vector unit (SIMD) does with one instruction after another.

    O[i,:] += A[i,k] * B[k,:]. Shapes: A [m,K], B [K,n] -> [m,n]. Errors: ValueError where the inner sides differ.
    """
    A, B = np.asarray(A), np.asarray(B)
    if A.ndim != 2 or B.ndim != 2 or A.shape[1] != len(B):
        raise ValueError(f"A {A.shape} times B {B.shape}: the inner sides differ")
    O = np.zeros((len(A), B.shape[1]), np.result_type(A, B))
    for i, row in enumerate(A):
        for k, a in enumerate(row):
            O[i] += a * B[k]
    return O


@checked
def fetched(addresses: Iterable[int], words: int, line: int = LINE) -> Iterator[int]:
    """The lines that a cache of that many words fetches; it drops the line that was used longest ago.

    Errors: ValueError where the cache does not hold a line.
    """
    held: OrderedDict[int, None] = OrderedDict()
    room = _lines(words, line)
    for address in addresses:
        wanted = address // line
        if wanted in held:
            held.move_to_end(wanted)
            continue
        yield wanted
        held[wanted] = None
        if len(held) > room:
            held.popitem(last=False)


@checked
def misses(addresses: Iterable[int], words: int, line: int = LINE) -> int:
    """How many lines that is. Errors: as `fetched`."""
    return sum(1 for _ in fetched(addresses, words, line))


@lru_cache(maxsize=500)
def by_matrix(n: int, order: str, block: int | None, words: int) -> tuple[int, ...]:
    """Lines fetched of A, of B and of O by a product of n x n matrices. Errors: as `touched` and `fetched`."""
    found, lines = [0, 0, 0], n * n // LINE
    for line in fetched(touched(n, order, block), words):
        found[line // lines] += 1
    return tuple(found)


@checked
def misses_by_ages(addresses: Iterable[int], words: int, line: int = LINE) -> int:
    """The definition of `misses`: a list of lines, the one used last at its end."""
    held: list[int] = []
    room, count = _lines(words, line), 0
    for address in addresses:
        wanted = address // line
        if wanted in held:
            held.remove(wanted)
        else:
            count += 1
        held = [*held, wanted][-room:]
    return count


def _lines(words: int, line: int) -> int:
    line = whole("line", line, 1)
    if whole("words", words, 1) < line:
        raise ValueError(f"a cache of {words} words holds no line of {line}")
    return words // line
