"""The nearest matrix of a rank."""

import numpy as np

from dnnlib.puzzle import Puzzle


def truncate(F: np.ndarray, r: int) -> np.ndarray:
    """Which matrix of rank r is nearest to F?

    Of F's singular value decomposition the r largest values stay, with their vectors; all others become 0.
    Shapes: F [M,K], r from 1 to min(M, K) -> [M,K]. `np.linalg.svd` may be used. The values that are cut are apart
    from those that stay. Source: Eckart and Young 1936; Sze et al. 2017, VII-B-3.
    """
    F = np.asarray(F, float)
    if F.ndim != 2 or not F.size or not 1 <= r <= min(F.shape):
        raise ValueError("F is a matrix, and r a rank that it can have")
    U, values, V = np.linalg.svd(F, full_matrices=False)
    if r < len(values) and values[r - 1] - values[r] < 0.05 * values[0]:
        raise ValueError("values that stay and go are apart")
    near = np.zeros(F.shape)
    for j in range(r):
        for m in range(F.shape[0]):
            for k in range(F.shape[1]):
                near[m, k] += values[j] * U[m, j] * V[j, k]
    return near


def _matrix(rng):
    M, K = int(rng.integers(2, 6)), int(rng.integers(2, 6))
    n = min(M, K)
    A, B = np.linalg.qr(rng.normal(size=(M, n)))[0], np.linalg.qr(rng.normal(size=(K, n)))[0]
    values = np.cumsum(rng.uniform(0.4, 1.6, n))[::-1]
    return np.round(256 * (A * values @ B.T)) / 256, int(rng.integers(1, n + 1))


def _kept(F, r, pick=lambda values, r: values * (np.arange(len(values)) < r)):
    U, values, V = np.linalg.svd(np.asarray(F, float), full_matrices=False)
    return U * pick(values, r) @ V


def _columns(F, r):
    out = np.array(F, float)
    out[:, r:] = 0
    return out


def _sizes(F, r):
    F = np.asarray(F, float)
    order = np.argsort(-np.abs(F), axis=None, kind="stable")
    out = np.zeros(F.size)
    out[order[: r * sum(F.shape)]] = F.ravel()[order[: r * sum(F.shape)]]
    return out.reshape(F.shape)


def _lasting(F, r):
    U, values, V = np.linalg.svd(np.asarray(F, float), full_matrices=False)
    return U[:, :r] @ V[:r]


def _upright(F, r):
    U, values, V = np.linalg.svd(np.asarray(F, float))
    return U[:, :r] * values[:r] @ V[:, :r].T


truncate_puzzle = Puzzle(
    truncate,
    _matrix,
    lines=3,
    lenient=True,
    points=4,
    # vectors turn by eps * |F| / gap, and the gap is 1/20 of the largest value or more
    scale=lambda F, r: 20 * np.linalg.norm(F),
    axes="mk",
    examples=(
        (np.diag([3.0, 2.0]), 1),
        (np.array([[2.0, 2.0], [2.0, 2.0], [0.0, 1.0]]), 1),
        (np.array([[4.0, 0.0, 1.0], [0.0, 3.0, 0.0]]), 1),
        (np.array([[4.0, 0.0, 1.0], [0.0, 3.0, 0.0], [1.0, 0.0, 1.0]]), 2),
        (np.array([[1.0, 2.0], [3.0, 4.0]]), 2),
    ),
    wrong={
        "The smallest values stay: the largest hold most of F.": lambda F, r: _kept(
            F, r, lambda s, r: s * (np.arange(len(s)) >= len(s) - r)
        ),
        "The singular values are left out: vectors alone have length 1.": _lasting,
        "Both factors are scaled by the values: they count twice.": lambda F, r: _kept(
            F, r, lambda s, r: s**2 * (np.arange(len(s)) < r)
        ),
        "Roots of the values are missing on one side: half of each value is lost.": lambda F, r: _kept(
            F, r, lambda s, r: np.sqrt(s) * (np.arange(len(s)) < r)
        ),
        "One value too many stays.": lambda F, r: _kept(F, r + 1),
        "One value too few stays.": lambda F, r: _kept(F, r - 1),
        "Columns of F are cut: singular vectors mix all of them.": _columns,
        "Rows of F are cut: singular vectors mix all of them.": lambda F, r: _columns(np.asarray(F).T, r).T,
        "Small weights are cut: that is pruning, and the rank stays high.": _sizes,
        "What was cut is returned: the rest is wanted.": lambda F, r: F - _kept(F, r),
        "The fractions are cut off in F: leave F as it is.": lambda F, r: _kept(np.trunc(F), r),
        "The result is transposed.": lambda F, r: _kept(F, r).T,
        "All values that stay are the largest one: each has its own.": lambda F, r: _kept(
            F, r, lambda s, r: s[0] * (np.arange(len(s)) < r)
        ),
        "The right vectors are taken as columns: np.linalg.svd gives them as rows, V[:r].": _upright,
        "The right vectors are transposed: np.linalg.svd gives them as rows.": lambda F, r: _turned(F, r),
    },
)


def _turned(F, r):
    U, values, V = np.linalg.svd(np.asarray(F, float), full_matrices=False)
    return U[:, :r] * values[:r] @ V[:, :r].T
