"""A word's letters, and its sounds, as the numbers that the speller has for them.

    numbered(["cat", "a"])      [N,T], between START and END; a shorter word is filled up with NOTHING
    written([13, 4, 2])         sounds as a text, up to END

The order of letters and sounds is the network's (assets/LICENSE-speller.md).
"""

import numpy as np

LETTERS = "____AIOWYbdfhijklmnpstuvwz'-.BCDEFGHJKLMNPQRSTUVXZacegoqrxy"
SOUNDS = "____AIOWYbdfhijklmnpstuvwzæðŋɑɔəɛɜɡɪɹɾʃʊʌʒʔʤʧˈˌθᵊᵻ"
NOTHING, START, END, UNKNOWN = range(4)
MOST = 62  # letters of a word, and sounds


def numbered(words: list[str]) -> np.ndarray:
    """The letters' numbers between START and END, [N,T], shorter words filled up with NOTHING.

    Errors: ValueError names the word that is empty, or longer than 62 letters.
    """
    for word in words:
        if not 0 < len(word) <= MOST:
            raise ValueError(f"{word!r} has {len(word)} letters: 1 to {MOST} fit")
    ids = np.full((len(words), max(map(len, words)) + 2), NOTHING)
    for row, word in zip(ids, words):
        found = [max(LETTERS.find(letter), UNKNOWN) for letter in word]
        row[: len(word) + 2] = [START, *found, END]
    return ids


def written(ids) -> str:
    """Sounds as a text, up to END; a number beyond the 50 that are used is written "?"."""
    ids = list(ids)
    ids = ids[: ids.index(END)] if END in ids else ids
    said = (SOUNDS[i] if i < len(SOUNDS) else "?" for i in ids if i > UNKNOWN)
    return "".join(said)
