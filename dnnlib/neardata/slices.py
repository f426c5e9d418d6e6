"""Numbers in pieces: a cell holds few bits, and a word line takes few bits at a time.

slices(0b1101, 4, 2)    ->  0b01, 0b11      the least significant digit first
"""

from collections.abc import Sequence

import numpy as np

from dnnlib.door import checked, whole


@checked
def slices(q, bits: int, each: int) -> tuple[np.ndarray, ...]:
    """The digits of integers, `each` bits wide: sum over i of digit[i] << each*i = q.

    Shapes: q of any shape -> ceil(bits / each) arrays like it, the least digit first.
    Errors: ValueError names the value that `bits` bits cannot hold, or `each`.
    Source: Shafiee et al., ISCA 2016 (16-bit weights in cells of 2 bits).
    """
    q = np.asarray(q)
    if q.dtype.kind not in "iub":
        raise ValueError(f"digits are of integers, and these are {q.dtype}")
    each = whole("each", each, 1, bits, "bits of a digit")
    bad = q[(q < 0) | (q >= 2**bits)]
    if bad.size:
        most = 2**bits - 1
        raise ValueError(f"{bad[0]} does not fit in {bits} bits: 0 to {most:,}")
    mask = 2**each - 1
    return tuple((q >> start) & mask for start in range(0, bits, each))


@checked
def joined(digits: Sequence, each: int):
    """The integers that digits of `each` bits stand for: the inverse of `slices`."""
    made = [np.asarray(d) for d in digits]
    if any(d.dtype.kind not in "iub" for d in made):
        raise ValueError(f"digits are integers, and these are {made[0].dtype}")
    each = whole("each", each, 1, 63 // max(len(made), 1), "bits of a digit")
    return sum(d.astype(np.int64) << each * i for i, d in enumerate(made))


@checked
def flipped(W, cell_bits: int) -> tuple[np.ndarray, np.ndarray]:
    """ISAAC's encoding: a column whose levels are large is stored as its complement.

    stored = w, or 2^c - 1 - w where the column's sum is more than half of its most.
    The true sum is (2^c - 1) * sum(x) - sum(x * stored) in a column that is flipped.
    So no stored column sums to more than half, and the ADC needs one bit less.

    Shapes: levels W [rows, columns] -> stored [rows, columns], flags [columns] bool.
    Errors: ValueError names the level that a cell cannot hold.
    Source: Shafiee et al., ISCA 2016, section V.
    """
    W, most = np.asarray(W), 2 ** whole("cell_bits", cell_bits, 1, 16) - 1
    if W.ndim != 2:
        raise ValueError(f"levels of shape {W.shape}: give [rows, columns]")
    if W.size and (W.min() < 0 or W.max() > most):
        worst = W.min() if W.min() < 0 else W.max()
        raise ValueError(
            f"a level of {worst} in a cell of {cell_bits} bits: 0 to {most}"
        )
    flags = 2 * W.sum(axis=0) > len(W) * most
    return np.where(flags, most - W, W), flags
