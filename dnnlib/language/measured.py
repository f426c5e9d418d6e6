"""Tables of chapter 13 that run: letters guessed by counting and by the decoder, time with a cache, time with drafts."""

import time
from functools import cache

import numpy as np

from dnnlib.language import writing
from dnnlib.language.counted import Counted
from dnnlib.language.decoder import letters
from dnnlib.language.text import numbered, tiny_shakespeare
from dnnlib.table import Table

START = "ROMEO:\n"


@cache
def counted(order: int) -> Counted:
    """Counts of the text that the decoder was trained on."""
    return Counted(tiny_shakespeare("train"), order)


def guesses(orders=range(1, 8)) -> Table:
    """Nats a letter on text that nobody saw: by counting histories of each length, and by the decoder."""
    text = tiny_shakespeare("validation")
    rows = []
    for order in orders:
        by = counted(order)
        rows.append((f"counting, {order} before", by.nats(text), by.entries))
    decoder = letters()
    size = sum(array.size for array in decoder.arrays.values())
    rows.append(("the decoder", writing.nats(decoder, text), size))
    shown = [(name, nats, float(np.exp(nats)), size) for name, nats, size in rows]
    heads = ("guessed by", "nats a letter", "as if of so many letters", "numbers kept")
    return Table(heads, shown, "The last tenth of Tiny Shakespeare")


def recomputed(lengths=(32, 64, 128, 256)) -> Table:
    """Milliseconds of this thread for so many letters with a cache and without, and how many times longer."""
    decoder, rows = letters(), []
    for length in lengths:
        kept, again = (_milliseconds(decoder, length, kept) for kept in (True, False))
        rows.append((length, kept, again, again / kept))
    heads = ("letters", "ms, cache", "ms, all again", "times longer")
    return Table(heads, rows, "as measured here")


def drafts(most: int = 4, texts: int = 5, order: int = 5) -> Table:
    """Letters a step and milliseconds a letter by how many are drafted by counting; the decoder judges them.

    Means of some texts of 100 letters: beyond the 128 of its training the decoder writes nothing of sense.
    """
    decoder, draft, rows = letters(), counted(order), []
    plain = 0.0
    for count in range(most + 1):
        found, spent = _drafted(decoder, draft, count, texts)
        written = sum(len(one.ids) for one in found)
        each = 1e3 * spent / written
        plain = plain or each
        steps = sum(one.steps for one in found)
        rows.append((count, written / steps, each, plain / each))
    heads = ("drafted", "letters a step", "ms a letter", "times faster")
    return Table(heads, rows, "times as measured here")


def _drafted(decoder, draft, count: int, texts: int):
    """Some texts of 100 letters, and the seconds that they took."""
    start, found = numbered(START), []
    begun = time.thread_time()
    for seed in range(texts):
        rng = np.random.default_rng(seed)
        if count:
            found.append(writing.drafted(decoder, draft, start, 100, count, rng))
        else:
            found.append(writing.plain(decoder, start, 100, rng))
    return found, time.thread_time() - begun


def _milliseconds(decoder, length: int, kept: bool) -> float:
    begun = time.thread_time()
    writing.plain(decoder, numbered(START), length, np.random.default_rng(0), kept)
    return 1e3 * (time.thread_time() - begun)
