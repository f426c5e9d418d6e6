"""Sparse formats: a tensor as fields that leave its zeros out, and how many bits that takes, to the bit.

    e = encode(W, "csr", word=8)
    e.bits, {name: field.size for name, field in e.fields.items()}
    decode(e)                                                           W again, value for value

A tensor is seen as a matrix: [M, C, R, S] is M rows of C*R*S, a vector is one row. Not counted, because a layer's
description has it anyway: the shape, the type, `word` and `index`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from dnnlib.compress.layouts import (
    bitmap,
    compressed_rows,
    relative_index,
    run_length,
    two_four,
)
from dnnlib.compress.layouts.zeros import matrix_shape, numbers, positive, stored
from dnnlib.door import checked, whole


@checked
@dataclass(frozen=True, eq=False)
class Encoded:
    """A tensor in a format: its fields by name, what they are counted at, and the bits of all.

    fields["values"] has the tensor's type. word: bits a value; index: bits a run or a gap, None where there is neither.
    """

    format: str
    shape: tuple[int, ...]
    fields: dict[str, np.ndarray] = field(repr=False)
    bits: int
    word: int = 16
    index: int | None = None

    @property
    def dtype(self) -> np.dtype:
        """The type of the tensor's values."""
        return self.fields["values"].dtype


@dataclass(frozen=True)
class _Format:
    encode: Callable  # matrix -> fields
    decode: Callable  # fields, rows, cols -> matrix
    entries: Callable  # matrix -> how many values are stored
    slow: tuple[Callable, Callable]
    index: int | None = None


def _transposed(encode, X):
    return encode(np.ascontiguousarray(X.T), "rows")


def _transposed_back(decode, fields, rows, cols):
    return np.ascontiguousarray(decode(fields, cols, rows, "rows").T)


def _dense(X):
    return {"values": X.ravel()}


def _dense_back(fields, rows, cols):
    if fields["values"].size != rows * cols:
        raise ValueError(
            f"{fields['values'].size} values, but {rows} x {cols} has {rows * cols}"
        )
    return fields["values"].reshape(rows, cols)


_CSR, _EIE, _RLC = compressed_rows, relative_index, run_length
_ROWS = (
    _CSR.encode,
    _CSR.decode,
    bitmap.entries,
    (_CSR.encode_by_scan, _CSR.decode_by_scan),
)
_COLUMNS = (
    partial(_transposed, _CSR.encode),
    partial(_transposed_back, _CSR.decode),
    bitmap.entries,
    (
        partial(_transposed, _CSR.encode_by_scan),
        partial(_transposed_back, _CSR.decode_by_scan),
    ),
)
_FORMATS = {
    # name         encode            decode             entries           the definitions            index
    "dense":  _Format(_dense,          _dense_back,       np.size,          (_dense, _dense_back)),
    "bitmap": _Format(bitmap.encode,   bitmap.decode,     bitmap.entries,   (bitmap.encode_by_scan, bitmap.decode_by_scan)),
    "rlc":    _Format(_RLC.encode,     _RLC.decode,       _RLC.entries,     (_RLC.encode_by_scan, _RLC.decode_by_scan), 5),
    "csr":    _Format(*_ROWS),
    "csc":    _Format(*_COLUMNS),
    "eie":    _Format(_EIE.encode,     _EIE.decode,       _EIE.entries,     (_EIE.encode_by_scan, _EIE.decode_by_scan), 4),
    "2:4":    _Format(two_four.encode, two_four.decode,   two_four.entries, (two_four.encode_by_scan, two_four.decode_by_scan)),
}  # fmt: skip
FORMATS = tuple(_FORMATS)


@checked
def encode(
    x, format: str, word: int = 16, index: int | None = None, slowly: bool = False
) -> Encoded:
    """A tensor in a format: "dense", "bitmap", "rlc", "csr", "csc", "eie" or "2:4". decode(encode(x)) is x.

    word: bits that each value is counted at; the values themselves are kept as they are (`packed.pack` holds them to
    it). index: bits of a run ("rlc", 5 by default) or of a gap ("eie", 4). slowly: by the definition, in loops.
    Only zeros are left out, -0.0 among them (F * mask makes them); NaN is stored. Errors: ValueError names what cannot be, and what would.
    """
    spec, x = _spec(format), numbers(x)
    x = x if format == "dense" else positive(x)
    keywords = _index(format, index)
    rows, cols = matrix_shape(x.shape)
    function = spec.slow[0] if slowly else spec.encode
    fields = function(x.reshape(rows, cols), *keywords)
    bits = _bits(format, rows, cols, fields["values"].size, _word(word), *keywords)
    return Encoded(format, x.shape, fields, bits, word, *keywords)


@checked
def decode(encoded: Encoded, slowly: bool = False) -> np.ndarray:
    """The tensor again, of its shape and type.

    Errors: ValueError where the fields contradict each other or the shape; they are never trusted.
    """
    spec = _spec(encoded.format)
    if "values" not in encoded.fields:
        raise ValueError(
            f"no field 'values' among {', '.join(encoded.fields) or 'none'}"
        )
    missing = set(
        widths(encoded.format, encoded.shape, encoded.word, encoded.index)
    ) - set(encoded.fields)
    if missing:
        raise ValueError(
            f"the format {encoded.format!r} needs the fields {', '.join(sorted(missing))}"
        )
    for name, one in encoded.fields.items():
        _check_field(name, one)
    where = *matrix_shape(encoded.shape), *_index(encoded.format, encoded.index)
    matrix = spec.decode(
        encoded.fields, *where
    )  # the loops trust their fields: these do not
    if slowly:
        matrix = spec.slow[1](encoded.fields, *where)
    return matrix.reshape(encoded.shape)


def _check_field(name: str, one) -> None:
    """ValueError where a field is no array [n], or holds no integers where places and runs are."""
    kinds = "biuf" if name == "values" else "biu"
    if isinstance(one, np.ndarray) and one.ndim == 1 and one.dtype.kind in kinds:
        return
    what = f"{type(one).__name__} {np.shape(one)} of {np.asarray(one).dtype}"
    of = "" if name == "values" else " of integers"
    raise ValueError(f"the field {name!r} is an array [n]{of}, not {what}")


@checked
def size(x, format: str, word: int = 16, index: int | None = None) -> int:
    """encode(x, ...).bits, counted without encoding. Errors: as in `encode`."""
    spec, x = _spec(format), numbers(x)
    keywords = _index(format, index)
    rows, cols = matrix_shape(x.shape)
    return _bits(
        format,
        rows,
        cols,
        spec.entries(x.reshape(rows, cols), *keywords),
        _word(word),
        *keywords,
    )


@checked
def widths(
    format: str, shape: tuple[int, ...], word: int = 16, index: int | None = None
) -> dict[str, int]:
    """Bits of one entry of each field. A pointer can say any number of values, 0 to all; a column, any column.

    Errors: ValueError as in `encode`.
    """
    _spec(format)
    (rows, cols), keywords = matrix_shape(tuple(shape)), _index(format, index)
    pointer = (rows * cols).bit_length()
    own = {
        "dense": {},
        "bitmap": {"mask": 1},
        "rlc": {"runs": keywords[0] if keywords else 0},
        "csr": {"pointers": pointer, "columns": max(cols - 1, 0).bit_length()},
        "csc": {"pointers": pointer, "rows": max(rows - 1, 0).bit_length()},
        "eie": {"pointers": pointer, "gaps": keywords[0] if keywords else 0},
        "2:4": {"places": two_four.PLACE_BITS},
    }[format]
    return own | {"values": _word(word)}


@checked
def density(x) -> float:
    """The share of values that must be stored; 0 for an empty tensor."""
    x = numbers(x)
    return int(np.count_nonzero(stored(x))) / max(x.size, 1)


def _bits(
    format: str, rows: int, cols: int, entries: int, word: int, *index: int
) -> int:
    """Entries of each field times their width; pairs of run and value come in whole memory words."""
    if format == "rlc":
        pairs, width = run_length.pairs_per_word(word, *index)
        return -(-entries // pairs) * width
    fixed = {
        "mask": rows * cols,
        "pointers": (cols if format in ("csc", "eie") else rows) + 1,
    }
    wide = widths(format, (rows, cols), word, *index)
    return sum(fixed.get(name, entries) * width for name, width in wide.items())


def _spec(format: str) -> _Format:
    if format not in _FORMATS:
        raise ValueError(
            f"no format {format!r}; there are {', '.join(map(repr, FORMATS))}"
        )
    return _FORMATS[format]


def _word(word: int) -> int:
    return whole("word", word, 1, 64, "bits of a value")


def _index(format: str, index: int | None) -> tuple[int, ...]:
    default = _FORMATS[format].index
    if default is None:
        if index is not None:
            raise ValueError(
                f"the format {format!r} has no run or gap: leave index={index!r} out ('rlc', 'eie')"
            )
        return ()
    index = default if index is None else index
    return (whole("index", index, 1, 32, "bits of a run or a gap"),)
