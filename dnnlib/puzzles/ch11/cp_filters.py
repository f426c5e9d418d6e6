"""Outer products as filters."""

import numpy as np

from dnnlib.puzzle import Puzzle


def cp_filters(A: np.ndarray, B: np.ndarray, column: np.ndarray, row: np.ndarray) -> np.ndarray:
    """Which filters do the four factors of a CP decomposition stand for?

    F[m,c,r,s] = sum over k of A[m,k] * B[c,k] * column[r,k] * row[s,k]: the sum of K outer products.
    Shapes: A [M,K], B [C,K], column [R,K], row [S,K] -> [M,C,R,S].
    Source: Lebedev et al., ICLR 2015; Sze et al. 2017, VII-B-3.
    """
    factors = [np.asarray(f) for f in (A, B, column, row)]
    if any(f.ndim != 2 or not f.size for f in factors) or len({f.shape[1] for f in factors}) > 1:
        raise ValueError("four matrices with as many columns")
    F = np.zeros([len(f) for f in factors], np.result_type(*factors))
    for m, c, r, s in np.ndindex(F.shape):
        for k in range(factors[0].shape[1]):
            F[m, c, r, s] += factors[0][m, k] * factors[1][c, k] * factors[2][r, k] * factors[3][s, k]
    return F


def _factors(rng):
    K = int(rng.integers(1, 4))
    return tuple(rng.integers(-3, 4, (int(rng.integers(1, 4)), K)) for _ in range(4))


def _sum(A, B, c, r):
    return np.einsum("mk,ck,rk,sk->mcrs", A, B, c, r)


def _first(*factors):
    return _sum(*(f[:, :1] for f in factors))


def _all_pairs(A, B, column, row):
    """Each factor is summed over k on its own."""
    return np.einsum("m,c,r,s->mcrs", A.sum(1), B.sum(1), column.sum(1), row.sum(1))


def _added(A, B, column, row):
    parts = A[:, None, None, None] + B[None, :, None, None] + column[None, None, :, None] + row
    return parts.sum(axis=-1)


cp_filters_puzzle = Puzzle(
    cp_filters,
    _factors,
    points=4,
    axes="mcrs",
    examples=(
        (np.array([[1], [2]]), np.array([[3]]), np.array([[1], [0]]), np.array([[1], [4], [5]])),
        (np.array([[1, 2]]), np.array([[3, 1]]), np.array([[1, -1], [2, 0]]), np.array([[1, 1], [0, 2]])),
        (np.array([[2], [1]]), np.array([[1], [5], [3]]), np.array([[1]]), np.array([[2]])),
        (np.eye(2, dtype=int), np.eye(2, dtype=int), np.array([[1, 2], [3, 4]]), np.array([[5, 6]])),
    ),
    wrong={
        "Column and row are exchanged: the column runs along r, the row along s.": lambda A, B, c, r: _sum(
            A, B, r, c
        ),
        "A and B are exchanged: A belongs to the M filters, B to the C channels.": lambda A, B, c, r: _sum(
            B, A, c, r
        ),
        "Only the first product is taken: all K are added up.": _first,
        "The products are not added up: an axis k is left.": lambda *f: np.einsum("mk,ck,rk,sk->mcrsk", *f),
        "Each factor is summed over k on its own: products come first, then the sum.": _all_pairs,
        "Factors are added: an outer product multiplies.": _added,
        "A is left out.": lambda A, B, c, r: _sum(np.ones_like(A), B, c, r),
        "B is left out.": lambda A, B, c, r: _sum(A, np.ones_like(B), c, r),
        "The column is left out.": lambda A, B, c, r: _sum(A, B, np.ones_like(c), r),
        "The row is left out.": lambda A, B, c, r: _sum(A, B, c, np.ones_like(r)),
        "The mean over k is taken: products are added up.": lambda A, B, c, r: _sum(A, B, c, r) / A.shape[1],
        "The last product is left out.": lambda *f: _sum(*(one[:, :-1] for one in f)),
        "The largest product stands for the sum.": lambda *f: np.einsum("mk,ck,rk,sk->mcrsk", *f).max(
            axis=-1
        ),
        "The result is flat: it has four axes.": lambda *f: _sum(*f).ravel(),
    },
)
