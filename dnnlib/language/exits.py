"""Early exit: a letter leaves the decoder after the first block at which it is sure, and the rest is saved. Or is it?

    leaving = Leaving(data.weights("letters"), sure=0.8)
    leaving(ids)               scores, as of a Decoder; leaving.used says how many blocks each letter took

A letter that left goes on as it was, so that later blocks have keys and values of it (Schuster et al. 2022, CALM).
To ask whether a letter is sure takes the last layer once more, after each block but the last.
Source: Teerapittayanon et al. 2016 (BranchyNet).
"""

from collections.abc import Mapping

import numpy as np

from dnnlib import data
from dnnlib.attention.cache import Cache
from dnnlib.attention.product import softmax
from dnnlib.door import checked
from dnnlib.language import writing
from dnnlib.language.decoder import LETTERS, Decoder, Plan
from dnnlib.language.serving import transformer
from dnnlib.language.text import tiny_shakespeare
from dnnlib.table import Table


class Leaving(Decoder):
    """A decoder that a letter leaves where one next letter has a chance of at least `sure`."""

    def __init__(
        self, arrays: Mapping[str, np.ndarray], sure: float, plan: Plan = LETTERS
    ):
        super().__init__(arrays, plan)
        self.sure = sure
        self.used = np.zeros(0)

    def __call__(self, ids, caches: list[Cache] | None = None) -> np.ndarray:
        """Scores at the block at which each letter left. Shapes: as `Decoder`; `used` [...,T] are its blocks."""
        caches = caches or self.caches()
        x, turns = self.enter(ids, caches)
        left = np.zeros(x.shape[:-1], bool)
        self.used = np.zeros(left.shape, int)
        for b, cache in enumerate(caches):
            self.used += ~left
            x = self._on(b, x, turns, cache, left)
            if b < len(caches) - 1:
                left = left | (softmax(self.scores(x)).max(axis=-1) >= self.sure)
        return self.scores(x)

    def _on(self, b, x, turns, cache, left):
        if left.all():
            self.remember(b, x, turns, cache)
            return x
        return np.where(left[..., None], x, self.block(b, x, turns, cache))


@checked
def macs_of_block(plan: Plan = LETTERS) -> int:
    """MACs of a block's matrices for a letter."""
    names = [name for name in plan.shapes() if name.startswith("block0")]
    return sum(_size(plan, name) for name in names if "norm" not in name)


@checked
def macs_of_keys(plan: Plan = LETTERS) -> int:
    """MACs of the keys and values alone, which a block still computes of a letter that left."""
    return _size(plan, "block0.k") + _size(plan, "block0.v")


@checked
def macs_of_check(plan: Plan = LETTERS) -> int:
    """MACs of asking once whether a letter is sure: the last layer."""
    return _size(plan, "embed")


def exits(sures=(0.5, 0.7, 0.8, 0.9), pieces: int = 16) -> Table:
    """What early exit saves and costs on 16 pieces of the validation text, 128 letters each.

    MACs: of matrices, the checks among them, beside all blocks without a check. "All at once": a batch of the pieces
    reads a block as long as one of its letters needs it.
    """
    text, arrays = _text(pieces), data.weights("letters")
    whole = writing.nats(Decoder(arrays), text)
    rows = [_row(Leaving(arrays, sure), text, pieces, whole) for sure in sures]
    heads = (
        "leaves at",
        "blocks a letter",
        "MACs, %",
        "blocks, all at once",
        "nats more",
    )
    return Table(heads, rows, f"Early exit, {LETTERS.blocks} blocks, no training")


@checked
def check_in_blocks(name: str) -> float:
    """How many blocks of a model one check costs: its last layer over one block, when a token is written."""
    one = transformer(name)
    *blocks, last = one.step()
    return last.macs * one.blocks / sum(layer.macs for layer in blocks)


def _text(pieces: int) -> np.ndarray:
    return tiny_shakespeare("validation")[: pieces * 128 + 1]


def _row(leaving: Leaving, text, pieces: int, whole: float):
    more = writing.nats(leaving, text) - whole
    # nats reads all pieces at once, so `used` is of all of them: [pieces, 128]
    used = leaving.used
    checks = np.minimum(used, LETTERS.blocks - 1)
    spent = used * macs_of_block() + (LETTERS.blocks - used) * macs_of_keys()
    spent = (spent + checks * macs_of_check()).mean()
    share = spent / (LETTERS.blocks * macs_of_block())
    return leaving.sure, used.mean(), 100 * share, used.max(axis=0).mean(), more


def _size(plan: Plan, name: str) -> int:
    rows, cols = plan.shapes()[name]
    return rows * cols
