"""Pruning that looks at a layer's output: put back the weights that it misses most, and mend the rest by least squares.

With inputs I [n, K] and weights F [M, K], a pruned G makes the outputs I G^T in place of I F^T. All that must be known
of the inputs is A = I^T I [K, K], since the error is the sum over filters of (f - g) A (f - g).
Source: Yang, Chen, Sze, CVPR 2017 (energy-aware pruning), its steps within a layer; Sze et al. 2017, VII-B.
"""

import numpy as np

from dnnlib.compress import prune
from dnnlib.door import alike, checked


@checked
def output_error(F, G, A) -> float:
    """The sum of squares by which outputs differ, ||I F^T - I G^T||^2 = sum over m of (f_m - g_m) A (f_m - g_m).

    Shapes: F, G [M, K], A [K, K]. Errors: ValueError where they do not fit.
    """
    F, A = _fitting(F, A)
    D = F - np.asarray(G, float)
    return float(((D @ A) * D).sum())


@checked
def gains(F, mask, A) -> np.ndarray:
    """By how much the output error falls if one pruned weight comes back, [M, K]; 0 where the weight was kept.

    gain[m, k] = 2 f_mk (r_m A)_k - f_mk^2 A_kk    with r the pruned weights, all that the output misses
    Errors: as in `output_error`.
    """
    F, A = _fitting(F, A)
    alike(F=F, mask=mask)
    missing = np.where(mask, 0, F)
    return 2 * missing * (missing @ A) - missing**2 * np.diag(A)


@checked
def gains_by_trying(F, mask, A) -> np.ndarray:
    """The definition of `gains`: put each weight back and look."""
    F, A = _fitting(F, A)
    alike(F=F, mask=mask)
    found, before = np.zeros(F.shape), output_error(F, np.where(mask, F, 0), A)
    for m, k in zip(*np.nonzero(~np.asarray(mask))):
        back = np.array(mask)
        back[m, k] = True
        found[m, k] = before - output_error(F, np.where(back, F, 0), A)
    return found


@checked
def restored(F, A, density: float, spare: float = 0.2) -> np.ndarray:
    """The mask of largest |w|, of which the share `spare` of places went to weights that the output misses most.

    It keeps prune.kept(F.size, density). spare: 0 is magnitude pruning. Errors: ValueError where density or spare is
    not in 0 to 1, or shapes do not fit.
    """
    F, A = _fitting(F, A)
    largest = prune.kept(prune.kept(F.size, density), 1 - spare)
    mask = prune.magnitude(F, largest / max(F.size, 1))
    score = np.where(mask, np.inf, gains(F, mask, A))
    return prune.keep(score, density)


@checked
def least_squares(F, mask, A) -> np.ndarray:
    """The weights at the mask's places whose outputs are nearest to those of all weights: g A = f A at each place kept.

    Filter by filter, with the shortest g where inputs leave a choice (a pixel that is always 0).
    Shapes: F, mask [M, K], A [K, K] -> [M, K], 0 where the mask is. Errors: as in `output_error`.
    """
    F, A = _fitting(F, A)
    G, wanted = np.zeros(F.shape), F @ A
    for m, keep in enumerate(np.asarray(mask, bool)):
        if keep.any():
            G[m, keep] = np.linalg.lstsq(
                A[np.ix_(keep, keep)], wanted[m, keep], rcond=1e-6
            )[0]
    return G


def _fitting(F, A):
    F, A = np.asarray(F, float), np.asarray(A, float)
    if F.ndim != 2 or A.shape != (F.shape[1],) * 2:
        raise ValueError(
            f"weights {F.shape} and I^T I {A.shape}: use [M, K] and [K, K]"
        )
    return F, A
