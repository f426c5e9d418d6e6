"""A softmax in one pass."""

import numpy as np

from dnnlib.puzzle import Puzzle


def running(scores: np.ndarray, values: np.ndarray, piece: int) -> np.ndarray:
    """Give the softmax-weighted mean of all values, when they come `piece` rows at a time and each is seen once.

    The answer is sum of exp(s)*v over sum of exp(s), over all rows; the last piece may be smaller. Scores may be in the
    hundreds, and a later piece may hold the largest.
    Shapes: scores [n], values [n,E] -> [E]. Source: Dao et al. 2022 (FlashAttention), 3.1; Milakov and Gimelshein 2018.
    """
    scores, values = np.asarray(scores, float), np.asarray(values, float)
    if scores.ndim != 1 or values.ndim != 2 or len(scores) != len(values) or not values.size or piece < 1:
        raise ValueError("scores [n] and values [n,E], pieces of a row or more")
    most, total = scores.max(), 0.0
    answer = np.zeros(values.shape[1])
    for score, row in zip(scores, values):
        total += np.exp(score - most)
        answer += np.exp(score - most) * row
    return answer / total


def _rows(rng):
    n, E, piece = (int(v) for v in rng.integers(1, (9, 4, 5)))
    wide, far = float(rng.choice([1, 1, 200])), float(rng.choice([0, 0, -900]))
    return wide * rng.integers(-8, 9, n) / 4 + far, rng.integers(-8, 9, (n, E)) / 4, piece


def _pieces(scores, values, piece):
    return [(scores[k : k + piece], values[k : k + piece]) for k in range(0, len(scores), piece)]


def _of_pieces(rule):
    return lambda scores, values, piece: rule(_pieces(scores, values, piece))


def _with(old=lambda m, new: np.exp(m - new), sums=True, outputs=True, start=-np.inf, top=max):
    """One pass, with one thing changed."""

    def wrong(pieces):
        m, l, O = start, 0.0, 0.0
        with np.errstate(all="ignore"):
            for s, v in pieces:
                new = top(m, s.max())
                factor = old(m, new)
                e = np.exp(s - new)
                l = l * (factor if sums else 1) + e.sum()
                O = O * (factor if outputs else 1) + e @ v
                m = new
            return O / l

    return _of_pieces(wrong)


def _each(pieces):
    found = []
    for s, v in pieces:
        e = np.exp(s - s.max())
        found.append(e @ v / e.sum())
    return np.mean(found, axis=0)


def _plain(pieces):
    with np.errstate(all="ignore"):
        l = sum(np.exp(s).sum() for s, _ in pieces)
        return sum(np.exp(s) @ v for s, v in pieces) / l


def _with_right(pieces):
    s, v = (np.concatenate(parts) for parts in zip(*pieces))
    e = np.exp(s - s.max())
    return e @ v / e.sum()


def _whole_pieces(scores, values, piece):
    whole = len(scores) // piece * piece
    if not whole:
        return np.full(values.shape[1], np.nan)
    return _with_right([(scores[:whole], values[:whole])])


running_puzzle = Puzzle(
    running,
    _rows,
    points=5,
    axes="e",
    easier=("where all comes in one piece", lambda scores, values, piece: piece >= len(scores)),
    scale=lambda scores, values, piece: 10.0 + 10 * float(np.abs(scores).max()),
    examples=(
        (np.array([0.0]), np.array([[3.0]]), 1),
        (np.array([1.0, 2.0]), np.array([[1.0], [2.0]]), 2),
        (np.array([1.0, 2.0]), np.array([[1.0, 0.0], [0.0, 1.0]]), 1),
        (np.array([3.0, 0.0, 1.0]), np.array([[2.0], [1.0], [4.0]]), 2),
        (np.array([800.0, 801.0, 799.0]), np.array([[1.0], [2.0], [3.0]]), 1),
        (np.array([-900.0, -901.0]), np.array([[1.0], [2.0]]), 1),
        (np.array([900.0, 0.0]), np.array([[1.0], [2.0]]), 1),
    ),
    wrong={
        "The sum is scaled down, the output is not: both were summed under the old maximum.": _with(
            outputs=False
        ),
        "The output is scaled down, the sum is not: both were summed under the old maximum.": _with(
            sums=False
        ),
        "Nothing is scaled down when a larger score comes.": _with(sums=False, outputs=False),
        "Each piece's own maximum is taken, and the old one forgotten: keep the largest so far.": _with(
            old=lambda m, new: 1.0, top=lambda m, new: new
        ),
        "A piece's own maximum is taken where the old one is larger: exp(old - new) overflows. Keep the larger.": _with(
            top=lambda m, new: new
        ),
        "The factor is turned over: exp(old - new), which is 1 at most.": _with(
            old=lambda m, new: 0.0 if np.isneginf(m) else np.exp(new - m)
        ),
        "Each piece is averaged for itself: pieces with large scores count more.": _of_pieces(_each),
        "Exponentials overflow: take the largest score off first.": _of_pieces(_plain),
        "The maximum begins at 0: with small scores all exponentials may vanish.": _with(start=0.0),
        "The fractions are cut off: a mean is seldom whole.": _of_pieces(
            lambda pieces: np.floor(_with_right(pieces))
        ),
        "The last piece alone is given.": _of_pieces(lambda pieces: _each(pieces[-1:])),
        "The first piece alone is given.": _of_pieces(lambda pieces: _each(pieces[:1])),
        "It is not divided by the sum.": lambda scores, values, piece: np.exp(scores - scores.max()) @ values,
        "The value of the largest score is given: a softmax weighs all.": lambda scores, values, piece: (
            values[scores.argmax()]
        ),
        "The last piece is left out where it is smaller.": _whole_pieces,
    },
)
