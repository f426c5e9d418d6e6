"""Scores at a temperature."""

import numpy as np

from dnnlib.puzzle import Puzzle


def soften(z: np.ndarray, T: float) -> np.ndarray:
    """What are the scores of each image as probabilities at temperature T?

    q[n,i] = e^(z[n,i]/T) / sum over j of e^(z[n,j]/T). Scores may be large: take each image's largest off first, or
    e^x overflows. Shapes: z [N, classes], T above 0 -> the same. Source: Hinton et al. 2015; Sze et al. 2017, VII-B-4.
    """
    z = np.asarray(z, float)
    if z.ndim != 2 or not z.size or not T > 0:
        raise ValueError("z [N, classes], T above 0")
    q = np.zeros(z.shape)
    for n in range(len(z)):
        total = 0.0
        for i in range(z.shape[1]):
            q[n, i] = np.exp((z[n, i] - z[n].max()) / T)
            total += q[n, i]
        for i in range(z.shape[1]):
            q[n, i] /= total
    return q


def _scores(rng):
    N, classes = int(rng.integers(1, 4)), int(rng.integers(2, 5))
    scale = float(rng.choice([1.0, 5.0, 5000.0]))
    T = float(rng.choice([0.5, 1.0, 2.0, 4.0, 20.0]))
    return np.round(4 * scale * rng.normal(size=(N, classes))) / 4, T


def _soft(x, axis=1):
    with np.errstate(all="ignore"):
        e = np.exp(x - x.max(axis=axis, keepdims=True))
        return e / e.sum(axis=axis, keepdims=True)


def _unshifted(z, T):
    with np.errstate(all="ignore"):
        e = np.exp(z / T)
        return e / e.sum(axis=1, keepdims=True)


def _together(z, T):
    with np.errstate(all="ignore"):
        e = np.exp((z - z.max()) / T)
        return e / e.sum(axis=1, keepdims=True)


soften_puzzle = Puzzle(
    soften,
    _scores,
    points=4,
    axes="ni",
    scale=lambda z, T: 1 + np.abs(z).max() / T,  # z / T before the largest is taken off
    examples=(
        (np.array([[0.0, 1.0]]), 1.0),
        (np.array([[1.0, 2.0, 4.0], [0.0, 0.0, 3.0]]), 2.0),
        (np.array([[3.0, 1.0], [1.0, 2.0]]), 0.5),
        (np.array([[4000.0, 0.0, 3996.0]]), 4.0),
        (np.array([[5.0, 3.0, 0.0]]), 20.0),
    ),
    wrong={
        "Scores are multiplied by T: a high temperature softens, so they are divided.": lambda z, T: _soft(
            z * T
        ),
        "T is left out.": lambda z, T: _soft(z),
        "Probabilities are divided by T: T belongs inside the exponent, and the sum must be 1.": (
            lambda z, T: _soft(z) / T
        ),
        "e^z is divided by T: it is e^(z/T).": lambda z, T: np.exp(z - z.max(1, keepdims=True)) / T,
        "Nothing is taken off: e^x overflows. Take each image's largest score off first.": _unshifted,
        "Images are added up: each image's probabilities make 1.": lambda z, T: _soft(z / T, axis=0),
        "All scores share one sum: each image has its own.": lambda z, T: (
            np.exp((z - z.max()) / T) / np.exp((z - z.max()) / T).sum()
        ),
        "The largest score of all images is taken off: then another image's may all vanish; take off each image's own.": (
            _together
        ),
        "The sum is missing: these are no probabilities yet.": lambda z, T: np.exp(
            (z - z.max(1, keepdims=True)) / T
        ),
        "The fractions are cut off: a probability lies between 0 and 1.": lambda z, T: np.floor(_soft(z / T)),
        "The logarithm is returned.": lambda z, T: np.log(_soft(z / T) + 1e-300),
        "T is squared: that factor belongs to the loss.": lambda z, T: _soft(z / T**2),
        "The sign is turned: large scores are large probabilities.": lambda z, T: _soft(-z / T),
        "The largest is taken off after the division by T: it is divided as well.": (lambda z, T: _off(z, T)),
    },
)


def _off(z, T):
    with np.errstate(all="ignore"):
        e = np.exp(z / T - z.max(axis=1, keepdims=True))
        return e / e.max(axis=1, keepdims=True)
