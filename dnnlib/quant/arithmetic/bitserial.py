"""Hardware whose work shrinks with the bits: serial in the bits of a factor, or a multiplier that splits in parts.

The products are those of real integers; the cycles, the additions and the cells that switch fall out of the same loops.
"""

from dataclasses import dataclass

import numpy as np

from dnnlib.door import checked, whole
from dnnlib.quant.levels import reals

MOST_BITS = 31


@checked
@dataclass(frozen=True, eq=False)
class Serial:
    """A product or sum that was made bit by bit: its value, the cycles it took, and the additions among them.

    value: int64, of the operands' broadcast shape, or [N,M]. cycles: of one multiplier. additions: of ones in the bits.
    """

    value: np.ndarray
    cycles: int
    additions: int


@checked
def multiply(a, b, bits: int) -> Serial:
    """a * b, one bit of b a cycle from the lowest: value += a << k where bit k is 1, and the sign's bit counts less.

    b = -b[bits-1]*2^(bits-1) + sum over k below of b[k]*2^k in two's complement. Shapes: a and b broadcast.
    Errors: ValueError where b does not fit so many bits. Source: Judd et al., MICRO 2016 (Stripes).
    """
    a, b = _integers(a, b, bits)
    value, additions = np.zeros(np.broadcast_shapes(a.shape, b.shape), np.int64), 0
    for k in range(bits):
        bit = b >> k & 1
        term = (a << k) * bit
        value = value + (-term if k == bits - 1 else term)
        additions += int(np.broadcast_to(bit, value.shape).sum())
    return Serial(value, bits, additions)


@checked
def product(I, F, bits: int) -> Serial:
    """O = I F^T with the bits of I one a cycle: each adds one row of weights, or nothing, to a shifted sum.

    O[n,m] = sum over k of +-2^k * (sum over c of I[n,c][k] * F[m,c]): `bits` cycles for each of C inputs of an output,
    where a parallel multiplier of 16 bits takes one; 16 outputs side by side make up for it at 16 bits.
    Shapes: I [N,C], F [M,C] integers -> [N,M]. Errors: ValueError where I does not fit the bits. Source: as multiply.
    """
    I, F = _integers(F, I, bits)[::-1]
    value, additions = np.zeros((len(I), len(F)), np.int64), 0
    for k in range(bits):
        plane = I >> k & 1
        sums = plane @ F.T
        value += -(sums << k) if k == bits - 1 else sums << k
        additions += int(plane.sum()) * len(F)
    return Serial(value, bits * I.shape[1], additions)


@checked
def speedup(bits, macs, parallel: int = 16) -> float:
    """How much faster layers run when each takes as many cycles as its bits: sum macs*parallel / sum macs*bits.

    Shapes: bits [L] and macs [L], a number a layer. Errors: ValueError where they differ, or a number is not positive.
    Source: Sze et al. 2017, VII-A-1 (Stripes: 4 to 9 bits a layer of AlexNet, against 16).
    """
    parallel = whole("parallel", parallel, means="multipliers side by side")
    bits, macs = reals(bits, "bits"), reals(macs, "macs")
    if (
        bits.shape != macs.shape
        or not bits.size
        or not ((bits > 0).all() and (macs > 0).all())
    ):
        raise ValueError(
            f"bits={bits} and macs={macs}: give a positive number of each for every layer"
        )
    return float(parallel * macs.sum() / (bits * macs).sum())


@checked
def least_bits(x) -> int:
    """The least bits of two's complement that hold all these integers: 1 for 0 and -1. Errors: ValueError if empty."""
    x = np.asarray(x)
    if not x.size or x.dtype.kind not in "iu":
        raise ValueError(
            f"x of shape {x.shape}, {x.dtype}: give integers, at least one"
        )
    ends = int(x.min()), int(x.max())  # Python's: ~ of an unsigned type has no sign
    return 1 + max(max(v, ~v).bit_length() for v in ends)


@checked
@dataclass(frozen=True, eq=False)
class Array:
    """An unsigned product out of a multiplier's cells: one AND and one full adder for each bit of a with each of b.

    value: the product. cells: those that work, of size^2 that are there. products: how many fit beside each other.
    """

    value: np.ndarray
    cells: int
    size: int
    products: int

    @property
    def activity(self) -> float:
        """The share of the cells that work when the rest of the array is gated."""
        return self.cells * self.products / self.size**2


@checked
def scalable(a, b, bits: int, size: int = 16) -> Array:
    """Products of narrow numbers in a wide multiplier: bits^2 of its size^2 cells each, size // bits of them at a time.

    value = sum over i, j of a[i]*b[j]*2^(i+j), one cell a term, of a block on the array's diagonal; the other blocks
    would multiply numbers that do not belong together, and are gated. Shapes: a and b broadcast, 0 to 2^bits - 1.
    Errors: ValueError where a or b does not fit, or bits exceed the size. Source: Moons and Verhelst, VLSI 2016;
    Sze et al. 2017, VII-A-1 (voltage scaling comes on top: shorter carries leave time).
    """
    size = whole("size", size, 1, MOST_BITS, "bits of the multiplier's sides")
    bits = whole("bits", bits, 1, size, f"of size={size}")
    a, b = (np.asarray(v) for v in (a, b))
    for name, v in (("a", a), ("b", b)):
        if v.dtype.kind not in "iu" or (
            v.size and (v.min() < 0 or int(v.max()) >> bits)
        ):
            raise ValueError(
                f"{name} holds values outside 0 to {2**bits - 1}, which {bits} bits without sign hold"
            )
    a, b = a.astype(np.int64), b.astype(np.int64)
    value = np.zeros(np.broadcast_shapes(a.shape, b.shape), np.int64)
    for i in range(bits):
        for j in range(bits):
            value += (a >> i & 1) * (b >> j & 1) << (i + j)
    return Array(value, bits**2, size, size // bits)


def _integers(a, b, bits: int) -> tuple[np.ndarray, np.ndarray]:
    """Both as int64, once b fits into so many bits."""
    bits = whole("bits", bits, 1, MOST_BITS)
    a, b = np.asarray(a), np.asarray(b)
    if a.dtype.kind not in "iu" or b.dtype.kind not in "iu":
        raise ValueError(
            f"operands of {a.dtype} and {b.dtype}: give integers, such as codes"
        )
    if b.size and least_bits(b) > bits:
        raise ValueError(
            f"values from {b.min()} to {b.max()} need {least_bits(b)} bits, not {bits}"
        )
    for v in (a, b):
        if v.size and least_bits(v) > MOST_BITS + 1:
            raise ValueError(
                f"values up to {int(v.max()):,} are no codes: give integers of {MOST_BITS} bits or fewer"
            )
    return a.astype(np.int64), b.astype(np.int64)
