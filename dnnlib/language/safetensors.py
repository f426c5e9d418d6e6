"""A file of arrays in the format safetensors: eight bytes that say how long its head is, the head as JSON, the bytes.

    arrays = read("model.safetensors")     {name: array}, read-only

The head names for each array its type, its shape, and where behind the head its bytes begin and end.
Source: Hugging Face, safetensors, README ("Format").
"""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

TYPES: Mapping[str, str] = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "I64": "<i8",
    "I32": "<i4",
    "U8": "u1",
    "BOOL": "?",
}
LENGTH = 8  # bytes of the number that comes first, little end first
MOST_HEAD = 100_000_000  # as the format allows


def read(path: Path | str) -> dict[str, np.ndarray]:
    """All arrays of a file. Errors: ValueError says what is damaged, or which type NumPy does not have."""
    content = Path(path).read_bytes()
    length = int.from_bytes(content[:LENGTH], "little")
    if not 0 < length <= min(MOST_HEAD, len(content) - LENGTH):
        raise ValueError(f"{path}: a head of {length} bytes does not fit the file")
    head = json.loads(content[LENGTH : LENGTH + length])
    body = memoryview(content)[LENGTH + length :]
    head.pop("__metadata__", None)
    return {name: _array(name, one, body) for name, one in head.items()}


def _array(name: str, one: dict, body: memoryview) -> np.ndarray:
    if one["dtype"] not in TYPES:
        raise ValueError(f"{name} is {one['dtype']}; known are {', '.join(TYPES)}")
    dtype, shape = np.dtype(TYPES[one["dtype"]]), one["shape"]
    begin, end = one["data_offsets"]
    size = dtype.itemsize * int(np.prod(shape, dtype=np.int64))
    if not 0 <= begin <= end <= len(body) or end - begin != size:
        raise ValueError(
            f"{name}: {shape} of {dtype} takes {size} bytes, not {end - begin}"
        )
    return np.frombuffer(body[begin:end], dtype).reshape(shape)
