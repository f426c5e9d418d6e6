"""Powers of two: rounding the exponent, so that a multiplication becomes a shift."""

from math import floor, log, log2

import numpy as np

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch02.arrays import NO_FRACTIONS, whole


def powers(x: np.ndarray, bits: int) -> np.ndarray:
    """Round each value of x [K] to a power of two with its sign, or to 0, and return the powers.

    e = round(log2|x|), rounded in the exponent: 1.45 becomes 2. Of the bits one is the sign, and one code is 0: that
    leaves 2^(bits-1) - 1 exponents, the largest that of max|x|. What would round to an exponent below them is 0.
    Source: Sze et al. 2017, VII-A-2; Miyashita et al., 2016 (LogNet).
    """
    if bits < 2 or x.size < 1:
        raise ValueError("at least 2 bits and one value")
    most = max(abs(value) for value in x)
    y = np.zeros(len(x))
    for k in range(len(x)):
        if x[k]:
            e, top = floor(log2(abs(x[k])) + 0.5), floor(log2(most) + 0.5)
            if e > top - (2 ** (bits - 1) - 1):
                y[k] = 2.0**e if x[k] > 0 else -(2.0**e)
    return y


SIZES = np.array([1, 1.25, 1.375, 1.4375, 1.484375, 1.5, 1.75])  # on both sides of the square root of two


def _case(rng):
    bits = int(rng.integers(2, 5))
    x = rng.choice(SIZES, int(rng.integers(1, 9))) * 2.0 ** rng.integers(-(2 ** (bits - 1)) - 1, 2, 1)
    x = x * 2.0 ** rng.integers(0, 2 ** (bits - 1) + 2, len(x)) * rng.choice([-1, 1], len(x))
    return x * rng.choice([0, 1], len(x), p=[0.1, 0.9]), bits


def _with(round=lambda t: np.floor(t + 0.5), count=lambda bits: 2 ** (bits - 1) - 1, sign=np.sign, below=0.0,
          reach=lambda x: np.abs(x).max(), up=None):  # fmt: skip
    """Rounding to powers with one part wrong; `below`: what stands for exponents under the range, None the last one."""

    def wrong(x, bits):
        most = reach(x)
        if not np.abs(x).max():
            return np.zeros(len(x))
        e = round(np.log2(np.where(x == 0, 1, np.abs(x))))
        top = (up or round)(np.log2(most)) if most > 0 else -9
        last = top - count(bits) + 1
        if below is None:
            y = sign(x) * 2.0 ** np.clip(e, last, top)
        else:
            y = np.where(e < last, below, sign(x) * 2.0 ** np.minimum(e, top))
        return np.where(x == 0, 0, y)

    return wrong


def _middle(t):
    """The exponent of the nearest power: 1.5 is in the middle of 1 and 2."""
    low = np.floor(t + 1e-12)
    return low + (2.0 ** (t - low) >= 1.5 - 1e-12)


def _smallest_for_zero(x, bits):
    good = _with()(x, bits)
    if not np.abs(x).max():
        return np.ones(len(x))
    last = np.floor(np.log2(np.abs(x).max()) + 0.5) - 2 ** (bits - 1) + 2
    return np.where(x == 0, 2.0**last, good)


def _natural(x, bits):
    y = np.zeros(len(x))
    most = np.abs(x).max()
    for k, value in enumerate(x):
        if value:
            e, top = floor(log(abs(value)) + 0.5), floor(log(most) + 0.5)
            y[k] = np.sign(value) * 2.0**e if e > top - (2 ** (bits - 1) - 1) else 0
    return y


def _exponents(x, bits):
    good = _with()(x, bits)
    return np.where(good == 0, 0, np.log2(np.where(good == 0, 1, np.abs(good))) * np.sign(good))


powers_puzzle = Puzzle(
    powers,
    _case,
    points=4,
    axes="k",
    trials=48,
    easier=("for values that are powers already", lambda x, bits: bool((np.log2(np.abs(x[x != 0])) % 1 == 0).all())),
    examples=(
        (np.array([1.0, -2, 0.5, 0]), 3),
        (np.array([1.4375, -1.375, 1.5, 0.25]), 4),
        (np.array([3.0, -0.75, 0.375, 0.1875]), 3),
        (np.array([5.5, 0.25, -1]), 2),
        (np.array([-8.0, 4, 2, 1, 0.5]), 3),
        (np.zeros(2), 3),
    ),
    wrong={
        NO_FRACTIONS: whole(powers),
        "The nearest power is taken, with the middle at 1.5: round the exponent, where the middle is sqrt(2).": _with(
            round=_middle
        ),
        "The exponent is cut off (floor): round it.": _with(round=np.floor),
        "The exponent is rounded up (ceil): round to the nearest.": _with(round=np.ceil),
        "The sign is lost: a negative value becomes a negative power.": _with(sign=lambda x: 1.0),
        "Small values become the smallest power: what rounds below the range is 0.": _with(below=None),
        "A bit for the sign is left out: there are 2^(bits-1) - 1 exponents, not 2^bits - 1.": _with(
            count=lambda bits: 2**bits - 1
        ),
        "0 takes a code as well: that leaves 2^(bits-1) - 1 exponents.": _with(count=lambda bits: 2 ** (bits - 1)),
        "One exponent too few: 2^(bits-1) codes, one of them for 0, leave 2^(bits-1) - 1.": _with(
            count=lambda bits: 2 ** (bits - 1) - 2
        ),
        "The range ends at max(x), not at max|x|: the largest value may be negative.": _with(reach=lambda x: x.max()),
        "The largest exponent is cut off, the others are rounded: the top of the range is that of max|x|, rounded.": (
            _with(up=np.floor)
        ),
        "0 becomes the smallest power: it has a code of its own.": _smallest_for_zero,
        "This is the natural logarithm: the exponent of two is log2.": _natural,
        "These are the exponents: return the powers.": _exponents,
    },
)  # fmt: skip
