"""A CONV layer on what is not zero: every weight of a channel meets every input of it, and the products find their sums.

    product of I[c,h,w] and F[m,c,r,s] goes to O[m, h-r, w-s], wherever that lies in the map

So no pair is looked for: all pairs of a channel are wanted (but a few at the rim). The inputs stay, the weights pass by;
a network scatters the products to the banks that hold the sums, and a bank takes one a cycle. Stride 1.
Source: Parashar et al., ISCA 2017 (SCNN); sizes here are ours.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from dnnlib.door import checked, whole


@checked
@dataclass(frozen=True, eq=False)
class Scattered:
    """A layer's outputs and what they took.

    products: of two values that are not zero, outside: those of them that no output wants; steps: groups of products
    that the multipliers make at once; cycles: what the steps take when some products want the same bank.
    """

    O: np.ndarray
    products: int
    outside: int
    steps: int
    cycles: int

    @property
    def slower(self) -> float:
        """Times longer than with no conflict."""
        return self.cycles / max(self.steps, 1)


@checked
def scatter(
    I,
    F,
    inputs: int = 4,
    weights: int = 4,
    banks: int = 32,
    together: Literal["filters", "places"] = "filters",
) -> Scattered:
    """A layer on one PE of `inputs` x `weights` multipliers and `banks` banks of sums.

    A bank has the outputs whose place, counted through channels, rows and columns, leaves its number when divided by
    `banks`. A step makes inputs*weights products of one channel, and takes as many cycles as its fullest bank needs.
    together: the weights of a step are of one place in many filters, or of many places in one filter.
    Shapes: I[C,H,W], F[M,C,R,S] -> O[M,P,Q]. Errors: ValueError where the channels differ, or a filter is too large.
    """
    I, F = np.asarray(I), np.asarray(F)
    (C, H, W), (M, deep, R, S) = I.shape, F.shape
    if C != deep or R > H or S > W:
        raise ValueError(f"I of {C} x {H} x {W} does not meet F of {M} x {deep} x {R} x {S}")  # fmt: skip
    inputs, weights = whole("inputs", inputs), whole("weights", weights)
    banks = whole("banks", banks)
    O = np.zeros((M, H - R + 1, W - S + 1), np.result_type(I, F))
    totals = np.zeros(4, int)
    for c in range(C):
        totals += _channel(O, I[c], _listed(F[:, c], together), inputs, weights, banks)
    return Scattered(O, *map(int, totals))


def _listed(F, together: str) -> tuple[np.ndarray, ...]:
    """The weights of a channel that are not zero, in their order: filter, row, column, value."""
    if together == "places":
        m, r, s = np.nonzero(F)
    else:
        r, s, m = np.nonzero(F.transpose(1, 2, 0))
    return m, r, s, F[m, r, s]


def _channel(O, I, listed, inputs: int, weights: int, banks: int) -> np.ndarray:
    """Adds a channel's products to O; products, those outside, steps and cycles."""
    h, w = np.nonzero(I)
    m, r, s, value = listed
    p, q = h[:, None] - r, w[:, None] - s  # [inputs, weights that are not zero]
    P, Q = O.shape[1:]
    wanted = (p >= 0) & (p < P) & (q >= 0) & (q < Q)
    place = (m * P + p) * Q + q
    values = I[h, w][:, None] * value
    np.add.at(O.reshape(-1), place[wanted], values[wanted])
    across = -(-len(m) // weights)
    down = np.arange(len(h)) // inputs * across
    step = down[:, None] + np.arange(len(m)) // weights
    steps = -(-len(h) // inputs) * across
    load = np.bincount(
        step[wanted] * banks + place[wanted] % banks, minlength=steps * banks
    )
    fullest = load.reshape(steps, banks).max(1, initial=0)
    cycles = np.maximum(fullest, 1).sum()
    return np.array([wanted.size, wanted.size - wanted.sum(), steps, cycles])
