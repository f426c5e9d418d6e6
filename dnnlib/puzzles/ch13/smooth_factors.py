"""Outliers that move."""

import numpy as np

from dnnlib.puzzle import Puzzle


def smooth_factors(X: np.ndarray, F: np.ndarray) -> np.ndarray:
    """By which factor is each channel of the inputs divided, and of the weights multiplied, to make their maxima alike?

    s[k] = sqrt(max|X[:,k]| / max|F[:,k]|); 1 where a channel of either is all zeros. Then X F^T = (X / s) (F * s)^T.
    Shapes: X [n,K], F [M,K] -> s [K]. Source: Xiao et al. 2023 (SmoothQuant), Eq. (4) with alpha = 1/2.
    """
    X, F = np.asarray(X, float), np.asarray(F, float)
    if X.ndim != 2 or F.ndim != 2 or X.shape[1] != F.shape[1] or not X.size or not F.size:
        raise ValueError("X [n,K] and F [M,K]")
    s = np.ones(X.shape[1])
    for k in range(X.shape[1]):
        x = max(abs(float(v)) for v in X[:, k])
        f = max(abs(float(v)) for v in F[:, k])
        if x > 0 and f > 0:
            s[k] = (x / f) ** 0.5
    return s


def _layer(rng):
    n, M, K = (int(v) for v in rng.integers(1, 5, 3))
    X, F = rng.integers(-12, 13, (n, K)) / 4, rng.integers(-12, 13, (M, K)) / 4
    X[:, rng.integers(0, K)] *= float(rng.choice([0, 1, 64]))
    F[:, rng.integers(0, K)] *= float(rng.choice([0, 1, 1]))
    return X, F


def _ratio(x, f, power=0.5):
    both = (x > 0) & (f > 0)
    return np.where(both, np.where(both, x, 1) / np.where(both, f, 1), 1) ** power


def _made(of=lambda A: np.abs(A).max(axis=0), power=0.5):
    return lambda X, F: _ratio(of(X), of(F), power)


def _by_row(X, F):
    return _ratio(np.abs(X).max(axis=1).max(), np.abs(F).max(axis=0))


smooth_factors_puzzle = Puzzle(
    smooth_factors,
    _layer,
    points=4,
    axes="k",
    examples=(
        (np.array([[4.0, 1.0]]), np.array([[1.0, 1.0]])),
        (np.array([[9.0, 1.0], [-16.0, 2.0]]), np.array([[1.0, -8.0], [0.5, 2.0]])),
        (np.array([[0.0, 3.0]]), np.array([[2.0, 0.0]])),
        (np.array([[-2.0], [1.0]]), np.array([[0.5], [-8.0], [1.0]])),
    ),
    wrong={
        "The quotient is turned over: inputs are divided by s.": _made(power=-0.5),
        "The root is left out: then all outliers move, and the weights have them.": _made(power=1.0),
        "Signs are kept: the largest size is asked, and -16 is large.": _made(
            of=lambda A: np.maximum(A.max(axis=0), 0)
        ),
        "Means are taken: the largest value sets the scale.": _made(of=lambda A: np.abs(A).mean(axis=0)),
        "One factor for all: a channel k has its own.": lambda X, F: np.full(
            X.shape[1], _ratio(np.abs(X).max(), np.abs(F).max())
        ),
        "The inputs' largest is taken over all channels.": _by_row,
        "The weights' largest is taken over all channels.": lambda X, F: _ratio(
            np.abs(X).max(axis=0), np.abs(F).max()
        ),
        "The weights are left out: they have outliers of their own.": lambda X, F: _ratio(
            np.abs(X).max(axis=0), np.ones(X.shape[1])
        ),
        "The inputs are left out: their outliers are the trouble.": lambda X, F: _ratio(
            np.ones(X.shape[1]), np.abs(F).max(axis=0)
        ),
        "Products in place of quotients: s is large where inputs are, and small where weights are.": (
            lambda X, F: np.sqrt(np.where((x := np.abs(X).max(0)) * (f := np.abs(F).max(0)) > 0, x * f, 1))
        ),
        "A channel of zeros has factor 0: then it is divided by 0. Give it 1.": lambda X, F: np.where(
            np.abs(X).max(0) * np.abs(F).max(0) > 0, _made()(X, F), 0.0
        ),
        "The first row stands for all inputs.": lambda X, F: _made()(X[:1], F),
        "The spans are taken, from least to largest: sizes are asked.": _made(of=lambda A: np.ptp(A, axis=0)),
        "The fractions are cut off: a root is seldom whole.": lambda X, F: np.floor(_made()(X, F)),
        "The fourth root is taken.": _made(power=0.25),
    },
)
