"""Words and how they are said: the dictionary that the speller learned from, and how far off an answer is.

    words(1000)          1,000 words of 4 to 20 letters with their sounds, always the same ones
    right(said, true)    percent said exactly;  sounds_wrong: edits per 100 sounds

The speller was trained on this dictionary: a share of words right here says what rounding does, not how it spells words
that it never saw.
"""

import lzma
from collections.abc import Sequence
from functools import cache

import numpy as np

from dnnlib import data
from dnnlib.door import checked

FILE = "words.txt.xz"


@cache
def dictionary() -> dict[str, str]:
    """All 90,201 words with their sounds. Source: misaki, us_gold, Apache-2.0 (assets/LICENSE-speller.md)."""
    lines = lzma.decompress(data.asset(FILE)).decode().splitlines()
    return dict(line.split("\t") for line in lines)


@checked
def words(count: int, seed: int = 0) -> tuple[list[str], list[str]]:
    """So many words of 4 to 20 letters, and their sounds. Errors: ValueError where there are not so many."""
    usual = [word for word in dictionary() if 4 <= len(word) <= 20]
    if not 0 < count <= len(usual):
        raise ValueError(f"count={count}: there are {len(usual)} words to choose from")
    picked = np.random.default_rng(seed).choice(len(usual), count, replace=False)
    # by length: words are filled up to the longest beside them
    chosen = sorted((usual[i] for i in picked), key=lambda word: (len(word), word))
    return chosen, [dictionary()[word] for word in chosen]


@checked
def right(said: Sequence, true: Sequence) -> float:
    """Percent of the words whose sounds are all as in the dictionary, stress marks among them."""
    _alike(said, true)
    return 100 * sum(a == b for a, b in zip(said, true)) / len(true)


@checked
def sounds_wrong(said: Sequence, true: Sequence) -> float:
    """Edits for 100 sounds: insertions, deletions and changes over the sounds of the dictionary."""
    _alike(said, true)
    return 100 * sum(map(edits, said, true)) / sum(map(len, true))


@checked
def edits(a: str, b: str) -> int:
    """The least number of insertions, deletions and changes that make b of a. Source: Levenshtein 1966."""
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        corner, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            change = corner + (letter != other)
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, change)
    return row[-1]


def _alike(said, true):
    if len(said) != len(true) or not true:
        raise ValueError(f"{len(said)} answers for {len(true)} words: give one each")
