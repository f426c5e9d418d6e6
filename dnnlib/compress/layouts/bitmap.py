"""A bitmap: one bit a value says whether it is stored, then the stored values in order."""

import numpy as np

from dnnlib.compress.layouts.zeros import stored
from dnnlib.door import checked


@checked
def encode(X: np.ndarray) -> dict[str, np.ndarray]:
    """Fields "mask" [size], bool, and "values" [n], of a tensor in memory order."""
    mask = stored(X).ravel()
    return {"mask": mask, "values": X.ravel()[mask]}


@checked
def encode_by_scan(X: np.ndarray) -> dict[str, np.ndarray]:
    """The definition of `encode`, value by value."""
    mask, values = [], []
    for x in X.ravel():
        mask.append(bool(stored(x)))
        if mask[-1]:
            values.append(x)
    return {"mask": np.array(mask, bool), "values": np.array(values, X.dtype)}


@checked
def decode(fields: dict[str, np.ndarray], rows: int, cols: int) -> np.ndarray:
    """The matrix [rows, cols] again. Errors: ValueError where mask and values do not fit it and each other."""
    mask, values = fields["mask"], fields["values"]
    if mask.size != rows * cols or np.count_nonzero(mask) != values.size:
        ones = np.count_nonzero(mask)
        raise ValueError(
            f"a bitmap of {mask.size} bits, {ones} of them 1, with {values.size} values; "
            f"{rows} x {cols} needs {rows * cols} bits and a value for each 1"
        )
    X = np.zeros(rows * cols, values.dtype)
    X[mask] = values
    return X.reshape(rows, cols)


@checked
def decode_by_scan(fields: dict[str, np.ndarray], rows: int, cols: int) -> np.ndarray:
    """The definition of `decode`, bit by bit."""
    X, values = np.zeros(rows * cols, fields["values"].dtype), iter(fields["values"])
    for k, bit in enumerate(fields["mask"]):
        if bit:
            X[k] = next(values)
    return X.reshape(rows, cols)


@checked
def entries(X: np.ndarray) -> int:
    """How many values are stored."""
    return int(np.count_nonzero(stored(X)))
