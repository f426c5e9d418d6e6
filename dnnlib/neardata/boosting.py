"""SRAM columns that vote: weights of +1 and -1 in the cells, a comparator at the foot.

A column says sign(sum over k of w[k] * x[k] - threshold). One is a weak classifier.
Many, each trained on what those before it got wrong, are a strong one (AdaBoost).
For ten classes there are 45 pairs of classes, each with its own columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from dnnlib.door import checked, whole
from dnnlib.neardata.circuit import IDEAL, Circuit

CLASSES = 10


@dataclass(frozen=True, eq=False)
class Column:
    """A column of cells: w [K] of +1 and -1, its comparator's threshold, its vote."""

    w: np.ndarray
    threshold: float
    alpha: float


@checked
def train(
    X, y, columns: int, circuit: Circuit | None = None, pair: int = 0
) -> tuple[Column, ...]:
    """Columns that tell two classes apart, each made for what the last ones got wrong.

    d[n] is how much image n counts.  error = sum of d where the column is wrong
    alpha = log((1 - error) / error) / 2;   d *= exp(-alpha * y * said), sum d = 1

    Weights and threshold come from the straight, exact circuit. With `circuit`, what
    a column *said* is what that chip's column says, so the next ones mend its faults.
    Shapes: X [n, K] of 0 to 31, y [n] of +1 and -1 -> a tuple of `columns`.
    Errors: ValueError where y holds anything else, or columns is below 1.
    Source: Zhang, Wang, Verma, JSSC 2017; Freund, Schapire 1997 (AdaBoost).
    """
    X, y = np.asarray(X, np.float32), np.asarray(y, float)
    if set(np.unique(y)) != {-1.0, 1.0}:
        raise ValueError(f"y holds {np.unique(y)[:4]}: give +1 and -1, some of each")
    columns = whole("columns", columns)
    circuit = circuit or IDEAL
    real, errors = circuit.cells(X), circuit.errors(pair, columns)
    d, made = np.full(len(y), 1 / len(y)), []
    for error in errors:
        w = separating(X, y, d)
        threshold = best_threshold(X @ w, y, d)
        said = np.where(real @ w > threshold + error, 1.0, -1.0)
        wrong = np.clip(d[said != y].sum(), 1e-6, 1 - 1e-6)
        alpha = np.log((1 - wrong) / wrong) / 2
        d *= np.exp(-alpha * y * said)
        d /= d.sum()
        made.append(Column(w, threshold, float(alpha)))
    return tuple(made)


@checked
def separating(X, y, d) -> np.ndarray:
    """Weights of +1 and -1 whose sums keep two classes far apart for their spread.

    ratio(w) = (w . apart)^2 / (w . C w), apart and C the difference of the classes'
    means and the covariance within them. From the signs of C^-1 apart, one weight at a
    time is turned over as long as the ratio grows.
    Source: Fisher 1936, with the weights that a cell can hold.
    """
    up, down = (d * (y > 0)).astype(np.float32), (d * (y < 0)).astype(np.float32)
    means = up @ X / up.sum(), down @ X / down.sum()
    apart = (means[0] - means[1]).astype(float)
    C = ((X * (up + down)[:, None]).T @ X).astype(float)
    for part, mean in zip((up, down), means):
        C -= part.sum() * np.outer(mean, mean)
    C += 1e-3 * np.trace(C) / len(C) * np.eye(len(C))
    w = np.where(np.linalg.solve(C, apart) >= 0, 1.0, -1.0)
    return _turned(w, apart, C).astype(np.float32)


def _turned(w, apart, C) -> np.ndarray:
    """Weights turned over one by one, each time the one that gains most."""
    far, Cw = w @ apart, C @ w
    wide, own = w @ Cw, np.diag(C)
    for _ in range(4 * len(w)):
        far_then = far - 2 * w * apart
        wide_then = wide - 4 * w * Cw + 4 * own
        ratio = np.where(far_then > 0, far_then**2 / wide_then, 0)
        k = ratio.argmax()
        if ratio[k] <= far**2 / wide * (1 + 1e-9):
            break
        far, wide = far_then[k], wide_then[k]
        Cw = Cw - 2 * w[k] * C[k]
        w[k] = -w[k]
    return w


@checked
def best_threshold(sums, y, d) -> float:
    """The threshold with least error: between two sums, so that no sum stands on it."""
    sums, y, d = np.rint(sums).astype(int), np.asarray(y), np.asarray(d, float)
    low = sums.min()
    counts = np.bincount(sums - low, d * y)  # classes' weights, +1 less -1, by sum
    gained = np.concatenate([[0], np.cumsum(counts)])
    return float(low + gained.argmin() - 0.5)


@checked
def classify(
    pairs: Sequence[Sequence[Column]], X, circuit: Circuit | None = None
) -> np.ndarray:
    """The classes of images: each pair gives a vote to one of its two classes.

    margin = sum alpha * said / sum alpha over its columns; above 0, the first class.
    Where two classes have as many votes, the sum of the margins decides.
    Shapes: 45 tuples of columns in the order of `class_pairs`, X [n, K] -> labels [n].
    Errors: ValueError where there are not as many pairs as classes make.
    Source: Zhang, Wang, Verma, JSSC 2017.
    """
    return scores(pairs, X, circuit).argmax(axis=1)


@checked
def scores(pairs, X, circuit: Circuit | None = None) -> np.ndarray:
    """Each class's votes, won less lost, and a hundredth of its margins: [n, 10]."""
    margin = margins(pairs, X, circuit)
    votes = np.sign(margin) + margin / 100  # nine margins weigh less than one vote
    total = np.zeros((len(votes), CLASSES))
    for k, (a, b) in enumerate(class_pairs()):
        total[:, a] += votes[:, k]
        total[:, b] -= votes[:, k]
    return total


@checked
def margins(pairs, X, circuit: Circuit | None = None) -> np.ndarray:
    """How clearly each pair decides, -1 to 1, above 0 for its first class: [n, 45]."""
    if len(pairs) != len(class_pairs()):
        raise ValueError(
            f"{len(pairs)} pairs of columns, and {CLASSES} classes make 45"
        )
    circuit = circuit or IDEAL
    real, made = circuit.cells(X), []
    for k, columns in enumerate(pairs):
        w = np.stack([c.w for c in columns], 1)
        errors = circuit.errors(k, len(columns))
        at = np.array([c.threshold for c in columns]) + errors
        alpha = np.array([c.alpha for c in columns])
        said = np.where(real @ w > at, 1.0, -1.0)
        made.append(said @ alpha / np.abs(alpha).sum())
    return np.stack(made, 1)


@checked
def train_all(X, labels, columns: int, circuit: Circuit | None = None) -> tuple:
    """Columns for all 45 pairs of classes, in the order of `class_pairs`."""
    X, labels, made = np.asarray(X), np.asarray(labels), []
    if X.ndim != 2 or labels.shape != X.shape[:1]:
        raise ValueError(f"X {X.shape}, labels {labels.shape}: give [n, K] and [n]")
    for k, (a, b) in enumerate(class_pairs()):
        of = (labels == a) | (labels == b)
        y = np.where(labels[of] == a, 1, -1)
        made.append(train(X[of], y, columns, circuit, k))
    return tuple(made)


def class_pairs() -> list[tuple[int, int]]:
    """The 45 pairs (a, b), a < b, of ten classes."""
    return list(combinations(range(CLASSES), 2))
