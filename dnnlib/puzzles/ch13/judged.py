"""A draft before its judge."""

import numpy as np

from dnnlib.puzzle import Puzzle


def judged(x: int, p: np.ndarray, q: np.ndarray, u: float, r: float) -> int:
    """Which token is written when the token x was drafted from q, and the large model says p?

    The draft stands if u < p[x] / q[x]. If it falls, a token is drawn from what p has more of than q: max(0, p - q) over
    its sum. It is the first whose running sum of these shares is more than r. u and r are from 0 to 1, drawn for you.
    Shapes: p and q [tokens], each sums to 1, q[x] above 0. Source: Leviathan et al. 2023, Algorithm 1.
    """
    p, q = np.asarray(p, float), np.asarray(q, float)
    if p.shape != q.shape or p.ndim != 1 or not 0 <= x < len(p) or not q[x] > 0:
        raise ValueError("p and q [tokens], x one of them, drafted with a chance above 0")
    if not (0 <= u < 1 and 0 <= r < 1) or abs(p.sum() - 1) > 1e-9 or abs(q.sum() - 1) > 1e-9:
        raise ValueError("u and r from 0 to 1, p and q sum to 1")
    if u < p[x] / q[x]:
        return x
    total = 0.0
    for token in range(len(p)):
        total += max(0.0, p[token] - q[token])
    running, token = 0.0, -1
    while running <= r * total:
        token += 1
        running += max(0.0, p[token] - q[token])
    return token


def _sixteenths(rng, size):
    """Probabilities in sixteenths: sums are exact."""
    cuts = np.sort(rng.integers(0, 17, size - 1))
    return np.diff([0, *cuts, 16]) / 16


def _case(rng):
    size = int(rng.integers(2, 6))
    p, q = _sixteenths(rng, size), _sixteenths(rng, size)
    x = int(rng.choice(np.nonzero(q)[0]))
    # odd 256ths: no draft and no draw is decided by rounding
    u, r = (2 * rng.integers(0, 128, 2) + 1) / 256
    return x, p, q, float(u), float(r)


def _drawn(shares, r):
    total = np.cumsum(shares)
    return int(np.searchsorted(total, r * total[-1], side="right").clip(0, len(shares) - 1))


def _left(p, q):
    return np.maximum(p - q, 0)


def _made(stands=lambda x, p, q, u: u < p[x] / q[x], then=_left, draw=_drawn):
    """The rule, with one thing changed."""

    def wrong(x, p, q, u, r):
        if stands(x, p, q, u):
            return x
        shares = then(p, q)
        return draw(shares if shares.sum() > 0 else p, r)

    return wrong


def _raw(shares, r):
    return int(np.searchsorted(np.cumsum(shares), r, side="right").clip(0, len(shares) - 1))


judged_puzzle = Puzzle(
    judged,
    _case,
    points=5,
    trials=60,
    examples=(
        (0, np.array([0.5, 0.5]), np.array([0.25, 0.75]), 0.9, 0.5),
        (1, np.array([0.75, 0.25]), np.array([0.25, 0.75]), 0.2, 0.5),
        (1, np.array([0.75, 0.25]), np.array([0.25, 0.75]), 0.5, 0.9),
        (2, np.array([0.5, 0.25, 0.25]), np.array([0.25, 0.125, 0.625]), 0.7, 0.6),
        (2, np.array([0.5, 0.25, 0.25]), np.array([0.25, 0.125, 0.625]), 0.7, 0.7),
        (0, np.array([0.0, 0.5, 0.5]), np.array([0.5, 0.5, 0.0]), 0.25, 0.25),
    ),
    wrong={
        "A draft that falls is drawn from p: the classic bug, it looks right and changes what is written.": _made(
            then=lambda p, q: p
        ),
        "A draft that falls is drawn from q: the draft's own habits stay.": _made(then=lambda p, q: q),
        "It is drawn from |p - q|: only what p has more of.": _made(then=lambda p, q: np.abs(p - q)),
        "It is drawn from q - p: the other way round.": _made(then=lambda p, q: np.maximum(q - p, 0)),
        "The rest is not divided by its sum: its shares must sum to 1.": _made(draw=_raw),
        "The draft stands with p[x]: q drew it already, so p[x] / q[x].": _made(
            stands=lambda x, p, q, u: u < p[x]
        ),
        "The quotient is turned over: p[x] / q[x].": _made(stands=lambda x, p, q, u: u * p[x] < q[x]),
        "The draft stands only where p is as large as q: a part of the others stands, too.": _made(
            stands=lambda x, p, q, u: p[x] >= q[x]
        ),
        "The draft always stands: then q writes.": _made(stands=lambda x, p, q, u: True),
        "The draft never stands: then nothing is won.": _made(stands=lambda x, p, q, u: False),
        "The draft stands where it should fall.": _made(stands=lambda x, p, q, u: u >= p[x] / q[x]),
        "The likeliest of the rest is taken: it is drawn, by r.": _made(
            draw=lambda shares, r: int(shares.argmax())
        ),
        "u draws the token, too: r is there for it.": lambda x, p, q, u, r: _made()(x, p, q, u, u),
        "The token before is taken: the first whose running sum is MORE than r.": _made(
            draw=lambda shares, r: max(_drawn(shares, r) - 1, 0)
        ),
        "The likeliest token of p is written: then no draft is needed.": lambda x, p, q, u, r: int(
            p.argmax()
        ),
    },
)
