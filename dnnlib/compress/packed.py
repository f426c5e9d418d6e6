"""An encoded tensor as bytes: a head that describes it, every field at the width it is counted at, a checksum.

    content = pack(encode(W, "csr", word=16))
    unpack(content)                             the same Encoded, or ValueError if one bit was changed

Between head (HEAD bytes and 4 a dimension) and checksum (4 bytes) stand exactly `encoded.bits` bits.
"""

import struct
import zlib
from math import prod

import numpy as np

from dnnlib.compress import formats
from dnnlib.compress.bitstream import Reader, to_bits
from dnnlib.compress.formats import FORMATS, Encoded
from dnnlib.compress.layouts import run_length
from dnnlib.compress.layouts.zeros import bits_of, matrix_shape
from dnnlib.door import checked

MAGIC = b"dnSp"
# magic, type, format, word, index, dimensions; values stored
HEAD = struct.Struct(">4s2s4BQ")
MOST = 2**26  # values that a file may claim, lest a few bytes ask for all memory


@checked
def pack(encoded: Encoded) -> bytes:
    """The bytes. Errors: ValueError names a value that does not fit `word` bits (a float needs its own)."""
    head = HEAD.pack(
        MAGIC, encoded.dtype.str[1:].encode(), FORMATS.index(encoded.format), encoded.word, encoded.index or 0,
        len(encoded.shape), encoded.fields["values"].size,
    )  # fmt: skip
    body = (
        head
        + struct.pack(f">{len(encoded.shape)}I", *encoded.shape)
        + np.packbits(_stream(encoded)).tobytes()
    )
    return body + zlib.crc32(body).to_bytes(4, "big")


@checked
def unpack(content: bytes) -> Encoded:
    """The encoded tensor again; decoding it is checked too. Errors: ValueError where the bytes are damaged."""
    body = content[:-4]
    if len(content) < HEAD.size + 4 or zlib.crc32(body) != int.from_bytes(
        content[-4:], "big"
    ):
        raise ValueError(
            f"no packed tensor, or a damaged one: {len(content)} bytes whose checksum does not agree"
        )
    magic, kind, code, word, index, dims, stored = HEAD.unpack_from(body)
    if magic != MAGIC or code >= len(FORMATS) or len(body) < HEAD.size + 4 * dims:
        raise ValueError("no packed tensor: its head says what none can")
    shape = struct.unpack_from(f">{dims}I", body, HEAD.size)
    if prod(max(side, 1) for side in shape) > MOST or stored > 2 * MOST:
        raise ValueError(
            f"shape {shape} with {stored} values: the file claims more than {MOST}"
        )
    reader = Reader(
        np.unpackbits(np.frombuffer(body, np.uint8)[HEAD.size + 4 * dims :])
    )
    encoded = _read(
        reader, FORMATS[code], shape, _dtype(kind), word, index or None, stored
    )
    if reader.left > 7 or reader.take(reader.left).any():
        raise ValueError("bits are left over: the file is damaged")
    formats.decode(encoded)
    return encoded


def _stream(e: Encoded) -> np.ndarray:
    wide = formats.widths(e.format, e.shape, e.word, e.index)
    fields = {
        name: _raw(e.fields[name], e.word) if name == "values" else e.fields[name]
        for name in wide
    }
    if e.format != "rlc":
        return np.concatenate(
            [to_bits(fields[name], width) for name, width in wide.items()]
        )
    index = e.index or run_length.RUN_BITS
    pairs, width = run_length.pairs_per_word(e.word, index)
    words = -(-e.fields["runs"].size // pairs)
    # the last bit of the last word says that it is the last
    bits = np.zeros((words, width), np.uint8)
    both = np.zeros((words * pairs, index + e.word), np.uint8)
    both[: e.fields["runs"].size] = np.hstack(
        [
            to_bits(fields[name], wide[name]).reshape(-1, wide[name])
            for name in ("runs", "values")
        ]
    )
    bits[:, : pairs * both.shape[1]] = both.reshape(words, pairs * both.shape[1])
    bits[-1:, -1] = 1
    return bits.ravel()


def _read(
    reader: Reader, format: str, shape, dtype, word: int, index, stored: int
) -> Encoded:
    wide = formats.widths(format, shape, word, index)
    if ("runs" in wide or "gaps" in wide) != (index is not None):
        raise ValueError(
            f"the format {format!r} with an index of {index}: the file is damaged"
        )
    (rows, cols), bits = matrix_shape(shape), 0
    if format == "rlc":
        pairs, width = run_length.pairs_per_word(word, index)
        words = -(-stored // pairs)
        bits = words * width
        both = (
            reader.take(bits)
            .reshape(words, width)[:, : pairs * (word + index)]
            .reshape(-1, word + index)[:stored]
        )
        fields = {"runs": Reader(both[:, :index].ravel()).fields(stored, index)}
        fields["values"] = Reader(both[:, index:].ravel()).fields(stored, word)
    else:
        counts = {
            "mask": rows * cols,
            "pointers": (cols if format in ("csc", "eie") else rows) + 1,
        }
        fields, before = {}, reader.left
        for name, width in wide.items():
            fields[name] = reader.fields(counts.get(name, stored), width)
        bits = before - reader.left
    fields = {
        name: field.astype(bool if name == "mask" else np.int64)
        for name, field in fields.items()
        if name != "values"
    } | {"values": _values(fields["values"], dtype, word)}
    return Encoded(format, shape, fields, bits, word, index)


def _raw(values: np.ndarray, word: int) -> np.ndarray:
    """The values' bits, in `word` of them: integers may be cut if that loses nothing."""
    own = 8 * values.dtype.itemsize
    raw = bits_of(values).astype(np.uint64)
    if word >= own:
        return raw
    raw = raw & np.uint64(2**word - 1)
    if values.dtype.kind == "f" or not np.array_equal(
        _values(raw, values.dtype, word), values
    ):
        raise ValueError(
            f"values of type {values.dtype} do not fit {word} bits: use word={own}, or a smaller type"
        )
    return raw


def _values(raw: np.ndarray, dtype: np.dtype, word: int) -> np.ndarray:
    own = 8 * dtype.itemsize
    if dtype.kind == "i" and word < own:  # the sign is the highest bit of the word
        raw = raw | np.where(
            raw >> np.uint64(word - 1) & np.uint64(1),
            np.uint64(2**own - 2**word),
            np.uint64(0),
        )
    elif own < 64 and raw.size and int(raw.max()) >> own:
        raise ValueError(
            f"a value has more than the {own} bits of {dtype}: the file is damaged"
        )
    if dtype.kind == "b":
        return raw.astype(bool)
    return raw.astype(f"u{dtype.itemsize}").view(dtype)


def _dtype(kind: bytes) -> np.dtype:
    text = kind.decode("ascii", errors="replace")
    if text[:1] not in "biuf" or text[1:] not in ("1", "2", "4", "8"):
        raise ValueError(
            f"values of type {text!r}: use bool, integers or floats of at most 64 bits"
        )
    try:
        return np.dtype(text)
    except TypeError:
        raise ValueError(f"no type {text!r}") from None
