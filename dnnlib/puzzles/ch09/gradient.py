"""The straight-through gradient: training weights that are only ever used by their sign."""

import numpy as np

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch02.arrays import NO_FRACTIONS, quarters, whole


def binary_gradient(w: np.ndarray, x: np.ndarray, target: float) -> np.ndarray:
    """Return the straight-through gradient [K] of the loss (y - target)^2 / 2 by the weights w [K] behind the signs.

    Forward: b = sign(w), with sign(0) = 1, and y = sum of b*x. Backward: the gradient by b goes to w as it is, as if b
    were w, but not to weights with |w| > 1, which are out of reach. Source: Courbariaux et al., NIPS 2015; Hubara et
    al., NIPS 2016, Eq. 4 (BNN).
    """
    if w.shape != x.shape or w.size < 1:
        raise ValueError("a weight an input")
    y = 0.0
    for k in range(len(w)):
        y += x[k] if w[k] >= 0 else -x[k]
    g = np.zeros(len(w))
    for k in range(len(w)):
        if -1 <= w[k] <= 1:
            g[k] = (y - target) * x[k]
    return g


# none of exactly -1 or 1: there a clamp's gradient is 1 in one version of torch and 1/2 in another
WEIGHTS = (-1.5, -1.25, -1.0625, -0.9375, -0.5, -0.25, 0, 0.25, 0.75, 0.9375, 1.125, 2)


def _case(rng):
    w = rng.choice(WEIGHTS, int(rng.integers(1, 7)))
    return w, quarters(rng, -4, 5, len(w)), float(rng.integers(-6, 7)) + 0.5


def _with(b=lambda w: np.where(w >= 0, 1.0, -1.0), pass_=lambda w, x: np.abs(w) <= 1,
          scale=lambda e: e, by=lambda w, x: x):  # fmt: skip
    """The straight-through gradient with one part wrong."""

    def wrong(w, x, target):
        return scale((b(w) * x).sum() - target) * by(w, x) * pass_(w, x)

    return wrong


binary_gradient_puzzle = Puzzle(
    binary_gradient,
    _case,
    points=4,
    axes="k",
    trials=40,
    easier=("where every weight is within reach and none is 0", lambda w, x, target: bool(
        (np.abs(w) <= 1).all() and (w != 0).all())),
    examples=(
        (np.array([0.5, -0.25]), np.array([2.0, 3]), 1.5),
        (np.array([0.25, -2, 1.5]), np.array([1.0, 2, -3]), 0.5),
        (np.array([0.0, -0.75, 0.75]), np.array([1.0, 2.25, 4]), -0.5),
        (np.array([-0.5]), np.array([-3.0]), 2.5),
    ),
    wrong={
        NO_FRACTIONS: whole(binary_gradient),
        "The fractions are cut off in w: then -0.5 is 0, whose sign is another.": (
            lambda w, x, target: binary_gradient(np.trunc(w), x, target)
        ),
        "The gradient is 0 everywhere: so it truly is for a sign, but nothing would ever be learned.": _with(
            pass_=lambda w, x: 0.0
        ),
        "The forward pass uses the weights themselves: y is computed with their signs.": _with(b=lambda w: w),
        "The sign of 0 is 0 (np.sign): there are only two levels, and 0 goes to +1.": _with(b=np.sign),
        "The sign of 0 is -1: here 0 goes to +1.": _with(b=lambda w: np.where(w > 0, 1.0, -1.0)),
        "The gradient also goes to weights beyond -1 and 1: they are out of reach, theirs is 0.": _with(
            pass_=lambda w, x: 1.0
        ),
        "Only weights above 1 are out of reach: those below -1 are as well.": _with(pass_=lambda w, x: w <= 1),
        "Weights within reach get 0, those out of reach the gradient: it is the other way round.": _with(
            pass_=lambda w, x: np.abs(w) > 1
        ),
        "Inputs beyond -1 and 1 are cut off, not weights: look at |w|.": _with(pass_=lambda w, x: np.abs(x) <= 1),
        "The sign of the gradient: dL/dy = y - target.": _with(scale=lambda e: -e),
        "A factor of 2: the loss is (y - target)^2 / 2.": _with(scale=lambda e: 2 * e),
        "Only the sign of the error is used: dL/dy = y - target.": _with(scale=np.sign),
        "The input is left out: dL/db[k] = (y - target) * x[k].": _with(by=lambda w, x: np.ones(len(x))),
        "The gradient is multiplied by the sign of w: straight through means as if b were w.": _with(
            by=lambda w, x: x * np.where(w >= 0, 1.0, -1.0)
        ),
    },
)  # fmt: skip
