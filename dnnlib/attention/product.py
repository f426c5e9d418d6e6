"""Attention: each query asks all keys, and takes the mean of their values, weighed by how well they fit.

    O[t] = sum over s of P[t,s] * V[s],    P[t,s] = exp(S[t,s]) / sum over s' of exp(S[t,s'])
    S[t,s] = sum over d of Q[t,d] * K[s,d] / sqrt(D)

Two matrix products with a softmax between them. T queries, S keys, D values a head.
Source: Vaswani et al. 2017, Eq. (1).
"""

from math import exp, sqrt

import numpy as np

from dnnlib.door import checked, floats, opened, wide


@checked
def attention(Q, K, V, mask: np.ndarray | None = None) -> np.ndarray:
    """softmax(Q K^T / sqrt(D)) V, for any number of heads at once.

    Shapes: Q [...,T,D], K [...,S,D], V [...,S,E] -> [...,T,E]; mask [...,T,S] is true where a query may look.
    Errors: ValueError names the sizes that disagree. Source: Vaswani et al. 2017, Eq. (1).
    """
    (Q, K, V), kept = opened(Q, K, V)
    return (weights(Q, K, mask) @ V).astype(kept, copy=False)


@checked
def weights(Q, K, mask: np.ndarray | None = None) -> np.ndarray:
    """P, the share of each key in each query's answer: softmax(Q K^T / sqrt(D)), rows that sum to 1.

    Shapes: Q [...,T,D], K [...,S,D] -> [...,T,S]. A query that may look nowhere is an error, not a row of NaN.
    """
    (Q, K), kept = opened(Q, K)
    if Q.shape[-1:] != K.shape[-1:] or Q.ndim < 2 or K.ndim < 2:
        raise ValueError(
            f"queries of shape {Q.shape}, keys of shape {K.shape}: give [...,T,D] and [...,S,D] with one D"
        )
    S = Q @ K.swapaxes(-1, -2) / sqrt(Q.shape[-1])
    if mask is not None:
        S = np.where(_seen(mask), S, -np.inf)
    return softmax(S).astype(kept, copy=False)


@checked
def softmax(S) -> np.ndarray:
    """exp(S) over its sum, along the last axis; the maximum is taken off first, so nothing overflows."""
    kept = floats(S).dtype
    S = wide(floats(S))
    E = np.exp(S - S.max(axis=-1, keepdims=True))
    E /= E.sum(axis=-1, keepdims=True)
    return E.astype(kept, copy=False)


@checked
def causal(T: int, S: int | None = None) -> np.ndarray:
    """Who may look where when T tokens are the last of S: key s is seen by query t if s <= t + S - T.

    Shapes: [T,S], true where seen. Errors: ValueError where there are fewer keys than queries.
    """
    S = T if S is None else S
    if S < T:
        raise ValueError(
            f"{T} queries and {S} keys: a token is its own key, give S >= T"
        )
    return np.arange(S) <= np.arange(T)[:, None] + S - T


@checked
def attention_by_loops(Q, K, V, mask: np.ndarray | None = None) -> np.ndarray:
    """The definition of `attention` for one head, one number after the other. Shapes: [T,D], [S,D], [S,E] -> [T,E]."""
    (Q, K, V), _ = opened(Q, K, V)
    T, S, D, E = len(Q), len(K), len(Q[0]), len(V[0])
    O = np.zeros((T, E))
    for t in range(T):
        P = [0.0] * S
        for s in range(S):
            if mask is None or mask[t][s]:
                P[s] = exp(sum(Q[t][d] * K[s][d] for d in range(D)) / sqrt(D))
        for s in range(S):
            for e in range(E):
                O[t, e] += P[s] / sum(P) * V[s][e]
    return O


def _seen(mask) -> np.ndarray:
    mask = np.asarray(mask, bool)
    if not mask.any(axis=-1).all():
        raise ValueError("a query may look at no key: each row of the mask needs one")
    return mask
