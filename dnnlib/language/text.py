"""Tiny Shakespeare, 1,115,394 letters of plays, and how well counting guesses the next one.

tiny_shakespeare("validation")   its last tenth, as numbers 0 to 64, each a letter of ALPHABET
Counted(ids, order=4)            probabilities of the next letter by counting what followed
"""

import lzma
from functools import cache

import numpy as np

from dnnlib import data
from dnnlib.door import checked, listed

FILE = "shakespeare.txt.xz"
SPLITS = {"train": (0.0, 0.9), "validation": (0.9, 1.0), "all": (0.0, 1.0)}


@checked
def tiny_shakespeare(split: str = "all") -> np.ndarray:
    """The text as numbers of ALPHABET, uint8: "train" the first 90 %, "validation" the rest, or "all".

    Errors: ValueError lists the splits. Source: Karpathy 2015 (char-rnn); the plays are in the public domain.
    """
    listed("split", split, SPLITS)
    first, last = SPLITS[split]
    ids = _ids()
    return ids[round(first * len(ids)) : round(last * len(ids))]


@checked
def written(ids) -> str:
    """Numbers as letters."""
    return "".join(alphabet()[i] for i in np.asarray(ids).ravel())


@checked
def numbered(text: str) -> np.ndarray:
    """Letters as numbers, uint8. Errors: ValueError names the first letter that the text never has."""
    letters = alphabet()
    for letter in text:
        if letter not in letters:
            raise ValueError(
                f"{letter!r} is not among the {len(letters)} letters of Tiny Shakespeare: {''.join(letters)!r}"
            )
    return np.array([letters.index(letter) for letter in text], np.uint8)


@cache
def alphabet() -> str:
    """The 65 letters, in the order of their codes."""
    return "".join(sorted(set(_text())))


@cache
def _text() -> str:
    return lzma.decompress(data.asset(FILE)).decode()


@cache
def _ids() -> np.ndarray:
    codes = np.frombuffer(_text().encode("latin-1"), np.uint8)
    order = np.zeros(256, np.uint8)
    order[[ord(letter) for letter in alphabet()]] = np.arange(len(alphabet()))
    ids = order[codes]
    ids.flags.writeable = False
    return ids
