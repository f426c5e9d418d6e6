"""Batch normalization folded into the layer before it."""

from collections.abc import Callable

import numpy as np

from dnnlib.puzzle import Puzzle


def fold(
    F: np.ndarray,
    b: np.ndarray,
    gamma: np.ndarray,
    beta: np.ndarray,
    mean: np.ndarray,
    var: np.ndarray,
    eps: float,
) -> tuple:
    """Which filters and which bias give gamma * (x - mean) / sqrt(var + eps) + beta at once, where x = F[m] . I + b[m]?

    F [M,K] has a filter in each row; b, gamma, beta, mean, var [M] belong to the output channels.
    Returns (filters [M,K], bias [M]). Source: Sze et al. 2017, Eq. (2), III-B.
    """
    if not (F.shape[:1] == b.shape == gamma.shape == beta.shape == mean.shape == var.shape):
        raise ValueError("each output channel has its numbers")
    if min(var, default=1) < 0 or eps <= 0:
        raise ValueError("var is 0 or more, eps above 0")
    filters, bias = np.zeros(F.shape), np.zeros(len(F))
    for m in range(len(F)):
        scale = gamma[m] / np.sqrt(var[m] + eps)
        for k in range(F.shape[1]):
            filters[m, k] = scale * F[m, k]
        bias[m] = scale * (b[m] - mean[m]) + beta[m]
    return filters, bias


def _channels(rng):
    """Quarters; the root of var + eps is a power of two, so that no order of the steps rounds: two that cancel would."""
    M, K = (int(n) for n in rng.integers(1, 4, 2))
    quarters = lambda *shape: rng.integers(-8, 9, shape) / 4
    eps = float(rng.choice([0.25, 0.75]))
    var = 4.0 ** rng.integers(0, 3, M) - eps
    return quarters(M, K), quarters(M), rng.integers(-4, 5, M) / 2, quarters(M), quarters(M), var, eps


def _folded(
    scale: Callable = lambda gamma, var, eps: gamma / np.sqrt(var + eps),
    filters: Callable = lambda F, g: F * g[:, None],
    bias: Callable = lambda b, g, beta, mean: (b - mean) * g + beta,
):
    """The folded layer with one thing wrong."""

    def wrong(F, b, gamma, beta, mean, var, eps):
        g = scale(gamma, var, eps)
        return filters(F, g), bias(b, g, beta, mean)

    return wrong


fold_puzzle = Puzzle(
    fold,
    _channels,
    points=3,
    axes="mk",
    easier=("where the layer has no bias of its own", lambda F, b, *numbers: not b.any()),
    examples=(
        tuple(np.array(x) for x in ([[1.0, 0.5]], [0.0], [2.0], [0.25], [0.5], [0.75])) + (0.25,),
        tuple(np.array(x) for x in ([[1.0]], [0.5], [1.0], [0.0], [0.25], [3.75])) + (0.25,),
        tuple(
            np.array(x)
            for x in ([[1.0], [-2.0]], [0.0, 0.0], [1.5, -1.0], [1.0, 0.25], [0.5, 2.0], [3.75, 0.75])
        )
        + (0.25,),
    ),
    wrong={
        "eps is added outside the root: it belongs to the variance, sqrt(var + eps).": _folded(
            scale=lambda gamma, var, eps: gamma / (np.sqrt(var) + eps)
        ),
        "The root is left out: var is a square, so divide by its root.": _folded(
            scale=lambda gamma, var, eps: gamma / (var + eps)
        ),
        "eps is left out of the scale.": _folded(scale=lambda gamma, var, eps: gamma / np.sqrt(var)),
        "It is multiplied by the root: a wide channel is made narrow, so divide.": _folded(
            scale=lambda gamma, var, eps: gamma * np.sqrt(var + eps)
        ),
        "gamma is left out: the normalized channel is scaled again by it.": _folded(
            scale=lambda gamma, var, eps: 1 / np.sqrt(var + eps)
        ),
        "The filters are as they were: the scale of a channel goes into each weight of its filter.": _folded(
            filters=lambda F, g: F
        ),
        "beta is left out: the bias takes it up.": _folded(bias=lambda b, g, beta, mean: (b - mean) * g),
        "The mean is left out: it is taken off before the scale.": _folded(
            bias=lambda b, g, beta, mean: b * g + beta
        ),
        "The mean is added: it is taken off.": _folded(bias=lambda b, g, beta, mean: (b + mean) * g + beta),
        "The mean is not scaled: what is scaled is x - mean, all of it.": _folded(
            bias=lambda b, g, beta, mean: b * g - mean + beta
        ),
        "The layer's own bias is lost: x holds it already.": _folded(
            bias=lambda b, g, beta, mean: beta - mean * g
        ),
        "The layer's own bias is not scaled: it is part of x.": _folded(
            bias=lambda b, g, beta, mean: b - mean * g + beta
        ),
        "beta is scaled: it comes after the scale.": _folded(
            bias=lambda b, g, beta, mean: (b - mean + beta) * g
        ),
        "The fractions are cut off: folded weights are seldom whole.": lambda *case: tuple(
            np.trunc(x) for x in _folded()(*case)
        ),
    },
)
