"""Where outliers sit: a factor a channel moves them from the inputs into the weights, or makes salient weights finer.

X F^T = (X / s) (F * s)^T      exactly, for any s > 0, one a channel k

smooth    s from both maxima: inputs with a few huge channels become easy to round (SmoothQuant)
salient   s from the inputs alone: weights that meet large inputs are rounded finer (AWQ)
"""

import numpy as np

from dnnlib.door import checked, share
from dnnlib.quant.levels import finite


@checked
def smooth(X, F, alpha: float = 0.5) -> np.ndarray:
    """s[k] = max|X[:,k]|^alpha / max|F[:,k]|^(1-alpha): alpha = 1 makes all input channels alike, 0 all weights'.

    Shapes: X [n,K] inputs to learn from, F [M,K] -> s [K], 1 where either is all zeros.
    Source: Xiao et al., ICML 2023 (SmoothQuant), Eq. (4).
    """
    alpha = share("alpha", alpha)
    x, f = (np.abs(_matrix(array)).max(axis=0) for array in (X, F))
    _alike(x, f)
    both = (x > 0) & (f > 0)
    x, f = np.where(both, x, 1), np.where(both, f, 1)
    return x**alpha / f ** (1 - alpha)


@checked
def salient(X, alpha: float = 0.5) -> np.ndarray:
    """s[k] = (mean|X[:,k]|)^alpha, made so that its largest and least multiply to 1.

    Shapes: X [n,K] -> s [K], 1 where an input is always 0. alpha is what AWQ searches, for each layer, by the error of
    its output. Source: Lin et al., MLSys 2024 (AWQ), 3.2, Eq. (4) and (5).
    """
    alpha = share("alpha", alpha)
    mean = np.abs(_matrix(X)).mean(axis=0)
    some = mean[mean > 0]
    if not some.size:
        return np.ones_like(mean)
    s = np.where(mean > 0, mean, np.sqrt(some.max() * some.min())) ** alpha
    return s / np.sqrt(s.max() * s.min())


@checked
def rounded_with(F, s, quantizer) -> np.ndarray:
    """The weights that a layer has in effect when F * s is rounded and s is undone in its inputs: q(F * s) / s.

    Shapes: F [M,K], s [K]; quantizer: [M,K] -> [M,K].
    """
    F = _matrix(F)
    _alike(F[0], s)
    return quantizer(F * s) / s


@checked
def best_salient(X, F, quantizer, tries: int = 11) -> tuple[float, np.ndarray]:
    """AWQ's search: the alpha of 0, 1/(tries-1) ... 1 whose output is nearest to X F^T, and the weights it gives.

    alpha = 0 is plain rounding, so the search never does worse on X. Source: Lin et al. 2024, Eq. (5).
    """
    X, F = _matrix(X), _matrix(F)
    found = []
    for alpha in np.linspace(0, 1, tries):
        near = rounded_with(F, salient(X, float(alpha)), quantizer)
        lost = float((((near - F) @ X.T) ** 2).sum())
        found.append((lost, float(alpha), near))
    _, alpha, near = min(found, key=lambda one: one[0])
    return alpha, near


def _matrix(array) -> np.ndarray:
    array = finite(array)
    if array.ndim != 2:
        raise ValueError(
            f"an array of shape {array.shape}: give a matrix, [n,K] or [M,K]"
        )
    return array


def _alike(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)} channels: X, F and s share one K")
