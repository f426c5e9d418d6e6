"""Counting: how often the Toeplitz matrix holds a value, and how many products Strassen makes."""

import numpy as np

from dnnlib.puzzle import Puzzle


def copies(P: int, Q: int, R: int, S: int, U: int = 1) -> np.ndarray:
    """How often does the Toeplitz matrix hold each value of an input of (U*(P-1)+R) x (U*(Q-1)+S)? The answer has its shape.

    Source: Sze et al. 2017, V-A and Fig. 19(a): [[1,2,1],[2,4,2],[1,2,1]], in sum 16 for 9 values.
    """
    if min(P, Q, R, S, U) < 1:
        raise ValueError("sizes start at 1")
    held = np.zeros((U * (P - 1) + R, U * (Q - 1) + S), int)
    for p in range(P):
        for q in range(Q):
            for r in range(R):
                for s in range(S):
                    held[U * p + r, U * q + s] += 1
    return held


def _sizes(rng):
    return (
        *(int(k) for k in rng.integers(1, 6, 2)),
        *(int(k) for k in rng.integers(1, 5, 2)),
        int(rng.integers(1, 4)),
    )


def _along(outputs, taps, stride, reads=None, size=None):
    """Copies along one axis: how many windows see each place; `reads(p)` is where window p begins."""
    held = np.zeros(size or stride * (outputs - 1) + taps, int)
    for p in range(outputs):
        first = reads(p) if reads else stride * p
        held[first : first + taps] += 1
    return held


copies_puzzle = Puzzle(
    copies,
    _sizes,
    points=3,
    examples=((2, 2, 2, 2, 1), (4, 5, 3, 2, 1), (3, 4, 3, 4, 2), (4, 3, 2, 3, 2), (3, 5, 4, 1, 3), (2, 5, 1, 3, 1)),
    wrong={
        "Every value is counted R*S times: those near the edge are in fewer windows.": (
            lambda P, Q, R, S, U=1: np.full((U * (P - 1) + R, U * (Q - 1) + S), R * S)
        ),
        "Only the average is given: P*Q*R*S values stored, over those there are.": (
            lambda P, Q, R, S, U=1: P * Q * R * S / ((U * (P - 1) + R) * (U * (Q - 1) + S))
        ),
        "The stride is left out: window p begins at U*p.": (
            lambda P, Q, R, S, U=1: np.outer(_along(P, R, 1), _along(Q, S, 1))
        ),
        "The counts of the two axes are added: a value is in (windows above) times (windows beside).": (
            lambda P, Q, R, S, U=1: np.add.outer(_along(P, R, U), _along(Q, S, U))
        ),
        "The axes are swapped: P and R go down, Q and S across.": (
            lambda P, Q, R, S, U=1: np.outer(_along(Q, S, U), _along(P, R, U))
        ),
        "Where values are held is told (0 or 1), not how often.": (
            lambda P, Q, R, S, U=1: np.minimum(np.outer(_along(P, R, U), _along(Q, S, U)), 1)
        ),
        "The first copy is not counted: hold it once, and count 1.": (
            lambda P, Q, R, S, U=1: np.outer(_along(P, R, U), _along(Q, S, U)) - 1
        ),
        "The last window of each row and column is missing.": (
            lambda P, Q, R, S, U=1: np.outer(_along(P - 1, R, U, size=U * (P - 1) + R), _along(Q - 1, S, U, size=U * (Q - 1) + S))
        ),
        "Only the windows of one row are counted: they overlap downwards too.": (
            lambda P, Q, R, S, U=1: np.outer(np.minimum(_along(P, R, U), 1), _along(Q, S, U))
        ),
        "Only the windows of one column are counted: they overlap sideways too.": (
            lambda P, Q, R, S, U=1: np.outer(_along(P, R, U), np.minimum(_along(Q, S, U), 1))
        ),
    },
)  # fmt: skip


def strassen_mults(n: int, cutover: int = 1) -> int:
    """How many multiplications does Strassen's product of two n x n matrices make, down to sides of `cutover`?

    An odd side is first made even by a row and a column of zeros; at `cutover` or below, the product is the plain one.
    Source: Strassen 1969; Sze et al. 2017, V-A (n^2.807).
    """
    if min(n, cutover) < 1:
        raise ValueError("sizes start at 1")
    products, sides = 0, [n]
    while sides:
        side = sides.pop()
        if side <= cutover:
            products += side * side * side
        else:
            sides += 7 * [side // 2 + side % 2]
    return products


def _orders(rng):
    return int(rng.integers(1, 70)), int(rng.integers(1, 9))


def _levels(step, parts=7, plain=lambda n: n**3, stop=lambda n, cutover: n <= cutover):
    """The recursion with one thing wrong: how a side is halved, how many parts, the plain product, where it ends."""

    def wrong(n, cutover=1):
        return plain(n) if stop(n, cutover) or n <= 1 else parts * wrong(step(n), cutover)

    return wrong


def _sum_of_levels(n: int, cutover: int) -> int:
    return n**3 if n <= cutover else 7 + _sum_of_levels(-(-n // 2), cutover)


def _with_above(n: int, cutover: int) -> int:
    return n**3 if n <= cutover else 7 + 7 * _with_above(-(-n // 2), cutover)


strassen_mults_puzzle = Puzzle(
    strassen_mults,
    _orders,
    points=2,
    examples=((2, 1), (8, 1), (8, 8), (13, 2), (64, 4), (7, 3), (9, 2), (12, 3)),
    wrong={
        "All eight products are made: Strassen needs seven.": _levels(lambda n: -(-n // 2), parts=8),
        "An odd side is rounded down, which loses a row: pad it, (n + 1) // 2.": _levels(lambda n: n // 2),
        "The cut-over is left out: at that size or below, stop and count n*n*n.": (
            _levels(lambda n: -(-n // 2), stop=lambda n, cutover: False)
        ),
        "The recursion stops one level late: a side equal to the cut-over is a plain product.": (
            _levels(lambda n: -(-n // 2), stop=lambda n, cutover: n < cutover)
        ),
        "The plain product takes n*n*n multiplications, not n*n.": _levels(lambda n: -(-n // 2), plain=lambda n: n * n),
        "Only one level is taken: go on until the cut-over.": (
            lambda n, cutover=1: n**3 if n <= cutover else 7 * (-(-n // 2)) ** 3
        ),
        "The plain product is counted: that is what Strassen saves on.": lambda n, cutover=1: n**3,
        "The power law 7/8 a level is used without the padding: count the padded sides.": (
            lambda n, cutover=1: _power_law(n, cutover)
        ),
        "Seven halves the side and adds: the seven products are each of half the side, so multiply by 7.": (
            lambda n, cutover=1: _sum_of_levels(n, cutover)
        ),
        "The multiplications of the levels above are counted too: they are additions only.": (
            lambda n, cutover=1: _with_above(n, cutover)
        ),
    },
)  # fmt: skip


def _power_law(n, cutover):
    levels, side = 0, n
    while side > cutover:
        levels, side = levels + 1, side / 2
    return round(n**3 * (7 / 8) ** levels)
