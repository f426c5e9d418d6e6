"""Attention of tokens that may not look ahead."""

import numpy as np

from dnnlib.puzzle import Puzzle


def attend(Q: np.ndarray, K: np.ndarray, V: np.ndarray) -> np.ndarray:
    """Let each query take the mean of the values, weighed by a softmax of its scores; nobody looks ahead.

    Scores are Q[t] * K[s] / sqrt(D). The T queries are the last T of S tokens: query t may look at keys 0 to S - T + t.
    Shapes: Q [T,D], K [S,D], V [S,E] -> [T,E]. Scores may be in the hundreds. Source: Vaswani et al. 2017, Eq. (1).
    """
    Q, K, V = (np.asarray(x, float) for x in (Q, K, V))
    T, S = len(Q), len(K)
    if not 0 < T <= S or len(V) != S or Q.shape[1:] != K.shape[1:] or not Q.size or not V.size:
        raise ValueError("T queries, S keys and values, T up to S, one D")
    O = np.zeros((T, V.shape[1]))
    for t in range(T):
        scores = [Q[t] @ K[s] / Q.shape[1] ** 0.5 for s in range(S - T + t + 1)]
        most, total = max(scores), 0.0
        for s, score in enumerate(scores):
            share = np.exp(score - most)
            total += share
            O[t] += share * V[s]
        O[t] /= total
    return O


def _tokens(rng):
    T, D, E = (int(v) for v in rng.integers(1, 5, 3))
    S = T + int(rng.integers(0, 3))
    wide = float(rng.choice([1, 1, 40]))
    return (
        wide * rng.integers(-8, 9, (T, D)) / 4,
        rng.integers(-8, 9, (S, D)) / 4,
        rng.integers(-8, 9, (S, E)) / 4,
    )


def _ahead(T, S, late=1):
    """True where a query looks ahead; late=0 takes the token itself away, too."""
    return np.arange(S) >= np.arange(T)[:, None] + S - T + late


def _with(root=lambda D, T, S: D**0.5, hidden=lambda T, S: _ahead(T, S), axis=1, most=True, mask=-np.inf):
    """The right attention, with one thing changed."""

    def wrong(Q, K, V):
        T, S = len(Q), len(K)
        scores = Q @ K.T / root(Q.shape[1], T, S)
        scores = np.where(hidden(T, S), mask, scores)
        with np.errstate(all="ignore"):
            shares = np.exp(scores - (scores.max(axis=axis, keepdims=True) if most else 0))
            shares = shares / shares.sum(axis=axis, keepdims=True)
            return shares @ V

    return wrong


def _masked_late(Q, K, V):
    scores = Q @ K.T / Q.shape[1] ** 0.5
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return np.where(_ahead(len(Q), len(K)), 0, shares) @ V


attend_puzzle = Puzzle(
    attend,
    _tokens,
    points=5,
    axes="te",
    scale=lambda Q, K, V: 2.0 + np.abs(V).max() * (1 + np.abs(Q).max() * np.abs(K).max()),
    examples=(
        (np.array([[1.0]]), np.array([[2.0]]), np.array([[3.0, 4.0]])),
        (np.array([[1.0, 0.0]]), np.array([[0.0, 0.0], [0.0, 1.0]]), np.array([[2.0], [4.0]])),
        (np.array([[1.0, 0], [0, 1]]), np.array([[1.0, 2], [3, -1]]), np.array([[1.0, 0], [0, 1]])),
        (np.array([[0.0, 2, 1]]), np.array([[1.0, 0, 0], [0, 1, 2], [1, 1, 1]]), np.array([[1.0], [2], [4]])),
        (np.array([[80.0], [90.0]]), np.array([[10.0], [9.0], [11.0]]), np.array([[1.0], [2.0], [3.0]])),
    ),
    wrong={
        "Scores are not divided by sqrt(D).": _with(root=lambda D, T, S: 1.0),
        "Scores are divided by D: by its root.": _with(root=lambda D, T, S: D),
        "Scores are divided by the root of the number of keys: D is the length of a query.": _with(
            root=lambda D, T, S: S**0.5
        ),
        "A query sees later tokens: it then learns to copy them, and looks perfect.": _with(
            hidden=lambda T, S: np.zeros((T, S), bool)
        ),
        "The mask hides the token itself: a token is among those that it sees.": _with(
            hidden=lambda T, S: _ahead(T, S, 0)
        ),
        "The mask forgets the S - T tokens before: query t stands at S - T + t.": _with(
            hidden=lambda T, S: np.arange(S) > np.arange(T)[:, None]
        ),
        "The mask is turned over: it hides what came before.": _with(
            hidden=lambda T, S: np.arange(S) < np.arange(T)[:, None] + S - T
        ),
        "The softmax runs over the queries: the shares of one query sum to 1.": _with(axis=0),
        "Exponentials overflow: take the largest score off first.": _with(most=False),
        "The mask comes after the softmax: then the shares no longer sum to 1.": _masked_late,
        "Hidden scores are 0: exp(0) is a share. They are minus infinity.": _with(mask=0.0),
        "The fractions are cut off: a mean is seldom whole.": lambda Q, K, V: np.floor(_with()(Q, K, V)),
        "The best key takes all: that is no softmax.": lambda Q, K, V: V[
            np.where(_ahead(len(Q), len(K)), -np.inf, Q @ K.T).argmax(axis=1)
        ],
    },
)
