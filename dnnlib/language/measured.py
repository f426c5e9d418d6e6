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


def drafts(most: int = 4, letters_: int = 400, order: int = 5) -> Table:
    """Letters a step and milliseconds a letter by how many are drafted by counting; the decoder judges them."""
    decoder, draft, rows = letters(), counted(order), []
    plain = 0.0
    for count in range(most + 1):
        found, spent = _drafted(decoder, draft, count, letters_)
        each = 1e3 * spent / len(found.ids)
        plain = plain or each
        rows.append((count, found.letters_a_step, each, plain / each))
    heads = ("drafted", "letters a step", "ms a letter", "times faster")
    return Table(heads, rows, "times as measured here")


def _drafted(decoder, draft, count: int, length: int):
    rng, begun = np.random.default_rng(0), time.thread_time()
    if count:
        found = writing.drafted(decoder, draft, numbered(START), length, count, rng)
    else:
        found = writing.plain(decoder, numbered(START), length, rng)
    return found, time.thread_time() - begun


def _milliseconds(decoder, length: int, kept: bool) -> float:
    begun = time.thread_time()
    writing.plain(decoder, numbered(START), length, np.random.default_rng(0), kept)
    return 1e3 * (time.thread_time() - begun)
