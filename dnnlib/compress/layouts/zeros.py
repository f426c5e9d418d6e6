"""What a format may leave out: zeros, of either sign, and nothing else."""

import numpy as np

from dnnlib.door import checked


@checked
def stored(x) -> np.ndarray:
    """Where x must be stored, as bool of x's shape: all values but zeros.

    F * mask gives -0.0 for each negative weight that is pruned: a zero like any other, it decodes
    as 0.0, which is equal to it. NaN is stored. ("dense" leaves nothing out, and keeps the sign.)
    Errors: ValueError names a type that is not bool, integer or float of at most 64 bits.
    """
    return numbers(x) != 0


@checked
def positive(x) -> np.ndarray:
    """x with 0.0 for every -0.0: what a format gives back."""
    return np.where(x == 0, x.dtype.type(0), x) if x.dtype.kind == "f" else x


@checked
def numbers(x) -> np.ndarray:
    """x as an array in memory order, if it is of a type that the formats know. Errors: as in `stored`."""
    x = np.asarray(x)
    if x.dtype.kind not in "biuf" or x.dtype.itemsize > 8:
        raise ValueError(
            f"values of type {x.dtype}: use bool, integers or floats of at most 64 bits"
        )
    return np.ascontiguousarray(x).reshape(x.shape)


@checked
def bits_of(x: np.ndarray) -> np.ndarray:
    """The values' bits as unsigned integers of the same size and shape; -1 of 8 bits is 255, bool is 0 or 1."""
    native = x.astype(x.dtype.newbyteorder("="), copy=False)
    return native.view(f"u{x.dtype.itemsize}")


@checked
def matrix_shape(shape: tuple[int, ...]) -> tuple[int, int]:
    """Rows and columns of a tensor seen as a matrix: [M, C, R, S] is M rows of C*R*S, a vector is one row."""
    rows, rest = (shape[0], shape[1:]) if len(shape) > 1 else (1, shape)
    return rows, int(np.prod(rest, dtype=np.int64))
