"""The sides of an array: which rows x columns, for the layers of a model and as many PEs as one may spend."""

import numpy as np

from dnnlib.puzzle import Puzzle


def sides(layers: np.ndarray, pes: int) -> tuple:
    """Which array of at most `pes` PEs runs a model in the fewest cycles, weight stationary? Result: (rows, cols).

    layers [layer, 3]: taps K, filters M and pixels T of each. A layer takes ceil(K/rows) * ceil(M/cols) folds of
    2*rows + cols + T - 2 cycles. Of arrays that take the same cycles: the fewest PEs, then the fewest rows.
    Source: Samajdar et al., ISPASS 2020.
    """
    if layers.ndim != 2 or layers.shape[1] != 3 or not len(layers) or layers.min() < 1 or pes < 1:
        raise ValueError("layers [layer, 3] and pes start at 1")
    best = (np.inf, 0, 0)
    for rows in range(1, pes + 1):
        for cols in range(1, pes // rows + 1):
            cycles = 0
            for K, M, T in layers:
                cycles += int(-(-K // rows) * -(-M // cols) * (2 * rows + cols + T - 2))
            if (cycles, rows * cols, rows) < best:
                best = cycles, rows * cols, rows
    _, area, rows = best
    return rows, area // rows


def _cycles(layers, rows, cols):
    K, M, T = layers.T
    return int((-(-K // rows) * -(-M // cols) * (2 * rows + cols + T - 2)).sum())


def _best(
    which=lambda rows, cols, pes: rows * cols <= pes, score=_cycles, tie=lambda r, c: (r * c, r), seen=None
):
    """The best array by a wrong score, of too few, or of equals another one."""

    def wrong(layers, pes):
        layers = seen(layers) if seen else layers
        choices = [(r, c) for r in range(1, pes + 1) for c in range(1, pes // r + 1) if which(r, c, pes)]
        return min(choices, key=lambda side: (score(layers, *side), *tie(*side)))

    return wrong


def _folds(layers, rows, cols):
    return int((-(-layers[:, 0] // rows) * -(-layers[:, 1] // cols)).sum())


def _idle(layers, rows, cols):
    return -float(layers.prod(axis=1).sum()) / (_cycles(layers, rows, cols) * rows * cols)


def _steady(layers, rows, cols):
    K, M, T = layers.T
    return int((-(-K // rows) * -(-M // cols) * T).sum())


def _unloaded(layers, rows, cols):
    K, M, T = layers.T
    return int((-(-K // rows) * -(-M // cols) * (rows + cols + T - 2)).sum())


def _drawn(rng):
    layers = rng.integers(1, (40, 24, 30), (int(rng.integers(1, 4)), 3))
    return layers, int(rng.integers(4, 49))


sides_puzzle = Puzzle(
    sides,
    _drawn,
    points=5,
    examples=(
        (np.array([[9, 4, 16]]), 16),
        (np.array([[3, 16, 100], [18, 4, 20]]), 24),
        (np.array([[1, 20, 5]]), 32),
        (np.array([[25, 6, 12], [30, 2, 1]]), 36),
        (np.array([[3, 6, 3]]), 8),  # two arrays of as many PEs
        (np.array([[6, 9, 5]]), 10),  # two with more and fewer
        (np.array([[13, 2, 1], [2, 7, 5]]), 28),
        (np.array([[7, 1, 100]]), 7),  # a column
        (np.array([[1, 6, 100]]), 6),  # a row
    ),
    wrong={
        "Only squares are tried: filters and taps are seldom as many as each other.": _best(
            which=lambda rows, cols, pes: rows == cols
        ),
        "Only arrays of exactly `pes` PEs are tried: a few PEs less may have the better shape.": _best(
            which=lambda rows, cols, pes: rows * cols == pes
        ),
        "Only powers of two are tried.": _best(
            which=lambda rows, cols, pes: rows & (rows - 1) == 0 == cols & (cols - 1)
        ),
        "The fewest folds are chosen: larger arrays also load, fill and drain longer.": _best(score=_folds),
        "The busiest array is chosen: one PE is always busy, and slow.": _best(score=_idle),
        "Loading, fill and drain are left out.": _best(score=_steady),
        "Loading is left out: 2*rows, not rows.": _best(score=_unloaded),
        "Rows and columns are exchanged: taps take rows, filters take columns.": _best(
            score=lambda layers, rows, cols: _cycles(layers, cols, rows), tie=lambda r, c: (r * c, c)
        ),
        "Only the first layer is looked at: the model's cycles are the sum.": _best(seen=lambda layers: layers[:1]),
        "The layers are taken together as one: each has folds of its own.": _best(
            seen=lambda layers: layers.sum(axis=0, keepdims=True)
        ),
        "Of equals the largest is chosen: the fewest PEs were asked for.": _best(tie=lambda r, c: (-r * c, r)),
        "Of equals with as many PEs the one with the most rows is chosen: the fewest were asked for.": _best(
            tie=lambda r, c: (r * c, -r)
        ),
    },
)  # fmt: skip
