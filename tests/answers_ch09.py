"""Right answers to the puzzles of chapter 9, each puzzle in at least three different ways: all of them must pass."""

from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import floor, frexp

import numpy as np
import torch

from dnnlib.data import mnist
from dnnlib.puzzles import ch09
from dnnlib.quant import codebook
from dnnlib.quant.affine import asymmetric, symmetric
from dnnlib.quant.arithmetic.multiplier import Multiplier

# ---------------------------------------------------------------- equal steps


def linear_arrays(x, bits):
    n, most = 2 ** (bits - 1) - 1, np.abs(x).max()
    s = most / n if most else 1.0
    return np.floor(x / s + 0.5) * s


def linear_by_library(x, bits):
    return codebook.linear(x, bits)(x)


def linear_by_search(x, bits):
    """The nearest of all levels; of two the upper, which comes first in this order."""
    n, most = 2 ** (bits - 1) - 1, np.abs(x).max()
    levels = [k * most / n for k in range(n, -n - 1, -1)]
    return np.array([min(levels, key=lambda level: abs(level - value)) for value in x])


def linear_by_exact_fractions(x, bits):
    n, most = 2 ** (bits - 1) - 1, Fraction(float(np.abs(x).max()))
    if not most:
        return 0 * x
    return [
        float(floor(Fraction(float(value)) * n / most + Fraction(1, 2)) * most / n)
        for value in x
    ]


LINEAR = (linear_arrays, linear_by_library, linear_by_search, linear_by_exact_fractions)

# ---------------------------------------------------------------- the zero point


def zero_closed(low, high, bits):
    low, high = min(low, 0), max(high, 0)
    s = (high - low) / (2**bits - 1) or 1
    return s, round(-low / s)


def zero_by_library(low, high, bits):
    steps = asymmetric([low, high], bits)
    return float(steps.scale), int(steps.zero)


def zero_by_search(low, high, bits):
    """The code whose value is nearest to 0."""
    ends = sorted([low, high, 0.0])
    s = (ends[-1] - ends[0]) / (2**bits - 1)
    if s == 0:
        return 1.0, 0
    values = ends[0] + s * np.arange(2**bits)
    return s, int(np.abs(values).argmin())


def zero_in_single(low, high, bits):
    low, high = np.float32(min(low, 0)), np.float32(max(high, 0))
    s = (high - low) / np.float32(2**bits - 1)
    s = s if s else np.float32(1)
    return np.array([s, np.floor(-low / s + np.float32(0.5))])


ZERO = (zero_in_single, zero_closed, zero_by_library, zero_by_search)

# ---------------------------------------------------------------- powers of two


def powers_arrays(x, bits):
    if not x.any():
        return x
    e = np.floor(np.log2(np.where(x, np.abs(x), 1)) + 0.5)
    top = np.floor(np.log2(np.abs(x).max()) + 0.5)
    return np.where((x != 0) & (e > top - 2 ** (bits - 1) + 1), np.sign(x) * 2.0**e, 0)


def powers_by_library(x, bits):
    return codebook.log2(x, bits)(x)


def powers_by_fields(x, bits):
    """From the float's own exponent: a fraction of sqrt(1/2) or more rounds up."""

    def exponent(value):
        fraction, e = frexp(abs(value))
        return e if fraction >= 0.5**0.5 else e - 1

    top = max((exponent(v) for v in x if v), default=0)
    kept = [v != 0 and exponent(v) >= top - 2 ** (bits - 1) + 2 for v in x]
    return [
        (1 if v > 0 else -1) * 2.0 ** exponent(v) if keep else 0.0
        for v, keep in zip(x, kept)
    ]


POWERS = (powers_arrays, powers_by_library, powers_by_fields)

# ---------------------------------------------------------------- shared weights


def shared_arrays(x, K):
    levels = np.linspace(x.min(), x.max(), K)
    while True:
        codes = np.searchsorted((levels[1:] + levels[:-1]) / 2, x, side="right")
        moved = np.array(
            [
                x[codes == k].mean() if (codes == k).any() else levels[k]
                for k in range(K)
            ]
        )
        if np.array_equal(moved, levels):
            return levels
        levels = moved


def shared_by_distances(x, K):
    levels = np.linspace(x.min(), x.max(), K)
    for _ in range(100):
        # upper levels first, so that argmin takes the upper of two
        off = np.abs(x[:, None] - levels[::-1])
        member = np.eye(K)[K - 1 - off.argmin(axis=1)]
        counts = member.sum(axis=0)
        levels = np.where(counts > 0, member.T @ x / np.maximum(counts, 1), levels)
    return levels


def shared_by_running_sums(x, K):
    x, levels = np.sort(x), np.linspace(x.min(), x.max(), K)
    sums, last = np.concatenate([[0], np.cumsum(x)]), None
    while last is None or not np.array_equal(last, levels):
        last = levels
        cuts = [0, *np.searchsorted(x, (levels[1:] + levels[:-1]) / 2), len(x)]
        levels = np.array(
            [
                (sums[b] - sums[a]) / (b - a) if b > a else v
                for a, b, v in zip(cuts, cuts[1:], levels)
            ]
        )
    return levels


def shared_in_fractions(x, K):
    """The rule word for word, without rounding."""
    values = [Fraction(float(v)) for v in x]
    low, high = min(values), max(values)
    levels, last = [low + k * (high - low) / (K - 1) for k in range(K)], None
    while levels != last:
        last = levels
        groups = [[] for _ in levels]
        for v in values:  # the upper of two that are as near
            k = min(range(K), key=lambda k: (abs(v - last[k]), -k))
            groups[k].append(v)
        levels = [sum(g) / len(g) if g else v for g, v in zip(groups, last)]
    return [float(level) for level in levels]


SHARED = (
    shared_in_fractions,
    shared_arrays,
    shared_by_distances,
    shared_by_running_sums,
)

# ---------------------------------------------------------------- channels


def channels_arrays(F, bits):
    most = np.abs(F).max(axis=(1, 2, 3))
    s = np.where(most > 0, most / (2 ** (bits - 1) - 1), 1.0)
    return np.floor(F / s[:, None, None, None] + 0.5).astype(int), s


def channels_by_library(F, bits):
    steps = symmetric(F, bits, per_channel=True)
    return steps.quantize(F), steps.scale


def channels_one_by_one(F, bits):
    codes, scales = [], []
    for row in F.reshape(len(F), -1):
        scales.append(float(np.abs(row).max()) / (2 ** (bits - 1) - 1) or 1.0)
        codes.append([floor(value / scales[-1] + 0.5) for value in row])
    return np.array(codes).reshape(F.shape), scales


def channels_by_torch(F, bits):
    t = torch.tensor(F)
    s = t.abs().amax((1, 2, 3)) / (2 ** (bits - 1) - 1)
    s[s == 0] = 1
    return torch.floor(t / s[:, None, None, None] + 0.5).long(), s


CHANNELS = (
    channels_arrays,
    channels_by_library,
    channels_one_by_one,
    channels_by_torch,
)

# ---------------------------------------------------------------- integers


def requantize_arrays(sums, multiplier, shift, zero):
    q = (sums.astype(np.int64) * multiplier + (1 << (shift - 1))) >> shift
    return np.clip(q + zero, 0, 255)


def requantize_by_library(sums, multiplier, shift, zero):
    scaled = Multiplier(np.int64(multiplier), np.int64(shift))(sums[None])[0]
    return np.minimum(np.maximum(scaled + zero, 0), 255)


def requantize_exactly(sums, multiplier, shift, zero):
    """By floor division in Python's integers."""
    return [
        max(
            0, min(255, zero + (2 * int(v) * multiplier + 2**shift) // 2 ** (shift + 1))
        )
        for v in sums
    ]


def requantize_by_decimals(sums, multiplier, shift, zero):
    half = Decimal("0.5")
    real = [Decimal(int(v)) * multiplier / 2**shift + half for v in sums]
    codes = [int(v.to_integral_value(ROUND_FLOOR)) + zero for v in real]
    return np.array([sorted((0, code, 255))[1] for code in codes])


REQUANTIZE = (
    requantize_arrays,
    requantize_by_library,
    requantize_exactly,
    requantize_by_decimals,
)

# ---------------------------------------------------------------- the straight-through gradient


def gradient_arrays(w, x, target):
    y = np.where(w >= 0, 1, -1) @ x
    return (y - target) * x * (np.abs(w) <= 1)


def gradient_by_torch(w, x, target):
    """By autograd: the signs as values, the gradient of a clipped w."""
    w = torch.tensor(w, requires_grad=True)
    clipped = torch.clamp(w, -1, 1)
    b = torch.where(w >= 0, 1.0, -1.0)
    y = ((clipped + (b - clipped).detach()) * torch.tensor(x)).sum()
    ((y - target) ** 2 / 2).backward()
    return w.grad


def gradient_in_loops(w, x, target):
    error = sum(v if u >= 0 else -v for u, v in zip(w, x)) - target
    return [error * v if abs(u) <= 1 else 0.0 for u, v in zip(w, x)]


GRADIENT = (gradient_arrays, gradient_by_torch, gradient_in_loops)

# ---------------------------------------------------------------- a budget


def allocate_by_rule(budget):
    """What the sensitivities say, by hand: pixels one bit, weights three, a small last layer in peace."""
    return {"fc1": (3, 1), "fc2": (4, 2), "fc3": (8, 3)}


@lru_cache(maxsize=1)
def measured():
    """Every choice within reach, with its energy and how many of 1,000 validation digits it gets right."""
    digits, found = mnist("validation"), []
    for F1, I1, F2, I2, F3, I3 in product(
        (3, 4), (1, 2), (3, 4, 6), (1, 2, 3), (4, 8), (3,)
    ):
        bits = {"fc1": (F1, I1), "fc2": (F2, I2), "fc3": (F3, I3)}
        if ch09.energy(bits) <= 6:
            found.append(
                (
                    ch09.accuracy(bits, digits.images[:1000], digits.labels[:1000]),
                    ch09.energy(bits),
                    bits,
                )
            )
    return found


def allocate_by_search(budget):
    """Of all that fit, the one that gets most validation digits right."""
    return max((row for row in measured() if row[1] <= budget), key=lambda row: row[0])[
        2
    ]


def allocate_by_greed(budget):
    """From enough, take bits of inputs first, then of weights, where most energy is saved."""
    bits = {"fc1": (4, 2), "fc2": (4, 3), "fc3": (8, 4)}
    for step in ({"fc1": (4, 1)}, {"fc1": (3, 1)}, {"fc2": (4, 2)}):
        if ch09.energy(bits) > budget:
            bits |= step
    return bits


ALLOCATE = (allocate_by_rule, allocate_by_search, allocate_by_greed)


def read_by_struct(word):
    """The bytes of the word, read by Python's own struct."""
    import struct

    return struct.unpack(">f", word.to_bytes(4, "big"))[0]


def read_by_view(word):
    """The bits seen as a float of NumPy's."""
    return float(np.uint32(word).view(np.float32))


def read_by_bits(word):
    """A bit of the fraction at a time: a half, a quarter, ..."""
    bits = f"{word:032b}"
    value = 1.0
    for k, bit in enumerate(bits[9:], 1):
        value += int(bit) / 2**k
    value *= 2.0 ** (int(bits[1:9], 2) - 127)
    return -value if bits[0] == "1" else value


def read_by_scaling(word):
    """The fraction with its one as an integer, scaled once."""
    import math

    whole = word & (2**23 - 1) | 2**23
    value = math.ldexp(whole, (word >> 23 & 255) - 150)
    return math.copysign(value, -1 if word >> 31 else 1)


READ_FLOAT = (read_by_struct, read_by_view, read_by_bits, read_by_scaling)

ANSWERS = {
    "linear": LINEAR,
    "zero_point": ZERO,
    "powers": POWERS,
    "shared": SHARED,
    "per_channel": CHANNELS,
    "requantize": REQUANTIZE,
    "binary_gradient": GRADIENT,
    "allocate": ALLOCATE,
    "read_float": READ_FLOAT,
}


# ---------------------------------------------------------------- a MAC and its reads


def price_by_parts(mult, add, read, bits, uses):
    parts = np.array([mult, add, read / uses, read / uses])
    falls = np.array([bits / 32] * 4) ** [2, 1, 1, 1]
    return parts @ falls, parts.sum() / (parts @ falls)


def price_in_fractions(mult, add, read, bits, uses):
    energy = lambda b: (
        Fraction(mult) * b * b / 1024
        + (Fraction(add) + Fraction(read) * 2 / uses) * b / 32
    )
    return float(energy(bits)), float(energy(32) / energy(bits))


def price_of_many_macs(mult, add, read, bits, uses):
    """`uses` MACs with two words between them, and their mean."""
    both = []
    for share in (bits / 32, 1):
        total = 2 * read * share
        for _ in range(uses):
            total += share * (add + share * mult)
        both.append(total / uses)
    return both[0], both[1] / both[0]


# ---------------------------------------------------------------- an accumulator


def width_by_trying(C, R, S, bits_I, bits_F, signed=False):
    """The worst operands in every place, summed; then as many bits as hold it."""
    inputs = [0, (1 << bits_I) - 1]
    if signed:
        inputs = [-(1 << bits_I >> 1), (1 << bits_I >> 1) - 1]
    weights = [-(1 << bits_F >> 1), (1 << bits_F >> 1) - 1]
    sums = [x * w * C * R * S for x, w in product(inputs, weights)]
    bits = 1
    while not all(-(1 << bits >> 1) <= n < (1 << bits >> 1) for n in sums):
        bits += 1
    return bits


def width_by_formula(C, R, S, bits_I, bits_F, signed=False):
    """Not signed, the smallest decides; signed, the largest: two least ones multiplied."""
    K = C * R * S
    if signed:
        return 1 + (K << (bits_I + bits_F - 2)).bit_length()
    least = K * (2**bits_I - 1) << (bits_F - 1)
    return 1 + (least - 1).bit_length()


def width_by_bytes(C, R, S, bits_I, bits_F, signed=False):
    """A sum fits so many bits if shifting all but one of them out leaves its sign alone."""
    inputs = (
        (-(2 ** (bits_I - 1)), 2 ** (bits_I - 1) - 1) if signed else (0, 2**bits_I - 1)
    )
    ends = [
        C * R * S * x * w
        for x in inputs
        for w in (-(2 ** (bits_F - 1)), 2 ** (bits_F - 1) - 1)
    ]
    return next(
        n for n in range(1, 200) if all(end >> (n - 1) in (0, -1) for end in ends)
    )


ANSWERS["mac_with_read"] = (price_by_parts, price_in_fractions, price_of_many_macs)
ANSWERS["accumulator_bits"] = (width_by_trying, width_by_formula, width_by_bytes)
