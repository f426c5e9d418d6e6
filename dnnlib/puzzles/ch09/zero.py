"""The zero point: a range that is not symmetric, and 0 with a code of its own."""

from math import floor

from dnnlib.puzzle import Puzzle


def zero_point(low: float, high: float, bits: int) -> tuple:
    """Return the scale s and the zero point z for the codes 0 to 2^bits - 1 over the range from low to high.

    x = s*(q - z). The range is first stretched to contain 0; s divides it by the number of steps; z, an integer, is the
    code nearest to where 0 lies, never the middle of two. Low and high both 0: s = 1. Source: Jacob et al., CVPR 2018.
    """
    if bits < 1 or low > high:
        raise ValueError("at least 1 bit, and low is not above high")
    low, high = min(low, 0.0), max(high, 0.0)
    steps = 2**bits - 1
    s = (high - low) / steps or 1.0
    z = floor(-low / s + 0.5)
    if abs(-low / s - z) > 0.499:
        raise ValueError("0 lies in the middle of two codes: either would do")
    return s, z


def _case(rng):
    bits = int(rng.integers(1, 9))
    low, high = sorted(rng.integers(-40, 41, 2) / 8)
    return float(low), float(high), bits


def _with(low=lambda a, b: min(a, 0.0), high=lambda a, b: max(b, 0.0), steps=lambda bits: 2**bits - 1,
          z=lambda low, high, s, n: floor(-low / s + 0.5)):  # fmt: skip
    """Scale and zero point with one part wrong."""

    def wrong(a, b, bits):
        low_, high_, n = low(a, b), high(a, b), steps(bits)
        s = (high_ - low_) / n or 1.0
        return s, z(low_, high_, s, n)

    return wrong


def _zero_range_fails(low, high, bits):
    low, high = min(low, 0.0), max(high, 0.0)
    s = (high - low) / (2**bits - 1)
    return s, floor(-low / s + 0.5)


def _cut_scale(low, high, bits):
    s, z = _with()(low, high, bits)
    return float(int(s)), z


zero_point_puzzle = Puzzle(
    zero_point,
    _case,
    points=3,
    trials=48,
    easier=("where the range contains 0", lambda low, high, bits: low <= 0 <= high),
    examples=((-1.0, 3.0, 8), (0.5, 4.0, 4), (-6.0, -2.0, 3), (-1.0, 2.0, 4), (0.0, 0.0, 8)),
    wrong={
        "The fractions are cut off: a scale is seldom whole.": _cut_scale,
        "The fractions are cut off in low and high: leave them as they are.": (
            lambda low, high, bits: _with()(float(int(low)), float(int(high)), bits)
        ),
        "The range is not stretched to contain 0: then 0 has no code, and padding, ReLU and zeros are all off.": _with(
            low=lambda a, b: a, high=lambda a, b: b
        ),
        "The range is stretched upwards only: where all is positive, low becomes 0 as well.": _with(
            low=lambda a, b: a
        ),
        "The range is stretched downwards only: where all is negative, high becomes 0 as well.": _with(
            high=lambda a, b: b
        ),
        "The zero point is not an integer: 0 must have a code exactly, so round -low / s.": _with(
            z=lambda low, high, s, n: -low / s
        ),
        "The zero point is cut off, not rounded: take the nearest code.": _with(
            z=lambda low, high, s, n: int(-low / s)
        ),
        "The zero point is rounded up: take the nearest code.": _with(
            z=lambda low, high, s, n: -floor(low / s)
        ),
        "There are 2^bits codes, but one step less between them.": _with(steps=lambda bits: 2**bits),
        "The codes are taken to have a sign: here they run from 0 to 2^bits - 1.": _with(
            z=lambda low, high, s, n: floor(-low / s + 0.5) - (n + 1) // 2
        ),
        "The sign of the zero point: low = s*(0 - z), so z = -low / s.": _with(
            z=lambda low, high, s, n: floor(low / s + 0.5)
        ),
        "The zero point is counted from the top: code 0 stands for low.": _with(
            z=lambda low, high, s, n: floor(high / s + 0.5)
        ),
        "This is symmetric: z is half of the codes, and the range reaches max(|low|, |high|) on both sides.": _with(
            low=lambda a, b: -max(abs(a), abs(b)), high=lambda a, b: max(abs(a), abs(b))
        ),
        "A range from 0 to 0 has no step: let the scale be 1.": _zero_range_fails,
    },
)
