"""Inputs of a layer that it can do without: the one that is missed least goes, the rest take over its work, and again.

    kept, G = eliminate(F, A, 50)     50 inputs of F [M, K], and the weights of those that give nearly its outputs

With inputs I [n, K] and A = I^T I, outputs differ by the sum over filters of (f - g) A (f - g). If input k goes and the
rest are mended by least squares, the error grows by g_k . g_k / H[k, k], with H the inverse of A over those that are
left; and H without k is a product of two columns away. No training.
Source: Hassibi and Stork, NIPS 1992 (the formula, for one weight); Reeves, IEEE Trans. SP 47(7), 1999 (backward elimination).
"""

from collections.abc import Sequence

import numpy as np

from dnnlib.door import checked, whole

RIDGE = (
    1e-6  # of A's mean diagonal: inputs that are never on leave A without an inverse
)


@checked
def eliminate(
    F, A, keep: int, always: Sequence[int] = ()
) -> tuple[np.ndarray, np.ndarray]:
    """The inputs that stay, [keep] in ascending order, and the weights [M, keep] from them.

    always: inputs that must stay, such as a bias's; they are among `keep`. Shapes: F [M, K], A [K, K].
    Errors: ValueError where shapes do not fit, or keep is not in 1 to K, or less than there are in `always`.
    """
    G, A, keep = _fitting(F, A, keep, always)
    H = np.linalg.inv(A)
    left = np.ones(len(A), bool)
    may_go = left.copy()
    may_go[list(always)] = False
    while left.sum() > keep:
        loss = np.full(len(A), np.inf)
        loss[may_go] = (G**2).sum(axis=0)[may_go] / np.diag(H)[may_go]
        k = int(loss.argmin())
        row = H[k] / H[k, k]
        G = G - np.outer(G[:, k], row)
        H = H - np.outer(H[:, k], row)
        left[k] = may_go[k] = False
    kept = np.flatnonzero(left)
    return kept, G[:, kept]


@checked
def eliminate_by_trying(
    F, A, keep: int, always: Sequence[int] = ()
) -> tuple[np.ndarray, np.ndarray]:
    """The definition of `eliminate`: in each round each input goes once, and the rest are fitted anew."""
    wanted, A, keep = _fitting(F, A, keep, always)
    left = list(range(len(A)))
    while len(left) > keep:
        errors = {}
        for k in set(left) - set(always):
            rest = [j for j in left if j != k]
            errors[k] = _error(wanted, A, rest)
        left.remove(min(errors, key=lambda k: (errors[k], k)))
    return np.array(left), _fit(wanted, A, left)


def _fit(F, A, left: list[int]) -> np.ndarray:
    """The weights from some inputs whose outputs are nearest to those of F."""
    return np.linalg.solve(A[np.ix_(left, left)], (F @ A)[:, left].T).T


def _error(F, A, left: list[int]) -> float:
    D = F.copy()
    D[:, left] -= _fit(F, A, left)
    return float(((D @ A) * D).sum())


def _fitting(F, A, keep, always):
    F, A = np.asarray(F, float), np.asarray(A, float)
    if F.ndim != 2 or A.shape != (F.shape[1],) * 2:
        raise ValueError(
            f"weights {F.shape} and I^T I {A.shape}: use [M, K] and [K, K]"
        )
    least = max(1, len(set(always)))
    keep = whole("keep", keep, least, len(A), "inputs that stay")
    for k in always:
        whole("always", k, 0, len(A) - 1)
    return F, A + RIDGE * np.trace(A) / len(A) * np.eye(len(A)), keep
