"""Accumulators: how many bits a sum of products needs, and what becomes of it in fewer."""

import numpy as np

from dnnlib.door import checked, whole

WIDTH = 32  # bits of an accumulator
ON_OVERFLOW = ("raise", "wrap", "saturate")


@checked
def accumulator_bits(bits_I: int, bits_F: int, K: int) -> int:
    """Bits that hold any sum of K products: bits_I + bits_F + log2(K), rounded up.

    Source: Sze et al. 2017, VII-A-1, Fig. 39: 2N + M with M = log2(C*R*S), 10 to 16.
    """
    bits_I, bits_F = whole("bits_I", bits_I), whole("bits_F", bits_F)
    return bits_I + bits_F + (whole("K", K) - 1).bit_length()


@checked
def bits_of(sums) -> int:
    """Bits of two's complement that the sums need: 1 for 0 and -1, 8 up to 127 and -128."""
    sums = _whole(sums)
    if not sums.size:
        return 1
    ends = (
        int(sums.max()),
        int(sums.min()),
    )  # Python's: ~ of an unsigned type has no sign
    return 1 + max(max(total, ~total).bit_length() for total in ends)


@checked
def overflows(sums, width: int = WIDTH) -> int:
    """How many of the sums do not fit an accumulator of so many bits, -2^(width-1) to 2^(width-1) - 1."""
    low, high = _range(width)
    sums = _whole(sums)
    return int(((sums < low) | (sums > high)).sum())


@checked
def accumulate(sums, width: int = WIDTH, on_overflow: str = "raise") -> np.ndarray:
    """The sums as an accumulator of so many bits ends up holding them; by default it must hold them all.

    "wrap" keeps the low bits, as two's complement does in any order of adding; "saturate" stops at the ends, here once
    for the whole sum. Shapes: any -> int64 alike. Errors: OverflowError says how many do not fit, and what would.
    """
    sums, (low, high) = _whole(sums), _range(width)
    if sums.dtype == np.uint64 and sums.size and int(sums.max()) >= 2**63:
        raise OverflowError(
            f"a sum of {int(sums.max()):,} needs {bits_of(sums)} bits; 64 are the most here"
        )
    sums = sums.astype(np.int64)
    if on_overflow not in ON_OVERFLOW:
        raise ValueError(
            f"on_overflow={on_overflow!r}: choose {', '.join(map(repr, ON_OVERFLOW))}"
        )
    if on_overflow == "wrap":
        return (sums - low) % (high - low + 1) + low
    count = overflows(sums, width)
    if count and on_overflow == "raise":
        worst = max(int(sums.max()), int(sums.min()), key=abs)
        raise OverflowError(
            f"{count:,} of {sums.size:,} sums are outside {low:,} to {high:,}: {worst:,} needs {bits_of(sums)} bits, "
            f"the accumulator has {width}"
        )
    return np.clip(sums, low, high)


def _whole(sums) -> np.ndarray:
    """Sums as an array of integers. Errors: ValueError where they are none: they would lose their places."""
    sums = np.asarray(sums)
    if sums.size and sums.dtype.kind not in "iu":
        raise ValueError(
            f"sums of type {sums.dtype}: an accumulator adds integers, such as integer.product's"
        )
    return sums if sums.size else sums.astype(np.int64)


def _range(width: int) -> tuple[int, int]:
    width = whole("width", width, 2, 62, "bits of an accumulator")
    return -(2 ** (width - 1)), 2 ** (width - 1) - 1
