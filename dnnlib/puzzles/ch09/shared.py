"""Weight sharing: k-means in one dimension."""

from fractions import Fraction
from itertools import combinations

import numpy as np

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch02.arrays import NO_FRACTIONS, quarters, whole

MARGIN = Fraction(1, 10**6)  # far above rounding, far below a case's steps


def shared(x: np.ndarray, K: int) -> np.ndarray:
    """Return the K levels [K] at which k-means ends on the values x: each level the mean of the values nearest to it.

    Start: K levels equally spaced from min(x) to max(x). Repeat: each value joins the nearest level (in the middle of
    two, the upper); each level becomes the mean of its values, or stays if it has none. Stop when nothing moves.
    Source: Han et al., ICLR 2016, 3.1-3.2; Sze et al. 2017, VII-A-2.
    """
    if K < 2 or not x.max() > x.min():
        raise ValueError("at least two levels, and values that differ")
    values = [Fraction(float(value)) for value in x]
    low, high = min(values), max(values)
    levels = [low + k * (high - low) / (K - 1) for k in range(K)]
    _clear(values, levels, exact=_is_float)
    while True:
        members: list[list] = [[] for _ in range(K)]
        for value in values:
            nearest = 0
            for k in range(1, K):
                if value - levels[nearest] >= levels[k] - value:
                    nearest = k
            members[nearest].append(value)
        moved = [sum(group) / len(group) if group else level for group, level in zip(members, levels)]
        if moved == levels:
            return np.array([float(level) for level in levels])
        levels = moved
        _clear(values, levels)


def _clear(values: list, levels: list, exact=lambda level: False) -> None:
    """Refuse a case in which a value lies in the middle of two levels: in floats either may seem nearer."""
    for low, high in combinations(levels, 2):
        if low == high or (exact(low) and exact(high)):
            continue
        if any(abs(2 * value - low - high) < MARGIN for value in values):
            raise ValueError("a value lies in the middle of two levels: rounding would decide")


def _is_float(level: Fraction) -> bool:
    """Whether floats say the level exactly: a quarter they do, a third they do not."""
    return level.denominator & (level.denominator - 1) == 0


def _case(rng):
    """Two crowds, with a gap in which a level may starve; quarters, so that sums do not depend on the order."""
    K = int(rng.integers(2, 6))
    near, far = int(rng.integers(2, 8)), int(rng.integers(1, 6))
    x = np.concatenate([quarters(rng, 0, 9, near), quarters(rng, 14, 30, far)])
    return rng.permutation(x) - 12, K


def _lloyd(rounds=300, start=np.linspace, side="right", center=np.mean, empty=lambda level, x: level):
    """Lloyd's iteration with one part wrong."""

    def wrong(x, K):
        levels = np.sort(start(x.min(), x.max(), K) if start is np.linspace else start(x, K))
        for _ in range(rounds):
            codes = np.searchsorted((levels[1:] + levels[:-1]) / 2, x, side=side)
            groups = [x[codes == k] for k in range(K)]
            moved = np.array([center(g) if len(g) else empty(level, x) for g, level in zip(groups, levels)])
            if np.array_equal(moved, levels, equal_nan=True):
                break
            levels = moved
        return levels

    return wrong


def _assigned_once(x, K):
    """The groups of the start are kept."""
    return _lloyd(rounds=1)(x, K)


shared_puzzle = Puzzle(
    shared,
    _case,
    points=4,
    axes="k",
    trials=48,
    easier=("for two levels", lambda x, K: K == 2),
    examples=(
        (np.array([0.0, 1, 2, 10]), 2),
        (np.array([0.0, 1, 1, 2, 9, 10, 10, 10]), 3),
        (np.array([0.0, 0, 1, 20]), 4),
        (np.array([0.0, 1, 2, 4, 8, 16]), 2),
        (np.array([-3.0, -1, 0, 1, 3]), 2),
        (np.array([-12.0, -12, -8, -7, -6, -4, 14, 15]), 3),
        (np.array([-12.0, -12, -7, -6, -5, -4, 8, 12, 14, 16]), 3),
    ),
    wrong={
        NO_FRACTIONS: whole(shared),
        "The fractions are cut off in x before anything else: leave x as it is.": lambda x, K: _lloyd()(
            np.trunc(x), K
        ),
        "The levels never move: these are the K equally spaced ones of the start.": _lloyd(rounds=0),
        "One round is not all: after the levels have moved, values may be nearer to another. Repeat.": _assigned_once,
        "Two rounds are not all: repeat until nothing moves.": _lloyd(rounds=2),
        "A level without values becomes 0: it stays where it is.": _lloyd(empty=lambda level, x: 0.0),
        "A level without values becomes the mean of nothing (NaN): it stays where it is.": _lloyd(
            empty=lambda level, x: np.nan
        ),
        "A level without values becomes the mean of all: it stays where it is.": _lloyd(
            empty=lambda level, x: x.mean()
        ),
        "The level is the median of its values: the mean makes the squared error least.": _lloyd(
            center=np.median
        ),
        "The level is the middle between its least and largest value: take the mean of all its values.": _lloyd(
            center=lambda g: (g.min() + g.max()) / 2
        ),
        "A value in the middle joins the lower level: here it joins the upper.": _lloyd(side="left"),
        "The start is at equal shares of the values: here levels start equally spaced.": _lloyd(
            start=lambda x, K: np.quantile(x, (np.arange(K) + 0.5) / K)
        ),
        "The start leaves out the ends: the first level starts at min(x), the last at max(x).": _lloyd(
            start=lambda x, K: x.min() + (np.arange(K) + 0.5) * (x.max() - x.min()) / K
        ),
        "The start is the first K values of x: here levels start equally spaced.": _lloyd(
            start=lambda x, K: np.resize(x, K)
        ),
    },
)
