"""The convolution as a matrix product: the relaxed Toeplitz matrix, and the product."""

import numpy as np

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch02.arrays import NO_FRACTIONS, example, images, quarters, whole


def toeplitz(I: np.ndarray, R: int, S: int, U: int = 1) -> np.ndarray:
    """Unroll the R x S windows of I [N,C,H,W] at stride U into the columns of T [C*R*S, N*P*Q].

    Rows are ordered (c, r, s), columns (n, p, q), the last index fastest. Source: Sze et al. 2017, Fig. 19.
    """
    N, C, H, W = I.shape
    if not 1 <= R <= H or not 1 <= S <= W or U < 1:
        raise ValueError("the window does not fit")
    P, Q = (H - R) // U + 1, (W - S) // U + 1
    T = np.zeros((C * R * S, N * P * Q))
    for c in range(C):
        for r in range(R):
            for s in range(S):
                for n in range(N):
                    for p in range(P):
                        for q in range(Q):
                            T[(c * R + r) * S + s, (n * P + p) * Q + q] = I[n, c, U * p + r, U * q + s]
    return T


def _toeplitz_case(rng):
    return images(rng), *(int(k) for k in rng.integers(1, 4, 3))


def _unrolled(order="crsnpq", rows=3, read=None, steps=None, images=None, channels=None):
    """The Toeplitz matrix with one thing wrong: its order, the place read, the steps, a part left out."""

    def wrong(I, R, S, U=1):
        N, C, H, W = I.shape
        P, Q = steps(H, W, R, S, U) if steps else ((H - R) // U + 1, (W - S) // U + 1)
        T = np.zeros((channels or C, R, S, images or N, max(P, 0), max(Q, 0)))
        for c, r, s, n, p, q in np.ndindex(*T.shape):
            y, x = read(p, q, r, s, R, S, U) if read else (U * p + r, U * q + s)
            T[c, r, s, n, p, q] = I[n, c, y, x]
        T = T.transpose(["crsnpq".index(letter) for letter in order])
        return T.reshape(int(np.prod(T.shape[:rows])), int(np.prod(T.shape[rows:])))

    return wrong


toeplitz_puzzle = Puzzle(
    toeplitz,
    _toeplitz_case,
    points=4,
    easier=("at stride 1", lambda I, R, S, U=1: U == 1),
    trials=16,
    examples=(
        (np.arange(1.0, 10.0).reshape(1, 1, 3, 3), 2, 2, 1),  # Fig. 19 (a)
        (example(2, 3, 5, 6), 3, 2, 2),
    ),
    wrong={
        NO_FRACTIONS: whole(toeplitz),
        "The matrix is transposed: a window is a column, and the filters multiply from the left.": _unrolled(
            "npqcrs"
        ),
        "The channels vary fastest down a column: the rows are ordered (c, r, s), as F.reshape(M, C*R*S) is.": (
            _unrolled("rscnpq")
        ),
        "The windows are unrolled column by column: the rows are ordered (c, r, s), s fastest.": _unrolled(
            "csrnpq"
        ),
        "The images vary fastest along a row: the columns are ordered (n, p, q).": _unrolled("crspqn"),
        "The positions are taken column by column: the columns are ordered (n, p, q), q fastest.": _unrolled(
            "crsnqp"
        ),
        "The windows are flipped: row (c, r, s) holds I[n, c, U*p+r, U*q+s].": (
            _unrolled(read=lambda p, q, r, s, R, S, U: (U * p + R - 1 - r, U * q + S - 1 - s))
        ),
        "The stride is missing where I is read: the window of (p, q) starts at U*p, U*q.": (
            _unrolled(read=lambda p, q, r, s, R, S, U: (p + r, q + s))
        ),
        "The stride multiplies r and s (that is dilation): it moves the window, U*p + r.": (
            _unrolled(read=lambda p, q, r, s, R, S, U: (p + U * r, q + U * s))
        ),
        "The windows do not overlap: they move by U, not by R and S; that is why values are stored many times.": (
            _unrolled(
                read=lambda p, q, r, s, R, S, U: (R * p + r, S * q + s),
                steps=lambda H, W, R, S, U: (H // R, W // S),
            )
        ),
        "Only the first image is unrolled: there are N*P*Q columns.": _unrolled(images=1),
        "Only the first channel is unrolled: there are C*R*S rows.": _unrolled(channels=1),
        "A row and a column of windows are missing: P = (H - R)//U + 1.": (
            _unrolled(steps=lambda H, W, R, S, U: ((H - R) // U, (W - S) // U))
        ),
    },
)


def multiply(F: np.ndarray, T: np.ndarray, N: int, P: int, Q: int) -> np.ndarray:
    """Multiply the filters F [M,C,R,S] with the Toeplitz matrix T [C*R*S, N*P*Q]: what is O [N,M,P,Q]?

    Source: Sze et al. 2017, Figs. 18 and 19.
    """
    M, C, R, S = F.shape
    if T.shape != (C * R * S, N * P * Q):
        raise ValueError("T must be [C*R*S, N*P*Q]")
    O = np.zeros((N, M, P, Q))
    for n in range(N):
        for m in range(M):
            for p in range(P):
                for q in range(Q):
                    for c in range(C):
                        for r in range(R):
                            for s in range(S):
                                O[n, m, p, q] += F[m, c, r, s] * T[(c * R + r) * S + s, (n * P + p) * Q + q]
    return O


def _multiply_case(rng):
    M, C, R, S, N, P, Q = (int(k) for k in rng.integers(1, 4, 7))
    F, T = (quarters(rng, -3, 5, shape) for shape in ((M, C, R, S), (C * R * S, N * P * Q)))
    return F, T, N, P, Q


def _product(rows=lambda F: F.reshape(len(F), -1), order="mnpq", axes="nmpq"):
    """The product with one thing wrong: how F becomes a matrix, how the columns of O are read, its axes."""

    def wrong(F, T, N, P, Q):
        size = {"m": len(F), "n": N, "p": P, "q": Q}
        O = (rows(F) @ T).reshape([size[letter] for letter in order])
        return O.transpose([order.index(letter) for letter in axes])

    return wrong


multiply_puzzle = Puzzle(
    multiply,
    _multiply_case,
    lines=1,
    points=2,
    easier=("for one image", lambda F, T, N, P, Q: N == 1),
    axes="nmpq",
    examples=((example(2, 3, 2, 1), example(6, 12), 2, 3, 2), (example(3, 2, 1, 3), example(6, 8), 2, 2, 2)),
    wrong={
        NO_FRACTIONS: whole(multiply),
        "O stands as [M,N,P,Q]: the product has the filters first; move the batch in front (transpose).": (
            _product(axes="mnpq")
        ),
        "The product is reshaped straight to [N,M,P,Q]: its rows are filters, so reshape to [M,N,P,Q] and transpose.": (
            _product(order="nmpq")
        ),
        "O is still the matrix [M, N*P*Q]: give it its four axes.": lambda F, T, N, P, Q: (
            F.reshape(len(F), -1) @ T
        ),
        "F is reshaped to [C*R*S, M] and transposed, which mixes the filters: reshape it to [M, C*R*S].": (
            _product(rows=lambda F: F.reshape(-1, len(F)).T)
        ),
        "The channels of F vary fastest: its rows must be in the order (c, r, s) of T.": (
            _product(rows=lambda F: F.transpose(0, 2, 3, 1).reshape(len(F), -1))
        ),
        "R and S of F are swapped: its rows must be in the order (c, r, s) of T.": (
            _product(rows=lambda F: F.transpose(0, 1, 3, 2).reshape(len(F), -1))
        ),
        "F is flipped: a DNN's convolution uses the filter as it is.": (
            _product(rows=lambda F: F[:, :, ::-1, ::-1].reshape(len(F), -1))
        ),
        "The columns are read as (n, q, p): q varies fastest.": _product(order="mnqp"),
        "The columns are read as (p, q, n): the batch varies slowest.": _product(order="mpqn"),
        "P and Q are swapped in O: its axes are [N,M,P,Q].": _product(axes="nmqp"),
    },
)
