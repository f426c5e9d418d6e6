"""The converter at the foot of a column: how finely it steps, and where it clips."""

from dataclasses import dataclass

import numpy as np

from dnnlib.door import checked, whole

MOST_BITS = 16


@checked
@dataclass(frozen=True)
class Adc:
    """A converter of `bits` bits whose largest code stands for the sum `top`.

    step = top / (2^bits - 1);  code = round(S / step), at most 2^bits - 1
    A sum half-way between two codes goes to the even one. Above `top` it clips.
    top=None is the largest sum that the array can make: nothing clips, steps are wide.

    Units: a sum of 1 is one input step times one cell level.
    Errors: ValueError names bits or top and what would fit.
    """

    bits: int
    top: float | None = None

    def __post_init__(self):
        bits = whole("bits", self.bits, 1, MOST_BITS, "of an ADC")
        object.__setattr__(self, "bits", bits)
        if self.top is not None and not 1 <= self.top < np.inf:
            raise ValueError(f"top={self.top} is below 1, the smallest sum but zero")

    def codes(self, signed: bool = False) -> int:
        """The largest code; a signed converter keeps one bit for the sign."""
        return max(2 ** (self.bits - signed) - 1, 1)

    def range(self, largest: float) -> float:
        """The sum of the largest code, for an array whose largest sum is given."""
        return largest if self.top is None else self.top


@checked
def convert(S, adc: Adc | None, largest: float, signed: bool = False) -> np.ndarray:
    """What the digital side gets for the sums S: code * step. None converts exactly.

    Errors: those of Adc.
    """
    S = np.asarray(S, float)
    if adc is None:
        return S
    most, top = adc.codes(signed), adc.range(largest)
    codes = np.rint(S * most / top)  # in this order a tie is a tie, however rounded
    return np.clip(codes, -most if signed else 0, most) * (top / most)
