"""A 32-bit floating-point word by hand: a sign, an exponent of 8 bits, a fraction of 23; and a slip in reading it.

Source: IEEE 754; Sze et al. 2017, Fig. 38(a), whose number leaves the hidden one out.
"""

from typing import NamedTuple

import numpy as np

from dnnlib.door import checked, whole

BIAS, FRACTION = 127, 23


class Word(NamedTuple):
    """The three fields of a word."""

    sign: int
    exponent: int
    fraction: int


@checked
def fields(value: float) -> Word:
    """The fields of the 32-bit float that is nearest to a value. fields(1.0) is (0, 127, 0)."""
    bits = int(np.float32(value).view(np.uint32))
    fraction = bits & (2**FRACTION - 1)
    return Word(bits >> 31, bits >> FRACTION & 255, fraction)


@checked
def ieee(sign: int, exponent: int, fraction: int) -> float:
    """The value of a normal word: (-1)^s * (1 + m/2^23) * 2^(e-127); the 1 is stored nowhere.

    Errors: ValueError where a field is too large, or the exponent is one of the two that mean something else.
    """
    _room(sign, exponent, fraction)
    return (-1) ** sign * (1 + fraction / 2**FRACTION) * 2.0 ** (exponent - BIAS)


@checked
def as_printed(sign: int, exponent: int, fraction: int) -> float:
    """What the survey's formula gives, taken at its word: (-1)^s * m * 2^(e-127), with no hidden one.

    Errors: as `ieee`. Source: Sze et al. 2017, VII-A.1 and Fig. 38(a).
    """
    _room(sign, exponent, fraction)
    return (-1) ** sign * fraction * 2.0 ** (exponent - BIAS)


def _room(sign: int, exponent: int, fraction: int) -> None:
    """Errors: ValueError names the field that does not fit."""
    rooms = {"sign": (sign, 1), "exponent": (exponent, 254)}
    rooms["fraction"] = fraction, 2**FRACTION - 1
    for name, (value, most) in rooms.items():
        least = 1 if name == "exponent" else 0
        if not least <= whole(name, value, 0) <= most:
            raise ValueError(f"{name}={value} is not within {least} to {most:,}")
