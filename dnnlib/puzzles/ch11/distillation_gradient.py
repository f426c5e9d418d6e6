"""Where the student's scores should go."""

import numpy as np

from dnnlib.puzzle import Puzzle


def distillation_gradient(z: np.ndarray, v: np.ndarray, T: float) -> np.ndarray:
    """What is the derivative of the distillation loss by the student's scores?

    With p and q the softened scores of teacher (v) and student (z), the loss is T^2 times the mean over images of
    sum p*log(p/q), and its derivative by z is T * (q - p) / N.
    Shapes: z and v [N, classes], T above 0 -> [N, classes]. Source: Hinton et al. 2015, 2; Sze et al. 2017, VII-B-4.
    """
    z, v = np.asarray(z, float), np.asarray(v, float)
    if z.ndim != 2 or z.shape != v.shape or not z.size or not T > 0:
        raise ValueError("z and v [N, classes], T above 0")
    N, classes = z.shape
    g = np.zeros(z.shape)
    for n in range(N):
        q, p = np.exp((z[n] - z[n].max()) / T), np.exp((v[n] - v[n].max()) / T)
        for i in range(classes):
            g[n, i] = T * (q[i] / q.sum() - p[i] / p.sum()) / N
    return g


def _both(rng):
    N, classes = int(rng.integers(1, 4)), int(rng.integers(2, 5))
    z, v = np.round(16 * rng.normal(size=(2, N, classes))) / 4
    return z, v, float(rng.choice([0.5, 1.0, 2.0, 4.0, 20.0]))


def _soft(x, T):
    e = np.exp((x - x.max(axis=1, keepdims=True)) / T)
    return e / e.sum(axis=1, keepdims=True)


def _scaled(factor):
    """The difference of softened scores, times a factor of T, N and the classes."""
    return lambda z, v, T: factor(T, *z.shape) * (_soft(z, T) - _soft(v, T))


def _hard(z, v, T):
    p = np.zeros(v.shape)
    p[np.arange(len(v)), v.argmax(axis=1)] = 1
    return T * (_soft(z, T) - p) / len(z)


distillation_gradient_puzzle = Puzzle(
    distillation_gradient,
    _both,
    points=5,
    axes="ni",
    scale=lambda z, v, T: T,
    examples=(
        (np.array([[0.0, 1.0]]), np.array([[2.0, 0.0]]), 1.0),
        (np.array([[0.0, 1.0], [3.0, 1.0]]), np.array([[2.0, 0.0], [0.0, 0.5]]), 4.0),
        (np.array([[1.0, 2.0, 4.0], [0.0, 0.0, 3.0]]), np.array([[4.0, 2.0, 1.0], [1.0, 0.0, 3.0]]), 2.0),
        (np.array([[1.0, 3.0, 2.0]]), np.array([[2.0, 0.0, 1.0]]), 0.5),
        (np.array([[500.0, 499.0]]), np.array([[501.0, 500.5]]), 1.0),
    ),
    wrong={
        "The factor T^2 is missing: a public library forgot it, too. At a high T the student then hardly learns.": (
            _scaled(lambda T, N, K: 1 / T / N)
        ),
        "The chain rule's 1/T is missing: T^2 times 1/T is T.": _scaled(lambda T, N, K: T**2 / N),
        "T is left out in front.": _scaled(lambda T, N, K: 1 / N),
        "Images are added up: the mean is asked, so divide by N.": _scaled(lambda T, N, K: T),
        "It is divided by the number of classes: the mean is over images.": _scaled(lambda T, N, K: T / K),
        "It is divided by images and classes: the mean is over images alone.": _scaled(
            lambda T, N, K: T / N / K
        ),
        "The sign is turned: it points where the loss rises, q - p.": _scaled(lambda T, N, K: -T / N),
        "Scores are compared, not softened scores.": lambda z, v, T: T * (z - v) / len(z),
        "The student's scores are not softened.": lambda z, v, T: T * (_soft(z, 1) - _soft(v, T)) / len(z),
        "The teacher's scores are not softened.": lambda z, v, T: T * (_soft(z, T) - _soft(v, 1)) / len(z),
        "The teacher's answer is made a label: then all it says beside is lost.": _hard,
        "Neither is softened.": lambda z, v, T: T * (_soft(z, 1) - _soft(v, 1)) / len(z),
        "Scores are multiplied by T: softened means divided.": lambda z, v, T: (
            T * (_soft(z, 1 / T) - _soft(v, 1 / T)) / len(z)
        ),
        "The fractions are cut off: a derivative is seldom whole.": lambda z, v, T: np.floor(
            T * (_soft(z, T) - _soft(v, T)) / len(z)
        ),
        "The loss is returned: its derivative is asked.": lambda z, v, T: float(
            T**2 * (_soft(v, T) * np.log(_soft(v, T) / _soft(z, T))).sum(axis=1).mean()
        ),
    },
)
