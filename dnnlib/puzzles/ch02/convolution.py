"""The direct convolution: seven loops."""

import numpy as np

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch02.arrays import NO_FRACTIONS, example, images, quarters, whole


def conv(I: np.ndarray, F: np.ndarray, U: int = 1) -> np.ndarray:
    """Convolve I [N,C,H,W] with F [M,C,R,S] at stride U, without padding: what is O [N,M,P,Q]?

    Source: Sze et al. 2017, Eq. (1).
    """
    (N, C, H, W), (M, channels, R, S) = I.shape, F.shape
    if channels != C or R > H or S > W or U < 1:
        raise ValueError("the filter does not fit")
    P, Q = (H - R) // U + 1, (W - S) // U + 1
    O = np.zeros((N, M, P, Q))
    for n in range(N):
        for m in range(M):
            for p in range(P):
                for q in range(Q):
                    for c in range(C):
                        for r in range(R):
                            for s in range(S):
                                O[n, m, p, q] += I[n, c, U * p + r, U * q + s] * F[m, c, r, s]
    return O


def _conv_case(rng):
    I = images(rng)
    M, R, S, U = (int(rng.integers(1, high)) for high in (4, 4, 4, 4))
    return I, quarters(rng, -3, 5, (M, I.shape[1], R, S)), U


def _loops(at_I=None, at_F=None, P=None, start=0, channels=None):
    """The seven loops with one thing wrong: another index of I or of F, another height, another start of the sum."""

    def wrong(I, F, U=1):
        (N, C, H, W), (M, _, R, S) = I.shape, F.shape
        outputs = P or (lambda H, R, U: (H - R) // U + 1)
        height = max(outputs(H, R, U), 0)
        width = max(outputs(W, S, U), 0)
        O = np.zeros((N, M, height, width))
        total = 0.0
        for n, m, p, q in np.ndindex(*O.shape):
            total = total if start is None else 0.0
            for c, r, s in np.ndindex(channels or C, R, S):
                i = at_I(n, c, p, q, r, s, U, R, S) if at_I else (n, c, U * p + r, U * q + s)
                term = I[i] * F[at_F(m, c, r, s) if at_F else (m, c, r, s)]
                total = term if start == "last" else total + term
            O[n, m, p, q] = total
        return O

    return wrong


conv_puzzle = Puzzle(
    conv,
    _conv_case,
    points=4,
    easier=("at stride 1", lambda I, F, U=1: U == 1),
    axes="nmpq",
    trials=16,
    examples=(
        (example(1, 1, 3, 3), np.array([[[[1.0, 2.5], [3.0, 4.0]]]]), 1),
        (example(2, 3, 5, 6), example(2, 3, 3, 2), 2),
    ),
    wrong={
        NO_FRACTIONS: whole(conv),
        "The filter is flipped, as in the convolution of mathematics: a DNN slides it as it is, I[.., U*p+r, U*q+s].": (
            _loops(at_I=lambda n, c, p, q, r, s, U, R, S: (n, c, U * p + R - 1 - r, U * q + S - 1 - s))
        ),
        "The stride is missing where I is read: the window of output p starts at row U*p, not p.": (
            _loops(at_I=lambda n, c, p, q, r, s, U, R, S: (n, c, p + r, q + s))
        ),
        "The stride multiplies r and s (that is dilation): it moves the window, U*p + r.": (
            _loops(at_I=lambda n, c, p, q, r, s, U, R, S: (n, c, p + U * r, q + U * s))
        ),
        "Each product overwrites the one before: accumulate with +=.": _loops(start="last"),
        "Only the first channel is summed: an output adds up all C of them.": _loops(channels=1),
        "Every output is made from the first image: read I[n, ...].": (
            _loops(at_I=lambda n, c, p, q, r, s, U, R, S: (0, c, U * p + r, U * q + s))
        ),
        "Every output channel uses the first filter: read F[m, ...].": (
            _loops(at_F=lambda m, c, r, s: (0, c, r, s))
        ),
        "Every channel uses the filter's first one: read F[m, c, ...].": (
            _loops(at_F=lambda m, c, r, s: (m, 0, r, s))
        ),
        "Rows and columns of I are swapped: p and r walk along the height, q and s along the width.": (
            _loops(at_I=lambda n, c, p, q, r, s, U, R, S: (n, c, U * q + s, U * p + r))
        ),
        "Rows and columns of F are swapped: it is F[m, c, r, s].": _loops(
            at_F=lambda m, c, r, s: (m, c, s, r)
        ),
        "The output is a row and a column short: P = (H - R)//U + 1.": _loops(P=lambda H, R, U: (H - R) // U),
        "The output size forgets the stride: P = (H - R)//U + 1.": _loops(P=lambda H, R, U: H - R + 1),
        "The sum is not set back to 0 for each output.": _loops(start=None),
    },
)
