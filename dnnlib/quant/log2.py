"""Logarithmic quantization: levels are powers, so that a multiplication becomes a shift."""

import numpy as np

from dnnlib.door import checked
from dnnlib.quant.affine import counted, halves_up
from dnnlib.quant.levels import TINY, Codebook, finite

MOST_BITS = 8  # 127 powers with a sign: from the largest down to its 2^-126th


@checked
def log2(x, bits: int, base: float = 2.0, signed: bool = True) -> Codebook:
    """Levels 0 and +-base^e, rounded in the exponent: e = round(log_base|x|), its largest that of max|x|.

    An edge lies at base^(e + 1/2); what would round below the last exponent is 0. Of the bits one is the sign, where
    `signed`; one code is 0. base = sqrt(2) has levels twice as dense over half the range.
    Shapes: x -> levels [2^bits - 1], or [2^bits] without sign. Zeros alone (or below TINY): the largest level is 1.
    Errors: ValueError where bits is not 2 to 8, base not above 1, x empty or not finite, or negative without sign.
    Source: Sze et al. 2017, VII-A-2; Miyashita et al., 2016 (LogNet).
    """
    x = finite(x)
    if not (np.isfinite(base) and base > 1):
        raise ValueError(
            f"base={base!r}: powers need a base above 1, such as 2 or 2**0.5"
        )
    if not signed and (x < 0).any():
        raise ValueError(
            f"x goes down to {x.min():g}: without a sign only values of 0 or more have a level"
        )
    count = 2 ** (counted(bits, 2, MOST_BITS) - bool(signed)) - 1
    e = _exponent(np.abs(x).max(), base) - np.arange(count)[::-1]
    with np.errstate(over="ignore"):  # a level beyond floats is refused with the others
        powers, edges = float(base) ** e, float(base) ** (e - 0.5)
    if not signed:
        return Codebook(np.array([0, *powers]), edges)
    # so that x and -x have the same size: on an edge, away from 0
    below = np.nextafter(-edges[::-1], np.inf)
    return Codebook(np.array([*-powers[::-1], 0, *powers]), np.array([*below, *edges]))


def _exponent(most: float, base: float) -> int:
    """The rounded exponent, settled against the edge that encode will use: a logarithm may be a bit off."""
    if most < TINY:
        return 0
    e = int(halves_up(np.log(most) / np.log(base)))
    with np.errstate(over="ignore"):
        up, down = np.float64(base) ** (e + 0.5), np.float64(base) ** (e - 0.5)
    return e + int(most >= up) - int(most < down)
