"""One PE's step: written for one, run in all of them, and judged by every sum in every cycle."""

from collections.abc import Callable

import numpy as np

from dnnlib.dataflow.array import systolic_pe
from dnnlib.puzzle import Puzzle
from dnnlib.puzzle.source import is_empty
from dnnlib.puzzles.ch02.arrays import quarters


def in_array(function: Callable) -> Callable:
    """Turn a PE's step into the sums that an array of such PEs makes, [cycle, row, col]; 0 where none multiplies.

    A decorator for answers to `step`: function(kept, left, above) -> (kept, right, down). Row r of column m is loaded
    with F[m,r]; I comes from the left, skewed, and sums start with 0 at the top.
    Errors: ValueError where a step gives anything but three values.
    """

    def sums(I, F):
        def pe(*registers):
            made = function(*registers)
            if made is Ellipsis or made is None and is_empty(function):
                raise NotImplementedError
            return _three(made)

        M, R = F.shape
        _, value, busy = systolic_pe.run(I[None, None, None], F[:, None, None], R, M, "weight", pe=pe)
        return np.where(busy, value[:, 2], 0).astype(float)

    sums.__name__, sums.__doc__ = function.__name__, function.__doc__
    vars(sums)["written"] = function  # errors are told in its lines
    return sums


def _three(made) -> tuple:
    """What a step returned, in a tuple, a list or an array."""
    try:
        parts = () if isinstance(made, str | dict) else tuple(made)
    except TypeError:
        parts = ()
    if len(parts) != 3:
        raise ValueError(f"a PE's step returns three values, (kept, right, down); yours returned {made!r}")
    return parts


def step(I: np.ndarray, F: np.ndarray) -> np.ndarray:
    """Write what one PE of a weight-stationary array does in a cycle, (kept, left, above) -> (kept, right, down).

    It is run in all R x M PEs on I [W] and F [M,R], and judged by the sum that leaves each of them downwards,
    [cycle t, row r, column m]. Source: Kung, Computer 15(1), 1982.
    """
    if I.ndim != 1 or F.ndim != 2 or len(I) < F.shape[1] or min(F.shape) < 2:
        raise ValueError("I [W] is no shorter than a filter, F [M,R] has 2 filters of 2 weights or more")
    if not (I.all() and F.all()):
        raise ValueError("words are not zero: with zeros some mistakes cannot be seen")
    M, R = F.shape
    P = len(I) - R + 1
    sums = np.zeros((2 * R + M + P - 2, R, M))
    for m in range(M):
        for p in range(P):
            total = 0.0
            for r in range(R):
                total += I[p + r] * F[m, r]
                sums[R + p + r + m, r, m] = total  # R cycles of loading, then the skew
    return sums


def _drawn(rng):
    M, R = (int(rng.integers(2, 4)) for _ in range(2))
    I = quarters(rng, 2, 10, int(rng.integers(R, R + 5))) * rng.choice((-1, 1))
    return I, quarters(rng, 2, 10, (M, R))


step_puzzle = Puzzle(
    step,
    _drawn,
    points=3,
    axes="trm",
    examples=((np.array([1.0, 2, 3, 4, 5]), np.array([[1.0, 10, 100], [2, 3, 4.5]])),),
    wrong={
        "The fractions are cut off: a sum is a float, and int() has no place in a PE.": in_array(
            lambda kept, left, above: (kept, left, float(int(above + left * kept)))
        ),
        "What comes from above is lost: down is that sum and the product.": in_array(
            lambda kept, left, above: (kept, left, left * kept)
        ),
        "This PE keeps its sum and multiplies what passes by: that is output stationary. Here the weight is kept.": (
            in_array(lambda kept, left, above: (kept + left * above, left, above))
        ),
        "The product goes right: the next PE needs the input itself.": in_array(
            lambda kept, left, above: (kept, left * kept, above + left * kept)
        ),
        "The input is kept in the weight's place: it only passes by.": in_array(
            lambda kept, left, above: (left, left, above + left * kept)
        ),
        "Right and down are exchanged: inputs go right, sums go down.": in_array(
            lambda kept, left, above: (kept, above + left * kept, left)
        ),
        "The sum is multiplied and the input added: multiply the input by the weight, and add that to the sum.": (
            in_array(lambda kept, left, above: (kept, left, left + above * kept))
        ),
        "The product is subtracted: a MAC adds.": in_array(
            lambda kept, left, above: (kept, left, above - left * kept)
        ),
        "The weight is added to the input: a MAC multiplies them.": in_array(
            lambda kept, left, above: (kept, left, above + left + kept)
        ),
        "The weight goes right: it stays, and the input goes on.": in_array(
            lambda kept, left, above: (kept, kept, above + left * kept)
        ),
        "The sum goes right as well: the next PE needs the input, and its sums come from above.": in_array(
            lambda kept, left, above: (kept, above + left * kept, above + left * kept)
        ),
        "The sum is kept in the weight's place: the weight stays for the whole fold.": in_array(
            lambda kept, left, above: (above + left * kept, left, above + left * kept)
        ),
    },
)
