"""Arrays for cases: quarters held as floats, so that every right answer is exact in whatever order it sums.

Whole numbers would not do: an answer that keeps its sums in an array of integers would be right on them.
"""

import numpy as np

NO_FRACTIONS = (
    "The fractions are cut off: let the result hold floats. np.zeros(shape) does, with dtype=int it does not."
)


def quarters(rng, low: float, high: float, shape) -> np.ndarray:
    """Multiples of 1/4 from low up to, but without, high; none of the arrays is whole, if it has two words or more."""
    values = rng.integers(int(4 * low), int(4 * high), shape) / 4
    if values.size > 1 and not (values % 1).any():
        values.flat[int(rng.integers(values.size))] += rng.choice([0.25, 0.5, 0.75])
    return values


def images(rng) -> np.ndarray:
    """A small batch of feature maps [N,C,H,W]."""
    N, C, H, W = (int(rng.integers(1, high)) for high in (4, 4, 7, 7))
    return quarters(rng, -4, 6, (N, C, H, W))


def example(*shape: int) -> np.ndarray:
    """Distinct values, neither symmetric nor repeating, so that no wrong order gives a right sum."""
    k = np.arange(int(np.prod(shape)))
    return ((k * k + 3 * k) % 11 - 3.0 + k % 4 / 4).reshape(shape)


def whole(function):
    """The function with all that it returns cut off: what an array of integers makes of it."""
    return lambda *case: np.trunc(function(*case))
