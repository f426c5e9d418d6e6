"""Columns that vote: each says +1 or -1, and counts as much as it is worth."""

import numpy as np

from dnnlib.puzzle import Puzzle


def vote(S: np.ndarray, thresholds: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """What do a pair's columns say together about each image?

    Column k says +1 if its sum is *above* its threshold, else -1. Its word counts alpha[k]. Where all words add up to
    more than 0 the pair says +1, else -1: it never says 0.
    Shapes: sums S [n, K], thresholds [K], alpha [K] -> [n] of +1 and -1, integers.
    Source: Zhang, Wang, Verma, JSSC 2017; Freund, Schapire 1997.
    """
    S, thresholds, alpha = np.asarray(S), np.asarray(thresholds), np.asarray(alpha)
    if S.ndim != 2 or not S.size or thresholds.shape != S.shape[1:] or alpha.shape != S.shape[1:]:
        raise ValueError("a threshold and an alpha for every column")
    said = []
    for sums in S:
        total = 0.0
        for s, threshold, worth in zip(sums, thresholds, alpha):
            total += float(worth) if s > threshold else -float(worth)
        said.append(1 if total > 0 else -1)
    return np.array(said)


def _columns(rng):
    n, K = int(rng.integers(1, 6)), int(rng.integers(1, 6))
    thresholds = rng.integers(-3, 4, K)
    S = thresholds + rng.integers(-4, 5, (n, K))  # many stand on their threshold
    return S, thresholds, rng.integers(-1, 7, K) / 2


def _voted(
    said=lambda S, t, a: np.where(S > t, 1, -1),
    worth=lambda a: a,
    end=lambda total: np.where(total > 0, 1, -1),
):
    """The vote with one thing wrong."""

    def wrong(S, thresholds, alpha):
        S, t, a = np.asarray(S), np.asarray(thresholds), np.asarray(alpha, float)
        return end(said(S, t, a) @ worth(a))

    return wrong


vote_puzzle = Puzzle(
    vote,
    _columns,
    lines=5,
    points=4,
    axes="n",
    examples=(
        (np.array([[5, -2, 0]]), np.array([0, 0, 0]), np.array([0.5, 1.0, 1.0])),
        (np.array([[1, 1], [3, 3], [2, 2]]), np.array([2, 2]), np.array([0.5, 1.5])),
        (np.array([[4, -4]]), np.array([0, 0]), np.array([1.0, 1.0])),
        (np.array([[9, -1, -1]]), np.array([0, 0, 0]), np.array([1.0, 1.0, 1.0])),
        (np.array([[1, -1, -1]]), np.array([0, 0, 0]), np.array([2.5, 1.0, 1.0])),
        (np.array([[-3, 3], [-3, -3]]), np.array([-4, 1]), np.array([-0.5, 1.0])),
    ),
    wrong={
        "All words count the same: column k counts alpha[k].": _voted(worth=np.ones_like),
        "A sum that stands on its threshold says +1: above, it says.": _voted(
            said=lambda S, t, a: np.where(S >= t, 1, -1)
        ),
        "A sum that stands on its threshold says nothing, as np.sign has it: it says -1.": _voted(
            said=lambda S, t, a: np.sign(S - t)
        ),
        "Words that cancel out say +1: more than 0 is wanted.": _voted(
            end=lambda total: np.where(total >= 0, 1, -1)
        ),
        "Words that cancel out say 0: the pair says +1 or -1.": _voted(
            end=lambda total: np.sign(total).astype(int)
        ),
        "The thresholds are ignored.": _voted(said=lambda S, t, a: np.where(S > 0, 1, -1)),
        "Sums are weighted, not words: a comparator gives one bit, however large the sum.": _voted(
            said=lambda S, t, a: S - t
        ),
        "A column that is not above its threshold says nothing: it says -1.": _voted(
            said=lambda S, t, a: np.where(S > t, 1, 0)
        ),
        "The threshold is added: it is what the sum must exceed.": _voted(
            said=lambda S, t, a: np.where(S > -t, 1, -1)
        ),
        "A negative alpha is taken as positive: such a column is more often wrong than right.": _voted(
            worth=np.abs
        ),
        "+1 and -1 are exchanged.": _voted(said=lambda S, t, a: np.where(S > t, -1, 1)),
        "Only the column with the largest alpha is heard.": _voted(
            worth=lambda a: np.where(np.arange(len(a)) == a.argmax(), a, 0)
        ),
        "The total is returned: what the pair says is its sign.": _voted(end=lambda total: total),
        "True and False are returned: +1 and -1 are wanted.": _voted(end=lambda total: total > 0),
    },
)
