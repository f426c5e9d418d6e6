"""Softmax in one pass: a running maximum, a running sum, and an answer that is put right when the maximum grows.

    m' = max(m, max S)    l' = l * exp(m - m') + sum of exp(S - m')    O' = O * exp(m - m') + exp(S - m') V

The keys may come in any pieces; at the end O / l is the answer. No row of scores is ever whole.
Source: Milakov and Gimelshein 2018; Dao et al. 2022 (FlashAttention), 3.1.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from dnnlib.door import checked, opened


@checked
@dataclass
class Running:
    """What is known of T queries so far: O [T,E], not yet divided, the largest score m [T], the sum l [T]."""

    O: np.ndarray
    m: np.ndarray
    l: np.ndarray

    @classmethod
    def of_none(cls, queries: int, width: int) -> "Running":
        """Before the first key: no score, nothing summed."""
        zeros = np.zeros((queries, width)), np.zeros(queries)
        return cls(zeros[0], np.full(queries, -np.inf), zeros[1])

    def meet(self, S, V):
        """Take in the scores S [T,s] of some more keys, and their values V [s,E]."""
        m = np.maximum(self.m, S.max(axis=1))
        # before any score was seen there is nothing to put right
        seen = np.where(np.isneginf(m), 0, m)
        old = np.exp(self.m - seen)
        E = np.exp(S - seen[:, None])
        self.O = self.O * old[:, None] + E @ V
        self.l = self.l * old + E.sum(axis=1)
        self.m = m

    def answer(self) -> np.ndarray:
        """O / l: [T,E]."""
        return self.O / self.l[:, None]


@checked
def online(Q, K, V, piece: int = 1) -> np.ndarray:
    """Attention with the keys in pieces, each seen once: equal to `attention` but for rounding.

    Shapes: Q [T,D], K [S,D], V [S,E] -> [T,E]. Errors: ValueError where a piece has no key.
    """
    if piece < 1:
        raise ValueError(f"piece={piece}: at least one key at a time")
    (Q, K, V), _ = opened(Q, K, V)
    running = Running.of_none(len(Q), V.shape[1])
    for s in range(0, len(K), piece):
        some = slice(s, s + piece)
        running.meet(Q @ K[some].T / sqrt(Q.shape[1]), V[some])
    return running.answer()
