"""Real numbers as sums of them are made: neither wrapped by a narrow integer nor stopped by half precision.

    (x, scale), kept = opened(x, scale)    integers as float64, half precision as single
    return (x * scale).astype(kept)        rounded once, at the end

In NumPy np.int8(100) * np.int8(100) is 16, np.uint8(1) - np.uint8(2) is 255, and 1 added to 2048 of half precision
is 2048.
"""

import numpy as np


def real_array(x) -> np.ndarray:
    """x as an array of real numbers. Errors: ValueError names the type that has no order."""
    x = np.asarray(x)
    if x.dtype.kind not in "biuf":  # complex numbers have no order
        raise ValueError(f"values of type {x.dtype}: give real numbers")
    return x


def floats(x) -> np.ndarray:
    """Real numbers as floats: integers as float64, floats as they are."""
    x = real_array(x)
    return x if x.dtype.kind == "f" else x.astype(np.float64)


def wide(x) -> np.ndarray:
    """An array as sums of it are made: half precision in single, to be rounded once, at the end."""
    x = np.asarray(x)
    return x.astype(np.float32) if x.dtype == np.float16 else x


def opened(*arrays) -> tuple[list, np.dtype]:
    """Arrays as their sums are made, and the type to round the answer to. A number of Python's has no type."""
    found = [one if type(one) in (int, float) else floats(one) for one in arrays]
    kept = np.result_type(*found)
    wider = [wide(one) if isinstance(one, np.ndarray) else one for one in found]
    return wider, kept if kept.kind == "f" else np.dtype(float)


def summed(x) -> np.ndarray:
    """Real numbers in the type of their sums: integers in 64 bits, half precision in single, others as they are."""
    x = wide(real_array(x))
    narrow = x.dtype.kind in "biu" and x.dtype != np.uint64
    return x.astype(np.int64) if narrow else x
