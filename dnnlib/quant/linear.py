"""Linear quantization: equally spaced levels over the range of the values, or by powers of two."""

import numpy as np

from dnnlib.door import checked
from dnnlib.quant import affine
from dnnlib.quant.affine import Affine, counted
from dnnlib.quant.levels import TINY, Codebook, finite


@checked
def linear(
    x, bits: int, symmetric: bool = True, per_channel: bool = False, clip=None
) -> Codebook:
    """Equally spaced levels: -max|x| to max|x|, an odd number with 0 in the middle; or from min to max, 0 among them.

    No value that is not clipped is off by more than half a step. `clip`: the range to keep, |x| or (low, high).
    Shapes: x [M, ...] -> levels [K], or [M,K] where each channel has its own. Errors: as in affine.symmetric.
    Source: Sze et al. 2017, VII-A-1; Jacob et al., CVPR 2018.
    """
    steps = affine.symmetric if symmetric else affine.asymmetric
    return steps(x, bits, per_channel, clip).codebook()


@checked
def fraction_bits(x, bits: int) -> int:
    """The f of dynamic fixed point: the most binary places with which no value is off by more than half of 2^-f.

    -2^(bits-1) - 1/2 <= x * 2^f < 2^(bits-1) - 1/2 for every x. All zeros (or below TINY): f = 0. Errors: as in linear.
    """
    x, half = finite(x), 2.0 ** (counted(bits, 2) - 1)
    if np.abs(x).max() < TINY:
        return 0
    # from here down at most two steps
    f = int(bits - 1 - np.floor(np.log2(np.abs(x).max())))
    while not (
        np.ldexp(x.min(), f) >= -half - 0.5 and np.ldexp(x.max(), f) < half - 0.5
    ):
        f -= 1
    return f


@checked
def fixed_point(bits: int, f: int) -> Affine:
    """Two's complement numbers with f binary places: x = q * 2^-f for q from -2^(bits-1) to 2^(bits-1) - 1.

    f may be more than the bits, or negative. Source: Sze et al. 2017, VII-A-1, Fig. 38(b).
    """
    half = 2 ** (counted(bits, 2) - 1)
    return Affine(np.ldexp(1.0, -int(f)), 0, -half, half - 1)


@checked
def dynamic_fixed_point(x, bits: int) -> Codebook:
    """Fixed point whose binary places are chosen for these values (a layer's weights, or its activations).

    The step is a power of two, so rescaling is a shift. Shapes: x -> levels [2^bits]. Errors: as in linear.
    Source: Sze et al. 2017, VII-A-1, Fig. 38(b); Gysel et al., ICLR workshop 2016 (Ristretto).
    """
    return fixed_point(bits, fraction_bits(x, bits)).codebook()
