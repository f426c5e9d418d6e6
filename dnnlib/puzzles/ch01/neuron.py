"""One neuron."""

import numpy as np

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch02.arrays import NO_FRACTIONS, quarters


def neuron(x: np.ndarray, w: np.ndarray, b: float) -> float:
    """What does one neuron with a ReLU say of its inputs?

    The weighted sum of x [K] with the weights w [K], plus the bias b; then 0 if that is below 0.
    Source: Sze et al. 2017, II-A, Fig. 2.
    """
    if x.ndim != 1 or x.shape != w.shape or not x.size:
        raise ValueError("a weight an input")
    y = b
    for k in range(len(x)):
        y += w[k] * x[k]
    return float(max(y, 0.0))


def _case(rng):
    K = int(rng.integers(1, 6))
    return quarters(rng, -4, 5, K), quarters(rng, -4, 5, K), float(quarters(rng, -8, 9, 1)[0])


def _relu(z):
    return float(max(z, 0.0))


neuron_puzzle = Puzzle(
    neuron,
    _case,
    points=2,
    examples=(
        (np.array([2.0, 1.0]), np.array([1.0, -1.0]), 0.25),
        (np.array([2.0, 1.0]), np.array([-1.0, 0.5]), 0.5),
        (np.array([1.5]), np.array([2.0]), -4.0),
        (np.array([1.5, -2.0]), np.array([2.0, 0.5]), -0.75),
    ),
    wrong={
        "The kink is missing: below 0 the neuron says 0.": lambda x, w, b: float(x @ w + b),
        "The bias is missing.": lambda x, w, b: _relu(x @ w),
        "The bias comes after the kink: it belongs to the sum.": lambda x, w, b: _relu(x @ w) + b,
        "The kink is put on each product: it comes once, after the sum.": (
            lambda x, w, b: float(np.maximum(x * w, 0).sum() + b)
        ),
        "The bias is multiplied by the inputs, too: it is added once.": (
            lambda x, w, b: _relu(x @ w + b * x.sum())
        ),
        "The bias is added for every input: it is added once.": lambda x, w, b: _relu(x @ w + b * len(x)),
        "The bias is taken off: it is added.": lambda x, w, b: _relu(x @ w - b),
        "The absolute value is taken: below 0 the neuron says 0.": lambda x, w, b: float(abs(x @ w + b)),
        "A sigmoid is taken: a ReLU is asked, max(0, sum).": lambda x, w, b: float(
            1 / (1 + np.exp(-x @ w - b))
        ),
        "It says only yes or no, 1 or 0: above 0 the sum itself is wanted.": (
            lambda x, w, b: float(x @ w + b > 0)
        ),
        "The inputs are added up without their weights.": lambda x, w, b: _relu(x.sum() + b),
        NO_FRACTIONS: lambda x, w, b: float(np.trunc(_relu(x @ w + b))),
    },
)
