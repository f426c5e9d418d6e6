"""Several small products by one large multiplier: values side by side in a word, each in a lane of its own.

    word = pack([200, 3, 17, 255])          four values of 8 bits, 16 bits apart, in 64
    unpack(word * 250)                      [50000, 750, 4250, 63750]: one multiplication, four products
    product(F, I)                           F I for four rows at once

A product of two values of b bits fits in 2b bits, so lanes of 16 never meet. A sum of such products would run over
into the next lane: it is taken out before, or lanes get room for it.
"""

from dataclasses import dataclass

import numpy as np

from dnnlib.door import checked, whole

LANES, LANE = 4, 16  # lanes in a word of 64 bits


@checked
@dataclass(frozen=True, eq=False)
class Packed:
    """O [4], how many times the large multiplier worked, and how often the lanes were emptied."""

    O: np.ndarray
    multiplications: int
    emptied: int


@checked
def pack(values) -> np.ndarray:
    """Four values of each row, 0 to 2^16 - 1, as one word of 64 bits: the sum of values[k] * 2^(16 k).

    Shapes: [...,4] -> [...] uint64. Errors: ValueError names a value that does not fit its lane, or another count.
    """
    values = np.asarray(values)
    if values.shape[-1:] != (LANES,):
        raise ValueError(f"{values.shape} values: a word has {LANES} lanes")
    _fits(values, 2**LANE - 1, "a lane")
    shifts = np.arange(LANES, dtype=np.uint64) * np.uint64(LANE)
    return (values.astype(np.uint64) << shifts).sum(axis=-1, dtype=np.uint64)


@checked
def unpack(words) -> np.ndarray:
    """The four lanes of each word. Shapes: [...] -> [...,4], int64."""
    shifts = np.arange(LANES, dtype=np.uint64) * np.uint64(LANE)
    lanes = np.asarray(words, np.uint64)[..., None] >> shifts
    return (lanes & np.uint64(2**LANE - 1)).astype(np.int64)


@checked
def room(bits: int) -> int:
    """How many products of two values of so many bits a lane of 16 can add up: 1 of 8 bits, 291 of 4.

    (2^16 - 1) / (2^bits - 1)^2, rounded down. Errors: ValueError where not even one fits.
    """
    whole("bits", bits, 1, LANE // 2)
    return (2**LANE - 1) // (2**bits - 1) ** 2


@checked
def product(F, I, bits: int = 8) -> Packed:
    """O[m] = sum over c of F[m,c] * I[c] for four rows at once: each input meets four weights in one multiplication.

    The lanes are emptied into wide sums each `room(bits)` products, before they can run over.
    Shapes: F [4,C], I [C], whole numbers from 0 to 2^bits - 1. Errors: ValueError names what does not fit.
    """
    F, I = np.asarray(F), np.asarray(I)
    if F.ndim != 2 or len(F) != LANES or I.shape != F.shape[1:]:
        raise ValueError(f"F {F.shape} and I {I.shape}: give [{LANES},C] and [C]")
    before = room(bits)
    for values in (F, I):
        _fits(values, 2**bits - 1, f"{bits} bits")
    words = pack(F.T) * I.astype(np.uint64)
    starts = np.arange(0, len(I), before)
    sums = np.add.reduceat(words, starts) if len(I) else words
    return Packed(unpack(sums).sum(axis=0), len(I), len(starts))


@checked
def product_by_loops(F, I) -> np.ndarray:
    """The definition of `product`: one small multiplication after the other."""
    O = np.zeros(len(F), np.int64)
    for m in range(len(F)):
        for c in range(len(I)):
            O[m] += int(F[m][c]) * int(I[c])
    return O


def _fits(values: np.ndarray, most: int, where: str) -> None:
    if values.dtype.kind not in "iu":
        raise ValueError(f"values of type {values.dtype}: lanes hold whole numbers")
    for value in values[(values < 0) | (values > most)].ravel()[:1]:
        raise ValueError(f"{value} does not fit {where}: 0 to {most}")
