"""How wide an accumulator must be: no sum may overflow, and no bit may be spare."""

from collections.abc import Callable
from math import ceil, floor, log2

from dnnlib.puzzle import Puzzle


def accumulator_bits(C: int, R: int, S: int, bits_I: int, bits_F: int, signed: bool = False) -> int:
    """How many bits of two's complement hold every sum of C*R*S products, and one bit less does not?

    Inputs have bits_I bits: 0 to 2^bits_I - 1, as after a ReLU, or where they are signed -2^(bits_I-1) to 2^(bits_I-1) - 1.
    Weights have bits_F bits and are signed. n bits of two's complement hold -2^(n-1) to 2^(n-1) - 1.
    Source: Sze et al. 2017, VII-A-1, Fig. 39, which says 2N + M.
    """
    if min(C, R, S, bits_I, bits_F) < 1:
        raise ValueError("sizes and bits start at 1")
    inputs = (-(2 ** (bits_I - 1)), 2 ** (bits_I - 1) - 1) if signed else (0, 2**bits_I - 1)
    weights = (-(2 ** (bits_F - 1)), 2 ** (bits_F - 1) - 1)
    low = high = 0
    for c in range(C):
        for r in range(R):
            for s in range(S):
                low += min(x * w for x in inputs for w in weights)
                high += max(x * w for x in inputs for w in weights)
    bits = 1
    while low < -(2 ** (bits - 1)) or high > 2 ** (bits - 1) - 1:
        bits += 1
    return bits


def _layer(rng):
    C, R, S = (int(rng.choice(few)) for few in ([1, 2, 3, 4, 5, 8], [1, 2, 3], [1, 2, 3]))
    return C, R, S, int(rng.integers(1, 9)), int(rng.integers(1, 9)), bool(rng.integers(2))


def _ends(bits, signed):
    return (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)


def _holds(low, high):
    """Two's complement that holds both."""
    return 1 + max(max(x, ~x).bit_length() for x in (low, high))


def _width(
    K: Callable = lambda C, R, S: C * R * S,
    inputs: Callable = _ends,
    weights: Callable = lambda bits: _ends(bits, True),
    holds: Callable = _holds,
):
    """The width with one thing wrong."""

    def wrong(C, R, S, bits_I, bits_F, signed=False):
        products = [x * w for x in inputs(bits_I, signed) for w in weights(bits_F)]
        return holds(K(C, R, S) * min(products), K(C, R, S) * max(products))

    return wrong


def _by_formula(extra):
    return lambda C, R, S, bits_I, bits_F, signed=False: bits_I + bits_F + extra(C * R * S)


accumulator_bits_puzzle = Puzzle(
    accumulator_bits,
    _layer,
    points=4,
    trials=48,
    easier=("where inputs are not signed", lambda C, R, S, bits_I, bits_F, signed=False: not signed),
    examples=(
        (1, 1, 1, 8, 8),
        (1, 1, 1, 8, 8, True),
        (4, 3, 3, 8, 8),
        (4, 2, 2, 4, 4, True),
        (3, 1, 1, 2, 3),
        (5, 3, 1, 8, 4, True),
        (1, 1, 1, 1, 1),
        (2, 1, 1, 1, 1),
    ),
    wrong={
        "The sum is left out: K products together are larger than one.": _width(K=lambda C, R, S: 1),
        "The window is left out: an output sums over C, R and S.": _width(K=lambda C, R, S: C),
        "The channels are left out: an output sums over C, R and S.": _width(K=lambda C, R, S: R * S),
        "C, R and S are added: there are C*R*S products.": _width(K=lambda C, R, S: C + R + S),
        "That is the survey's 2N + M: always enough, and sometimes one bit or two too many.": _by_formula(
            lambda K: ceil(log2(K))
        ),
        "M is rounded down, or all inputs are taken as signed: for those it is right; after a ReLU they reach twice as far.": _by_formula(
            lambda K: floor(log2(K))
        ),
        "Each product is given a bit: twice as many products need one bit more.": _by_formula(
            lambda K: K - 1
        ),
        "The sign has no bit: two's complement needs one.": _width(
            holds=lambda low, high: max(max(x, ~x).bit_length() for x in (low, high))
        ),
        "Only the largest sum is looked at: the smallest may lie farther from 0.": _width(
            holds=lambda low, high: 1 + high.bit_length()
        ),
        "Only the smallest sum is looked at: two negative factors make a large one.": _width(
            holds=lambda low, high: 1 + (~min(low, -1)).bit_length()
        ),
        "-2^(n-1) is taken not to fit: two's complement reaches one farther below 0.": _width(
            holds=lambda low, high: 1 + max(-low, high).bit_length()
        ),
        "2^(n-1) is taken to fit: the largest is one less.": _width(
            holds=lambda low, high: 1 + max((~min(low, -1)).bit_length(), max(high - 1, 0).bit_length())
        ),
        "No input is taken as signed.": _width(inputs=lambda bits, signed: _ends(bits, False)),
        "The weights are taken as unsigned.": _width(weights=lambda bits: _ends(bits, False)),
        "The range is taken as even on both sides: two's complement has one more below 0.": _width(
            weights=lambda bits: (1 - 2 ** (bits - 1), 2 ** (bits - 1) - 1)
        ),
    },
)
