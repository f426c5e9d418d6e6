"""Fields of any width as a stream of bits, highest bit first, and a reader that never runs past the end."""

import numpy as np

from dnnlib.door import checked, whole

MOST = 64  # bits of a field


@checked
def to_bits(values, width: int) -> np.ndarray:
    """The bits [n * width], uint8 of 0 and 1, of integers of 0 or more.

    Errors: ValueError names a value that the width cannot hold, or a width that is not 0 to 64.
    """
    width = whole("width", width, 0, MOST, "bits of a field")
    values = _unsigned("values", values, np.uint64)
    if width < MOST and values.size and int(values.max()) >> width:
        raise ValueError(f"{values.max()} does not fit a field of {width} bits")
    shifts = np.arange(width - 1, -1, -1, dtype=np.uint64)
    return ((values[:, None] >> shifts) & np.uint64(1)).astype(np.uint8).ravel()


@checked
def number(value: int) -> np.ndarray:
    """A number of any size in bytes of 7 bits, each led by a bit that says whether another follows."""
    value = whole("value", value, 0)
    groups = [value & 127]
    while value := value >> 7:
        groups.append(value & 127 | 128)
    return to_bits(groups[::-1], 8)


def _unsigned(name: str, values, dtype) -> np.ndarray:
    """Integers of 0 or more as an array [n] of a type. Errors: ValueError where they are none, or too large for it."""
    values = np.asarray(values)
    fits = values.dtype.kind in "bu" or (
        values.dtype.kind == "i" and (not values.size or values.min() >= 0)
    )
    if values.size and not (fits and int(values.max()) <= np.iinfo(dtype).max):
        raise ValueError(
            f"{name} of type {values.dtype}: give integers of 0 or more, up to {np.iinfo(dtype).max}"
        )
    return values.astype(dtype).ravel()


@checked
class Reader:
    """What is left of a stream of bits. Errors: ValueError where more is asked for than there is."""

    def __init__(self, bits):
        self._bits, self._at = _unsigned("bits", bits, np.uint8), 0

    @property
    def left(self) -> int:
        """How many bits were not read yet."""
        return self._bits.size - self._at

    def take(self, size: int) -> np.ndarray:
        """The next bits, as they are."""
        if not 0 <= size <= self.left:
            raise ValueError(
                f"the stream ends: {size} bits are due and {self.left} are left"
            )
        self._at += size
        return self._bits[self._at - size : self._at]

    def fields(self, count: int, width: int) -> np.ndarray:
        """The next `count` integers of `width` bits."""
        bits = self.take(count * width).reshape(count, width).astype(np.uint64)
        shifts = np.arange(width - 1, -1, -1, dtype=np.uint64)
        return (bits << shifts).sum(axis=1, dtype=np.uint64)

    def number(self) -> int:
        """The next number, as `number` writes it, below 2^35."""
        value = 0
        for _ in range(5):
            group = int(self.fields(1, 8)[0])
            value = value << 7 | group & 127
            if group < 128:
                return value
        raise ValueError("a number takes more than 5 bytes: the stream is damaged")
