"""Huffman codes, canonical: a short code word for a frequent symbol, and a table that says no more than the lengths.

    book = code(counts)             lengths [K] of the code words of symbols 0 to K - 1, 0 for one that never occurs
    stream = encode(symbols, book)  bits [n], uint8 of 0 and 1
    decode(stream, book, number)    the symbols again

Code words of one length are numbers in a row, in the order of the symbols; so lengths alone give them all.
Source: Huffman, Proc. IRE 40(9), 1952; Han et al., ICLR 2016 (Deep Compression), 4.
"""

import heapq
from operator import mul

import numpy as np

from dnnlib.door import checked, whole

LONGEST = 31  # bits of a code word that a table may ask for


def code(counts) -> np.ndarray:
    """The lengths [K] of code words for symbols that occur so often: no other prefix code needs fewer bits.

    The two rarest become one, again and again; each time all symbols below get one bit longer. One symbol alone has
    a word of 1 bit. Errors: ValueError where a count is negative, or a word would be longer than LONGEST bits.
    """
    counts = _counts(counts)
    lengths = np.zeros(counts.size, np.int64)
    heap = [(int(n), k, [k]) for k, n in enumerate(counts) if n]
    if len(heap) == 1:
        lengths[heap[0][1]] = 1
    heapq.heapify(heap)
    while len(heap) > 1:
        (a, k, below), (b, _, others) = heapq.heappop(heap), heapq.heappop(heap)
        lengths[below + others] += 1
        heapq.heappush(heap, (a + b, k, below + others))
    if lengths.max(initial=0) > LONGEST:
        raise ValueError(
            f"a code word of {lengths.max()} bits: a table holds up to {LONGEST}; the counts differ too much"
        )
    return lengths


def words(lengths) -> np.ndarray:
    """The code words [K] as integers, canonical: counted up within a length, doubled from a length to the next.

    Errors: ValueError where the lengths are no prefix code: too many short words (Kraft's sum above 1), or words that
    nothing uses (below 1), of which one alone with 1 bit is allowed.
    """
    lengths = _lengths(lengths)
    order, table, word, last = (
        sorted(np.flatnonzero(lengths), key=lambda k: lengths[k]),
        np.zeros(lengths.size, np.int64),
        0,
        0,
    )
    for k in order:
        word <<= int(lengths[k]) - last
        table[k], last = word, int(lengths[k])
        word += 1
    return table


def encode(symbols, lengths) -> np.ndarray:
    """The bits [n] of the symbols' code words one after another, each from its highest bit.

    Errors: ValueError names a symbol that has no code word.
    """
    symbols, lengths = _integers("symbols", symbols), _lengths(lengths)
    outside = symbols[(symbols < 0) | (symbols >= lengths.size)]
    unknown = outside if outside.size else symbols[lengths[symbols] == 0]
    if unknown.size:
        raise ValueError(
            f"symbol {unknown[0]} has no code word; the table has {np.count_nonzero(lengths)} symbols"
        )
    table, longest = words(lengths), int(lengths.max(initial=0))
    shifts = lengths[symbols][:, None] - 1 - np.arange(longest)
    return (table[symbols][:, None] >> np.maximum(shifts, 0) & 1)[shifts >= 0].astype(
        np.uint8
    )


@checked
def encode_by_symbol(symbols, lengths) -> np.ndarray:
    """The definition of `encode`, with words as text."""
    table = words(lengths)
    text = "".join(format(table[k], f"0{lengths[k]}b") for k in symbols)
    return np.array(list(text), "U1").astype(np.uint8)


@checked
def decode(bits, lengths, number: int) -> np.ndarray:
    """`number` symbols from exactly these bits, in one pass: a word ends where it is below the next of its length.

    Errors: ValueError where the lengths are no prefix code, the bits end within a word, or some are left over.
    """
    lengths = _lengths(lengths)
    words(lengths)
    symbols = np.argsort(lengths, kind="stable")[np.count_nonzero(lengths == 0) :]
    sizes = np.bincount(lengths, minlength=1)
    sizes[0] = 0
    stream = _integers("bits", bits)
    number = whole("number", number, 0, means="symbols")
    stream, out = iter(stream.tolist()), []  # a list: the bits end before memory does
    for k in range(number):
        out.append(symbols[_next(stream, sizes.tolist(), k, number)])
    left = sum(1 for _ in stream)
    if left:
        raise ValueError(
            f"{left} bits are left over after {number} symbols: the stream is damaged"
        )
    return np.array(out, np.int64)


def entropy(counts) -> float:
    """The least bits a symbol of any code that gives each symbol a word of its own chance: -sum of p * log2 p.

    H <= bits a symbol of Huffman < H + 1. Errors: ValueError where a count is negative. Source: Shannon 1948.
    """
    p = _counts(counts)
    p = p[p > 0].astype(float)
    p = p / max(p.sum(), 1)
    return float(-(p * np.log2(p)).sum()) + 0.0


def bits(counts, lengths) -> int:
    """The bits of a stream with these counts: sum of count * length, the table not among them."""
    counts, lengths = _counts(counts), _lengths(lengths)
    if counts.size != lengths.size:
        raise ValueError(
            f"{counts.size} counts but {lengths.size} lengths: give one each"
        )
    return sum(
        map(mul, counts.tolist(), lengths.tolist())
    )  # Python's: 2**64 bits are counted too


def _next(stream, sizes: list[int], k: int, number: int) -> int:
    """The rank, by length and then by symbol, of the word that comes next."""
    word = first = rank = 0
    for size in sizes[1:]:
        bit = next(stream, None)
        if bit is None:
            raise ValueError(
                f"the bits end within symbol {k} of {number}: the stream is damaged"
            )
        first, word = first << 1, word << 1 | bit
        if word < first + size:
            return rank + word - first
        first, rank = first + size, rank + size
    raise ValueError(f"symbol {k} is no code word: the stream is damaged")


def _integers(name: str, values) -> np.ndarray:
    """Integers [n] of 63 bits. Errors: ValueError where they are none: a fraction would be cut off."""
    values = np.asarray(values)
    fits = values.dtype.kind in "biu" and (not values.size or int(values.max()) < 2**63)
    if values.size and not fits:
        raise ValueError(
            f"{name} of type {values.dtype}: give integers, in a list or an array"
        )
    return values.astype(np.int64).ravel()


def _counts(counts) -> np.ndarray:
    counts = np.asarray(counts)
    if counts.ndim != 1 or counts.dtype.kind not in "iu" or (counts < 0).any():
        raise ValueError(
            f"counts of type {counts.dtype} and shape {counts.shape}: use a list of integers of 0 or more"
        )
    if counts.size and int(counts.max()) >= 2**63:
        raise ValueError(f"a count of {int(counts.max()):,}: give counts below 2**63")
    return counts.astype(np.int64)


def _lengths(lengths) -> np.ndarray:
    lengths = _integers("lengths", lengths)
    used = lengths[lengths != 0]
    if used.size and not 1 <= used.min() <= used.max() <= LONGEST:
        raise ValueError(
            f"lengths from {used.min()} to {used.max()} bits: a code word has 1 to {LONGEST}"
        )
    room = sum(1 << LONGEST - int(n) for n in used)
    if used.size and room != 1 << LONGEST and not (used.size == 1 and used[0] == 1):
        share = room / (1 << LONGEST)
        raise ValueError(
            f"the code words fill {share:g} of all: 1 is a prefix code; this table is damaged"
        )
    return lengths
