"""A weight of many bits in cells of few: offset, then slices."""

import numpy as np

from dnnlib.puzzle import Puzzle


def cells_of(W: np.ndarray, bits: int, cell: int) -> np.ndarray:
    """Which levels do the cells hold for weights that are stored with an offset?

    A weight has `bits` bits; w + 2^(bits-1) is stored, which is never negative, in cells of `cell` bits: the
    least significant first. The last cell takes what is left, if `cell` does not divide `bits`.
    Shapes: W [M] of -2^(bits-1) to 2^(bits-1) - 1 -> [slices, M]. Source: Shafiee et al., ISCA 2016.
    """
    W = np.asarray(W)
    if W.ndim != 1 or not W.size or not 1 <= cell <= bits <= 16:
        raise ValueError("a line of weights, and cells of 1 to `bits` bits")
    half = 2 ** (bits - 1)
    if W.min() < -half or W.max() >= half:
        raise ValueError("a weight that does not fit")
    made = []
    for first in range(0, bits, cell):
        row = []
        for w in W:
            level = 0
            for k in range(first, min(first + cell, bits)):
                level += (int(w) + half) // 2**k % 2 * 2 ** (k - first)
            row.append(level)
        made.append(row)
    return np.array(made)


def _weights(rng):
    bits = int(rng.integers(2, 9))
    cell, half = int(rng.integers(1, bits + 1)), 2 ** (bits - 1)
    return rng.integers(-half, half, int(rng.integers(1, 6))), bits, cell


def _cut(q, bits, cell, starts=None, mask=None):
    starts = range(0, bits, cell) if starts is None else starts
    mask = 2**cell - 1 if mask is None else mask
    return np.array([(q >> k) & mask for k in starts])


def _stored(W, bits):
    return np.asarray(W) + 2 ** (bits - 1)


cells_of_puzzle = Puzzle(
    cells_of,
    _weights,
    points=4,
    axes="sm",
    easier=("where all cells are full", lambda W, bits, cell: bits % cell == 0),
    examples=(
        (np.array([-8, -1, 0, 7]), 4, 2),
        (np.array([0b0110 - 8]), 4, 1),
        (np.array([5, -6, 11]), 5, 2),
        (np.array([-3, 2]), 3, 3),
        (np.array([100, -100, 0]), 8, 2),
        (np.array([3, -4, 2]), 3, 2),
    ),
    wrong={
        "The most significant digit comes first: the least does.": lambda W, bits, cell: _cut(
            _stored(W, bits), bits, cell
        )[::-1],
        "Nothing is added: a cell cannot hold the sign, and two's complement is another code.": (
            lambda W, bits, cell: _cut(np.asarray(W), bits, cell, mask=2**cell - 1) & (2**bits - 1)
        ),
        "The sign is dropped, |w| is stored: -3 and 3 become the same.": lambda W, bits, cell: _cut(
            np.abs(W), bits, cell
        ),
        "2^bits is added: half of that lifts the least weight to 0.": lambda W, bits, cell: (
            (np.array([(np.asarray(W) + 2**bits) >> k & (2**cell - 1) for k in range(0, bits, cell)]))
            if cell < bits
            else np.array([np.asarray(W) + 2**bits])
        ),
        "2^(bits-1) - 1 is added: then the least weight is -1.": lambda W, bits, cell: _cut(
            _stored(W, bits) - 1, bits, cell
        ),
        "A last, short cell is left out: the most significant bits are in it.": lambda W, bits, cell: _cut(
            _stored(W, bits), bits, cell, range(0, bits - cell + 1, cell)
        ),
        "Digits are cut from above, so the first cell is the short one.": lambda W, bits, cell: np.array(
            [
                (_stored(W, bits) >> max(k, 0)) & (2 ** min(cell, cell + k) - 1)
                for k in range(bits - cell, -cell, -cell)
            ][::-1]
        ),
        "A cell holds `cell` levels: it has 2^cell.": lambda W, bits, cell: np.array(
            [_stored(W, bits) // max(cell, 2) ** i % max(cell, 2) for i in range(-(-bits // cell))]
        ),
        "The slices overlap: the next one begins `cell` bits higher.": lambda W, bits, cell: _cut(
            _stored(W, bits), bits, cell, range(-(-bits // cell))
        ),
        "What is left above is not cut off: a cell holds its own bits alone.": lambda W, bits, cell: np.array(
            [_stored(W, bits) >> k for k in range(0, bits, cell)]
        ),
        "The slices keep their place value: a cell holds the digit.": lambda W, bits, cell: np.array(
            [_stored(W, bits) & ((2**cell - 1) << k) for k in range(0, bits, cell)]
        ),
        "A row is a weight: a row is a slice of all weights.": lambda W, bits, cell: (
            _cut(_stored(W, bits), bits, cell).T
        ),
    },
)
