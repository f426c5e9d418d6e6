"""Accumulators: how many bits a sum of products needs, and what becomes of it in fewer."""

import numpy as np

WIDTH = 32  # bits of an accumulator
ON_OVERFLOW = ("raise", "wrap", "saturate")


def accumulator_bits(bits_I: int, bits_F: int, K: int) -> int:
    """Bits that hold any sum of K products: bits_I + bits_F + log2(K), rounded up.

    Source: Sze et al. 2017, VII-A-1, Fig. 39: 2N + M with M = log2(C*R*S), 10 to 16.
    """
    if min(bits_I, bits_F, K) < 1:
        raise ValueError(f"bits_I={bits_I}, bits_F={bits_F}, K={K}: each is 1 or more")
    return bits_I + bits_F + int(K - 1).bit_length()


def bits_of(sums) -> int:
    """Bits of two's complement that the sums need: 1 for 0 and -1, 8 up to 127 and -128."""
    sums = np.asarray(sums)
    return (
        1
        + max(
            int(max(total, ~total)).bit_length() for total in (sums.max(), sums.min())
        )
        if sums.size
        else 1
    )


def overflows(sums, width: int = WIDTH) -> int:
    """How many of the sums do not fit an accumulator of so many bits, -2^(width-1) to 2^(width-1) - 1."""
    low, high = _range(width)
    sums = np.asarray(sums)
    return int(((sums < low) | (sums > high)).sum())


def accumulate(sums, width: int = WIDTH, on_overflow: str = "raise") -> np.ndarray:
    """The sums as an accumulator of so many bits ends up holding them; by default it must hold them all.

    "wrap" keeps the low bits, as two's complement does in any order of adding; "saturate" stops at the ends, here once
    for the whole sum. Shapes: any -> int64 alike. Errors: OverflowError says how many do not fit, and what would.
    """
    sums, (low, high) = np.asarray(sums, np.int64), _range(width)
    if on_overflow not in ON_OVERFLOW:
        raise ValueError(
            f"on_overflow={on_overflow!r}: choose {', '.join(map(repr, ON_OVERFLOW))}"
        )
    if on_overflow == "wrap":
        return (sums - low) % (high - low + 1) + low
    count = overflows(sums, width)
    if count and on_overflow == "raise":
        worst = int(sums.flat[np.abs(sums).argmax()])
        raise OverflowError(
            f"{count:,} of {sums.size:,} sums are outside {low:,} to {high:,}: {worst:,} needs {bits_of(sums)} bits, "
            f"the accumulator has {width}"
        )
    return np.clip(sums, low, high)


def _range(width: int) -> tuple[int, int]:
    if not 2 <= width <= 62:
        raise ValueError(f"width={width!r}: an accumulator has 2 to 62 bits here")
    return -(2 ** (width - 1)), 2 ** (width - 1) - 1
