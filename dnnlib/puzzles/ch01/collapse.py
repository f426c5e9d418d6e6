"""Two layers without a kink are one layer."""

import numpy as np

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch02.arrays import quarters


def collapse(A: np.ndarray, a: np.ndarray, B: np.ndarray, b: np.ndarray) -> tuple:
    """Which one layer (W, c) does the same as two layers with nothing between them?

    The first makes y = A x + a of x, the second B y + b of y. Find W and c with W x + c the same for every x.
    Shapes: A [L,K], a [L], B [M,L], b [M] -> W [M,K], c [M]. Source: Sze et al. 2017, II-A.
    """
    (L, K), (M, other) = A.shape, B.shape
    if other != L or a.shape != (L,) or b.shape != (M,) or not A.size * B.size:
        raise ValueError("B has a column for each row of A, and each row a bias")
    W, c = np.zeros((M, K)), np.zeros(M)
    for m in range(M):
        c[m] = b[m]
        for l in range(L):
            c[m] += B[m, l] * a[l]
            for k in range(K):
                W[m, k] += B[m, l] * A[l, k]
    return W, c


def _case(rng):
    K, L, M = (int(v) for v in rng.integers(1, 4, 3))
    A, a, B, b = (quarters(rng, -3, 4, shape) for shape in ((L, K), L, (M, L), M))
    bias = rng.random() > 0.3
    return A, a * bias, B, b * bias


def _said(W=lambda A, B: B @ A, c=lambda a, B, b, A: B @ a + b):
    """Both parts, one of them wrong."""
    return lambda A, a, B, b: (W(A, B), c(a, B, b, A))


def _fits(A, B):
    """A @ B where that exists, else the right product."""
    return A @ B if A.shape[1] == B.shape[0] and A.shape[0] == B.shape[0] else B @ A


def _flat(A, B):
    """The transposed product, in the right shape."""
    return (B @ A).T.reshape(len(B), A.shape[1])


collapse_puzzle = Puzzle(
    collapse,
    _case,
    points=3,
    lines=3,
    lenient=True,
    easier=("where both layers have no bias", lambda A, a, B, b: not a.any() and not b.any()),
    examples=(
        (np.array([[2.0]]), np.array([0.0]), np.array([[3.5]]), np.array([0.0])),
        (np.array([[2.0]]), np.array([1.0]), np.array([[3.5]]), np.array([0.5])),
        (
            np.array([[1.0, 2.0], [0.0, 1.0]]),
            np.array([1.0, 0.0]),
            np.array([[1.0, 0.5], [3.0, 0.0]]),
            np.array([0.0, 2.0]),
        ),
        (np.array([[1.0, 2.0, 0.5]]), np.array([1.5]), np.array([[2.0], [-1.0]]), np.array([0.0, 2.0])),
    ),
    wrong={
        "The first bias goes through the second layer, too: c = B a + b.": _said(c=lambda a, B, b, A: b),
        "The second bias is missing: c = B a + b.": _said(c=lambda a, B, b, A: B @ a),
        "The biases are only added: the first one goes through B.": _said(
            c=lambda a, B, b, A: (a if len(a) == len(b) else B @ a) + b
        ),
        "The product is in the wrong order: A comes first, so it stands at the right, B @ A.": _said(W=_fits),
        "The weights are added: layers one after the other multiply.": _said(
            W=lambda A, B: A + B if A.shape == B.shape else B @ A
        ),
        "The weights are multiplied one by one: a matrix product is asked.": _said(
            W=lambda A, B: A * B if A.shape == B.shape else B @ A
        ),
        "The product is transposed: W has a row for each output.": _said(W=_flat),
        "The second bias goes through B as well: b is added at the end.": _said(
            c=lambda a, B, b, A: B @ a + (B @ b if B.shape[0] == B.shape[1] else 2 * b)
        ),
        "There is a kink between the layers: then no one layer does the same, and none is asked.": _said(
            c=lambda a, B, b, A: B @ np.maximum(a, 0) + b
        ),
        "Only the second layer is returned.": _said(
            W=lambda A, B: B if A.shape[1] == B.shape[1] else B @ A, c=lambda a, B, b, A: b - a.sum()
        ),
        "The fractions are cut off: let the results hold floats.": _said(
            W=lambda A, B: np.trunc(B @ A), c=lambda a, B, b, A: np.trunc(B @ a + b)
        ),
    },
)
