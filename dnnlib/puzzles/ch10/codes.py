"""Huffman's code: few bits for what is frequent."""

from math import ceil, log2

from dnnlib.puzzle import Puzzle


def huffman_bits(counts: list) -> int:
    """How many bits does Huffman's code take for a message in which symbol k occurs counts[k] times?

    Join the two rarest symbols to a new one, which occurs as often as both; repeat until one is left. A symbol has a
    bit for each time it was joined. A symbol that never occurs has no code; if only one occurs, it takes a bit each
    time.
    Source: Huffman, Proc. IRE 1952; Han et al., ICLR 2016 (Deep Compression).
    """
    if not counts or min(counts) < 0 or sum(counts) < 1:
        raise ValueError("a message has a symbol or more")
    left = []
    for count in counts:
        if count > 0:
            left.append(count)
    if len(left) == 1:
        return left[0]
    bits = 0
    while len(left) > 1:
        left.sort()
        joined = left.pop(0) + left.pop(0)
        bits += joined  # each of its symbols becomes a bit longer, each time that it occurs
        left.append(joined)
    return bits


def _message(rng):
    return ([int(c) for c in rng.integers(0, 12, int(rng.integers(1, 8))) * rng.choice([1, 1, 4], 1)],)


def _joined(choose=lambda left: left.sort(), place=lambda left, joined: left.append(joined), gain=lambda a, b: a + b,
            zeros=False, alone=lambda count: count, last=0):  # fmt: skip
    """Huffman's way with one thing wrong."""

    def wrong(counts):
        left, bits = sorted(c for c in counts if c > 0 or zeros), 0
        if len(left) == 1:
            return alone(left[0])
        while len(left) > 1 + last:
            choose(left)
            a, b = left.pop(0), left.pop(0)
            bits += gain(a, b)
            place(left, a + b)
        return bits

    return wrong


def _occurring(counts):
    return [c for c in counts if c > 0]


def _entropy(counts):
    return ceil(sum(c * log2(sum(counts) / c) for c in _occurring(counts)) - 1e-9) or sum(counts)


def _longest(counts):
    """Bits of the longest code."""
    left = sorted((c, 0) for c in _occurring(counts))
    while len(left) > 1:
        (a, deep), (b, deeper) = left.pop(0), left.pop(0)
        left = sorted([*left, (a + b, max(deep, deeper) + 1)])
    return max(left[0][1], 1)


def _unweighted(counts):
    """The lengths of the codes, added up."""
    left = sorted((c, 1) for c in _occurring(counts))
    bits = len(left) == 1
    while len(left) > 1:
        (a, n), (b, k) = left.pop(0), left.pop(0)
        bits += n + k
        left = sorted([*left, (a + b, n + k)])
    return int(bits)


huffman_bits_puzzle = Puzzle(
    huffman_bits,
    _message,
    points=4,
    easier=("for two symbols or fewer that occur", lambda counts: sum(c > 0 for c in counts) <= 2),
    examples=(
        ([8, 4, 2, 2],),
        ([5, 5, 5, 5, 1],),
        ([7],),
        ([0, 9, 0],),
        ([3, 4],),
        ([1, 1, 2, 3, 5, 8],),
        ([9, 0, 1, 1],),
        ([5, 4, 4, 3],),
    ),  # fmt: skip
    wrong={
        "Every code has the same length: frequent symbols should have short ones.": (
            lambda counts: sum(counts) * max((len(_occurring(counts)) - 1).bit_length(), 1)
        ),
        "This is the entropy, rounded up: no code has less, but a code has whole bits for each symbol.": _entropy,
        "Each length is log2(1 / share), rounded up: that is Shannon's code, and Huffman's is never longer.": (
            lambda counts: (
                sum(c * ceil(log2(sum(counts) / c) - 1e-9) for c in _occurring(counts)) or sum(counts)
            )
        ),
        "The counts are sorted once: a joined symbol takes its place among the others, so look for the rarest again.": (
            _joined(choose=lambda left: None)
        ),
        "The joined symbol is always joined next: that makes codes of 1, 2, 3, ... bits.": (
            _joined(choose=lambda left: None, place=lambda left, joined: left.insert(0, joined))
        ),
        "The two most frequent are joined: they should have the shortest codes.": (
            _joined(choose=lambda left: left.sort(reverse=True))
        ),
        "The last two are not joined: their bit counts as well.": _joined(last=1),
        "Symbols that never occur are given codes: they make the others longer.": _joined(zeros=True),
        "A single symbol is given no bits: then nobody could count how often it occurs.": _joined(
            alone=lambda count: 0
        ),
        "The bits of one joining are counted for the rarer half only: both halves get a bit longer.": (
            _joined(gain=lambda a, b: min(a, b))
        ),
        "The lengths of the codes are added up: each counts as often as its symbol occurs.": _unweighted,
        "The longest code is returned: add up the bits of the whole message.": _longest,
    },
)
