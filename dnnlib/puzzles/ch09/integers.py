"""Requantization: from sums of 32 bits back to codes of 8, with integers alone."""

import numpy as np

from dnnlib.puzzle import Puzzle


def requantize(sums: np.ndarray, multiplier: int, shift: int, zero: int) -> np.ndarray:
    """Turn sums [K] of 32 bits into codes 0 to 255: sum * multiplier / 2^shift, rounded, plus zero, then clipped.

    All in integers; a half goes up: add 2^(shift-1) before the shift to the right, which rounds down, also below zero.
    Source: Jacob et al., CVPR 2018, 2.2 and 2.4.
    """
    if not (1 <= multiplier < 2**31 and 1 <= shift <= 62 and 0 <= zero <= 255):
        raise ValueError("a multiplier of 31 bits, a shift of 1 to 62, a zero point among the codes")
    if (np.abs(sums) >= 2**31).any():
        raise ValueError("sums of 32 bits")
    codes = np.zeros(len(sums), int)
    for k in range(len(sums)):
        q = (int(sums[k]) * multiplier + (1 << (shift - 1)) >> shift) + zero
        codes[k] = min(max(q, 0), 255)
    return codes


def _case(rng):
    """Results inside and outside the codes on both sides, halves among them; small numbers, and full ones."""
    zero, K = int(rng.choice([0, 3, 128, 200])), int(rng.integers(1, 7))
    if rng.random() < 0.6:
        shift, multiplier = int(rng.integers(1, 5)), int(rng.choice([1, 3, 5]))
        return rng.integers(-400, 700, K), multiplier, shift, zero
    shift = int(rng.integers(36, 42))
    multiplier = int(rng.integers(2**30, 2**31))
    reach = min(2 ** (shift - 22), 2**31 - 1)
    return rng.integers(-reach, reach, K), multiplier, shift, zero


def _with(round=lambda v, n: (v + (1 << (n - 1))) >> n, low=0, high=255,
          last=lambda q, zero, low, high: np.clip(q + zero, low, high)):  # fmt: skip
    """Requantization with one part wrong."""

    def wrong(sums, multiplier, shift, zero):
        q = round(sums.astype(np.int64) * multiplier, shift)
        return last(q, zero, low, high)

    return wrong


def _away(v, n):
    return np.sign(v) * ((np.abs(v) + (1 << (n - 1))) >> n)


def _to_zero(v, n):
    t = v + (1 << (n - 1))
    return np.sign(t) * (np.abs(t) >> n)


def _even(v, n):
    q, rest = v >> n, v & ((1 << n) - 1)
    half = 1 << (n - 1)
    return q + (rest > half) + ((rest == half) & (q & 1 == 1))


requantize_puzzle = Puzzle(
    requantize,
    _case,
    points=4,
    axes="k",
    trials=48,
    easier=("without a zero point", lambda sums, multiplier, shift, zero: zero == 0),
    examples=(
        (np.array([10, 11, 13, -3]), 1, 2, 3),
        (np.array([1000, -1000, 0, 5]), 1, 1, 128),
        (np.array([2, 6, 10, 600]), 1, 2, 0),
        (np.array([20000, -7000]), 1518500250, 38, 3),
    ),
    wrong={
        "Nothing is added before the shift, so all is rounded down: add 2^(shift-1) first.": _with(
            round=lambda v, n: v >> n
        ),
        "The fraction is cut off towards zero: add 2^(shift-1), then shift, which rounds down also below zero.": _with(
            round=lambda v, n: np.sign(v) * (np.abs(v) >> n)
        ),
        "A half is added, and the rest cut off towards zero (int): below 0 that goes up too far; >> goes down.": (
            _with(round=_to_zero)
        ),
        "A half goes away from zero: here it goes up, also below zero.": _with(round=_away),
        "A half goes to the even number, as in Python's round: here it goes up.": _with(round=_even),
        "2^shift is added, twice too much: half of a step is 2^(shift-1).": _with(
            round=lambda v, n: (v + (1 << n)) >> n
        ),
        "The shift is one too short: results are twice as large.": _with(
            round=lambda v, n: (v + (1 << n >> 2)) >> n - 1
        ),
        "The zero point is left out.": _with(last=lambda q, zero, low, high: np.clip(q, low, high)),
        "The zero point is subtracted: x = s*(q - z), so q = x/s + z.": _with(
            last=lambda q, zero, low, high: np.clip(q - zero, low, high)
        ),
        "The result is clipped before the zero point is added: what is below 0 there may be a code after it.": _with(
            last=lambda q, zero, low, high: np.clip(q, low, high) + zero
        ),
        "Nothing is clipped: a code beyond 255 does not exist.": _with(
            last=lambda q, zero, low, high: q + zero
        ),
        "Codes beyond the ends wrap round (astype(uint8)): clip them first.": _with(
            last=lambda q, zero, low, high: (q + zero) % 256
        ),
        "Codes are clipped to -128 to 127: here they have no sign.": _with(low=-128, high=127),
        "Codes are clipped at 256: the last is 255.": _with(high=256),
        "Negative codes are left in: clip at 0 too.": _with(low=-(2**40)),
    },
)
