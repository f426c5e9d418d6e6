"""Per channel: each filter its own scale."""

from math import floor

import numpy as np

from dnnlib.puzzle import Puzzle


def per_channel(F: np.ndarray, bits: int) -> tuple:
    """Quantize filters F [M,C,R,S] with a scale for each filter, and return the codes [M,C,R,S] and scales [M].

    s[m] = max|F[m]| / n with n = 2^(bits-1) - 1, or 1 for a filter of zeros; codes are integers, F / s rounded, a half
    upwards. Source: Sze et al. 2017, VII-A (variable precision by filter); Krishnamoorthi, 2018.
    """
    if bits < 2:
        raise ValueError("at least 2 bits")
    M, C, R, S = F.shape
    n = 2 ** (bits - 1) - 1
    codes, scales = np.zeros(F.shape, int), np.ones(M)
    for m in range(M):
        most = 0.0
        for c, r, s in np.ndindex(C, R, S):
            most = max(most, abs(F[m, c, r, s]))
        if most:
            scales[m] = most / n
        for c, r, s in np.ndindex(C, R, S):
            codes[m, c, r, s] = floor(F[m, c, r, s] / scales[m] + 0.5)
    return codes, scales


def _case(rng):
    """Filters of very different sizes, on quarters of their own steps; now and then one of zeros."""
    bits, (M, C, R) = int(rng.integers(2, 6)), (int(rng.integers(1, 4)) for _ in range(3))
    n = 2 ** (bits - 1) - 1
    F = rng.integers(-4 * n, 4 * n + 1, (M, C, R, R)) / 4
    F.reshape(M, -1)[np.arange(M), rng.integers(C * R * R, size=M)] = rng.choice([-n, n], M)
    return F * (2.0 ** rng.integers(-4, 3, M) * rng.choice([0, 1], M, p=[0.1, 0.9]))[
        :, None, None, None
    ], bits


def _with(n=lambda bits: 2 ** (bits - 1) - 1, most=lambda F: np.abs(F).max(axis=(1, 2, 3)), nothing=1.0,
          round=lambda t: np.floor(t + 0.5), out=lambda codes, scales: (codes.astype(int), scales)):  # fmt: skip
    """Quantization by filter with one part wrong."""

    def wrong(F, bits):
        s = most(F) / n(bits)
        s = np.where(s != 0, s, nothing)
        return out(round(F / s[:, None, None, None]), s)

    return wrong


def _by_input_channel(F, bits):
    n = 2 ** (bits - 1) - 1
    s = np.abs(F).max(axis=(0, 2, 3)) / n
    s = np.where(s > 0, s, 1.0)
    return np.floor(F / s[:, None, None] + 0.5).astype(int), s


def _by_row(F, bits):
    n = 2 ** (bits - 1) - 1
    s = np.abs(F).max(axis=(2, 3), keepdims=True) / n
    s = np.where(s > 0, s, 1.0)
    return np.floor(F / s + 0.5).astype(int), s[:, 0, 0, 0]


per_channel_puzzle = Puzzle(
    per_channel,
    _case,
    points=3,
    axes="mcrs",
    trials=32,
    easier=("for a single filter", lambda F, bits: len(F) == 1),
    examples=(
        (np.array([[1.0, -3], [8, 24]]).reshape(2, 2, 1, 1), 3),
        (np.array([[0.5, -1.5, 3, 2.25]]).reshape(1, 1, 2, 2), 3),
        (np.array([[0.0, 0], [-0.75, 0.125]]).reshape(2, 1, 1, 2), 3),
        (np.array([[7.0, 1, 2], [1, 7, -3], [0.5, 1, -7]]).reshape(3, 3, 1, 1), 4),
    ),
    wrong={
        "The fractions are cut off: codes are whole, scales seldom.": _with(
            out=lambda codes, scales: (codes.astype(int), np.trunc(scales))
        ),
        "One scale for all filters: that is per tensor. A filter of small weights gets hardly any levels.": _with(
            most=lambda F: np.full(len(F), np.abs(F).max())
        ),
        "A scale for each input channel: it could not leave the sum over c. Take one for each filter F[m].": (
            _by_input_channel
        ),
        "A scale for each filter and input channel: one for the whole filter F[m] is asked for.": _by_row,
        "The reach is max(F[m]), not max|F[m]|: the largest weight may be negative.": _with(
            most=lambda F: F.max(axis=(1, 2, 3))
        ),
        "The reach is the mean of |F[m]|: the largest weight must have a code too.": _with(
            most=lambda F: np.abs(F).mean(axis=(1, 2, 3))
        ),
        "A filter of zeros gets scale 0, and codes that are 0/0: let its scale be 1.": _with(nothing=0.0),
        "n is 2^bits - 1: half of the codes are below zero, so n = 2^(bits-1) - 1.": _with(
            n=lambda bits: 2**bits - 1
        ),
        "n is 2^(bits-1): 0 takes a code too, so n = 2^(bits-1) - 1.": _with(n=lambda bits: 2 ** (bits - 1)),
        "A half goes to the even code: that is NumPy's round. Here it goes up: floor(t + 1/2).": _with(
            round=np.round
        ),
        "The fraction is cut off (int, astype): round instead.": _with(round=np.trunc),
        "A half is added, and the rest cut off towards zero (int, astype): below 0 that goes up too far. Floor.": (
            _with(round=lambda t: np.trunc(t + 0.5))
        ),
        "The scales keep F's axes: return [M].": _with(
            out=lambda codes, scales: (codes.astype(int), scales[:, None, None, None])
        ),
        "These are the quantized weights: return the codes, without their scale.": _with(
            out=lambda codes, scales: (codes * scales[:, None, None, None], scales)
        ),
        "Codes and scales are exchanged: return (codes, scales).": _with(
            out=lambda codes, scales: (scales, codes.astype(int))
        ),
    },
)
