"""CP: a tensor as a sum of r outer products, by alternating least squares or greedily, one product at a time.

    F[m,c,r,s] ~ sum over k of A[m,k] * B[c,k] * column[r,k] * row[s,k]

A matrix has a nearest one of each rank. A tensor of three axes or more may have none: products grow without bound and
cancel, while the error still falls. Source: de Silva and Lim 2008; Lebedev et al., ICLR 2015; Denton et al. 2014.
"""

from collections.abc import Sequence
from functools import reduce
from string import ascii_lowercase

import numpy as np

from dnnlib.door import checked

MOST_ROUNDS = 10**6  # far beyond where the error still falls


@checked
def cp(F, r: int, rounds: int = 100, seed: int = 0, ridge: float = 0.0):
    """r outer products near F: round by round, each factor solved by least squares for the others.

    ridge: this times the factors' squares is added to the squared error; above 0 it keeps them from growing.
    Shapes: F of any axes [D1, D2, ...] -> factors [D1,r], [D2,r], ...; the same seed gives the same.
    Errors: ValueError where r is below 1 or above the number of F's values, F has fewer than two axes, or rounds is
    above a million.
    """
    F = np.asarray(F, float)
    _fits(F, r, rounds)
    rng = np.random.default_rng(seed)
    factors = [rng.standard_normal((size, r)) for size in F.shape]
    for _ in range(rounds):
        for axis in range(F.ndim):
            factors[axis] = _solved(F, factors, axis, ridge)
        factors = _balanced(factors)
    return tuple(factors)


@checked
def cp_greedy(F, r: int, rounds: int = 50, seed: int = 0):
    """r outer products, each the best one for what those before it left; they are never mended.

    Shapes and errors: as in `cp`. Source: Denton et al., NIPS 2014, 3.1.
    """
    left, found = np.asarray(F, float), []
    _fits(left, r, rounds)
    for k in range(r):
        one = cp(left, 1, rounds, seed + k)
        left = left - rebuilt(one)
        found.append(one)
    return tuple(np.concatenate(parts, axis=1) for parts in zip(*found))


@checked
def rebuilt(factors: Sequence) -> np.ndarray:
    """The sum of the outer products: [D1,r], [D2,r], ... -> [D1, D2, ...]."""
    factors = [np.asarray(one, float) for one in factors]
    axes = ascii_lowercase[: len(factors)]
    terms = ",".join(axis + "z" for axis in axes)
    return np.einsum(f"{terms}->{axes}", *factors, optimize=True)


@checked
def largest(factors: Sequence) -> float:
    """The largest norm of one outer product: where it is far above the tensor's own, products cancel."""
    factors = [np.asarray(one, float) for one in factors]
    norms = reduce(np.multiply, (np.linalg.norm(f, axis=0) for f in factors))
    return float(norms.max())


def _fits(F, r: int, rounds: int) -> None:
    """A rank and rounds that end: as many products as F has values are always enough."""
    if F.ndim < 2 or not 1 <= r <= F.size:
        raise ValueError(
            f"r={r} of shape {F.shape}: give two axes or more, a rank from 1 to {F.size}"
        )
    if rounds > MOST_ROUNDS:
        raise ValueError(f"rounds={rounds}: give at most {MOST_ROUNDS:,}")


def _solved(F, factors, axis: int, ridge: float) -> np.ndarray:
    """The factor of one axis, the others as they are: (F unfolded) * (their products) / (their products of sums)."""
    others = [f for k, f in enumerate(factors) if k != axis]
    products = reduce(_khatri_rao, others)
    gram = reduce(np.multiply, (f.T @ f for f in others))
    gram = gram + ridge * np.eye(len(gram))
    unfolded = np.moveaxis(F, axis, 0).reshape(F.shape[axis], -1)
    return np.linalg.lstsq(gram, (unfolded @ products).T, rcond=None)[0].T


def _khatri_rao(a, b) -> np.ndarray:
    """Column by column the outer product of a's and b's: [D1,r], [D2,r] -> [D1*D2, r]."""
    return (a[:, None] * b[None]).reshape(-1, a.shape[1])


def _balanced(factors) -> list[np.ndarray]:
    """The factors of each product scaled to one norm: the product stays."""
    norms = np.array([np.linalg.norm(f, axis=0) for f in factors])
    each = np.prod(norms, axis=0) ** (1 / len(factors))
    safe = np.where(norms > 0, norms, 1.0)
    return [f * (each / n) for f, n in zip(factors, safe)]
