"""A filter a channel."""

import numpy as np

from dnnlib.puzzle import Puzzle


def depthwise(I: np.ndarray, F: np.ndarray, U: int) -> np.ndarray:
    """Convolve each channel with its own filter, one output every U values.

    O[c,p,q] = sum over r,s of I[c, U*p+r, U*q+s] * F[c,r,s]; as many outputs as whole windows fit.
    Shapes: I [C,H,W], F [C,R,S] -> [C,P,Q]. Source: Howard et al. 2017; Sze et al. 2017, VII-B-3.
    """
    I, F = np.asarray(I), np.asarray(F)
    if I.ndim != 3 or F.ndim != 3 or len(I) != len(F) or not I.size or not F.size or U < 1:
        raise ValueError("I [C,H,W] and F [C,R,S] of as many channels, U of 1 or more")
    (C, H, W), (_, R, S) = I.shape, F.shape
    if R > H or S > W:
        raise ValueError("the filter fits the map")
    P, Q = (H - R) // U + 1, (W - S) // U + 1
    O = np.zeros((C, P, Q), np.result_type(I, F))
    for c in range(C):
        for p in range(P):
            for q in range(Q):
                for r in range(R):
                    for s in range(S):
                        O[c, p, q] += I[c, U * p + r, U * q + s] * F[c, r, s]
    return O


def _maps(rng):
    C, R, S, U = (int(rng.integers(1, 4)) for _ in range(4))
    H, W = R + int(rng.integers(0, 5)), S + int(rng.integers(0, 5))
    return rng.integers(-5, 6, (C, H, W)), rng.integers(-3, 4, (C, R, S)), U


def _slid(I, F, U, at=lambda c: c, flip=False, start=0):
    """The right sum, with one thing changed."""
    F = F[:, ::-1, ::-1] if flip else F
    (_, H, W), (_, R, S) = I.shape, F.shape
    P, Q = (H - R) // U + 1, (W - S) // U + 1
    O = np.zeros((len(I), P, Q), int)
    for r in range(start, R):
        for s in range(S):
            O += (
                I[:, r : r + U * P : U, s : s + U * Q : U]
                * F[[at(c) for c in range(len(I))], r, s][:, None, None]
            )
    return O


def _swapped(I, F, U):
    if F.shape[1] == F.shape[2] or F.shape[2] > I.shape[1] or F.shape[1] > I.shape[2]:
        return _slid(I, F, U)
    return _slid(I, F.swapaxes(1, 2), U)


def _dense(I, F, U):
    O = _slid(I, F, U)
    return np.broadcast_to(O.sum(axis=0), O.shape).copy()


def _framed(I, F, U):
    R, S = F.shape[1:]
    return _slid(np.pad(I, ((0, 0), (R // 2, R // 2), (S // 2, S // 2))), F, U)


depthwise_puzzle = Puzzle(
    depthwise,
    _maps,
    points=5,
    axes="cpq",
    examples=(
        (np.arange(16).reshape(1, 4, 4), np.array([[[1, 0], [0, 2]]]), 1),
        (np.arange(18).reshape(2, 3, 3), np.array([[[1, 2]], [[3, -1]]]), 1),
        (np.arange(25).reshape(1, 5, 5), np.array([[[1, 2], [3, 4]]]), 2),
        (np.arange(12).reshape(3, 2, 2), np.array([[[1]], [[2]], [[3]]]), 1),
        (np.arange(40).reshape(2, 4, 5) % 7, np.arange(12).reshape(2, 2, 3) - 4, 1),
    ),
    wrong={
        "Channels are added up: a depthwise layer keeps them apart.": lambda I, F, U: _slid(I, F, U).sum(
            axis=0
        ),
        "Every channel gets the sum of all: a depthwise layer keeps them apart.": _dense,
        "The first filter serves all channels: each has its own.": lambda I, F, U: _slid(
            I, F, U, at=lambda c: 0
        ),
        "Filters are dealt in reverse: channel c has filter c.": lambda I, F, U: _slid(I, F[::-1], U),
        "The filter is turned over: I[U*p + r] meets F[r].": lambda I, F, U: _slid(I, F, U, flip=True),
        "The stride is left out: one output every U values.": lambda I, F, U: _slid(I, F, 1),
        "Rows and columns of the filter are exchanged.": _swapped,
        "The map is framed with zeros: only whole windows count.": _framed,
        "The filter's first row is left out.": lambda I, F, U: _slid(I, F, U, start=1),
        "Products stand in a sum's place: the window is multiplied, then added up.": (
            lambda I, F, U: _slid(I, np.ones_like(F), U) * F.sum(axis=(1, 2))[:, None, None]
        ),
        "The last window is left out: P = (H - R)//U + 1.": lambda I, F, U: _slid(I, F, U)[:, :-1, :-1],
        "Outputs stand as [P,Q,C]: channels come first.": lambda I, F, U: _slid(I, F, U).transpose(1, 2, 0),
    },
)
