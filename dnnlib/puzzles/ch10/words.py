"""Canonical code words: lengths alone say a whole Huffman code."""

from dnnlib.compress import huffman
from dnnlib.puzzle import Puzzle


def code_words(lengths: list) -> list:
    """Which code words, as text, have symbols of these lengths in the canonical code?

    Words are counted up from zero: shorter ones first, symbols of one length in their order. From one length to a
    longer one, zeros are put behind the number. A symbol of length 0 has no word, "". Source: dnnlib.compress.huffman.
    """
    if not lengths or min(lengths) < 0 or sum(2.0**-n for n in lengths if n) > 1:
        raise ValueError("these are not the lengths of a prefix code")
    words, number, last = [""] * len(lengths), 0, 0
    for length in range(1, max(lengths) + 1):
        for symbol in range(len(lengths)):
            if lengths[symbol] == length:
                for _ in range(length - last):
                    number *= 2
                last = length
                digits = ""
                for place in reversed(range(length)):
                    digits += str(number // 2**place % 2)
                words[symbol] = digits
                number += 1
    return words


def _lengths(rng):
    """Of a Huffman code; sometimes with words left out, so that a length is skipped."""
    counts = rng.integers(0, 4, int(rng.integers(1, 8))) ** rng.integers(1, 5)
    lengths = huffman.code(counts).tolist()
    if rng.random() < 0.4 and len(lengths) > 2:
        lengths[int(rng.integers(len(lengths)))] = 0
    return (lengths,)


def _words(order=lambda lengths: sorted(_used(lengths), key=lambda k: lengths[k]),
           shift=lambda n, last: n - last, text=lambda number, n: format(number, f"0{n}b"), first=0,
           step=lambda number: number + 1, none=""):  # fmt: skip
    """The words with one thing wrong."""

    def wrong(lengths):
        words, number, last = [none] * len(lengths), first, 0
        for k in order(lengths):
            number <<= max(shift(lengths[k], last), 0)
            last = lengths[k]
            words[k] = text(number, lengths[k])
            number = step(number)
        return words

    return wrong


def _used(lengths):
    return [k for k, n in enumerate(lengths) if n]


def _from_ones(lengths):
    """Every 0 a 1, every 1 a 0."""
    return [word.translate(str.maketrans("01", "10")) for word in _words()(lengths)]


code_words_puzzle = Puzzle(
    code_words,
    _lengths,
    points=4,
    easier=("where all words have one length", lambda lengths: len({n for n in lengths if n}) <= 1),
    examples=(
        ([2, 1, 3, 3],),
        ([1, 2, 2],),
        ([2, 2, 2, 2],),
        ([0, 1, 0],),
        ([3, 1, 3, 0, 3, 3],),
        ([1, 3, 3, 4],),
        ([0],),
    ),
    wrong={
        "The symbols are taken in their order: shorter words come first, whoever has them.": _words(
            order=_used
        ),
        "The longest words come first: begin with the shortest.": (
            _words(order=lambda lengths: sorted(_used(lengths), key=lambda k: -lengths[k]))
        ),
        "Of one length the last symbol comes first: they keep their order.": (
            _words(order=lambda lengths: sorted(_used(lengths), key=lambda k: (lengths[k], -k)))
        ),
        "Nothing is put behind the number when words grow longer: then one word begins another.": (
            _words(shift=lambda n, last: 0)
        ),
        "One zero is put behind the number, however much longer the word is: as many as it grows by.": (
            _words(shift=lambda n, last: int(n > last > 0))
        ),
        "A zero is put behind the number for each new word: only where words grow longer.": (
            _words(shift=lambda n, last: n - last if n > last else 1)
        ),
        "The zeros in front are missing: a word of length 3 has three digits.": _words(
            text=lambda number, n: f"{number:b}"
        ),
        "The words are read backwards: the highest digit comes first.": (
            _words(text=lambda number, n: format(number, f"0{n}b")[::-1])
        ),
        "The count begins at 1: the first word is all zeros.": _words(first=1),
        "The words are counted down from all ones: count up from zero.": _from_ones,
        "The number is not counted up: each word is a new one.": _words(step=lambda number: number),
        "A symbol without a word is given one: of length 0 it has none.": _words(none="0"),
        "Numbers are returned: a code word is text, since its zeros in front count.": lambda lengths: (
            [int(word, 2) if word else 0 for word in _words()(lengths)]
        ),
    },
)
