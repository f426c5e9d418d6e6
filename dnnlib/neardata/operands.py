"""What a crossbar is asked to multiply: whole numbers that fit its bits."""

import numpy as np

from dnnlib.door import checked
from dnnlib.neardata.crossbar import Crossbar


@checked
def operands(X, W, crossbar: Crossbar) -> tuple[np.ndarray, np.ndarray]:
    """X [N, C] and W [C, M] as integers, once they fit each other and the crossbar.

    Errors: ValueError names the shapes, or the value and the range that it is outside.
    """
    X, W = np.asarray(X), np.asarray(W)
    if X.ndim != 2 or W.ndim != 2 or X.shape[1] != len(W):
        raise ValueError(f"X {X.shape} @ W {W.shape}: give X [N, C] and W [C, M]")
    X = _whole("input", X, 0, 2**crossbar.input_bits - 1)
    W = _whole("weight", W, *crossbar.weight_range)
    return X, W


def _whole(what: str, A: np.ndarray, low: int, high: int) -> np.ndarray:
    """The array as integers in a range."""
    if A.size == 0:
        return A.astype(int)
    broken = A[~(A == np.rint(A))]  # NaN is not, either
    if broken.size:
        raise ValueError(f"{what} {broken[0]} is no integer")
    outside = A[(A < low) | (A > high)]
    if outside.size:
        raise ValueError(f"{what} {outside[0]:g} is outside {low:,} to {high:,}")
    return A.astype(int)
