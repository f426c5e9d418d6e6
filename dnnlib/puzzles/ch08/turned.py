"""ISAAC's encoding: a column that is mostly full is stored upside down."""

import numpy as np

from dnnlib.puzzle import Puzzle


def turned_over(W: np.ndarray, cell: int) -> tuple:
    """What does an array store, and which columns are turned over?

    A column is turned over if its levels add up to *more* than half of what they could, rows * (2^cell - 1). Then
    each of its cells holds 2^cell - 1 - w in place of w.
    Shapes: levels W [rows, M] -> (stored [rows, M], turned [M] of True and False).
    Source: Shafiee et al., ISCA 2016, section V.
    """
    W = np.asarray(W)
    if W.ndim != 2 or not W.size or not 1 <= cell <= 8 or W.min() < 0 or W.max() >= 2**cell:
        raise ValueError("levels of 0 to 2^cell - 1")
    most = 2**cell - 1
    stored, turned = [[int(w) for w in row] for row in W], []
    for m in range(W.shape[1]):
        total = 0
        for c in range(W.shape[0]):
            total += int(W[c, m])
        turned.append(2 * total > W.shape[0] * most)
        if turned[m]:
            for c in range(W.shape[0]):
                stored[c][m] = most - stored[c][m]
    return np.array(stored), np.array(turned)


def _levels(rng):
    cell = int(rng.integers(1, 4))
    rows, M = int(rng.integers(1, 6)), int(rng.integers(1, 5))
    W = rng.integers(0, 2**cell, (rows, M))
    if rng.random() < 0.5:
        W[:, 0] = np.arange(rows) % 2 * (2**cell - 1)  # half full, if rows are even
    return W, cell


def _turn(flag, upside=lambda W, most: most - W, told=lambda flags: flags):
    """The encoding with one thing wrong; flag: (W, most) -> flags of the columns."""

    def wrong(W, cell):
        W, most = np.asarray(W), 2**cell - 1
        flags = np.broadcast_to(flag(W, most), W.shape[1:])
        return np.where(flags, upside(W, most), W), told(flags.copy())

    return wrong


def _over(W, most):
    return 2 * W.sum(axis=0) > len(W) * most


def _cells(W, cell):
    W, most = np.asarray(W), 2**cell - 1
    return np.where(2 * W > most, most - W, W), _over(W, most)


def _rows(W, cell):
    W, most = np.asarray(W), 2**cell - 1
    flags = 2 * W.sum(axis=1) > W.shape[1] * most
    return np.where(flags[:, None], most - W, W), flags


turned_over_puzzle = Puzzle(
    turned_over,
    _levels,
    points=4,
    examples=(
        (np.array([[3, 0], [3, 1], [2, 0]]), 2),
        (np.array([[3, 0], [0, 3]]), 2),
        (np.array([[1, 0, 1], [1, 0, 0], [1, 1, 0]]), 1),
        (np.array([[7, 1, 4], [7, 1, 4]]), 3),
        (np.array([[3, 2], [1, 2], [3, 0]]), 2),
    ),
    wrong={
        "A column that is just half full is turned over: more than half, it says.": _turn(
            lambda W, most: 2 * W.sum(axis=0) >= len(W) * most
        ),
        "Cells are turned over one by one: then nobody knows which. A whole column is.": _cells,
        "Rows are turned over: a column has one converter, so it is columns.": _rows,
        "2^cell - w is stored: for w = 0 no cell can hold that.": _turn(_over, lambda W, most: most + 1 - W),
        "Columns that are nearly empty are turned over: it is full ones that make large sums.": _turn(
            lambda W, most: ~_over(W, most)
        ),
        "All columns are turned over: only those that are mostly full.": _turn(lambda W, most: True),
        "Nothing is turned over.": _turn(lambda W, most: False),
        "The whole array decides: each column is asked by itself.": _turn(
            lambda W, most: 2 * W.mean() > most
        ),
        "The largest cell of a column decides: it is the sum.": _turn(
            lambda W, most: 2 * W.max(axis=0) > most
        ),
        "The number of cells that are not empty decides: it is the sum of their levels.": _turn(
            lambda W, most: 2 * (W > 0).sum(axis=0) > len(W)
        ),
        "True is for the columns that stay: it is for those that are turned over.": _turn(
            _over, told=lambda flags: ~flags
        ),
        "The flags are right, but the cells have not been turned.": _turn(_over, lambda W, most: W),
        "The cells are mirrored, top to bottom: their levels are to be turned over.": _turn(
            _over, lambda W, most: W[::-1]
        ),
    },
)
