"""EIE's format: CSC whose places are counted from the value before, in few bits; zeros fill a gap that is too long.

Column j is values[pointers[j] : pointers[j + 1]], each with the gap, the zeros between it and the stored value above.
A gap field of b bits holds at most 2^b - 1. A longer gap gets fillers: values of 0 that are stored, each after 2^b - 1
zeros. What comes below a column's last value is not stored.
Source: Han et al., ISCA 2016 (EIE), III-B (4 bits, and 4-bit codes for values); Han et al., ICLR 2016.
"""

import numpy as np

from dnnlib.compress.layouts.compressed_rows import owners
from dnnlib.compress.layouts.run_length import check_runs, cut
from dnnlib.compress.layouts.zeros import stored
from dnnlib.door import checked

GAP_BITS = 4


@checked
def encode(X: np.ndarray, bits: int = GAP_BITS) -> dict[str, np.ndarray]:
    """Fields "pointers" [cols + 1], "gaps" [n] and "values" [n], fillers among them."""
    col, row = np.nonzero(stored(X).T)
    gaps, real = cut(_gaps(col, row), bits)
    values = np.zeros(gaps.size, X.dtype)
    values[real] = X[row, col]
    ends = np.concatenate([[0], real + 1])  # entries up to and with each real one
    pointers = ends[np.searchsorted(col, np.arange(X.shape[1] + 1))]
    return {"pointers": pointers, "gaps": gaps, "values": values}


@checked
def encode_by_scan(X: np.ndarray, bits: int = GAP_BITS) -> dict[str, np.ndarray]:
    """The definition of `encode`: walk down each column, and put a filler where the gap no longer fits."""
    pointers, gaps, values = [0], [], []
    for column in X.T:
        gap = 0
        for x in column[: np.flatnonzero(stored(column)).max(initial=-1) + 1]:
            if stored(x) or gap == 2**bits - 1:
                gaps.append(gap)
                values.append(x)
                gap = 0
            else:
                gap += 1
        pointers.append(len(values))
    return {
        "pointers": np.array(pointers),
        "gaps": np.array(gaps, np.int64),
        "values": np.array(values, X.dtype),
    }


@checked
def decode(
    fields: dict[str, np.ndarray], rows: int, cols: int, bits: int = GAP_BITS
) -> np.ndarray:
    """The matrix [rows, cols] again. Errors: ValueError names a pointer, a gap or a row that cannot be."""
    row, col = places(fields, rows, cols, bits)
    X = np.zeros((rows, cols), fields["values"].dtype)
    X[row, col] = fields["values"]
    return X


@checked
def decode_by_scan(
    fields: dict[str, np.ndarray], rows: int, cols: int, bits: int = GAP_BITS
) -> np.ndarray:
    """The definition of `decode`: step down each column by the gaps."""
    X, pointers = np.zeros((rows, cols), fields["values"].dtype), fields["pointers"]
    for j in range(cols):
        row = -1
        for k in range(pointers[j], pointers[j + 1]):
            row += int(fields["gaps"][k]) + 1
            X[row, j] = fields["values"][k]
    return X


@checked
def places(
    fields: dict[str, np.ndarray], rows: int, cols: int, bits: int = GAP_BITS
) -> tuple[np.ndarray, np.ndarray]:
    """The row and the column of each entry, fillers too. Errors: as in `decode`."""
    gaps, pointers = fields["gaps"], fields["pointers"]
    check_runs(gaps, fields["values"], bits)
    col = owners(pointers, gaps.size, cols)
    ends = np.concatenate([[0], np.cumsum(gaps + 1)])
    row = ends[1:] - ends[pointers[col]] - 1
    if row.size and row.max() >= rows:
        raise ValueError(
            f"column {col[row.argmax()]} steps down to row {row.max()}, but there are {rows} rows"
        )
    return row, col


@checked
def entries(X: np.ndarray, bits: int = GAP_BITS) -> int:
    """How many values are stored, fillers too."""
    gaps = _gaps(*np.nonzero(stored(X).T))
    return int(gaps.size + (gaps >> bits).sum())


def _gaps(col: np.ndarray, row: np.ndarray) -> np.ndarray:
    """Zeros above each stored value, up to the one before it in its column; values come column by column."""
    above = np.full(row.size, -1)
    same = col[1:] == col[:-1]
    above[1:][same] = row[:-1][same]
    return row - above - 1
