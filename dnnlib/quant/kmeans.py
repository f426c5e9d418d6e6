"""Weight sharing: levels learned from the values by k-means, in one dimension, where it can be solved exactly too."""

import numpy as np

from dnnlib.door import checked, whole
from dnnlib.quant.affine import counted
from dnnlib.quant.levels import Codebook, finite, nearest

STARTS = ("linear", "density", "random")


@checked
def kmeans(
    x, bits: int, start: str = "linear", seed: int = 0, rounds: int = 300
) -> Codebook:
    """2^bits levels, each the mean of the values nearest to it: Lloyd's iteration from a start to where it stays.

    Each round lowers sum (x - level)^2, or ends it: a local minimum. start: levels equally spaced from min to max, at
    equal shares of the values, or at values drawn with the seed. Values fewer than levels are levels themselves.
    Shapes: x -> levels [K], K <= 2^bits. Errors: ValueError where bits is not 1 to 16, or x is empty or not finite.
    Source: Lloyd, IEEE Trans. Inf. Theory 28(2), 1982; Han et al., ICLR 2016, 3.1-3.2 (the linear start is best there).
    """
    x = np.sort(finite(x).ravel())
    K = 2 ** counted(bits, 1)
    gaps = np.diff(x)
    if np.count_nonzero(gaps) < K:
        return nearest(np.unique(x))
    levels = _started(x, K, start, seed)
    running = np.cumsum(x)
    sums = np.concatenate([[0.0], running])
    sizes = np.abs(x)
    smallest = sizes[x != 0].min()
    # else small values drown in running sums
    exact = sizes.max() < 1e6 * smallest
    for _ in range(rounds):
        edges = nearest(levels).edges
        inner = np.searchsorted(x, edges)
        cuts = np.concatenate([[0], inner, [x.size]])
        sizes = np.diff(cuts)
        if exact:
            totals = np.diff(sums[cuts])
        else:
            totals = _apart(x, cuts)
        means = totals / np.maximum(sizes, 1)
        # a level without values stays where it is
        moved = np.where(sizes, means, levels)
        if np.array_equal(moved, levels):
            break
        levels = np.sort(moved)
    return nearest(levels)


@checked
def kmeans_exact(x, K: int) -> Codebook:
    """The K levels with the least sum of (x - level)^2 of all: clusters are runs of the sorted values.

    best[k, j] = min over i of best[k-1, i] + spread of values i to j: dynamic programming, K*n^2/2 steps for n
    different values, so for thousands, not millions. K is a number of levels, not of bits.
    Errors: ValueError where K is below 1, or x is empty or not finite. Source: Wang and Song, The R Journal 3(2), 2011.
    """
    x = finite(x).ravel()
    K = whole("K", K, means="levels")
    values, counts = np.unique(x, return_counts=True)
    if K >= values.size:
        return nearest(values)
    cuts = _best_cuts(values, counts, K)
    levels = []
    for a, b in _runs(cuts, values.size):
        run, times = values[a:b], counts[a:b]
        mean = np.average(run, weights=times)
        levels.append(mean)
    return nearest(levels)


def _started(x, K: int, start: str, seed: int) -> np.ndarray:
    if start == "linear":
        return np.linspace(x[0], x[-1], K)
    if start == "density":
        shares = (np.arange(K) + 0.5) / K
        return np.quantile(x, shares)
    if start == "random":
        rng = np.random.default_rng(seed)
        drawn = rng.choice(np.unique(x), K, replace=False)
        return np.sort(drawn)
    raise ValueError(f"start={start!r}: choose {', '.join(map(repr, STARTS))}")


def _best_cuts(values, counts, K: int) -> list[list[int]]:
    """Where the last of 2, 3, ... K clusters of the first j values starts, a list for each number of clusters.

    spread[i], of values i to j, grows by one value at a time, and by what is never negative:
    n*c/(n + c) * (x - mean)^2. So nothing cancels, however far apart the values are.
    """
    size = values.size
    _, exponent = np.frexp(np.abs(values).max())
    values = np.ldexp(values, -int(exponent))  # so that squares fit
    best = np.zeros((K, size + 1))
    cuts = [[0] for _ in range(K - 1)]
    n = np.zeros(size)
    mean = np.zeros(size)
    spread = np.zeros(size)
    for j in range(1, size + 1):
        x, c = values[j - 1], counts[j - 1]
        i = slice(0, j)
        off = x - mean[i]
        spread[i] += n[i] * c / (n[i] + c) * off**2
        mean[i] += off * (c / (n[i] + c))
        n[i] += c
        best[0, j] = spread[0]
        for k in range(1, K if j > 1 else 1):
            # the last cluster starts at 1 to j - 1
            totals = best[k - 1, 1:j] + spread[1:j]
            start = int(totals.argmin())
            best[k, j] = totals[start]
            cuts[k - 1].append(start + 1)
    return cuts


def _apart(x, cuts) -> np.ndarray:
    """The sum of each run x[cuts[k] : cuts[k+1]], by itself."""
    runs = zip(cuts[:-1], cuts[1:])
    sums = [x[a:b].sum() for a, b in runs]
    return np.array(sums)


def _runs(cuts: list[list[int]], end: int) -> list[tuple[int, int]]:
    """The clusters, from where each last one starts."""
    runs = []
    for row in reversed(cuts):
        start = row[end - 1]
        runs.append((start, end))
        end = start
    return [(0, end), *reversed(runs)]
