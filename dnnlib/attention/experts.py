"""Mixture of experts: each token uses k of E networks. Sparse in MACs, and dense in words as soon as tokens differ.

touched(E, k, tokens) = E * (1 - (1 - k/E)^tokens)      experts whose weights must be read
"""

import numpy as np

from dnnlib.door import checked, whole


@checked
def touched(experts: int, used: int, tokens: int) -> float:
    """How many experts some token uses, in the mean, if tokens choose independently and evenly.

    Errors: ValueError where a token uses more experts than there are. Source: counting; each is missed with (1-k/E)^n.
    """
    _few(experts, used)
    tokens = whole("tokens", tokens, 0)
    return experts * (1 - (1 - used / experts) ** tokens)


@checked
def touched_by_drawing(
    experts: int, used: int, tokens: int, rng: np.random.Generator
) -> int:
    """The definition of `touched`, once: each token draws its experts, and the different ones are counted."""
    _few(experts, used)
    chosen = [rng.choice(experts, used, replace=False) for _ in range(tokens)]
    return len(set(np.ravel(chosen))) if chosen else 0


@checked
def reuse(experts: int, used: int, tokens: int) -> float:
    """Tokens that share each expert that is read: tokens * used / touched. A dense layer has `tokens` of them."""
    tokens = whole("tokens", tokens)  # of none there is nothing to share
    return tokens * used / touched(experts, used, tokens)


@checked
def mixed(x, gate, networks) -> np.ndarray:
    """A layer of experts: each row of x goes to its `k` best, which answer by their softmax share.

    Shapes: x [n,D], gate [E,D]; networks: E functions [m,D] -> [m,D], each called once with the rows that chose it.
    Two are used, as in Mixtral. Source: Shazeer et al. 2017; Jiang et al. 2024 (Mixtral).
    """
    x = np.asarray(x, float)
    scores = x @ np.asarray(gate, float).T
    best = np.argsort(-scores, axis=1, kind="stable")[:, :2]
    top = np.take_along_axis(scores, best, axis=1)
    shares = np.exp(top - top.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    y = np.zeros_like(x)
    for expert, network in enumerate(networks):
        row, place = np.nonzero(best == expert)
        if len(row):
            y[row] += shares[row, place][:, None] * network(x[row])
    return y


def _few(experts: int, used: int):
    if whole("used", used) > whole("experts", experts):
        raise ValueError(f"used={used} of experts={experts}: there are not so many")
