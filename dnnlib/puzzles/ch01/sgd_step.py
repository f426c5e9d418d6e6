"""One step of gradient descent, by hand."""

import numpy as np

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch02.arrays import NO_FRACTIONS, quarters


def sgd_step(w: np.ndarray, x: np.ndarray, target: float, rate: float) -> np.ndarray:
    """What are the weights [K] after one step of gradient descent on one example?

    The neuron has no kink and no bias: y = sum of w*x. The loss is (y - target)^2 / 2.
    Each weight moves by rate times the derivative of the loss by it, downhill. Source: Sze et al. 2017, II-C.
    """
    if w.ndim != 1 or w.shape != x.shape or not w.size or not rate > 0:
        raise ValueError("a weight an input, a rate above 0")
    y = 0.0
    for k in range(len(x)):
        y += w[k] * x[k]
    moved = np.zeros(len(w))
    for k in range(len(w)):
        moved[k] = w[k] - rate * (y - target) * x[k]
    return moved


def _case(rng):
    K = int(rng.integers(1, 5))
    target = float(quarters(rng, -6, 7, 1)[0])
    return quarters(rng, -4, 5, K), quarters(rng, -4, 5, K), target, float(rng.choice([0.125, 0.25, 0.5]))


def _moved(by):
    """The weights less what `by` says of y - target and the case."""
    return lambda w, x, target, rate: w - by(w @ x - target, w, x, target, rate)


sgd_step_puzzle = Puzzle(
    sgd_step,
    _case,
    points=3,
    axes="k",
    scale=lambda w, x, target, rate: (
        np.abs(w).max() + rate * (np.abs(w) @ np.abs(x) + abs(target)) * np.abs(x).max()
    ),
    examples=(
        (np.array([2.0]), np.array([3.0]), 3.0, 0.125),
        (np.array([1.0, -1.5]), np.array([2.0, 0.5]), 0.25, 0.5),
        (np.array([1.0, 1.0]), np.array([1.0, 2.0]), 3.0, 0.5),
        (np.array([0.5, 0.0]), np.array([-1.0, 2.0]), 1.5, 0.25),
    ),
    wrong={
        "It walks uphill: the gradient points where the loss rises, so take it off.": _moved(
            lambda e, w, x, t, r: -r * e * x
        ),
        "The input is missing: the derivative of w*x by w is x.": _moved(
            lambda e, w, x, t, r: r * e * np.ones(len(x))
        ),
        "The derivative by x is taken: by the weights it has x in it, not w.": _moved(
            lambda e, w, x, t, r: r * e * w
        ),
        "The error is missing: a neuron that is right has nothing to learn.": _moved(
            lambda e, w, x, t, r: r * x
        ),
        "The rate is missing: the step is as long as the gradient.": _moved(lambda e, w, x, t, r: e * x),
        "The step is twice too long: the half of the loss takes the 2 away.": _moved(
            lambda e, w, x, t, r: 2 * r * e * x
        ),
        "The step is half too short: the derivative of (y - target)^2 / 2 is y - target.": _moved(
            lambda e, w, x, t, r: r * e * x / 2
        ),
        "The loss itself is in the step: its derivative is asked, y - target.": _moved(
            lambda e, w, x, t, r: r * e**2 / 2 * x
        ),
        "Only the sign of the error is taken: its size counts as well.": _moved(
            lambda e, w, x, t, r: r * np.sign(e) * x
        ),
        "y stands where the error should: y - target.": _moved(lambda e, w, x, t, r: r * (e + t) * x),
        "The gradient is returned: the weights after the step are asked.": lambda w, x, target, rate: (
            (w @ x - target) * x
        ),
        "The step is divided by the inputs: one example is one example.": _moved(
            lambda e, w, x, t, r: r * e * x / len(x)
        ),
        "The weights move one after the other, each with a new y: all take the same y.": lambda w, x, target, rate: (
            _one_by_one(w, x, target, rate)
        ),
        "The products are not added: y is one number, the sum of all w*x.": lambda w, x, target, rate: (
            w - rate * (w * x - target) * x
        ),
        NO_FRACTIONS: lambda w, x, target, rate: np.trunc(w - rate * (w @ x - target) * x),
    },
)


def _one_by_one(w, x, target, rate):
    w = np.array(w)
    for k in range(len(w)):
        w[k] -= rate * (w @ x - target) * x[k]
    return w
