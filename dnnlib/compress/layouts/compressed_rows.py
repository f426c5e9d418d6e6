"""CSR and CSC: the stored values row by row (column by column), the place of each in its row, and where rows begin.

Row m's values are values[pointers[m] : pointers[m + 1]], so an empty row is two equal pointers.
Source: Sze et al. 2017, VII-B and Fig. 44.
"""

import numpy as np

from dnnlib.compress.layouts.zeros import stored
from dnnlib.door import checked


@checked
def encode(X: np.ndarray, places: str = "columns") -> dict[str, np.ndarray]:
    """Fields "pointers" [rows + 1], `places` [n] and "values" [n] of a matrix; CSC is `encode(X.T, "rows")`."""
    mask = stored(X)
    row, place = np.nonzero(mask)
    pointers = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=X.shape[0]))])
    return {"pointers": pointers, places: place, "values": X[mask]}


@checked
def encode_by_scan(X: np.ndarray, places: str = "columns") -> dict[str, np.ndarray]:
    """The definition of `encode`, row by row."""
    pointers, where, values = [0], [], []
    for row in X:
        for k, x in enumerate(row):
            if stored(x):
                where.append(k)
                values.append(x)
        pointers.append(len(values))
    return {
        "pointers": np.array(pointers),
        places: np.array(where, np.int64),
        "values": np.array(values, X.dtype),
    }


@checked
def decode(
    fields: dict[str, np.ndarray], rows: int, cols: int, places: str = "columns"
) -> np.ndarray:
    """The matrix [rows, cols] again. Errors: ValueError names a pointer or a place that cannot be."""
    row, place = owners(fields["pointers"], fields["values"].size, rows), fields[places]
    if place.size != row.size:
        raise ValueError(f"{place.size} {places} but {row.size} values: give one each")
    if place.size and not 0 <= place.min() <= place.max() < cols:
        raise ValueError(
            f"{places} from {place.min()} to {place.max()}: there are 0 to {cols - 1}"
        )
    if (np.diff(row * cols + place) <= 0).any():
        raise ValueError(f"{places} must rise within a row, each at most once")
    X = np.zeros((rows, cols), fields["values"].dtype)
    X[row, place] = fields["values"]
    return X


@checked
def decode_by_scan(
    fields: dict[str, np.ndarray], rows: int, cols: int, places: str = "columns"
) -> np.ndarray:
    """The definition of `decode`, pointer by pointer."""
    X, pointers = np.zeros((rows, cols), fields["values"].dtype), fields["pointers"]
    for m in range(rows):
        for k in range(pointers[m], pointers[m + 1]):
            X[m, fields[places][k]] = fields["values"][k]
    return X


@checked
def owners(pointers: np.ndarray, size: int, rows: int) -> np.ndarray:
    """The row that each of `size` values belongs to, [size].

    Errors: ValueError where there are not rows + 1 pointers, or they do not rise from 0 to size.
    """
    if pointers.size != rows + 1:
        raise ValueError(f"{pointers.size} pointers for {rows} rows: give {rows + 1}")
    counts = np.diff(pointers)
    if pointers[0] != 0 or pointers[-1] != size or (counts < 0).any():
        raise ValueError(
            f"pointers from {pointers[0]} to {pointers[-1]} must rise from 0 to {size}, the values stored"
        )
    return np.repeat(np.arange(rows), counts)
