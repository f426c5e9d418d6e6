"""Arrays for cases: small integers held as floats, so that every right answer is exact in whatever order it sums."""

import numpy as np


def images(rng) -> np.ndarray:
    """A small batch of feature maps [N,C,H,W]."""
    N, C, H, W = (int(rng.integers(1, high)) for high in (4, 4, 7, 7))
    return rng.integers(-4, 6, (N, C, H, W)).astype(float)


def example(*shape: int) -> np.ndarray:
    """Distinct values, neither symmetric nor repeating, so that no wrong order gives a right sum."""
    k = np.arange(int(np.prod(shape)))
    return ((k * k + 3 * k) % 11 - 3.0).reshape(shape)
