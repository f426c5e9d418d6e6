"""A loss of two weights, as a valley: L(w) = (w - best)^T A (w - best) / 2, and the path that descent takes in it.

Every smooth loss looks like that near its lowest point; A is its curvature.
"""

from dataclasses import dataclass

import numpy as np

from dnnlib.door import checked, real, whole


@checked
@dataclass(frozen=True, eq=False)
class Valley:
    """A quadratic loss: its curvature A [K, K], symmetric, and its lowest point best [K]."""

    A: np.ndarray
    best: np.ndarray

    def __post_init__(self):
        A, best = np.asarray(self.A, float), np.asarray(self.best, float)
        if (
            best.ndim != 1
            or A.shape != (len(best), len(best))
            or not np.allclose(A, A.T)
        ):
            raise ValueError(
                f"A of shape {A.shape}, best of shape {best.shape}: give A [K, K], symmetric, and best [K]"
            )

    def loss(self, w) -> np.ndarray:
        """L(w) above the lowest. Shapes: w [..., K] -> [...]."""
        off = np.asarray(w) - self.best
        return np.einsum("...i,ij,...j->...", off, self.A, off) / 2

    def gradient(self, w) -> np.ndarray:
        """A (w - best)."""
        return self.A @ (np.asarray(w) - self.best)

    @property
    def largest_rate(self) -> float:
        """2 / the largest curvature: with a larger rate the steps grow and never end."""
        return float(2 / np.linalg.eigvalsh(self.A)[-1])


@checked
def of_data(X, t) -> Valley:
    """The valley of a neuron without a kink: L = mean of (x.w - t)^2 / 2, so A = X^T X / N.

    Shapes: X [N, K], t [N]. Errors: LinAlgError where inputs depend on each other.
    """
    X, t = np.asarray(X, float), np.asarray(t, float)
    if X.ndim != 2 or t.shape != X.shape[:1] or not X.size:
        raise ValueError(
            f"X of shape {X.shape}, t of shape {t.shape}: give X [N, K], t [N]"
        )
    A = X.T @ X / len(X)
    return Valley(A, np.linalg.solve(A, X.T @ t / len(X)))


@checked
def path(valley: Valley, first, rate: float, steps: int) -> np.ndarray:
    """The weights after each step of w <- w - rate * gradient. Shapes: first [K] -> [steps + 1, K]."""
    rate, steps = real("rate", rate), whole("steps", steps, 0)
    places = [np.asarray(first, float)]
    for _ in range(steps):
        places.append(places[-1] - rate * valley.gradient(places[-1]))
    return np.array(places)
