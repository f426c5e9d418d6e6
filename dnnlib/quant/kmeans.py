"""Weight sharing: levels learned from the values by k-means, in one dimension, where it can be solved exactly too."""

import numpy as np

from dnnlib.quant.affine import counted
from dnnlib.quant.levels import Codebook, finite, nearest

STARTS = ("linear", "density", "random")


def kmeans(
    x, bits: int, start: str = "linear", seed: int = 0, rounds: int = 300
) -> Codebook:
    """2^bits levels, each the mean of the values nearest to it: Lloyd's iteration from a start to where it stays.

    Each round lowers sum (x - level)^2, or ends it: a local minimum. start: levels equally spaced from min to max, at
    equal shares of the values, or at values drawn with the seed. Values fewer than levels are levels themselves.
    Shapes: x -> levels [K], K <= 2^bits. Errors: ValueError where bits is not 1 to 16, or x is empty or not finite.
    Source: Lloyd, IEEE Trans. Inf. Theory 28(2), 1982; Han et al., ICLR 2016, 3.1-3.2 (the linear start is best there).
    """
    x, K = np.sort(finite(x).ravel()), 2 ** counted(bits, 1)
    if np.count_nonzero(np.diff(x)) < K:
        return nearest(np.unique(x))
    levels, sums = _started(x, K, start, seed), np.concatenate([[0.0], np.cumsum(x)])
    for _ in range(rounds):
        cuts = np.concatenate(
            [[0], np.searchsorted(x, nearest(levels).edges), [x.size]]
        )
        sizes = np.diff(cuts)
        means = np.diff(sums[cuts]) / np.maximum(sizes, 1)
        # a level without values stays where it is
        moved = np.where(sizes, means, levels)
        if np.array_equal(moved, levels):
            break
        levels = np.sort(moved)
    return nearest(levels)


def kmeans_exact(x, K: int) -> Codebook:
    """The K levels with the least sum of (x - level)^2 of all: clusters are runs of the sorted values.

    best[k, j] = min over i of best[k-1, i] + spread of values i to j: dynamic programming, K*n^2/2 steps for n
    different values, so for thousands, not millions. K is a number of levels, not of bits.
    Errors: ValueError where K is below 1, or x is empty or not finite. Source: Wang and Song, The R Journal 3(2), 2011.
    """
    x = finite(x).ravel()
    if K < 1:
        raise ValueError(f"K={K!r} levels: use 1 or more")
    values, counts = np.unique(x, return_counts=True)
    if K >= values.size:
        return nearest(values)
    spread = _spreads(values, counts)
    best, cuts = np.array([spread(0, j) for j in range(1, values.size + 1)]), []
    for _ in range(K - 1):
        totals = [
            best[:j] + spread(np.arange(1, j + 1), j + 1) for j in range(1, values.size)
        ]
        cuts.append([0] + [int(total.argmin()) + 1 for total in totals])
        best = np.array([best[0], *(total.min() for total in totals)])
    runs = _runs(cuts, values.size)
    return nearest([np.average(values[a:b], weights=counts[a:b]) for a, b in runs])


def _started(x, K: int, start: str, seed: int) -> np.ndarray:
    if start == "linear":
        return np.linspace(x[0], x[-1], K)
    if start == "density":
        return np.quantile(x, (np.arange(K) + 0.5) / K)
    if start == "random":
        return np.sort(
            np.random.default_rng(seed).choice(np.unique(x), K, replace=False)
        )
    raise ValueError(f"start={start!r}: choose {', '.join(map(repr, STARTS))}")


def _spreads(values, counts):
    """spread(i, j): the sum of (x - mean)^2 over the values i to j, j not in it, from running sums."""
    shifted = values - values.mean()  # sums of squares of nearby large numbers cancel
    n, s, ss = (
        np.concatenate([[0], np.cumsum(counts * shifted**p)]) for p in (0, 1, 2)
    )
    return lambda i, j: np.maximum(
        ss[j] - ss[i] - (s[j] - s[i]) ** 2 / (n[j] - n[i]), 0
    )


def _runs(cuts: list[list[int]], end: int) -> list[tuple[int, int]]:
    """The clusters, from where each last one starts."""
    runs = []
    for row in reversed(cuts):
        start = row[end - 1]
        runs.append((start, end))
        end = start
    return [(0, end), *reversed(runs)]
