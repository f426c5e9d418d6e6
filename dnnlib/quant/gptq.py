"""Second-order rounding: round one weight, let those not yet rounded make good what that did to the output.

    least sum over n of ((F - Q) x[n])^2,  Q made of levels;    H = X^T X, the inputs' second moments

Rounding each weight to its nearest level is best only where inputs are unrelated. A row's error e in weight k is mended
by the weights R that still are free: F[R] -= e * inv(H)[R,k] / inv(H)[k,k], the inverse that of H over k and R.
Source: Hassibi and Stork, NIPS 1992 (optimal brain surgeon); Frantar et al., ICLR 2023 (GPTQ).
"""

import numpy as np

from dnnlib.door import checked, is_real
from dnnlib.quant.levels import Codebook, finite, reals

BLOCK = 64  # columns between two updates of all the rest


@checked
def gptq(F, I, codebook: Codebook, damp: float = 0.01) -> np.ndarray:
    """The weights as levels of the codebook, rounded so that F x changes little for inputs like I.

    The inverses come from one triangular factor, inv(H) = U^T U: when weight k is rounded, row k of U has all that is
    needed. K^3 + M*K^2 steps. Weights are rounded from the largest of diag(H) to the least.
    Shapes: F [M,K], I [n,K] -> [M,K], float32; a codebook for all, or one a row m. damp: this share of the mean of
    diag(H) is added to it, which keeps weights of inputs that are always 0 where they are.
    Errors: ValueError where shapes disagree, values are not finite, or damp is not above 0.
    Source: Frantar et al., ICLR 2023, Algorithm 1 and 3.3, in blocks as there: the same sums, less traffic.
    """
    F, H, order, levels, edges = _prepared(F, I, codebook, damp)
    sorted_H = H[np.ix_(order, order)]
    inverse = np.linalg.inv(sorted_H)
    U = np.linalg.cholesky(inverse).T
    left, Q = F[:, order], np.empty_like(F)
    errors = np.empty((len(F), BLOCK))
    for first in range(0, len(order), BLOCK):
        end = min(first + BLOCK, len(order))
        for k in range(first, end):
            q = _nearest(left[:, k], levels, edges)
            Q[:, order[k]] = q
            off = left[:, k] - q
            error = off / U[k, k]
            errors[:, k - first] = error
            left[:, k:end] -= np.outer(error, U[k, k:end])
        # what lies beyond the block, at once
        made = errors[:, : end - first]
        left[:, end:] -= made @ U[first:end, end:]
    return Q.astype(np.float32)


@checked
def gptq_by_inverting(F, I, codebook: Codebook, damp: float = 0.01) -> np.ndarray:
    """The definition of `gptq`, one inverse for each weight that is rounded: K^4 steps. Shapes and errors: as there."""
    F, H, order, levels, edges = _prepared(F, I, codebook, damp)
    left, Q = F.copy(), np.empty_like(F)
    for k in range(len(order)):
        free = order[k:]
        inverse = np.linalg.inv(H[np.ix_(free, free)])
        now = free[0]
        q = _nearest(left[:, now], levels, edges)
        off = left[:, now] - q
        error = off / inverse[0, 0]
        left[:, free] -= np.outer(error, inverse[0])
        Q[:, now] = q
    return Q.astype(np.float32)


@checked
def output_error(F, Q, I) -> float:
    """What rounding did to the layer: sum of ((F - Q) x)^2 over the inputs, as a share of the sum of (F x)^2.

    Shapes: F, Q [M,K], I [n,K]. This is what GPTQ makes small; 0 where nothing changed, infinite where F x is 0.
    Errors: ValueError names the shapes that disagree.
    """
    F, Q = reals(F, "F"), reals(Q, "Q")
    I = _of_one_size(reals(I, "I"))
    fits = F.ndim == I.ndim == 2 and I.shape[1] == F.shape[1]
    if not fits or Q.shape != F.shape:
        raise ValueError(
            f"F {F.shape}, Q {Q.shape} and I {I.shape}: give [M,K] twice and [n,K]"
        )
    lost = _squares((F - Q) @ I.T)
    all_of_it = _squares(F @ I.T)
    if not all_of_it:
        return float("inf") if lost else 0.0
    return float(lost / all_of_it)


def _squares(x) -> float:
    return (x**2).sum()


def _of_one_size(I) -> np.ndarray:
    """I times a power of two that brings max|I| to 1/2 ... 1: exact, and its squares neither overflow nor vanish."""
    there = I[np.isfinite(I)]
    sizes = np.abs(there)
    most = sizes.max(initial=0)
    if not most:
        return I
    _, exponent = np.frexp(most)
    return np.ldexp(I, -int(exponent))


def _prepared(F, I, codebook: Codebook, damp: float):
    F = finite(F, "F")
    I = _of_one_size(finite(I, "I"))
    fits = F.ndim == I.ndim == 2 and F.shape[1] == I.shape[1]
    if not fits:
        raise ValueError(
            f"F of shape {F.shape} and I of shape {I.shape}: give [M,K] and [n,K], with one K"
        )
    if codebook.per_channel and len(codebook.levels) != len(F):
        raise ValueError(
            f"the codebook has {len(codebook.levels)} channels, F of shape {F.shape} has {len(F)} rows"
        )
    if not (is_real(damp) and 0 < damp < np.inf):
        raise ValueError(
            f"damp={damp!r} must be above 0: inputs that are always 0 leave H without an inverse"
        )
    H = I.T @ I
    mean = H.trace() / len(H)
    H[np.diag_indices_from(H)] += damp * (mean or 1.0)
    order = np.argsort(-H.diagonal(), kind="stable")
    levels = np.atleast_2d(codebook.levels)
    edges = np.atleast_2d(codebook.edges)
    return F, H, order, levels, edges


def _nearest(w, levels, edges) -> np.ndarray:
    """The level of each row's weight w[m], by its codebook's edges."""
    passed = w[:, None] >= edges
    codes = passed.sum(axis=1)
    shape = len(w), levels.shape[1]
    each = np.broadcast_to(levels, shape)
    near = np.take_along_axis(each, codes[:, None], axis=1)
    return near[:, 0]
