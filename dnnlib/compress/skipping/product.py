"""A matrix-vector product on the encoded form, and what it touches: O[m] = sum over c of F[m,c] * I[c].

By rows (CSR and the like) an input is read again for every weight that it meets, and an output is written once.
By columns (CSC, EIE) an input is read once, and an output is read and written again for every weight.
Source: Sze et al. 2017, VII-B and Fig. 44; Han et al., ISCA 2016 (EIE).
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from dnnlib.compress.formats import Encoded
from dnnlib.compress.layouts import relative_index, run_length, two_four
from dnnlib.compress.layouts.compressed_rows import owners
from dnnlib.compress.layouts.zeros import matrix_shape, numbers
from dnnlib.door import checked
from dnnlib.kernels.operands import largest, sum_type

BY_COLUMNS = ("csc", "eie")


@checked
@dataclass(frozen=True, eq=False)
class Product:
    """The output O [M], and how often a field of the encoded F, an input or an output was touched.

    touched[(what, "read" | "write")], in entries: ("I", "read"), ("values", "read"), ("pointers", "read"), ...
    """

    O: np.ndarray
    touched: Counter

    def __repr__(self) -> str:
        return (
            f"Product(O {self.O.shape}; "
            + ", ".join(f"{w} {r}s {n:,}" for (w, r), n in self.touched.items())
            + ")"
        )


@checked
def multiply(encoded: Encoded, I, skip: bool = False) -> Product:
    """O = F I by the stored entries alone, in the order in which they are stored.

    skip, by columns only: a column whose input is 0 is passed over, so its entries are not touched. A filler is an
    entry like any other: it costs a product by 0. What is not stored counts as 0 even against an infinite input.
    Shapes: encoded [M, C] (or [M, C, R, S]), I [C] (or [C*R*S]) -> O [M]. Errors: ValueError where I does not fit, the
    format has no columns to skip, or fields contradict each other.
    """
    I, rows, cols = _operands(encoded, I, skip)
    row, col = coordinates(encoded)
    values = encoded.fields["values"]
    if skip:
        met = I[col] != 0
        row, col, values = row[met], col[met], values[met]
    O = np.zeros(rows, _sum_type(values, I))
    np.add.at(O, row, values.astype(O.dtype) * I[col].astype(O.dtype))
    return Product(
        _rounded(O, values, I),
        _touched(
            encoded, row.size, rows, cols, int(np.count_nonzero(I)) if skip else cols
        ),
    )


@checked
def csr_by_loops(encoded: Encoded, I) -> Product:
    """The definition by rows, the left side of Fig. 44: an output is finished before the next begins."""
    I, rows, _ = _operands(_in(encoded, "csr"), I)
    pointers, columns, values = (
        encoded.fields[name] for name in ("pointers", "columns", "values")
    )
    O, touched = (
        np.zeros(rows, _sum_type(values, I)),
        Counter({("pointers", "read"): 1}),
    )
    for m in range(rows):
        touched["pointers", "read"] += 1
        total = O.dtype.type(0)
        for k in range(pointers[m], pointers[m + 1]):
            touched.update(
                {("columns", "read"): 1, ("values", "read"): 1, ("I", "read"): 1}
            )
            total += O.dtype.type(values[k]) * O.dtype.type(I[columns[k]])
        O[m] = total
        touched["O", "write"] += 1
    return Product(_rounded(O, values, I), touched)


@checked
def csc_by_loops(encoded: Encoded, I, skip: bool = False) -> Product:
    """The definition by columns, the right side of Fig. 44: an input is finished before the next begins."""
    I, rows, cols = _operands(_in(encoded, "csc"), I, skip)
    pointers, where, values = (
        encoded.fields[name] for name in ("pointers", "rows", "values")
    )
    O = np.zeros(rows, _sum_type(values, I))
    touched: Counter[tuple[str, str]] = Counter()
    for c in range(cols):
        touched["I", "read"] += 1
        if skip and I[c] == 0:
            continue
        touched["pointers", "read"] += 2
        for k in range(pointers[c], pointers[c + 1]):
            touched.update(
                {
                    ("rows", "read"): 1,
                    ("values", "read"): 1,
                    ("O", "read"): 1,
                    ("O", "write"): 1,
                }
            )
            O[where[k]] += O.dtype.type(values[k]) * O.dtype.type(I[c])
    return Product(_rounded(O, values, I), touched)


@checked
def coordinates(encoded: Encoded) -> tuple[np.ndarray, np.ndarray]:
    """The row and the column of every stored entry, fillers too, in stored order.

    Errors: ValueError where the fields contradict each other, or an entry lies outside.
    """
    (rows, cols), fields = matrix_shape(encoded.shape), encoded.fields
    size = fields["values"].size
    if encoded.format == "csr":
        row, col = owners(fields["pointers"], size, rows), fields["columns"]
    elif encoded.format == "csc":
        row, col = fields["rows"], owners(fields["pointers"], size, cols)
    elif encoded.format == "eie":
        row, col = relative_index.places(
            fields, rows, cols, encoded.index or relative_index.GAP_BITS
        )
    elif encoded.format == "2:4":
        row, col = _in_groups(fields, rows, cols)
    else:
        row, col = np.divmod(_flat(encoded), max(cols, 1))
    if row.size != size or col.size != size:
        raise ValueError(
            f"{size} values, but {min(row.size, col.size)} places for them"
        )
    if size and not (
        0 <= row.min() and row.max() < rows and 0 <= col.min() and col.max() < cols
    ):
        raise ValueError(f"an entry lies outside the {rows} x {cols} of the tensor")
    return row, col


def _flat(encoded: Encoded) -> np.ndarray:
    """Where entries stand in memory order, of the formats that see no rows."""
    fields = encoded.fields
    if encoded.format == "bitmap":
        return np.flatnonzero(fields["mask"])
    if encoded.format == "rlc":
        run_length.check_runs(
            fields["runs"], fields["values"], encoded.index or run_length.RUN_BITS
        )
        return np.cumsum(fields["runs"] + 1) - 1
    rows, cols = matrix_shape(encoded.shape)
    if fields["values"].size != rows * cols:
        raise ValueError(
            f"{fields['values'].size} values, but {rows} x {cols} has {rows * cols}"
        )
    return np.arange(rows * cols)


def _in_groups(fields, rows: int, cols: int):
    """Of 2:4. A 0 that fills up a short last group stands beyond the row: it meets the row's last input instead."""
    two_four.decode(fields, rows, cols)  # refuses what contradicts itself
    row, group = np.divmod(
        np.arange(fields["places"].size) // two_four.KEPT,
        max(-(-cols // two_four.GROUP), 1),
    )
    return row, np.minimum(two_four.GROUP * group + fields["places"], cols - 1)


def _touched(
    encoded: Encoded, entries: int, rows: int, cols: int, columns_met: int
) -> Counter:
    own = {
        name: field.size if name == "mask" else entries
        for name, field in encoded.fields.items()
        if name != "pointers"
    }
    touched = Counter({(name, "read"): number for name, number in own.items()})
    if encoded.format in BY_COLUMNS:
        touched["pointers", "read"] = 2 * columns_met
        return touched + Counter(
            {("I", "read"): cols, ("O", "read"): entries, ("O", "write"): entries}
        )
    if "pointers" in encoded.fields:
        touched["pointers", "read"] = rows + 1
    return touched + Counter({("I", "read"): entries, ("O", "write"): rows})


def _in(encoded: Encoded, format: str) -> Encoded:
    """The encoded tensor, once it is in a format. Errors: ValueError names both."""
    if encoded.format != format:
        raise ValueError(
            f"a tensor in {encoded.format!r}: encode it in {format!r} for these loops"
        )
    return encoded


def _operands(encoded: Encoded, I, skip: bool = False):
    rows, cols = matrix_shape(encoded.shape)
    I = numbers(I).ravel()
    if I.size != cols:
        raise ValueError(
            f"{I.size} inputs for a matrix of {rows} x {cols}: give {cols}"
        )
    if skip and encoded.format not in BY_COLUMNS:
        raise ValueError(
            f"{encoded.format!r} does not go by columns, so it meets a zero input late: skip needs 'csc' or 'eie'"
        )
    return I, rows, cols


def _sum_type(values, I) -> np.dtype:
    """Integers are summed in 64 bits, half precision in single, other floats in their own."""
    kind = sum_type(values, I)
    if kind.kind in "iu" and largest(values) * largest(I) * values.size >= 2**63:
        raise ValueError(
            f"sums of products up to {largest(values) * largest(I):,} may pass 64 bits: give floats, or smaller values"
        )
    return np.dtype(np.float32) if kind == np.float16 else kind


def _rounded(O, values, I) -> np.ndarray:
    """Sums of half precision, made in single, in half again: rounded once."""
    half = np.result_type(values.dtype, I.dtype) == np.float16
    with np.errstate(over="ignore"):  # beyond 65504 is infinity
        return O.astype(np.float16) if half else O
