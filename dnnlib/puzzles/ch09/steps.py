"""Equal steps: linear quantization that is never off by more than half a step."""

from math import floor

import numpy as np

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch02.arrays import NO_FRACTIONS, whole


def linear(x: np.ndarray, bits: int) -> np.ndarray:
    """Round each value of x [K] to the nearest of the levels -n*s, ..., -s, 0, s, ..., n*s, and return the levels.

    n = 2^(bits-1) - 1, and s = max|x| / n, so that no value is off by more than s/2. A value in the middle of two
    levels takes the upper one. Zeros stay zeros. Source: Sze et al. 2017, VII-A-1.
    """
    if bits < 2 or x.size < 1:
        raise ValueError("at least 2 bits and one value")
    n, most = 2 ** (bits - 1) - 1, 0.0
    for value in x:
        most = max(most, abs(value))
    y = np.zeros(len(x))
    for k in range(len(x)):
        if most:
            y[k] = floor(x[k] / (most / n) + 0.5) * (most / n)
    return y


def _case(rng):
    """Steps that are powers of two and values on quarters of them, so that halves come up, on both sides."""
    bits, s = int(rng.integers(2, 6)), 2.0 ** rng.integers(-3, 3)
    n = 2 ** (bits - 1) - 1
    x = rng.integers(-4 * n, 4 * n + 1, int(rng.integers(1, 9))) / 4
    x[rng.integers(len(x))] = rng.choice([-n, n])
    return x * s * rng.choice([0, 1], p=[0.05, 0.95]), bits


def _with(
    n=lambda bits: 2 ** (bits - 1) - 1, most=lambda x: np.abs(x).max(), round=lambda t: np.floor(t + 0.5)
):
    """Linear quantization with one part wrong: how many levels, how far they reach, how a value is rounded."""

    def wrong(x, bits):
        s = most(x) / n(bits)
        return round(x / s) * s if s > 0 or s < 0 else np.zeros(len(x))

    return wrong


def _away(t):
    return np.sign(t) * np.floor(np.abs(t) + 0.5)


def _zeros_fail(x, bits):
    s = np.abs(x).max() / (2 ** (bits - 1) - 1)
    return np.floor(x / s + 0.5) * s


def _codes(x, bits):
    n, most = 2 ** (bits - 1) - 1, np.abs(x).max()
    return np.floor(x / (most / n) + 0.5) if most else np.zeros(len(x))


linear_puzzle = Puzzle(
    linear,
    _case,
    points=3,
    axes="k",
    trials=40,
    easier=("for 2 bits", lambda x, bits: bits == 2),
    examples=(
        (np.array([0.5, -1.5, 3, 0.75]), 3),
        (np.array([-3, 1.5, 2.25, -0.5]), 3),
        (np.array([0.25, -1, 0.5, -0.5]), 2),
        (np.zeros(3), 4),
    ),
    wrong={
        NO_FRACTIONS: whole(linear),
        "A value in the middle goes to the even level: that is NumPy's round. Here it goes up: floor(t + 1/2).": (
            _with(round=np.round)
        ),
        "A value in the middle goes away from zero: here it goes up, also below zero: floor(t + 1/2).": (
            _with(round=_away)
        ),
        "The fraction is cut off towards zero (int, astype): values are off by up to a step. Round instead.": (
            _with(round=np.trunc)
        ),
        "A half is added, and the rest cut off towards zero (int, astype): below 0 that goes up too far. Floor.": (
            _with(round=lambda t: np.trunc(t + 0.5))
        ),
        "The fraction is cut off downwards (floor): add 1/2 first, or values are off by up to a step.": (
            _with(round=np.floor)
        ),
        "Values are rounded up (ceil): they are off by up to a step. Use floor(t + 1/2).": _with(
            round=np.ceil
        ),
        "n is 2^bits - 1: half of the levels are below zero, so n = 2^(bits-1) - 1.": _with(
            n=lambda bits: 2**bits - 1
        ),
        "n is 2^(bits-1): one level too many on each side; 0 takes one too, so n = 2^(bits-1) - 1.": _with(
            n=lambda bits: 2 ** (bits - 1)
        ),
        "The reach is max(x), not max|x|: the largest value may be negative.": _with(most=lambda x: x.max()),
        "The reach is max(x) - min(x): levels go from -max|x| to max|x|, n steps on each side.": _with(
            most=lambda x: x.max() - x.min()
        ),
        "The reach is the mean of |x|: the largest value must be within reach too.": _with(
            most=lambda x: np.abs(x).mean()
        ),
        "These are the codes: return the levels, code * s.": _codes,
        "A tensor of zeros divides by a step of 0: its levels are zeros.": _zeros_fail,
    },
)
