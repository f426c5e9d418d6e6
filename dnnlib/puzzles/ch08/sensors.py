"""Multiply, then convert: from how many products on does it pay?"""

from math import ceil

from dnnlib.puzzle import Puzzle


def products_to_pay(adc: int, analog: int, digital: int) -> int:
    """From how many products a conversion does multiplying in the sensor take *less* energy?

    Convert first: every product takes a conversion, `adc`, and a digital multiplication, `digital`. Multiply first:
    every product takes an analog one, `analog`, and n of them share a conversion, adc / n each. Return the smallest n;
    0 if no n is enough. Source: Sze et al. 2017, VI-D.
    """
    if min(adc, analog, digital) < 0 or adc < 1 or max(adc, analog, digital) > 10_000:
        raise ValueError("energies are 0 or more, and a conversion takes some")
    if analog >= adc + digital:
        return 0
    n = 1
    while adc + n * analog >= n * (adc + digital):
        n += 1
    return n


def _energies(rng):
    adc, digital = int(rng.integers(1, 30)), int(rng.integers(0, 6))
    return adc, int(rng.integers(0, adc + digital + 4)), digital


def _needed(adc, saved, at=lambda share: int(share) + 1):
    """The smallest n with adc / n < saved, or 0."""
    return at(adc / saved) if saved > 0 else 0


products_to_pay_puzzle = Puzzle(
    products_to_pay,
    _energies,
    points=4,
    examples=(
        (10, 6, 1), (10, 11, 1), (10, 10, 1), (12, 8, 2), (20, 3, 0), (5, 0, 5),
        (9, 9, 3), (1, 0, 0), (7, 1, 0), (4, 6, 3), (16, 16, 1), (6, 2, 1),
    ),
    wrong={
        "As much energy is not less: n must be one more where both are equal.": (
            lambda adc, analog, digital: _needed(adc, adc + digital - analog, lambda share: ceil(share))
        ),
        "The digital multiplication is left out: it is saved as well.": (
            lambda adc, analog, digital: _needed(adc, adc - analog)
        ),
        "The conversion that is saved is left out: only multiplications are compared.": (
            lambda adc, analog, digital: _needed(adc, digital - analog)
        ),
        "The n products share the analog multiplication, too: each takes its own.": (
            lambda adc, analog, digital: _needed(adc + analog, adc + digital)
        ),
        "The shared conversion is left out: then one product would always be enough.": (
            lambda adc, analog, digital: int(analog < adc + digital)
        ),
        "Where nothing helps 1 is returned: 0 is wanted.": (
            lambda adc, analog, digital: _needed(adc, adc + digital - analog) or 1
        ),
        "The share is rounded to the nearest: the smallest n that is enough is wanted.": (
            lambda adc, analog, digital: _needed(adc, adc + digital - analog, lambda share: max(round(share), 1))
        ),
        "One too many: n is the first that is enough.": (
            lambda adc, analog, digital: _needed(adc, adc + digital - analog, lambda share: int(share) + 2)
        ),
        "The last n that is not enough is returned: the next one is.": (
            lambda adc, analog, digital: _needed(adc, adc + digital - analog, lambda share: ceil(share + 1e-9) - 1)
        ),
        "No n is below 2, it says: one product a conversion may pay, if the digital multiplication is dear.": (
            lambda adc, analog, digital: max(_needed(adc, adc + digital - analog), 2) if analog < adc + digital else 0
        ),
        "n is not whole: products come one by one.": (
            lambda adc, analog, digital: adc / (adc + digital - analog) if analog < adc + digital else 0
        ),
        "The analog product is charged to the other side: it is what multiplying first takes.": (
            lambda adc, analog, digital: _needed(adc, adc + analog - digital)
        ),
    },
)  # fmt: skip
