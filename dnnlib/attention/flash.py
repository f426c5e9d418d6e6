"""FlashAttention is a dataflow: two products in one nest, so the scores between them never leave the chip.

    O, words = flash(Q, K, V, rows, cols)       real tiles move, and each word that moves is counted
    traffic(...)                                the same counts in closed form

Tiles are `rows` queries by `cols` keys. Order "keys": each tile of keys meets all queries, so O comes and goes
(FlashAttention 1). Order "queries": each tile of queries meets all keys, so O stays (FlashAttention 2).
Source: Dao et al. 2022, Algorithm 1; Dao 2023, Algorithm 1.
"""

from collections import Counter
from math import sqrt
from typing import Literal

import numpy as np

from dnnlib.attention.online import Running
from dnnlib.attention.product import causal as triangle
from dnnlib.door import checked, listed, opened, whole

ORDERS = ("keys", "queries")
Order = Literal["keys", "queries"]
MOST_TILES = 1_000_000


@checked
class Far:
    """Arrays in the far memory: a row that is read or written is counted, in words."""

    def __init__(self, **arrays):
        self.arrays, self.words = arrays, Counter[tuple[str, str]]()

    def read(self, name: str, some: slice) -> np.ndarray:
        """Some rows of an array."""
        rows = self.arrays[name][some]
        self.words[name, "read"] += rows.size
        return rows

    def write(self, name: str, some: slice, rows):
        """Some rows of an array, put back."""
        self.arrays[name][some] = rows
        self.words[name, "write"] += rows.size


@checked
def flash(
    Q, K, V, rows: int, cols: int, order: Order = "keys", causal: bool = False
) -> tuple[np.ndarray, Counter]:
    """Attention tile by tile, and the words that each array moved: {(array, "read" | "write"): words}.

    Shapes: Q [T,D], K [S,D], V [S,E] -> O [T,E]. m and l are a word a query each. A causal tile that nobody may see
    is left out. What a first visit would read is zeros, and is not read.
    Errors: ValueError where a tile is empty, or order is none. Source: Dao et al. 2022, Algorithm 1; Dao 2023.
    """
    (Q, K, V), _ = opened(Q, K, V)
    _tiles(rows, cols, order)
    T, E = len(Q), V.shape[1]
    empty = Running.of_none(T, E)
    far = Far(Q=Q, K=K, V=V, O=empty.O, m=empty.m, l=empty.l)
    seen = triangle(T, len(K)) if causal else np.ones((T, len(K)), bool)
    walk = _keys_outside if order == "keys" else _queries_outside
    walk(far, _parts(T, rows), _parts(len(K), cols), seen)
    O, l = far.arrays["O"], far.arrays["l"]
    return (O / l[:, None] if order == "keys" else O), far.words


def _keys_outside(far, queries, keys, seen):
    met = set()
    for some in keys:
        K, V = far.read("K", some), far.read("V", some)
        for part in queries:
            if not seen[part, some].any():
                continue
            Q, running = far.read("Q", part), _state(far, part, part.start in met)
            running.meet(_scores(Q, K, seen[part, some]), V)
            met.add(part.start)
            for name in "Oml":
                far.write(name, part, getattr(running, name))


def _queries_outside(far, queries, keys, seen):
    for part in queries:
        Q, running = far.read("Q", part), _state(far, part, False)
        for some in keys:
            if seen[part, some].any():
                K, V = far.read("K", some), far.read("V", some)
                running.meet(_scores(Q, K, seen[part, some]), V)
        far.write("O", part, running.answer())


def _state(far, part, met: bool) -> Running:
    if met:
        return Running(*(far.read(name, part) for name in "Oml"))
    return Running.of_none(part.stop - part.start, far.arrays["O"].shape[1])


def _scores(Q, K, seen):
    return np.where(seen, Q @ K.T / sqrt(Q.shape[1]), -np.inf)


@checked
def traffic(
    T: int,
    S: int,
    D: int,
    rows: int,
    cols: int,
    order: Order = "keys",
    E: int | None = None,
) -> Counter:
    """The words that `flash` moves, in closed form, without a mask: {(array, "read" | "write"): words}.

    keys outside, n = ceil(S / cols) passes:  Q n*T*D, O written n*T*E and read (n-1)*T*E, K and V once;
    queries outside, n = ceil(T / rows):      K n*S*D, V n*S*E, Q and O once.
    Source: Dao et al. 2022, Theorem 2, with its constants.
    """  # fmt: skip
    _tiles(rows, cols, order)
    E = D if E is None else E
    if order == "queries":
        n = -(-T // rows)
        moved = {("Q", "read"): T * D, ("K", "read"): n * S * D}
        return Counter(moved | {("V", "read"): n * S * E, ("O", "write"): T * E})
    n = -(-S // cols)
    moved = {("Q", "read"): n * T * D, ("K", "read"): S * D, ("V", "read"): S * E}
    for name, width in dict(O=E, m=1, l=1).items():
        moved[name, "write"] = n * T * width
        moved[name, "read"] = (n - 1) * T * width
    return Counter({key: words for key, words in moved.items() if words})


@checked
def standard(T: int, S: int, D: int, E: int | None = None) -> Counter:
    """The words of attention in three steps: S = Q K^T, P = softmax(S), O = P V, each read and written whole.

    4*T*S + 2*T*D + 2*S*D in all. Source: Dao et al. 2022, Algorithm 0.
    """
    E = D if E is None else E
    scores = {(name, how): T * S for name in "SP" for how in ("read", "write")}
    moved = {("Q", "read"): T * D, ("K", "read"): S * D, ("V", "read"): S * E}
    return Counter(moved | scores | {("O", "write"): T * E})


@checked
def blocks_seen(T: int, rows: int, cols: int) -> float:
    """The share of tiles that a causal mask leaves: more than half, for a tile on the diagonal is done whole."""
    _tiles(rows, cols, "keys")
    T = whole("T", T, 1, MOST_TILES * rows, f"{rows} tokens a tile")
    seen, keys = 0, -(-T // cols)
    for part in _parts(T, rows):
        # the last query of the tile sees keys 0 to part.stop - 1
        seen += -(-part.stop // cols)
    return seen / (len(_parts(T, rows)) * keys)


def _parts(size: int, step: int) -> list[slice]:
    return [slice(k, min(k + step, size)) for k in range(0, size, step)]


def _tiles(rows: int, cols: int, order: str):
    whole("rows", rows)
    whole("cols", cols)
    listed("order", order, ORDERS)
