"""Non-zero MACs: counted, not multiplied, and without making one of them."""

import numpy as np

from dnnlib.puzzle import Puzzle


def non_zero_macs(I: np.ndarray, F: np.ndarray) -> int:
    """How many MACs of this layer have no zero factor, over all its images?

    I [N,C,H,W], F [M,C,R,S], stride 1. Count the pairs (input, weight) that meet and are both
    not 0. Source: Sze et al. 2017, Table IV.
    """
    (N, _, H, W), (M, C, R, S) = I.shape, F.shape
    count = 0
    for n in range(N):
        for m in range(M):
            for c in range(C):
                for p in range(H - R + 1):
                    for q in range(W - S + 1):
                        for r in range(R):
                            for s in range(S):
                                if I[n, c, p + r, q + s] != 0 and F[m, c, r, s] != 0:
                                    count += 1
    return count


def _layer(rng):
    N, M, C = rng.integers(1, 4, 3)
    R, S = rng.integers(1, 4, 2)
    H, W = R + rng.integers(0, 4), S + rng.integers(0, 4)
    values = np.array([0, 0, 0.5, 1, -2, 3])
    return rng.choice(values, (N, C, H, W)), rng.choice(values, (M, C, R, S))


def _windows(I, F):
    """The values of I under each tap [R,S,N,C,P,Q]."""
    R, S = F.shape[2:]
    P, Q = I.shape[2] - R + 1, I.shape[3] - S + 1
    rows = []
    for r in range(R):
        rows.append([I[:, :, r : r + P, s : s + Q] for s in range(S)])
    return np.array(rows)


def _met(I, F):
    """Non-zero inputs under each tap of each channel [C,R,S], over images and places."""
    return (_windows(I, F) != 0).sum((2, 4, 5)).transpose(2, 0, 1)


def _count(I, F):
    return int((_met(I, F) * (F != 0).sum(0)).sum())


def _macs(I, F):
    return F.size * _windows(I, F)[0, 0, :, 0].size


def _sum_of_outputs(I, F):
    T = _windows(I, F)
    return T, np.einsum("rsncpq,mcrs->nmpq", T, F)


non_zero_macs_puzzle = Puzzle(
    non_zero_macs,
    _layer,
    points=4,
    limit={"I": lambda I, F: I.size, "F": lambda I, F: F.size},
    easier=("for filters of 1 x 1", lambda I, F: F.shape[2:] == (1, 1)),
    examples=(
        (np.array([[[[1, 0], [2, 3]]]]), np.array([[[[5]]], [[[0]]]])),
        (np.array([[[[0, 1, 2], [0, 0, 3], [4, 0, 0]]]]), np.array([[[[1, 0], [2, 2]]]])),
        (np.array([[[[1, 0]], [[0, 1]]]]), np.array([[[[1]], [[0]]]])),
    ),
    wrong={
        "Shares were multiplied: MACs * share of inputs * share of weights. Count the pairs that meet.": (
            lambda I, F: round(_macs(I, F) * np.count_nonzero(I) / I.size * np.count_nonzero(F) / F.size)
        ),
        "Only the weights were looked at: an input of 0 makes a MAC needless too.": (
            lambda I, F: _macs(I, F) * np.count_nonzero(F) // F.size
        ),
        "Only the inputs were looked at: a weight of 0 makes a MAC needless too.": (
            lambda I, F: int(_met(I, F).sum() * len(F))
        ),
        "All MACs were counted, those with a zero as well.": lambda I, F: int(_macs(I, F)),
        "The sum was divided by the images: all of them are wanted.": (
            lambda I, F: _count(I, F) // len(I) if len(I) > 1 else _count(I, F)
        ),
        "Each tap was counted once: every filter with something there makes a MAC of its own.": (
            lambda I, F: int((_met(I, F) * (F != 0).any(0)).sum())
        ),
        "Channels were mixed: an input of channel c meets weights of channel c alone.": (
            lambda I, F: int((_met(I, F).sum(0) * (F != 0).sum((0, 1))).sum())
        ),
        "Every input was taken to meet every tap: at the border some never do.": (
            lambda I, F: int(((I != 0).sum((0, 2, 3))[:, None, None] * (F != 0).sum(0)).sum())
        ),
        "Outputs that are not 0 were counted: each is a sum of many MACs.": (
            lambda I, F: int(np.count_nonzero(_sum_of_outputs(I, F)[1]))
        ),
        "Pairs with any factor that is not 0 were counted: both must be.": (
            lambda I, F: int(
                _macs(I, F)
                - (_windows(I == 0, F) * 1).sum((2, 4, 5)).transpose(2, 0, 1).ravel()
                @ (F == 0).sum(0).ravel()
            )
        ),
        "The filter was turned round: tap (0, 0) meets the upper left input of the window.": (
            lambda I, F: _count(I, F[:, :, ::-1, ::-1])
        ),
    },
)
