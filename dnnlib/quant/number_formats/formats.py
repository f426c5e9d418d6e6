"""Floating-point formats bit by bit: a sign, E bits of exponent, M bits of mantissa, from float32 down to four bits.

FP8_E4M3.encode([0.3, 448, 1000])     codes: 42, 126 and the one of NaN
FP8_E4M3([0.3, 448, 1000])            their values: 0.3125, 448, NaN
FORMATS["FP4 E2M1"].values            every number there is, for a number line
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dnnlib.door import checked, whole
from dnnlib.quant.levels import reals

# what the largest codes mean: infinities and NaNs; one NaN; numbers like the others
ENDS = ("ieee", "nan", "finite")


@checked
@dataclass(frozen=True)
class Format:
    """(-1)^s * 2^(e - bias) * (1 + m/2^M), and below exponent 1 the subnormals (-1)^s * 2^(1 - bias) * m/2^M.

    ends: "ieee", exponent all ones is infinity (m = 0) or NaN; "nan", only all ones of both is NaN and there is no
    infinity (FP8 E4M3); "finite", every code is a number. Values round to the nearest, halves to the even code.
    Errors: ValueError names the field that is wrong. Source: IEEE 754-2019; Micikevicius et al., FP8 formats, 2022.
    """

    name: str
    E: int
    M: int
    ends: str = "ieee"

    def __post_init__(self):
        for field in "EM":
            object.__setattr__(
                self, field, whole(f"{self.name}: {field}", getattr(self, field), None)
            )
        if self.ends not in ENDS or not (1 <= self.E <= 8 and 0 <= self.M <= 23):
            raise ValueError(
                f"{self.name}: E={self.E} is 1 to 8, M={self.M} is 0 to 23, ends={self.ends!r} of {ENDS}"
            )

    @property
    def bits(self) -> int:
        """All bits of a code: sign, exponent, mantissa."""
        return 1 + self.E + self.M

    @property
    def bias(self) -> int:
        """What is taken from the exponent's field: 2^(E-1) - 1."""
        return 2 ** (self.E - 1) - 1

    @property
    def last(self) -> int:
        """The code of the largest finite number."""
        codes = 1 << (self.E + self.M)
        return codes - {"ieee": (1 << self.M) + 1, "nan": 2, "finite": 1}[self.ends]

    @property
    def largest(self) -> float:
        """The largest finite number: 448 for FP8 E4M3."""
        return float(self.decode(self.last))

    @property
    def smallest(self) -> float:
        """The smallest number above 0, a subnormal one: 2^(1 - bias - M)."""
        return 2.0 ** (1 - self.bias - self.M)

    @cached_property
    def values(self) -> np.ndarray:
        """Every finite number, in order, 0 once. Errors: ValueError for formats of more than 16 bits: they are many."""
        if self.bits > 16:
            raise ValueError(
                f"{self.name} has {2**self.bits:,} codes: too many to list; ask for formats up to 16 bits"
            )
        positive = self.decode(np.arange(self.last + 1))
        return np.concatenate([-positive[:0:-1], positive])

    def fields(self, codes) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The three fields of each code: sign, exponent, mantissa, as unsigned integers."""
        codes = np.asarray(codes).astype(np.int64)
        return (
            codes >> (self.E + self.M),
            codes >> self.M & ((1 << self.E) - 1),
            codes & ((1 << self.M) - 1),
        )

    def decode(self, codes) -> np.ndarray:
        """The number of each code, exact as float64. Errors: ValueError where a code has more bits than the format."""
        codes = np.asarray(codes)
        if codes.dtype.kind not in "iu" or (
            codes.size and (codes.min() < 0 or int(codes.max()) >> self.bits)
        ):
            raise ValueError(
                f"codes of {self.name} are integers of {self.bits} bits, 0 to {2**self.bits - 1}"
            )
        sign, e, m = self.fields(codes)
        # the hidden one, which subnormals lack
        whole = m + (np.minimum(e, 1) << self.M)
        size = np.ldexp(whole.astype(float), np.maximum(e, 1) - self.bias - self.M)
        beyond = (e << self.M) + m > self.last
        size = np.where(
            beyond, np.where((m == 0) & (self.ends == "ieee"), np.inf, np.nan), size
        )
        return np.where(sign == 1, -size, size)

    def encode(self, x, saturate: bool = False) -> np.ndarray:
        """The code of the nearest number, of two as near the even one; a carry runs from mantissa into exponent.

        In units of the last place q = x * 2^(M - e), the code is round(q) + (e + bias - 1) * 2^M, subnormals too.
        What rounds beyond the largest becomes infinity, or NaN where there is none; with `saturate`, or where every
        code is a number, the largest. Shapes: any -> uint32 alike. Errors: ValueError for NaN where there is no NaN.
        """
        x = reals(x)
        missing = np.isnan(x)
        if missing.any() and (
            self.ends == "finite" or (self.ends == "ieee" and not self.M)
        ):
            raise ValueError(
                f"x of shape {x.shape} holds NaN, and {self.name} has no code for it"
            )
        size = np.where(np.isfinite(x), np.abs(x), 0.0)
        # frexp's fraction is 1/2 to 1; 0 has no exponent
        e = np.where(size > 0, np.frexp(size)[1] - 1, -np.inf)
        e = np.maximum(e, 1 - self.bias).astype(np.int64)
        with np.errstate(over="ignore"):
            codes = np.rint(np.ldexp(size, self.M - e)).astype(np.int64) + (
                e + self.bias - 1 << self.M
            )
        beyond = (codes > self.last) | np.isinf(x)
        codes = np.where(
            beyond,
            self.last if saturate or self.ends == "finite" else self._beyond,
            codes,
        )
        codes = np.where(missing, self._nan, codes)
        return (codes | np.signbit(x).astype(np.int64) << (self.E + self.M)).astype(
            np.uint32
        )

    def encode_by_search(self, x) -> np.ndarray:
        """The definition of `encode` within the finite numbers: of all codes the nearest, of two the even one.

        Shapes: any -> uint32 alike. Errors: ValueError for NaN, or formats of more than 16 bits.
        """
        x = reals(x)
        if np.isnan(x).any() or self.bits > 16:
            raise ValueError(
                f"search is for numbers, and for formats up to 16 bits: {self.name} has {self.bits}"
            )
        numbers, codes = (
            self.decode(np.arange(self.last + 1)),
            np.zeros(x.shape, np.uint32),
        )
        for place, value in np.ndenumerate(x):
            off = np.abs(numbers - min(abs(value), self.largest))
            nearest = np.flatnonzero(off == off.min())
            code = min(nearest, key=lambda code: code % 2)
            codes[place] = code | int(np.signbit(value)) << (self.E + self.M)
        return codes

    def __call__(self, x, saturate: bool = False) -> np.ndarray:
        """Each value's nearest number in the format, as float64: decode(encode(x))."""
        return self.decode(self.encode(x, saturate))

    @property
    def _beyond(self) -> int:
        """The code for what is too large: infinity, or the one NaN."""
        return self.last + 1

    @property
    def _nan(self) -> int:
        """The code of a NaN: a quiet one, its first bit of mantissa set."""
        return (
            self.last + 1 + (1 << self.M - 1 if self.ends == "ieee" and self.M else 0)
        )


FLOAT32 = Format("float32", 8, 23)
FLOAT16 = Format("float16", 5, 10)
BFLOAT16 = Format("bfloat16", 8, 7)
FP8_E4M3 = Format("FP8 E4M3", 4, 3, "nan")
FP8_E5M2 = Format("FP8 E5M2", 5, 2)
FP6_E2M3 = Format("FP6 E2M3", 2, 3, "finite")
FP6_E3M2 = Format("FP6 E3M2", 3, 2, "finite")
FP4_E2M1 = Format("FP4 E2M1", 2, 1, "finite")
FORMATS = {
    f.name: f
    for f in (
        FLOAT32,
        FLOAT16,
        BFLOAT16,
        FP8_E4M3,
        FP8_E5M2,
        FP6_E2M3,
        FP6_E3M2,
        FP4_E2M1,
    )
}
