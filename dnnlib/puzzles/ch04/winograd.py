"""Winograd's tile from its three matrices, and how far a transform lets values grow."""

import numpy as np

from dnnlib.kernels import winograd
from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch02.arrays import NO_FRACTIONS, example, quarters, whole


def tile(d: np.ndarray, g: np.ndarray, AT: np.ndarray, G: np.ndarray, BT: np.ndarray) -> np.ndarray:
    """Transform the tile d [n,n] by BT [n,n] and the filter g [r,r] by G [n,r], rows and columns, multiply place by
    place, and transform back by AT [m,n], rows and columns: what is y [m,m]?

    With the matrices of F(2,3): 16 multiplications instead of 36. Source: Lavin and Gray, CVPR 2016; Sze et al. 2017, V-A.
    """
    (m, n), r = AT.shape, G.shape[1]
    if d.shape != (n, n) or g.shape != (r, r) or BT.shape != (n, n) or G.shape[0] != n:
        raise ValueError("the shapes do not fit")
    y = np.zeros((m, m))
    for i in range(n):
        for j in range(n):
            v = sum(BT[i, h] * d[h, w] * BT[j, w] for h in range(n) for w in range(n))
            u = sum(G[i, h] * g[h, w] * G[j, w] for h in range(r) for w in range(r))
            for p in range(m):
                for q in range(m):
                    y[p, q] += AT[p, i] * u * v * AT[q, j]
    return y


F23 = tuple(matrix.astype(float) for matrix in winograd.matrices(2, 3))
F43_WHOLE = winograd.matrices(4, 3, winograd.WHOLE_POINTS[:5])[2].astype(float)


def _tile_case(rng):
    """Half of the cases are real tiles, half have any matrices: so that the steps are tried, not just their result."""
    m, r = (2, 3) if rng.random() < 0.4 else (int(k) for k in rng.integers(1, 4, 2))
    n = m + r - 1
    if rng.random() < 0.5:
        AT, G, BT = (rng.integers(-2, 3, shape).astype(float) for shape in ((m, n), (n, r), (n, n)))
    else:
        AT, G, BT = (
            matrix.astype(float) for matrix in winograd.matrices(m, r, winograd.WHOLE_POINTS[: n - 1])
        )
    return quarters(rng, -4, 6, (n, n)), quarters(rng, -3, 4, (r, r)), AT, G, BT


def _steps(
    u=lambda g, G: G @ g @ G.T,
    v=lambda d, BT: BT @ d @ BT.T,
    product=np.multiply,
    back=lambda y, AT: AT @ y @ AT.T,
):
    """The four steps with one of them wrong."""
    return lambda d, g, AT, G, BT: back(product(u(g, G), v(d, BT)), AT)


tile_puzzle = Puzzle(
    tile,
    _tile_case,
    points=4,
    axes="pq",
    scale=lambda *case: tile(*map(np.abs, case)).max(),  # of the sums of |terms|
    examples=(
        (example(4, 4), example(3, 3), *F23),
        (example(3, 3) + 1, example(2, 2), example(2, 3), example(3, 2), example(3, 3) - 2),
    ),
    wrong={
        NO_FRACTIONS: whole(tile),
        "The transformed filter and tile are multiplied as matrices: place by place is *, not @.": _steps(product=np.matmul),
        "The tile is transformed along one axis only: BT @ d @ BT.T.": _steps(v=lambda d, BT: BT @ d),
        "The filter is transformed along one axis only: G @ g @ G.T.": (
            _steps(u=lambda g, G: np.resize(G @ g, (len(G), len(G))))
        ),
        "The result is transformed back along one axis only: AT @ y @ AT.T.": _steps(back=lambda y, AT: AT @ y),
        "BT stands transposed: it comes from the left as it is, and transposed from the right.": (
            _steps(v=lambda d, BT: BT.T @ d @ BT)
        ),
        "BT is not transposed on the right: BT @ d @ BT.T.": _steps(v=lambda d, BT: BT @ d @ BT),
        "The filter is flipped: a DNN's convolution uses it as it is.": _steps(u=lambda g, G: G @ g[::-1, ::-1] @ G.T),
        "The filter is transposed: its rows go with the tile's rows.": _steps(u=lambda g, G: G @ g.T @ G.T),
        "The tile is transposed: its rows go with the filter's rows.": _steps(v=lambda d, BT: BT @ d.T @ BT.T),
        "The result is transposed: y[p, q] has p down and q across.": _steps(back=lambda y, AT: (AT @ y @ AT.T).T),
        "The tile isn't transformed at all: BT @ d @ BT.T first.": _steps(v=lambda d, BT: d),
        "The two transformed arrays are added: they are multiplied place by place.": _steps(product=np.add),
    },
)  # fmt: skip


def growth(BT: np.ndarray) -> float:
    """By how much can a tile's largest value grow in BT @ d @ BT.T, if its values lie between -1 and 1?

    Source: the norm of the transform, squared for two axes; half precision ends at 65504.
    """
    n = len(BT)
    if BT.shape != (n, n) or n < 1:
        raise ValueError("BT is square")
    most = 0.0
    for i in range(n):
        for j in range(n):
            total = 0.0
            for h in range(n):
                for w in range(n):
                    total += abs(BT[i, h] * BT[j, w])  # d[h, w] is 1 or -1, whichever makes it larger
            most = max(most, total)
    return most


def _matrix(rng):
    """Small values as in real transforms: with large ones alone a wrong sign at -1 or 1/2 went unseen."""
    n, largest = int(rng.integers(1, 6)), int(rng.choice([1, 2, 5]))
    return (rng.integers(-largest, largest + 1, (n, n)) / float(rng.choice([1, 2])),)


def _norm(of, power=2):
    return lambda BT: float(of(np.abs(BT))) ** power


growth_puzzle = Puzzle(
    growth,
    _matrix,
    points=3,
    examples=((F23[2],), (F43_WHOLE,), (np.array([[1.0, -2], [3, 0]]),), (np.array([[2.5]]),)),
    wrong={
        "The fractions are cut off: BT holds halves, and so may the growth.": whole(growth),
        "This is the growth along one axis: the tile is transformed along two, so square it.": (
            _norm(lambda B: B.sum(1).max(), 1)
        ),
        "The largest column sum is taken: a row of BT makes one value of the result.": _norm(lambda B: B.sum(0).max()),
        "Only the largest entry counts here: a row adds up n values.": _norm(np.max),
        "The signs are kept: with d = -1 where BT is negative, every term adds.": lambda BT: float(BT.sum(1).max()) ** 2,
        "All entries are summed: one value of the result needs one row.": _norm(np.sum),
        "The average row is taken: the largest decides.": _norm(lambda B: B.sum(1).mean()),
        "The smallest row is taken: the largest decides.": _norm(lambda B: B.sum(1).min()),
        "The squares of a row are summed (its length): the worst tile has values of 1 and -1.": (
            _norm(lambda B: np.sqrt((B * B).sum(1).max()))
        ),
        "The first row is taken: try them all.": _norm(lambda B: B[0].sum()),
        "The growth of one axis is doubled: two transforms multiply.": lambda BT: 2 * float(np.abs(BT).sum(1).max()),
        "Each entry is given its largest size: n entries of the largest, where a row has its own.": (
            lambda BT: (len(BT) * float(np.abs(BT).max())) ** 2
        ),
    },
)  # fmt: skip
