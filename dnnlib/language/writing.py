"""Letters written one after the other: with a cache or without, alone or with a draft that the decoder judges.

    plain(decoder, start, 100, rng)                     a step a letter
    drafted(decoder, counted, start, 100, 2, rng)       two letters guessed by counting, judged in one step

Both draw from the decoder's own distribution; `attention.draft` says why.
"""

from dataclasses import dataclass

import numpy as np

from dnnlib.attention.draft import draw, judge
from dnnlib.attention.product import softmax
from dnnlib.door import checked, whole
from dnnlib.language.counted import Counted
from dnnlib.language.decoder import Decoder


@dataclass(frozen=True)
class Written:
    """Letters that were written, how many steps the decoder took, and for each step how many of its drafts stood."""

    ids: np.ndarray
    steps: int
    kept: tuple[int, ...] = ()

    @property
    def letters_a_step(self) -> float:
        """Letters written for one step of the decoder."""
        return len(self.ids) / self.steps


def plain(
    decoder: Decoder, start, letters: int, rng: np.random.Generator, cache: bool = True
) -> Written:
    """So many letters after a start. cache=False computes keys and values of all letters again at each step."""
    ids, caches = list(start), decoder.caches()
    whole("letters", letters)
    new = ids
    for _ in range(letters):
        scores = decoder(new if cache else ids, caches if cache else None)
        ids.append(draw(softmax(scores[-1]), rng))
        new = ids[-1:]
    return Written(np.array(ids[len(start) :]), letters)


@checked
def drafted(
    decoder: Decoder,
    draft: Counted,
    start,
    letters: int,
    drafts: int,
    rng: np.random.Generator,
) -> Written:
    """So many letters after a start, `drafts` guessed by counting before each step of the decoder, which judges them."""
    ids, caches, kept = list(start), decoder.caches(), []
    decoder(ids[:-1], caches)
    while len(ids) < len(start) + whole("letters", letters):
        guessed, q = _guess(draft, ids, drafts, rng)
        p = softmax(decoder(ids[-1:] + guessed, caches))
        stood, letter = judge(guessed, q, p, rng)
        kept.append(stood)
        ids += [*guessed[:stood], letter]
        for cache in caches:
            cache.forget(len(ids) - 1)
    return Written(np.array(ids[len(start) :]), len(kept), tuple(kept))


def _guess(draft, ids, drafts, rng) -> tuple[list[int], np.ndarray]:
    guessed: list[int] = []
    rows = []
    for _ in range(drafts):
        rows.append(draft([*ids[-draft.order :], *guessed]))
        guessed.append(draw(rows[-1], rng))
    return guessed, np.array(rows).reshape(drafts, -1)


@checked
def nats(decoder: Decoder, ids, context: int = 128, batch: int = 50) -> float:
    """The mean surprise of a text in pieces of `context` letters, each piece read from its start: nats a letter."""
    ids = np.asarray(ids)
    pieces = (len(ids) - 1) // context
    x, y = (ids[k : k + pieces * context].reshape(-1, context) for k in (0, 1))
    lost = 0.0
    for k in range(0, pieces, batch):
        p = softmax(decoder(x[k : k + batch]).astype(np.float32))
        some = np.take_along_axis(p, y[k : k + batch, :, None].astype(int), axis=-1)
        lost -= float(np.log(some).sum())
    return lost / y.size
