"""Two numbers of a digit: the ink in two places. With them a neuron is a line on paper.

The paper is cut in 4 x 4 blocks of 7 x 7 pixels. Place A is right above the middle, B left below it.
A 3 has ink in A and none in B, a 6 the other way round.
"""

from functools import cache

import numpy as np

from dnnlib import data
from dnnlib.door import checked

A, B = (1, 2), (2, 1)  # row and column of a block
DIGITS = (3, 6)


@checked
def ink(images) -> np.ndarray:
    """The mean ink in A and in B, 0 to 1. Shapes: images as bytes [n, 28, 28] -> [n, 2]."""
    blocks = data.inputs(images)[:, 0].reshape(-1, 4, 7, 4, 7).mean(axis=(2, 4))
    return np.stack([blocks[:, *A], blocks[:, *B]], axis=1)


@cache
def points(count: int = 300) -> tuple[np.ndarray, np.ndarray]:
    """The first threes and sixes of the training digits: their ink [count, 2], and +1 for a six, -1 for a three."""
    digits = data.mnist("train")
    chosen = np.flatnonzero(np.isin(digits.labels, DIGITS))[:count]
    return ink(digits.images[chosen]), np.where(
        digits.labels[chosen] == DIGITS[1], 1, -1
    )


@checked
def right(w, b: float, count: int = 300) -> float:
    """The share of points on the right side of the line w.x + b = 0."""
    X, t = points(count)
    return float((np.where(X @ np.asarray(w) + b > 0, 1, -1) == t).mean())


def best() -> np.ndarray:
    """The weights and the bias (wA, wB, b) of least squared error. Shapes: [3]."""
    X, t = points()
    return np.linalg.lstsq(np.c_[X, np.ones(len(X))], t, rcond=None)[0]
