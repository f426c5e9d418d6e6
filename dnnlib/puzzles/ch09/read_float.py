"""A floating-point word read by hand: three fields, a bias, and a one that is stored nowhere."""

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch02.arrays import NO_FRACTIONS, whole

BIAS, FRACTION = 127, 2**23


def read_float(word: int) -> float:
    """Read the 32 bits of a word as a floating-point number, by IEEE's standard.

    From the highest bit down: a sign s of 1 bit, an exponent e of 8, a fraction m of 23. The number is
    (-1)^s * (1 + m / 2^23) * 2^(e - 127). e is neither 0 nor 255, which mean something else.
    Source: IEEE 754; Sze et al. 2017, Fig. 38(a), whose number is another (E3).
    """
    if not 0 <= word < 2**32 or (word >> 23) & 255 in (0, 255):
        raise ValueError("32 bits, the exponent between 1 and 254")
    sign, exponent, fraction = word >> 31, (word >> 23) & 255, word % FRACTION
    return (-1) ** sign * (1 + fraction / FRACTION) * 2.0 ** (exponent - BIAS)


def _case(rng):
    """Both signs, exponents on both sides of the bias, fractions of few and of many bits."""
    sign, exponent = int(rng.integers(2)), int(rng.integers(110, 145))
    fraction = int(rng.integers(1, 2**23)) if rng.integers(2) else int(rng.integers(1, 16)) << 19
    return (sign << 31 | exponent << 23 | fraction,)


def _with(
    sign=lambda w: (-1) ** (w >> 31),
    exponent=lambda w: (w >> 23) & 255,
    fraction=lambda w: w % FRACTION,
    scaled=lambda m: 1 + m / FRACTION,
    bias=BIAS,
    base=2.0,
):
    """The reading with one part of it wrong."""

    def wrong(word):
        return sign(word) * scaled(fraction(word)) * base ** (exponent(word) - bias)

    return wrong


def _flipped(word):
    return -read_float(word)


def _low_first(word):
    e, m = (word >> 1) & 255, word >> 9
    return (-1) ** (word & 1) * (1 + m / FRACTION) * 2.0 ** (min(e, 200) - BIAS)


read_float_puzzle = Puzzle(
    read_float,
    _case,
    points=3,
    trials=40,
    easier=("for positive numbers", lambda word: word < 2**31),
    examples=((0x3F800000,), (0xC0200000,), (0x3E200000,), (1 << 31 | 70 << 23 | 20482,)),
    wrong={
        NO_FRACTIONS: whole(read_float),
        "The fraction is divided with //, so nothing of it is left: use /.": (
            _with(scaled=lambda m: 1 + m // FRACTION)
        ),
        "The fraction is taken as an integer: that is the survey's own slip (E3). It is 1 + m / 2^23.": (
            _with(scaled=lambda m: m)
        ),
        "The hidden one is missing: the fraction is 1 + m / 2^23, and the 1 is stored nowhere.": (
            _with(scaled=lambda m: m / FRACTION)
        ),
        "The fraction is divided by 2^24: it has 23 bits.": _with(scaled=lambda m: 1 + m / 2**24),
        "The fraction is divided by 2^22: it has 23 bits.": _with(scaled=lambda m: 1 + m / 2**22),
        "The bias is not 128: for 8 bits it is 2^7 - 1.": _with(bias=128),
        "The bias is not 126: for 8 bits it is 2^7 - 1.": _with(bias=126),
        "The bias is left out: an exponent of 127 means 2^0.": _with(bias=0),
        "The sign bit is not used: where it is 1, the number is negative.": _with(sign=lambda w: 1),
        "The sign is the wrong way round: (-1)^s is 1 where the bit is 0.": _flipped,
        "The exponent has lost its lowest bit: it has 8 bits, above the 23 of the fraction.": (
            _with(exponent=lambda w: (w >> 24) & 127)
        ),
        "The exponent has lost its highest bit (& 127): it has 8 bits, & 255.": (
            _with(exponent=lambda w: (w >> 23) & 127)
        ),
        "The sign bit is still in the exponent: keep its lowest 8 bits, & 255.": (
            _with(exponent=lambda w: min(w >> 23, 400))
        ),
        "The fields are read from the lowest bit up: the sign is the highest bit.": _low_first,
        "The word is taken as one integer: it is three fields.": float,
        "The exponent is one of ten: the base is 2.": _with(base=10.0),
    },
)
