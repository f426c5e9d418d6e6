"""A budget: each input is read from I once, and every MAC that wants it is done while it is there."""

import numpy as np

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch02.arrays import NO_FRACTIONS, example, quarters, whole


def inputs_once(I: np.ndarray, F: np.ndarray) -> np.ndarray:
    """Convolve I [W] with M filters F [M,R] into O [M,P], and read each input from I once.

    Source: the input-stationary loop order, Sze et al. 2017, V-B, and the authors' 2020 book.
    """
    (W,), (M, R) = I.shape, F.shape
    if not 1 <= R <= W:
        raise ValueError("the filter does not fit")
    P = W - R + 1
    O = np.zeros((M, P))
    for m in range(M):
        for p in range(P):
            for r in range(R):
                O[m, p] += I[p + r] * F[m, r]  # reads I anew for every MAC: right, and over the budget
    return O


def _case(rng):
    W, M, R = int(rng.integers(4, 12)), int(rng.integers(2, 5)), int(rng.integers(2, 5))
    return quarters(rng, -4, 6, W), quarters(rng, -3, 5, (M, R))


def _scatter(
    at=lambda h, r: h - r,
    read=lambda I, h: I[h],
    weight=lambda F, m, r: F[m, r],
    wrap=False,
    add=True,
    first=0,
):
    """The input-stationary loops with one thing wrong: which output an input meets, how it is read, the sum."""

    def wrong(I, F):
        M, R = F.shape
        O = np.zeros((M, len(I) - R + 1))
        for h in range(first, len(I)):
            value = read(I, h)
            for m, r in np.ndindex(M, R):
                p = at(h, r) % O.shape[1] if wrap else at(h, r)
                if 0 <= p < O.shape[1]:
                    O[m, p] = value * weight(F, m, r) + (O[m, p] if add else 0)
        return O

    return wrong


def _window_by_window(I, F):
    """One read of a window for each output: a word is read up to R times."""
    return np.array([F @ I[p : p + F.shape[1]] for p in range(len(I) - F.shape[1] + 1)]).T


def _filter_by_filter(I, F):
    return np.array([np.correlate(np.asarray(I), row) for row in F])


inputs_once_puzzle = Puzzle(
    inputs_once,
    _case,
    limit={"I": lambda I, F: I.size},
    points=4,
    axes="mp",
    trials=16,
    examples=((example(18), example(4, 3)), (example(7), example(2, 4))),  # P=16, R=3, M=4: 18 reads, not 192
    wrong={
        NO_FRACTIONS: whole(inputs_once),
        "Every MAC reads its input from I again: take I[h] once, and add it to all that want it.": inputs_once,
        "Each output reads its whole window: windows overlap, so an input is read up to R times.": (
            _window_by_window
        ),
        "All of I is read again for each filter: hold an input while all M filters use it.": _filter_by_filter,
        "Each input is read twice: keep it in a variable.": _scatter(read=lambda I, h: (I[h] + I[h]) / 2),
        "The output is at the wrong side: input h meets weight r in output h - r, not h + r.": _scatter(
            at=lambda h, r: h + r
        ),
        "The filter is flipped: input h meets weight r in output h - r, not in h - (R-1-r).": (
            _scatter(weight=lambda F, m, r: F[m, F.shape[1] - 1 - r])
        ),
        "Each product overwrites the sum: accumulate with +=.": _scatter(add=False),
        "Outputs before the first wrap round to the end (O[m, -1] is the last): leave out h - r below 0.": (
            _scatter(wrap=True)
        ),
        "Every output row uses the first filter: read F[m, r].": _scatter(weight=lambda F, m, r: F[0, r]),
        "Only the first weight of a filter is used: an input meets all R of them.": _scatter(
            weight=lambda F, m, r: F[m, 0]
        ),
        "The first input is left out.": _scatter(first=1),
    },
)
