"""A decoder of letters in a page of NumPy: Llama's block (rotary places, shared keys, RMS norms, a gated FFN).

    decoder = Decoder(data.weights("letters"))
    scores = decoder(ids)                    [T, letters]: what may follow each letter
    decoder(ids[-1:], caches)                one step, if caches = decoder.caches() has seen the rest

Source: Touvron et al. 2023 (Llama); Ainslie et al. 2023 (grouped queries).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from dnnlib import data
from dnnlib.attention.block import angles, rms_norm, silu, turned
from dnnlib.attention.cache import Cache
from dnnlib.attention.product import attention, causal
from dnnlib.door import checked


@checked
@dataclass(frozen=True)
class Plan:
    """Sizes of a decoder: `heads` queries share the keys and values of `kv_heads`, all of `head` numbers."""

    blocks: int = 4
    width: int = 128
    heads: int = 4
    kv_heads: int = 2
    hidden: int = 336
    letters: int = 65

    @property
    def head(self) -> int:
        """Numbers a head: width / heads."""
        return self.width // self.heads

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The arrays by name, matrices as [out, in]; the table of letters scores them, too."""
        width, kv = self.width, self.kv_heads * self.head
        block = {
            "norm1": (width,), "q": (width, width), "k": (kv, width), "v": (kv, width),
            "out": (width, width), "norm2": (width,),
            "gate": (self.hidden, width), "up": (self.hidden, width), "down": (width, self.hidden),
        }  # fmt: skip
        blocks = {
            f"block{b}.{name}": shape
            for b in range(self.blocks)
            for name, shape in block.items()
        }
        return {"embed": (self.letters, width), **blocks, "norm": (width,)}

    def turns(self, tokens: int, first: int = 0) -> np.ndarray:
        """Angles of the places first, first + 1, ...: [tokens, head / 2]."""
        return angles(np.arange(first, first + tokens), self.head)


LETTERS = Plan()


@checked
class Decoder:
    """Letters in, scores of the next letter out. Arrays as `Plan.shapes` names them."""

    def __init__(self, arrays: Mapping[str, np.ndarray], plan: Plan = LETTERS):
        self.arrays, self.plan = arrays, plan

    def __call__(self, ids, caches: list[Cache] | None = None) -> np.ndarray:
        """Scores of the letter after each. With caches, ids are new letters behind those already seen.

        Shapes: ids [...,T], 0 to letters - 1 -> [...,T,letters].
        """
        caches = caches or self.caches()
        x, turns = self.enter(ids, caches)
        for b, cache in enumerate(caches):
            x = self.block(b, x, turns, cache)
        return self.scores(x)

    def enter(self, ids, caches) -> tuple[np.ndarray, np.ndarray]:
        """New letters as vectors x [...,T,width], and the angles of their places behind the cache."""
        x = self.arrays["embed"][np.asarray(ids)]
        return x, self.plan.turns(x.shape[-2], len(caches[0]))

    def block(self, b: int, x, turns, cache: Cache) -> np.ndarray:
        """What block b makes of x: attention is added to it, then the FFN."""
        name = f"block{b}"
        x = x + self._attend(name, self._norm(f"{name}.norm1", x), turns, cache)
        return x + self._feed(name, self._norm(f"{name}.norm2", x))

    def scores(self, x) -> np.ndarray:
        """Scores of the next letter from x: the table of letters once more."""
        return self._norm("norm", x) @ self.arrays["embed"].T

    def remember(self, b: int, x, turns, cache: Cache) -> None:
        """Only the keys and values that block b would keep of x."""
        x = self._norm(f"block{b}.norm1", x)
        k, v = (self._heads(self._times(f"block{b}.{part}", x)) for part in "kv")
        cache.add(turned(k, turns), v)

    def caches(self) -> list[Cache]:
        """An empty cache for each block."""
        return [Cache() for _ in range(self.plan.blocks)]

    def first_heads(self, ids) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What the first block's attention takes: Q [heads,T,head], K and V [kv_heads,T,head]."""
        x = self._norm("block0.norm1", self.arrays["embed"][np.asarray(ids)])
        q, k, v = (self._heads(self._times(f"block0.{part}", x)) for part in "qkv")
        turns = self.plan.turns(x.shape[-2])
        return turned(q, turns), turned(k, turns), v

    def _attend(self, name, x, turns, cache):
        q, k, v = (self._heads(self._times(f"{name}.{part}", x)) for part in "qkv")
        K, V = cache.add(turned(k, turns), v)
        q = turned(q, turns)
        # queries that share a head lie along its tokens: [..., kv_heads, sharing, T, head]
        q = q.reshape(*q.shape[:-3], self.plan.kv_heads, -1, *q.shape[-2:])
        # the last letter may look at all
        seen = causal(q.shape[-2], len(cache)) if q.shape[-2] > 1 else None
        O = attention(q, K[..., None, :, :], V[..., None, :, :], seen)
        O = O.reshape(*O.shape[:-4], self.plan.heads, *O.shape[-2:]).swapaxes(-2, -3)
        return self._times(f"{name}.out", O.reshape(*O.shape[:-2], -1))

    def _feed(self, name, x):
        gate = silu(self._times(f"{name}.gate", x))
        return self._times(f"{name}.down", gate * self._times(f"{name}.up", x))

    def _times(self, name, x):
        return x @ self.arrays[name].T

    def _norm(self, name, x):
        return rms_norm(x, self.arrays[name])

    def _heads(self, x):
        """[..., T, heads * head] -> [..., heads, T, head]."""
        return x.reshape(*x.shape[:-1], -1, self.plan.head).swapaxes(-2, -3)


def letters() -> Decoder:
    """The decoder that ships, trained by `python -m dnnlib.language.train`."""
    return Decoder(data.weights("letters"))
