"""The Toeplitz matrix of one feature map, in one line."""

import numpy as np

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch02.arrays import NO_FRACTIONS, example, quarters, whole


def im2col(I: np.ndarray, R: int, S: int) -> np.ndarray:
    """Write every R x S window of I [H,W] as a column of T [R*S, P*Q], in one statement.

    Rows are ordered (r, s), columns (p, q), the last index fastest. Source: Sze et al. 2017, V-A and Fig. 19.
    """
    H, W = I.shape
    if not 1 <= R <= H or not 1 <= S <= W:
        raise ValueError("the window does not fit")
    P, Q = H - R + 1, W - S + 1
    T = np.zeros((R * S, P * Q))
    for r in range(R):
        for s in range(S):
            for p in range(P):
                for q in range(Q):
                    T[r * S + s, p * Q + q] = I[p + r, q + s]
    return T


def _case(rng):
    H, W = (int(k) for k in rng.integers(3, 8, 2))
    return quarters(rng, -4, 6, (H, W)), int(rng.integers(1, H + 1)), int(rng.integers(1, W + 1))


def _unrolled(order="rspq", rows=2, place=lambda p, q, r, s, R, S: (p + r, q + s), P_Q=None):
    """The matrix with one thing wrong: the order of its axes, the value read, the number of windows."""

    def wrong(I, R, S):
        H, W = I.shape
        P, Q = P_Q(H, W, R, S) if P_Q else (H - R + 1, W - S + 1)
        T = np.zeros((R, S, max(P, 0), max(Q, 0)))
        for r, s, p, q in np.ndindex(*T.shape):
            T[r, s, p, q] = I[place(p, q, r, s, R, S)]
        T = T.transpose(["rspq".index(letter) for letter in order])
        return T.reshape(int(np.prod(T.shape[:rows])), int(np.prod(T.shape[rows:])))

    return wrong


im2col_puzzle = Puzzle(
    im2col,
    _case,
    lines=1,
    points=4,
    examples=(
        (np.arange(1.0, 10.0).reshape(3, 3), 2, 2),  # Fig. 19
        (example(5, 6), 2, 3),
        (example(6, 4), 3, 2),
    ),
    wrong={
        NO_FRACTIONS: whole(im2col),
        "The windows are rows: transpose, so that each is a column.": _unrolled("pqrs"),
        "The columns go down the map first: q varies fastest.": _unrolled("rsqp"),
        "The rows are ordered (s, r): s varies fastest.": _unrolled("srpq"),
        "Both orders are turned round: s fastest in the rows, q fastest in the columns.": _unrolled("srqp"),
        "The windows are flipped: a DNN's filter is not, so T[(r, s), (p, q)] = I[p + r, q + s].": (
            _unrolled(place=lambda p, q, r, s, R, S: (p + R - 1 - r, q + S - 1 - s))
        ),
        "R and S are swapped: R is the height of the window.": (
            lambda I, R, S: _unrolled()(I, S, R) if S <= I.shape[0] and R <= I.shape[1] else None
        ),
        "The last row and column of windows are missing: P = H - R + 1.": _unrolled(P_Q=lambda H, W, R, S: (H - R, W - S)),
        "The windows stand side by side without overlap: they move by one.": (
            _unrolled(place=lambda p, q, r, s, R, S: (p * R + r, q * S + s), P_Q=lambda H, W, R, S: (H // R, W // S))
        ),
        "The axes are still [R, S, P, Q]: reshape to two.": (
            lambda I, R, S: _unrolled()(I, R, S).reshape(R, S, I.shape[0] - R + 1, I.shape[1] - S + 1)
        ),
        "The reshape is [P*Q, R*S] without a transpose, which mixes the windows.": (
            lambda I, R, S: _unrolled("pqrs")(I, R, S).reshape(R * S, -1)
        ),
    },
)  # fmt: skip
