"""Equally spaced levels: a scale and a zero point tie integers q to real numbers, x = scale * (q - zero)."""

from dataclasses import dataclass

import numpy as np

from dnnlib.door import checked, is_whole, shown, whole
from dnnlib.quant.levels import Codebook, channels, reals

# more levels than anyone would list; the arithmetic of `integer` works on 8
MOST_BITS = 16


@checked
@dataclass(frozen=True, eq=False)
class Affine:
    """x = scale * (q - zero) for the integers q from low to high; 0 has a code of its own, q = zero.

    Shapes: scale and zero are numbers, or [M], one a channel x[m]. Units: scale is x's units a step.
    Errors: ValueError for a scale that is not positive and finite, or a zero that is not among the codes.
    Source: Jacob et al., CVPR 2018, Eq. 1.
    """

    scale: float | np.ndarray
    zero: int | np.ndarray
    low: int
    high: int

    def __post_init__(self):
        scale, zero = np.asarray(self.scale, float), np.asarray(self.zero)
        if scale.ndim > 1 or not (np.isfinite(scale) & (scale > 0)).all():
            raise ValueError(
                f"scale={self.scale!r}: a step is a positive number, or one a channel"
            )
        if zero.dtype.kind not in "iu" or zero.shape not in ((), scale.shape):
            raise ValueError(
                f"zero={self.zero!r} is a code: an integer, or one a channel like scale"
            )
        if self.low > self.high or (zero < self.low).any() or (zero > self.high).any():
            raise ValueError(
                f"zero={self.zero!r} is not among the codes {self.low} to {self.high}"
            )
        object.__setattr__(self, "scale", scale)
        object.__setattr__(
            self, "zero", np.broadcast_to(zero.astype(np.int64), scale.shape)
        )

    @property
    def bits(self) -> int:
        """Bits of a code: log2 of their number, rounded up."""
        return int(self.high - self.low).bit_length()

    def quantize(self, x) -> np.ndarray:
        """q = clip(round(x / scale) + zero, low, high) as int64, halves up; an infinity is clipped like any number.

        Shapes: x of any shape, its first axis the channels where scale has some. Errors: ValueError where x holds NaN.
        """
        x = reals(x)
        if np.isnan(x).any():
            raise ValueError(f"x of shape {x.shape} holds NaN, which has no code")
        scale, zero = self._beside(x)
        # beyond the largest float is beyond the last code
        with np.errstate(over="ignore"):
            steps = np.clip(x / scale, self.low - zero - 1, self.high - zero + 1)
        return np.clip(halves_up(steps) + zero, self.low, self.high)

    def dequantize(self, q) -> np.ndarray:
        """x = scale * (q - zero), as float64. Shapes: as in quantize."""
        q = np.asarray(q)
        scale, zero = self._beside(q)
        return scale * (q - zero)

    def __call__(self, x) -> np.ndarray:
        """dequantize(quantize(x)) in x's own kind of float: fake, or simulated, quantization."""
        x = np.asarray(x)
        return self.dequantize(self.quantize(x)).astype(
            x.dtype if x.dtype.kind == "f" else float
        )

    def codebook(self) -> Codebook:
        """This quantizer by its levels and edges; its code 0 is q = low."""
        q = np.arange(self.low, self.high + 1)
        scale = np.asarray(self.scale)[..., None]
        zero = np.asarray(self.zero)[..., None]
        return Codebook(scale * (q - zero), scale * (q[:-1] - zero + 0.5))

    def _beside(self, x) -> tuple[np.ndarray, np.ndarray]:
        """Scale and zero with axes of 1 for all but x's first."""
        scale, zero = np.asarray(self.scale), np.asarray(self.zero)
        if not scale.ndim:
            return scale, zero
        if x.ndim < 1 or len(x) != len(scale):
            raise ValueError(
                f"x of shape {x.shape} has not {len(scale)} channels on its first axis, as scale has"
            )
        shape = (-1, *(1,) * (x.ndim - 1))
        return scale.reshape(shape), zero.reshape(shape)


@checked
def symmetric(x, bits: int, per_channel: bool = False, clip=None) -> Affine:
    """Codes -n to n, n = 2^(bits-1) - 1, zero = 0, scale = max|x| / n: minus the largest is left unused.

    Shapes: x [M, ...]; a scale for all of it, or one a channel m. `clip`: the largest |x| to keep, in place of max|x|.
    Zeros alone get scale 1. Errors: ValueError where bits is not 2 to 16, or x is empty or not finite.
    """
    n = 2 ** (counted(bits, 2) - 1) - 1
    most = (
        np.abs(channels(x, per_channel)).max(axis=1)
        if clip is None
        else np.abs(_kept(clip, 1))
    )
    return Affine(_steps(most / n, per_channel), 0, -n, n)


@checked
def asymmetric(x, bits: int, per_channel: bool = False, clip=None) -> Affine:
    """Codes 0 to 2^bits - 1 over [min(x), max(x)], stretched so that 0 is in it: zero = round(-min / scale).

    Shapes: as in symmetric. `clip`: (low, high) to keep, in place of min and max. Zeros alone get scale 1.
    Errors: ValueError where bits is not 1 to 16, or x is empty or not finite. Source: Jacob et al., CVPR 2018, 2.1, 3.
    """
    n = 2 ** counted(bits, 1) - 1
    rows = channels(x, per_channel) if clip is None else _kept(clip, 2)
    low, high = np.minimum(rows.min(axis=1), 0), np.maximum(rows.max(axis=1), 0)
    scale = _steps(high / n - low / n, per_channel)
    zero = np.clip(halves_up(-low / scale), 0, n)
    return Affine(scale, zero if per_channel else zero[0], 0, n)


@checked
def halves_up(x) -> np.ndarray:
    """The nearest integer as int64, floor(x + 1/2): a half goes up, as when hardware adds a half and drops the rest."""
    whole = np.floor(x)
    return (whole + (x - whole >= 0.5)).astype(np.int64)


@checked
def counted(bits: int, least: int, most: int = MOST_BITS) -> int:
    """The number of bits, once it is one. Errors: ValueError names it and what would do."""
    one = least == 2 and is_whole(bits) and bits == 1
    return whole("bits", bits, least, most, "for 1 bit see binary" if one else "")


def _kept(clip, ndim: int) -> np.ndarray:
    """A range to keep. Errors: ValueError where it is no finite number, or no pair of them where two are wanted."""
    try:
        kept = np.array(clip, float, ndmin=ndim)
    except (TypeError, ValueError):
        kept = np.full((1,) * ndim, np.nan)
    if (
        not np.isfinite(kept).all()
        or kept.ndim > ndim
        or (ndim == 2 and kept.shape[1] != 2)
    ):
        wanted = "the largest |x|" if ndim == 1 else "(low, high)"
        raise ValueError(f"clip={shown(clip)}: give {wanted} to keep, finite")
    return kept


def _steps(steps, per_channel: bool):
    """Step sizes; 1 where there is no range to divide."""
    steps = np.where(steps > 0, steps, 1.0)
    return steps if per_channel else steps[0]
