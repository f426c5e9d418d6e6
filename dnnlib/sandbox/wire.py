"""Values as bytes between two processes that do not trust each other: JSON and raw arrays, never pickle.

frame = 4 bytes: length of the JSON | 4 bytes: length of the arrays | JSON | arrays, one after the other
"""

import json
import re
import struct

import numpy as np

HEAD = struct.Struct(">II")
MOST_JSON, MOST_ARRAYS = 4 << 20, 64 << 20  # bytes
DEEPEST = 40
MOST_KEYS = 4096  # of a dict
DTYPE = re.compile(r"[<>|=]?(?:b1|[iu][1248]|f(?:2|4|8|16)|c(?:8|16|32)|U\d{1,6})")


class WireError(ValueError):
    """What came over the wire is no value that may cross it; the text says why."""


def pack(value) -> bytes:
    """The frame of a value: None, numbers, text, slices, `...`, arrays of these; tuples, lists and dicts of them.

    Errors: WireError names what cannot cross.
    """
    arrays: list[bytes] = []
    text = json.dumps(_out(value, arrays, 0), separators=(",", ":")).encode()
    size = sum(map(len, arrays))
    if len(text) > MOST_JSON or size > MOST_ARRAYS:
        raise WireError(
            f"{len(text) + size:,} bytes: at most {MOST_JSON:,} of lists and {MOST_ARRAYS:,} of arrays"
        )
    return b"".join([HEAD.pack(len(text), size), text, *arrays])


def lengths(head: bytes) -> int:
    """How many bytes follow a frame's head. Errors: WireError where they are more than may cross."""
    text, size = HEAD.unpack(head)
    if text > MOST_JSON or size > MOST_ARRAYS:
        raise WireError(f"a frame of {text + size:,} bytes: more than may cross")
    return text + size


def unpack(head: bytes, body: bytes):
    """The value of a frame. Errors: WireError, whatever the bytes are."""
    text, _ = HEAD.unpack(head)
    try:
        return _Arrived(memoryview(body)[text:]).value(json.loads(body[:text]))
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        OverflowError,
        RecursionError,
        MemoryError,
    ) as error:
        raise WireError(f"not a value: {error}") from None


def _out(value, arrays: list, depth: int):  # noqa: C901 (a case a kind of value)
    if depth > DEEPEST:
        raise WireError(f"nested more than {DEEPEST} deep")
    inner = lambda v: _out(v, arrays, depth + 1)
    if isinstance(value, np.generic):
        value = (
            value.item()
            if value.dtype.itemsize <= 8 or value.dtype.kind in "Uc"
            else np.asarray(value)
        )
    if value is None or type(value) in (bool, str):
        return value
    if type(value) is int:
        if value.bit_length() > 8 * MOST_JSON:
            raise WireError(
                f"an integer of {value.bit_length():,} bits: at most {8 * MOST_JSON:,} can cross"
            )
        return value if abs(value) < 2**53 else {"int": hex(value)}
    if type(value) is float:
        return {"float": value.hex()}
    if type(value) is complex:
        return {"complex": [value.real.hex(), value.imag.hex()]}
    if type(value) is list:
        return [inner(v) for v in value]
    if isinstance(value, tuple):
        return {"tuple": [inner(v) for v in value]}
    if type(value) is dict:
        return {"dict": [[inner(k), inner(v)] for k, v in value.items()]}
    if type(value) is slice:
        return {"slice": [inner(v) for v in (value.start, value.stop, value.step)]}
    if value is Ellipsis:
        return {"ellipsis": 0}
    if isinstance(value, np.ndarray) and DTYPE.fullmatch(value.dtype.str):
        if value.nbytes > MOST_ARRAYS:
            raise WireError(
                f"an array of {value.nbytes:,} bytes: at most {MOST_ARRAYS:,} can cross"
            )
        arrays.append(np.ascontiguousarray(value).tobytes())
        return {
            "array": [value.dtype.str, list(value.shape), sum(map(len, arrays[:-1]))]
        }
    kind = (
        f"an array of {value.dtype}"
        if isinstance(value, np.ndarray)
        else f"a {type(value).__name__}"
    )
    raise WireError(
        f"{kind} cannot cross: numbers, text, arrays, tuples, lists and dicts can"
    )


class _Arrived:
    """A frame as it is read: its arrays lie one after the other, and none is named twice."""

    def __init__(self, arrays: memoryview):
        self.arrays, self.at = arrays, 0

    def value(self, data, depth: int = 0):
        """What a piece of JSON stands for."""
        if depth > DEEPEST:
            raise WireError(f"nested more than {DEEPEST} deep")
        if isinstance(data, list):
            return [self.value(v, depth + 1) for v in data]
        if not isinstance(data, dict):
            return data
        ((kind, given),) = data.items()
        if kind == "array":
            return self._array(*given)
        if kind == "tuple":
            return tuple(self.value(v, depth + 1) for v in given)
        if kind == "dict":
            return self._dict(given, depth + 1)
        if kind == "slice":
            return slice(*(self.value(v, depth + 1) for v in given))
        return _number(kind, given)

    def _dict(self, given: list, depth: int) -> dict:
        if len(given) > MOST_KEYS:  # keys may be chosen so that they collide
            raise WireError(f"a dict of {len(given):,} keys: at most {MOST_KEYS:,}")
        return {self.value(k, depth): self.value(v, depth) for k, v in given}

    def _array(self, dtype: str, shape: list, start: int) -> np.ndarray:
        if start != self.at:
            raise WireError("an array that is not where the one before ends")
        array, self.at = _array(dtype, shape, start, self.arrays)
        return array


def _number(kind: str, given):
    if kind == "int":
        return int(given, 16)
    if kind == "float":
        return float.fromhex(given)
    if kind == "complex":
        return complex(*map(float.fromhex, given))
    if kind == "ellipsis":
        return Ellipsis
    raise WireError(f"no such kind: {kind[:40]!r}")


def _array(
    dtype: str, shape: list, start: int, arrays: memoryview
) -> tuple[np.ndarray, int]:
    """A copy of a piece of the frame, and where it ends.

    Its type is one of numbers or text, its bytes are all there, its text is text.
    """
    if (
        not DTYPE.fullmatch(dtype)
        or len(shape) > 32
        or not all(type(n) is int and 0 <= n < 2**40 for n in shape)
    ):
        raise WireError(f"no array of numbers or text: {dtype[:40]!r}")
    kind, words = np.dtype(dtype), 1
    for n in shape:
        words *= n
    end = start + words * kind.itemsize
    if end > len(arrays):
        raise WireError("an array longer than its frame")
    flat = np.frombuffer(arrays, np.uint8, words * kind.itemsize, start).copy()
    array = (
        (flat != 0)
        if kind.kind == "b"
        else flat.view(kind)
        if flat.size
        else np.empty(0, kind)
    )
    if (
        kind.kind == "U"
        and flat.size
        and int(flat.view(np.dtype(dtype[0] + "u4")).max()) > 0x10FFFF
    ):
        raise WireError("an array of text that is no text")
    return array.reshape(shape), end
