"""WordPiece: a text as numbers of known pieces of words, the longest piece first; "##" begins a piece inside a word.

    pieces("Unaffordable!", vocabulary)      ["una", "##fford", "##able", "!"]

Letters are made small, accents go, and each mark of punctuation is a word of its own.
Source: Wu et al. 2016, section 4.1; Devlin et al. 2019 (BERT).
"""

import unicodedata
from collections.abc import Collection

from dnnlib.door import checked

UNKNOWN, INSIDE = "[UNK]", "##"
MOST = 100  # letters of a word; a longer one is unknown


@checked
def pieces(text: str, vocabulary: Collection[str]) -> list[str]:
    """The pieces of a text; a word that no pieces make is [UNK]."""
    return [piece for word in words(text) for piece in _of(word, vocabulary)]


@checked
def words(text: str) -> list[str]:
    """Small letters without accents, cut at spaces and around each mark of punctuation."""
    plain = unicodedata.normalize("NFD", text.lower())
    letters = (" " + c + " " if _alone(c) else c for c in plain if not _accent(c))
    return "".join(letters).split()


def _of(word: str, vocabulary: Collection[str]) -> list[str]:
    found: list[str] = []
    begin = 0
    while begin < len(word) <= MOST:
        head = INSIDE if begin else ""
        ends = range(len(word), begin, -1)
        end = next((e for e in ends if head + word[begin:e] in vocabulary), None)
        if end is None:
            return [UNKNOWN]
        found.append(head + word[begin:end])
        begin = end
    return found or [UNKNOWN]


def _accent(c: str) -> bool:
    return unicodedata.category(c) == "Mn"


def _alone(c: str) -> bool:
    """Punctuation, and what ASCII has beside letters, digits and spaces."""
    marks = c.isascii() and c.isprintable() and not c.isalnum() and c != " "
    return marks or unicodedata.category(c).startswith("P")
