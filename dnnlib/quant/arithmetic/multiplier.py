"""A real factor as an integer and a shift: how sums become codes again without any float."""

from dataclasses import dataclass

import numpy as np

from dnnlib.door import checked, whole
from dnnlib.quant.arithmetic.accumulator import accumulate
from dnnlib.quant.levels import reals


@checked
@dataclass(frozen=True, eq=False)
class Multiplier:
    """A real factor as hardware has it: integer * 2^-shift, so that a factor is a multiplication and a shift.

    Shapes: numbers, or [M], one an output channel. Source: Jacob et al., CVPR 2018, Eqs. 5-6.
    """

    integer: np.ndarray
    shift: np.ndarray

    @property
    def value(self) -> np.ndarray:
        """The factor that it stands for, exact as float64."""
        return np.ldexp(np.asarray(self.integer, float), -np.asarray(self.shift))

    def __call__(self, sums) -> np.ndarray:
        """round(sums * value), halves up, with integers alone: (sums*integer + 2^(shift-1)) >> shift.

        Shapes: sums [N,M,...] within 32 bits -> int64 alike; M where there is a factor a channel.
        """
        sums = accumulate(sums)
        shape = (-1, *(1,) * (sums.ndim - 2)) if self.integer.ndim else ()
        integer, shift = self.integer.reshape(shape), self.shift.reshape(shape)
        return (sums * integer + (np.int64(1) << shift >> 1)) >> shift


@checked
def multiplier(factor, bits: int = 31) -> Multiplier:
    """The multiplier nearest to a real factor, off by at most 2^-bits of it: its integer is 2^(bits-1) to 2^bits.

    Shapes: a number or [M]. Errors: ValueError where a factor is outside 2^-30 to 2^15, or bits not 1 to 31.
    """
    factor = reals(factor, "factor")
    bits = whole("bits", bits, 1, 31, "with a sum of 32 they fit in 64")
    if not (np.isfinite(factor) & (factor >= 2.0**-30) & (factor <= 2.0**15)).all():
        raise ValueError(
            f"factor={factor}: a multiplier is a positive number from 2^-30 to 2^15; look at the scales"
        )
    # factor = fraction * 2^exponent, fraction from 1/2 to 1
    fraction, exponent = np.frexp(factor)
    integer = np.floor(np.ldexp(fraction, bits) + 0.5).astype(np.int64)
    carried = integer == 1 << bits
    integer, shift = np.where(carried, integer >> 1, integer), bits - exponent - carried
    late = np.maximum(-shift, 0)  # few bits and a factor above 1: no shift to the left
    return Multiplier(integer << late, (shift + late).astype(np.int64))
