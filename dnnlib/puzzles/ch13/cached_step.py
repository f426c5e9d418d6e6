"""One token behind a cache."""

from functools import partial

import numpy as np

from dnnlib.puzzle import Puzzle


def cached_step(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, keys: np.ndarray, values: np.ndarray
) -> np.ndarray:
    """Let one new token attend to those in the cache and to itself, where neighbouring heads of queries share keys.

    Query head h takes the keys and values of head h // (H / G). Scores are divided by sqrt(D); softmax over all tokens.
    Shapes: q [H,D] of the new token, its k and v [G,D]; keys, values [G,T,D] of T tokens before, T may be 0 -> [H,D].
    Source: Ainslie et al. 2023 (grouped queries).
    """
    q, k, v, keys, values = (np.asarray(x, float) for x in (q, k, v, keys, values))
    if q.ndim != 2 or k.ndim != 2 or keys.ndim != 3 or not q.size:
        raise ValueError("q [H,D], k [G,D], keys [G,T,D]")
    (H, D), G, T = q.shape, len(k), keys.shape[1]
    if H % G or k.shape != v.shape or k.shape[1] != D or keys.shape != (G, T, D) or values.shape != (G, T, D):
        raise ValueError("G divides H, and sizes agree")
    O = np.zeros((H, D))
    for h in range(H):
        g = h // (H // G)
        K = [*keys[g], k[g]]
        V = [*values[g], v[g]]
        scores = np.array([q[h] @ K[t] / D**0.5 for t in range(T + 1)])
        shares = np.exp(scores - scores.max())
        for t in range(T + 1):
            O[h] += shares[t] / shares.sum() * V[t]
    return O


def _token(rng):
    G, share, D = (int(n) for n in rng.integers(1, 4, 3))
    T = int(rng.integers(0, 5))
    sizes = ((G * share, D), (G, D), (G, D), (G, T, D), (G, T, D))
    q, *rest = (rng.integers(-8, 9, size) / 4 for size in sizes)
    return q * float(rng.choice([1, 1, 400])), *rest


def _of(q, K, V, root, of):
    O = np.zeros(q.shape)
    for h in range(len(q)):
        scores = K[of(h)] @ q[h] / root
        shares = np.exp(scores - scores.max()) if len(scores) else scores
        O[h] = shares / max(shares.sum(), 1e-30) @ V[of(h)]
    return O


def _with(
    join=lambda old, new: np.concatenate((old, new[:, None]), axis=1), of=None, root=None, values_join=None
):
    """The right step, with one thing changed."""

    def wrong(q, k, v, keys, values):
        H, G, D = len(q), len(k), q.shape[1]
        K, V = join(keys, k), (values_join or join)(values, v)
        deal = of(H, G) if of else (lambda h: h // (H // G))
        return _of(q, K, V, root(D, keys.shape[1]) if root else D**0.5, deal)

    return wrong


def _unsafe(q, k, v, keys, values, alone=1, most=0.0):
    K, V = (np.concatenate((a, b[:, None]), axis=1) for a, b in ((keys, k), (values, v)))
    K, V = (np.repeat(part, len(q) // len(k), axis=0) for part in (K, V))
    with np.errstate(all="ignore"):
        scores = np.einsum("hd,htd->ht", q, K) / q.shape[1] ** 0.5
        E = np.exp(scores - most * scores.max())
        return np.einsum("ht,htd->hd", E / E.sum(axis=alone, keepdims=True), V)


def _front(old, new):
    return np.concatenate((new[:, None], old), axis=1)


def _first_zero(old, new):
    all_ = np.concatenate((old, new[:, None]), axis=1)
    all_[:, 0] = 0
    return all_


def _over(old, new):
    return np.concatenate((old[:, :-1], new[:, None]), axis=1)


cached_step_puzzle = Puzzle(
    cached_step,
    _token,
    points=5,
    axes="hd",
    scale=lambda q, k, v, keys, values: 100.0 + 40 * np.abs(q).max(),
    examples=(
        (np.array([[1.0]]), np.array([[2.0]]), np.array([[3.0]]), np.zeros((1, 0, 1)), np.zeros((1, 0, 1))),
        (np.array([[800.0]]), np.array([[1.0]]), np.array([[3.0]]), np.array([[[2.0]]]), np.array([[[1.0]]])),
        (
            np.array([[1.0, 0.0]]),
            np.array([[0.0, 1.0]]),
            np.array([[4.0, 2.0]]),
            np.array([[[1.0, 0.0], [0.5, 0.0]]]),
            np.array([[[1.0, 1.0], [-2.0, 3.0]]]),
        ),
        (
            np.array([[1.0], [2.0], [-1.0], [0.5]]),
            np.array([[1.0], [-1.0]]),
            np.array([[4.0], [-4.0]]),
            np.array([[[0.5]], [[2.0]]]),
            np.array([[[1.0]], [[-1.0]]]),
        ),
    ),
    wrong={
        "The new token is left out: it attends to itself, too. A public course had this bug.": _with(
            join=lambda old, new: old
        ),
        "Position 0 stays zero: the first token's keys and values count. A public course had this bug.": _with(
            join=_first_zero
        ),
        "The last token of the cache is written over: the new one comes behind it.": _with(join=_over),
        "One head's cache serves all: a public library shared one layer's cache so. Each head of keys has its own.": _with(
            of=lambda H, G: lambda h: 0
        ),
        "Heads are dealt round: neighbours share, so h // (H / G) and not h % G.": _with(
            of=lambda H, G: lambda h: h % G
        ),
        "The heads of keys are dealt in reverse.": _with(of=lambda H, G: lambda h: G - 1 - h // (H // G)),
        "The new key goes to the front and its value to the end: both in one place.": _with(
            join=_front, values_join=lambda old, new: np.concatenate((old, new[:, None]), axis=1)
        ),
        "Scores are not divided by sqrt(D).": _with(root=lambda D, T: 1.0),
        "Scores are divided by the root of the number of tokens: D is the length of a query.": _with(
            root=lambda D, T: (T + 1) ** 0.5
        ),
        "Scores are divided by D: by its root.": _with(root=lambda D, T: D),
        "Exponentials overflow: take the largest score off first.": _unsafe,
        "One softmax runs over all heads: the shares of each head sum to 1.": partial(
            _unsafe, alone=None, most=1.0
        ),
        "The fractions are cut off: a mean is seldom whole.": lambda *case: np.floor(_with()(*case)),
        "Only the new token is looked at: the cache is what it is for.": _with(
            join=lambda old, new: new[:, None]
        ),
        "Keys are averaged in place of values: shares weigh the values.": lambda q, k, v, keys, values: (
            _with()(q, k, k, keys, keys)
        ),
    },
)
