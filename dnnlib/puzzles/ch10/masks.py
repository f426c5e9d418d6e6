"""Masks: which weights stay, under a budget of bits, and two of every four."""

import numpy as np

from dnnlib.puzzle import Puzzle


def prune_to_budget(F: np.ndarray, bits: int, word: int) -> np.ndarray:
    """Which weights stay, the largest |w| first, if the matrix may take `bits` bits as a bitmap?

    A bitmap takes a bit for every weight, pruned or not, and `word` bits for each that stays. Of equal |w| the first in
    memory stays. Shapes: F [M, C] -> bool [M, C].
    Source: magnitude pruning, Han et al., NIPS 2015; Sze et al. 2017, VII-B.
    """
    if F.ndim != 2 or F.size < 1 or (F == 0).any() or word < 1 or bits < F.size:
        raise ValueError("no weight is zero before pruning, and the mask itself must fit")
    mask, room = np.zeros(F.shape, bool), bits - F.size
    while room >= word and not mask.all():
        best = None
        for m in range(F.shape[0]):
            for c in range(F.shape[1]):
                if not mask[m, c] and (best is None or abs(F[m, c]) > abs(F[best])):
                    best = m, c
        mask[best] = True
        room -= word
    return mask


def _weights(rng, M, C):
    return rng.integers(1, 7, (M, C)) * rng.choice([-1, 1], (M, C))


def _budget(rng):
    M, C, word = int(rng.integers(1, 5)), int(rng.integers(1, 6)), int(rng.integers(2, 9))
    room = int(rng.integers(0, M * C + 2)) * word + int(rng.integers(0, word))
    return _weights(rng, M, C), M * C + room, word


def _kept(F, bits, word):
    return min((bits - F.size) // word, F.size)


def _top(score, k):
    """The mask of the k largest scores, the first of equal ones."""
    mask = np.zeros(score.size, bool)
    mask[np.argsort(-score.ravel(), kind="stable")[: max(min(k, score.size), 0)]] = True
    return mask.reshape(score.shape)


def _last(score, k):
    return _top(score.ravel()[::-1], k)[::-1].reshape(score.shape)


def _at_least(F, k):
    """All weights that are as large as the k-th."""
    return np.abs(F) >= np.sort(np.abs(F), axis=None)[::-1][k - 1] if k else np.zeros(F.shape, bool)


def _above(F, k):
    """All weights that are larger than the first that goes."""
    return np.abs(F) > np.sort(np.abs(F), axis=None)[::-1][k] if k < F.size else np.ones(F.shape, bool)


prune_to_budget_puzzle = Puzzle(
    prune_to_budget,
    _budget,
    lines=5,
    lenient=True,
    points=4,
    axes="mc",
    examples=(
        (np.array([[1, -5, 2], [4, -3, 6]]), 6 + 3 * 8, 8),
        (np.array([[2, -2, 2, -2]]), 4 + 2 * 4 + 3, 4),
        (np.array([[2, 3], [-3, 2], [1, 3]]), 6 + 2 * 5, 5),
        (np.array([[1, 2]]), 100, 8),
        (np.array([[1, 2]]), 9, 8),
        (np.array([[4, 4, 1], [4, 4, 1]]), 6 + 16, 4),
    ),
    wrong={
        "The sign is not left out: -5 is larger than 4 here, it is |w| that counts.": (
            lambda F, bits, word: _top(F, _kept(F, bits, word))
        ),
        "The smallest stay: it is they that go.": lambda F, bits, word: _top(
            -np.abs(F), _kept(F, bits, word)
        ),
        "The mask is not paid for: it takes a bit for each weight.": lambda F, bits, word: _top(
            np.abs(F), bits // word
        ),
        "Only the weights that stay pay for the mask: a pruned one has its bit, too.": (
            lambda F, bits, word: _top(np.abs(F), bits // (word + 1))
        ),
        "One weight too many: what does not fit whole goes.": lambda F, bits, word: _top(
            np.abs(F), -((F.size - bits) // word)
        ),
        "One weight too few: what just fits stays.": lambda F, bits, word: _top(
            np.abs(F), (bits - F.size - 1) // word
        ),
        "All weights as large as the last that stays are kept: of equals, only as many as fit.": (
            lambda F, bits, word: _at_least(F, _kept(F, bits, word))
        ),
        "Of equal weights none stays where not all fit: the first do.": lambda F, bits, word: _above(
            F, _kept(F, bits, word)
        ),
        "Of equal weights the last stay: the first in memory do.": (
            lambda F, bits, word: _last(np.abs(F), _kept(F, bits, word))
        ),
        "Of equal weights the upper ones stay: in memory a row comes before the next.": (
            lambda F, bits, word: _top(np.abs(F).T, _kept(F, bits, word)).T
        ),
        "Each row keeps as many as the others: the weights of all rows compete.": lambda F, bits, word: (
            np.array([_top(row, _kept(F, bits, word) // len(F)) for row in np.abs(F)])
        ),
        "The mask says which go: True is for those that stay.": (
            lambda F, bits, word: ~_top(np.abs(F), _kept(F, bits, word))
        ),
        "The weights are returned: the mask is asked for, True or False.": (
            lambda F, bits, word: F * _top(np.abs(F), _kept(F, bits, word))
        ),
    },
)


def two_of_four(F: np.ndarray) -> np.ndarray:
    """Which weights stay in 2:4 sparsity: of every four in a row that follow each other, the two largest |w|?

    A row is cut into groups of four from its start; its last group may be short and still keeps two, or what it has.
    Of equal |w| the first stays. Shapes: F [M, C] -> bool [M, C]. Source: Mishra et al. 2021.
    """
    if F.ndim != 2 or F.size < 1:
        raise ValueError("a matrix has a row and a column or more")
    mask = np.zeros(F.shape, bool)
    for m in range(F.shape[0]):
        for first in range(0, F.shape[1], 4):
            for _ in range(2):
                best = None
                for c in range(first, min(first + 4, F.shape[1])):
                    if not mask[m, c] and (best is None or abs(F[m, c]) > abs(F[m, best])):
                        best = c
                if best is not None:
                    mask[m, best] = True
    return mask


def _grouped(score, size=4, keep=2, top=_top):
    """The best of every group along a row."""
    return np.concatenate(
        [
            np.array([top(row, keep) for row in score[:, c : c + size]])
            for c in range(0, score.shape[1], size)
        ],
        1,
    )


def _strided(F):
    """Groups of every n-th column, not of columns side by side."""
    step = -(-F.shape[1] // 4)
    mask = np.zeros(F.shape, bool)
    for c in range(step):
        mask[:, c::step] = np.array([_top(row, 2) for row in np.abs(F)[:, c::step]])
    return mask


def _wrapped(F):
    """Groups along the memory, across the ends of rows."""
    return _grouped(np.abs(F).reshape(1, -1)).reshape(F.shape)


def _median(F):
    """All that is as large as the second of its group."""
    return np.concatenate([
        part >= np.sort(part, axis=1)[:, ::-1][:, min(2, part.shape[1]) - 1 :][:, :1]
        for part in (np.abs(F)[:, c : c + 4] for c in range(0, F.shape[1], 4))
    ], 1)  # fmt: skip


def _moving(F):
    """A window of four that slides, in which at most two stay."""
    mask = np.zeros(F.shape, bool)
    for c in range(max(F.shape[1] - 3, 1)):
        mask[:, c : c + 4] |= np.array([_top(row, 2) for row in np.abs(F)[:, c : c + 4]])
    return mask


def _pruned(rng):
    """Some weights are zero already: two of four stay, whatever they are."""
    F = _weights(rng, int(rng.integers(1, 6)), int(rng.choice([2, 4, 5, 6, 7, 8, 8, 8])))
    return (np.where(rng.random(F.shape) < 0.2, 0, F),)


two_of_four_puzzle = Puzzle(
    two_of_four,
    _pruned,
    lines=5,
    lenient=True,
    points=4,
    axes="mc",
    easier=("where rows are whole groups", lambda F: F.shape[1] % 4 == 0),
    examples=(
        (np.array([[1, 2, 3, 4, 8, 7, 6, 5]]),),
        (np.array([[1, -4, 2, 3, 9, 9, 9, 9]]),),
        (np.array([[1, 1, 1, 1], [5, -6, -7, 4]]),),
        (np.array([[3, 1, 2, 4, 6, 5], [1, 2, 3, 4, 5, 6]]),),
        (np.array([[5, 6, 1, 2], [7, 8, 3, 4], [1, 2, 5, 6], [3, 4, 7, 8]]),),
        (np.array([[2, 1, 1, 1, 2, 1, 3]]),),
        (np.array([[0, 0, 3, 0]]),),
    ),
    wrong={
        "The sign is not left out: it is |w| that counts.": lambda F: _grouped(F),
        "The two smallest stay: it is they that go.": lambda F: _grouped(-np.abs(F)),
        "Half of the whole matrix stays: each group keeps its own two, however small.": lambda F: _top(
            np.abs(F), F.size // 2
        ),
        "Half of each row stays: each group of four keeps two.": (
            lambda F: np.array([_top(row, len(row) // 2) for row in np.abs(F)])
        ),
        "The groups run down a column: they run along a row.": lambda F: _grouped(np.abs(F).T).T,
        "The groups run on into the next row: each row begins a group of its own.": _wrapped,
        "One of every two stays: two of four may be neighbours.": lambda F: _grouped(np.abs(F), 2, 1),
        "Four of every eight stay: that is more freedom than the hardware has.": lambda F: _grouped(
            np.abs(F), 8, 4
        ),
        "One of four stays: two do.": lambda F: _grouped(np.abs(F), 4, 1),
        "Of equal weights the last stay: the first do.": lambda F: _grouped(np.abs(F), top=_last),
        "More than two of equals stay: a group stores two values, no more.": _median,
        "The groups overlap: the next one begins four further on.": _moving,
        "The groups take every n-th column: they are four that follow each other.": _strided,
        "Weights of zero are dropped as well: of every four two stay, whatever they are.": lambda F: (
            _grouped(np.abs(F)) & (F != 0)
        ),
        "A short last group is dropped: it keeps two as well.": lambda F: (
            _grouped(np.abs(F)) & (np.arange(F.shape[1]) < F.shape[1] // 4 * 4)
        ),
        "A short last group is kept whole: it keeps two as well.": lambda F: (
            _grouped(np.abs(F)) | (np.arange(F.shape[1]) >= F.shape[1] // 4 * 4)
        ),
    },
)
