"""The gradient of a convolution is a convolution."""

import numpy as np

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch02.arrays import NO_FRACTIONS, quarters


def filter_gradient(I: np.ndarray, G: np.ndarray) -> np.ndarray:
    """What is the gradient by the filter F of a 1-D convolution O[p] = sum over r of I[p+r] * F[r], G being that by O?

    Each product I[p+r] * F[r] carries G[p] to F[r], times I[p+r].
    Shapes: I [H], G [P] -> [H - P + 1]. Source: Sze et al. 2017, II-C, Fig. 4.
    """
    if I.ndim != 1 or G.ndim != 1 or not 1 <= len(G) <= len(I):
        raise ValueError("I is as long as G, or longer")
    R = len(I) - len(G) + 1
    dF = np.zeros(R)
    for p in range(len(G)):
        for r in range(R):
            dF[r] += I[p + r] * G[p]
    return dF


def _case(rng):
    P = int(rng.integers(1, 6))
    return quarters(rng, -3, 4, P + int(rng.integers(0, 4))), quarters(rng, -3, 4, P)


def _slid(I, G):
    return np.correlate(I, G, "valid")


filter_gradient_puzzle = Puzzle(
    filter_gradient,
    _case,
    points=4,
    lines=3,
    lenient=True,
    axes="r",
    scale=lambda I, G: np.abs(I).max() * np.abs(G).sum(),
    examples=(
        (np.array([1.0, 2.0, 4.0]), np.array([1.0, 0.5])),
        (np.array([1.0, 0.5, 3.0, 2.0]), np.array([1.0, 2.0])),
        (np.array([1.0, 0.5, 3.0, 2.0, 5.0]), np.array([1.0, 0.0, 2.0])),
        (np.array([2.0, 1.5]), np.array([1.0, 3.0])),
    ),
    wrong={
        "G is turned round: F[r] meets I[p+r] with G[p], both run the same way.": lambda I, G: _slid(
            I, G[::-1]
        ),
        "The result is turned round: dF[r] stands at place r.": lambda I, G: _slid(I, G)[::-1],
        "The input is turned round.": lambda I, G: _slid(I[::-1], G),
        "G is framed with zeros and slid to both sides: that is the gradient by the input's form.": lambda I, G: (
            np.correlate(I, G, "full")[: len(I) - len(G) + 1]
        ),
        "The mean over the outputs is taken: every output adds its part.": lambda I, G: _slid(I, G) / len(G),
        "Each input is counted once: it meets a weight in several outputs.": lambda I, G: (
            I[: len(I) - len(G) + 1] * G[0]
        ),
        "Only the last output counts: all of them do.": lambda I, G: I[len(G) - 1 :] * G[-1],
        "The gradient is added up without the inputs.": lambda I, G: np.full(len(I) - len(G) + 1, G.sum()),
        "The inputs are added up without the gradient.": lambda I, G: _slid(I, np.ones(len(G))),
        "The sign is turned: downhill comes later, with the rate.": lambda I, G: -_slid(I, G),
        "The first output is left out.": lambda I, G: _slid(I[1:], G[1:]) if len(G) > 1 else 0 * _slid(I, G),
        "It is one place too long or short: H - P + 1 weights.": lambda I, G: np.correlate(I, G, "full"),
        NO_FRACTIONS: lambda I, G: np.trunc(_slid(I, G)),
    },
)
