"""Formats with a scale a block: MX (32 values share a power of two), NVFP4 (16 an FP8 scale), groups of 4-bit integers.

blocked = encode(F, MXFP4)       codes and scales
decode(blocked)                  the values that they stand for
MXFP4.bits                       4.25 bits a value, the scale counted
"""

from dataclasses import dataclass

import numpy as np

from dnnlib.door import checked, real, whole
from dnnlib.quant.affine import halves_up
from dnnlib.quant.levels import reals
from dnnlib.quant.number_formats.formats import (
    FLOAT16,
    FP4_E2M1,
    FP6_E2M3,
    FP6_E3M2,
    FP8_E4M3,
    FP8_E5M2,
    Format,
)

E8M0_BIAS = 127  # a scale of 8 bits, no sign, no mantissa: 2^(code - 127), 255 is NaN
POWER, FP8, HALF = "E8M0", "FP8 E4M3", "float16"  # the kinds of scale
SCALE_BITS = {POWER: 8, FP8: 8, HALF: 16}


@checked
@dataclass(frozen=True)
class Fixed:
    """Elements that are integers -n to n, each worth `step`: MXINT8's n = 127 at 2^-6, or a plain n = 7 at 1."""

    name: str
    bits: int
    step: float = 1.0

    def __post_init__(self):
        object.__setattr__(self, "bits", whole("bits", self.bits, 2, 32))
        object.__setattr__(self, "step", real("step", self.step))

    @property
    def largest(self) -> float:
        """The largest value, (2^(bits-1) - 1) * step."""
        return (2 ** (self.bits - 1) - 1) * self.step

    def encode(self, x, saturate: bool = True) -> np.ndarray:
        """clip(round(x / step), -n, n), halves up, as int64: beyond the largest there is nothing but the largest.

        Errors: ValueError where x holds NaN, which has no code.
        """
        x = reals(x)
        if np.isnan(x).any():
            raise ValueError(
                f"x of shape {x.shape} holds NaN, and {self.name} has no code for it"
            )
        return halves_up(np.clip(x, -self.largest, self.largest) / self.step)

    def decode(self, codes) -> np.ndarray:
        """code * step."""
        return np.asarray(codes) * self.step


@checked
@dataclass(frozen=True)
class BlockFormat:
    """Blocks of `size` values along the last axis, each element a code of `element`, times a scale the block shares."""

    name: str
    size: int
    element: Format | Fixed
    scale: str
    source: str

    @property
    def bits(self) -> float:
        """Bits a value in a full block: the element's, and its share of the scale's."""
        return self.element.bits + SCALE_BITS[self.scale] / self.size


@checked
@dataclass(frozen=True, eq=False)
class Blocked:
    """An array in a block format: codes [..., blocks, size] and scales [..., blocks], both as stored; x's own shape.

    tensor_scale: a float32 for all of it where the scale is FP8 (NVFP4), else 1.
    """

    format: BlockFormat
    shape: tuple[int, ...]
    codes: np.ndarray
    scales: np.ndarray
    tensor_scale: float = 1.0

    @property
    def bits(self) -> int:
        """Bits that are stored: elements (a last block that is not full is filled up), scales, the tensor's scale."""
        tensor = 32 if self.format.scale == FP8 else 0
        return (
            self.codes.size * self.format.element.bits
            + self.scales.size * SCALE_BITS[self.format.scale]
            + tensor
        )


@checked
def encode(x, format: BlockFormat) -> Blocked:
    """x in blocks along its last axis: scale = what brings the block's max|x| to the element's largest, then elements.

    E8M0: 2^(floor(log2 max|x|) - floor(log2 largest)), so the largest may saturate. FP8: max|x| / 6, in units of a
    tensor scale that brings the largest to 448. float16: max|x| / largest. A block of zeros is zeros.
    Values too small for the least scale are rounded to what it can say, mostly 0.
    Errors: ValueError where x is a number, empty, or not finite, or no scale is large enough. Source: OCP Microscaling Formats v1.0, 6.3.
    """
    x = reals(x)
    if not (x.ndim and x.size and np.isfinite(x).all()):
        raise ValueError(
            f"x of shape {x.shape}: blocks are drawn from arrays that are not empty, and finite"
        )
    blocks = np.pad(x, [(0, 0)] * (x.ndim - 1) + [(0, -x.shape[-1] % format.size)])
    blocks = blocks.reshape(*x.shape[:-1], -1, format.size)
    most = np.abs(blocks).max(axis=-1)
    tensor = _tensor_scale(float(most.max()), format)
    scales = _scales(most, format, tensor)
    units = _real(scales, format)[..., None] * tensor
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        elements = np.where(units > 0, blocks / units, 0.0)
    codes = format.element.encode(elements, saturate=True)
    return Blocked(format, x.shape, codes, scales, tensor)


@checked
def decode(blocked: Blocked) -> np.ndarray:
    """The values, as float64: element * scale (* tensor scale), the filling left out."""
    real = _real(blocked.scales, blocked.format)[..., None] * blocked.tensor_scale
    values = blocked.format.element.decode(blocked.codes) * real
    rows = values.reshape(*blocked.shape[:-1], -1)
    return rows[..., : blocked.shape[-1]]


@checked
def power_scale(most, largest: float) -> np.ndarray:
    """The E8M0 code of a block's scale: floor(log2(most)) - floor(log2(largest)) + 127, kept to 0 to 254.

    Its power of two is rounded down, so what lies above largest * scale saturates. Zeros: code 0.
    Source: OCP Microscaling Formats v1.0, 6.3.
    """
    # frexp's exponents are both one above the floor
    exponent = np.frexp(most)[1] - np.frexp(largest)[1]
    return np.where(
        np.asarray(most) > 0, np.clip(exponent + E8M0_BIAS, 0, 254), 0
    ).astype(np.uint8)


def _tensor_scale(most: float, format: BlockFormat) -> float:
    """The float32 that brings the largest value to the largest scale of FP8; 1 for the other formats, and for zeros."""
    if format.scale != FP8 or not most:
        return 1.0
    with np.errstate(over="ignore", under="ignore"):
        scale = np.float32(most / (FP8_E4M3.largest * format.element.largest))
    if np.isinf(scale):
        raise _too_large(
            most, format, float(np.finfo(np.float32).max) * FP8_E4M3.largest
        )
    return float(max(scale, np.finfo(np.float32).tiny))


def _too_large(most: float, format: BlockFormat, scale: float) -> ValueError:
    room = scale * format.element.largest
    return ValueError(
        f"max|x| = {most:g} is more than the largest scale of {format.name} can say, {room:g}: divide x first"
    )


def _scales(most, format: BlockFormat, tensor: float) -> np.ndarray:
    """Scales as stored."""
    if format.scale == POWER:
        room = np.ldexp(format.element.largest, 255 - 1 - E8M0_BIAS)
        if (most >= 2 * room).any():
            raise _too_large(float(most.max()), format, 2.0 ** (254 - E8M0_BIAS))
        return power_scale(most, format.element.largest)
    kind = FP8_E4M3 if format.scale == FP8 else FLOAT16
    wanted = most / format.element.largest / tensor
    if (wanted > kind.largest * (1 + 2**-8)).any():
        raise _too_large(float(most.max()), format, kind.largest * tensor)
    wanted = np.where(most > 0, np.maximum(wanted, kind.smallest), 0.0)
    return kind.encode(wanted, saturate=True)


def _real(scales, format: BlockFormat) -> np.ndarray:
    """The numbers that stored scales stand for."""
    if format.scale == POWER:
        return np.ldexp(1.0, np.asarray(scales, np.int64) - E8M0_BIAS)
    return (FP8_E4M3 if format.scale == FP8 else FLOAT16).decode(scales)


_OCP = "OCP Microscaling Formats (MX) v1.0, 2023"
MXFP8_E4M3 = BlockFormat("MXFP8 E4M3", 32, FP8_E4M3, POWER, _OCP)
MXFP8_E5M2 = BlockFormat("MXFP8 E5M2", 32, FP8_E5M2, POWER, _OCP)
MXFP6_E2M3 = BlockFormat("MXFP6 E2M3", 32, FP6_E2M3, POWER, _OCP)
MXFP6_E3M2 = BlockFormat("MXFP6 E3M2", 32, FP6_E3M2, POWER, _OCP)
MXFP4 = BlockFormat("MXFP4", 32, FP4_E2M1, POWER, _OCP)
MXINT8 = BlockFormat("MXINT8", 32, Fixed("INT8", 8, 2.0**-6), POWER, _OCP)
NVFP4 = BlockFormat(
    "NVFP4",
    16,
    FP4_E2M1,
    FP8,
    "NVIDIA, Blackwell: 16 values, an E4M3 scale, one float32 a tensor",
)


@checked
def groups(bits: int, size: int) -> BlockFormat:
    """Integers of so many bits in groups that share a float16 scale. Source: as in GPTQ and AWQ, symmetric."""
    name, source = f"INT{bits}, groups of {size}", "as in GPTQ and AWQ, symmetric"
    return BlockFormat(name, size, Fixed(f"INT{bits}", bits), HALF, source)


INT4_G128 = groups(4, 128)
BLOCK_FORMATS = {
    f.name: f
    for f in (
        MXFP8_E4M3,
        MXFP8_E5M2,
        MXFP6_E2M3,
        MXFP6_E3M2,
        MXFP4,
        MXINT8,
        NVFP4,
        INT4_G128,
    )
}
