"""A budget: each weight is read from F once."""

import numpy as np

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch02.arrays import NO_FRACTIONS, example, quarters, whole


def conv1d(I: np.ndarray, F: np.ndarray) -> np.ndarray:
    """Convolve I [W] with M filters F [M,R] into O [M,P], and read each weight from F once.

    Source: the weight-stationary loop order, Sze et al. 2017, V-B.
    """
    (W,), (M, R) = I.shape, F.shape
    if not 1 <= R <= W:
        raise ValueError("the filter does not fit")
    P = W - R + 1
    O = np.zeros((M, P))
    for m in range(M):
        for p in range(P):
            for r in range(R):
                O[m, p] += I[p + r] * F[m, r]  # reads F anew for every MAC: right, and over the budget
    return O


def _conv1d_case(rng):
    W, M, R = int(rng.integers(3, 12)), int(rng.integers(2, 5)), int(rng.integers(1, 5))
    return quarters(rng, -4, 6, W), quarters(rng, -3, 5, (M, R))


def _weight_by_weight(read=lambda F, m, r: F[m, r], begin=lambda r: r, short=0, accumulate=True):
    """The weight-stationary loops with one thing wrong: how a weight is read, where its inputs begin, the sum."""

    def wrong(I, F):
        M, R = F.shape
        O = np.zeros((M, len(I) - R + 1 - short))
        for m, r in np.ndindex(M, R):
            weight, inputs = read(F, m, r), np.take(I, begin(r) + np.arange(O.shape[1]), mode="wrap")
            O[m] = weight * inputs + (O[m] if accumulate else 0)
        return O

    return wrong


conv1d_puzzle = Puzzle(
    conv1d,
    _conv1d_case,
    limit={"F": lambda I, F: F.size},
    points=4,
    axes="mp",
    trials=16,
    examples=((example(18), example(4, 3)), (example(7), example(2, 4))),  # R=3, P=16, M=4: 12 reads, not 192
    wrong={
        NO_FRACTIONS: whole(conv1d),
        "Every MAC reads its weight from F again: take the weight once, then use it for all P outputs.": conv1d,
        "F[m][r] reads the whole row F[m] to take one weight of it: write F[m, r].": (
            _weight_by_weight(lambda F, m, r: F[m][r])
        ),
        "Each weight is read twice: keep it in a variable.": _weight_by_weight(
            lambda F, m, r: (F[m, r] + F[m, r]) / 2
        ),
        "All of F is read again for each filter: read F once, before the loops, or one weight at a time.": (
            lambda I, F: np.array([np.correlate(I, np.asarray(F)[m]) for m in range(len(F))])
        ),
        "The filter is flipped (np.convolve does that): weight r meets I[p + r].": (
            _weight_by_weight(lambda F, m, r: F[m, F.shape[1] - 1 - r])
        ),
        "Each weight's products overwrite the last weight's: accumulate with +=.": _weight_by_weight(
            accumulate=False
        ),
        "The first weight of a filter is used for all: the register must be loaded again for each r.": (
            _weight_by_weight(lambda F, m, r: F[m, 0])
        ),
        "Every output row uses the first filter: read F[m, r].": _weight_by_weight(lambda F, m, r: F[0, r]),
        "The window moves the wrong way: weight r meets I[p + r], not I[p - r].": _weight_by_weight(
            begin=lambda r: -r
        ),
        "Every weight meets the same inputs: weight r meets I[p + r].": _weight_by_weight(begin=lambda r: 0),
        "The last output is missing: P = W - R + 1.": _weight_by_weight(short=1),
    },
)
