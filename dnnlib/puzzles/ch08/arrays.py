"""Arrays in time: bits of the inputs, one a cycle, and a converter that clips."""

import numpy as np

from dnnlib.puzzle import Puzzle


def clipped_product(x: np.ndarray, G: np.ndarray, rows: int, cycles: int, bits: int) -> np.ndarray:
    """What comes out of arrays whose converters clip, when inputs arrive one bit a cycle?

    The C inputs are dealt to arrays of `rows` rows, in order; the last may be partly empty. In cycle b every row
    gets bit b of its input, the least significant first. Each column of each array adds up its cells with
    input 1. Its ADC has `bits` bits and steps of 1: what is above 2^bits - 1 becomes 2^bits - 1. Then cycles
    count 2^b, and arrays are added.
    Shapes: x [C] of 0 to 2^cycles - 1, G [C, M] of levels 0 or more -> [M].
    Source: Shafiee et al., ISCA 2016; Sze et al. 2017, VI-C.
    """
    x, G = np.asarray(x), np.asarray(G)
    if G.ndim != 2 or x.shape != G.shape[:1] or not G.size or min(rows, cycles, bits) < 1:
        raise ValueError("an input a row, and rows, cycles and bits of 1 or more")
    if max(cycles, bits) > 16 or x.min() < 0 or x.max() >= 2**cycles or G.min() < 0:
        raise ValueError("an input has `cycles` bits, a level is 0 or more")
    y = [0] * G.shape[1]
    for first in range(0, len(x), rows):
        for b in range(cycles):
            for m in range(G.shape[1]):
                S = 0
                for c in range(first, min(first + rows, len(x))):
                    S += (int(x[c]) >> b) % 2 * int(G[c, m])
                if S > 2**bits - 1:
                    S = 2**bits - 1
                y[m] += S * 2**b
    return np.array(y)


def _array(rng):
    C, M, cycles = int(rng.integers(1, 9)), int(rng.integers(1, 4)), int(rng.integers(1, 5))
    G = rng.integers(0, 4, (C, M))
    return rng.integers(0, 2**cycles, C), G, int(rng.integers(1, 5)), cycles, int(rng.integers(1, 5))


def _tiles(C, rows, last=True):
    return [slice(k, k + rows) for k in range(0, C if last else C // rows * rows, rows)]


def _made(
    bit=lambda x, b, cycles: (x >> b) & 1,
    clip=lambda S, most: np.minimum(S, most),
    weight=lambda b: 2**b,
    most=lambda bits: 2**bits - 1,
    last=True,
):
    """The product with one thing wrong."""

    def wrong(x, G, rows, cycles, bits):
        x, G = np.asarray(x), np.asarray(G)
        y = np.zeros(G.shape[1], int)
        for tile in _tiles(len(x), rows, last):
            for b in range(cycles):
                y += weight(b) * clip(bit(x[tile], b, cycles) @ G[tile], most(bits))
        return y

    return wrong


def _bits(x, cycles):
    """The bits of the inputs, cycle by cycle."""
    return [(b, (np.asarray(x) >> b) & 1) for b in range(cycles)]


def _one_converter(x, G, rows, cycles, bits):
    """Arrays are added before they are converted."""
    y = np.zeros(G.shape[1], int)
    for b, on in _bits(x, cycles):
        y += 2**b * np.minimum(on @ G, 2**bits - 1)
    return y


def _late(x, G, rows, cycles, bits):
    """Cycles are added before they are converted."""
    y = np.zeros(G.shape[1], int)
    for tile in _tiles(len(x), rows):
        y += np.minimum(x[tile] @ G[tile], 2**bits - 1)
    return y


def _each(x, G, rows, cycles, bits):
    """Every product has a converter."""
    y = np.zeros(G.shape[1], int)
    for b, on in _bits(x, cycles):
        products = np.minimum(on[:, None] * G, 2**bits - 1)
        y += 2**b * products.sum(axis=0)
    return y


def _dealt(x, G, rows, cycles, bits):
    """Rows are dealt like cards: every n-th input is in an array."""
    n, y = -(-len(x) // rows), np.zeros(G.shape[1], int)
    for k in range(n):
        for b, on in _bits(x[k::n], cycles):
            y += 2**b * np.minimum(on @ G[k::n], 2**bits - 1)
    return y


clipped_product_puzzle = Puzzle(
    clipped_product,
    _array,
    lines=8,
    points=5,
    axes="m",
    examples=(
        (np.array([1, 2, 3]), np.array([[1, 0], [2, 3], [3, 1]]), 2, 2, 3),
        (np.array([3, 3, 3, 3]), np.array([[3], [3], [3], [3]]), 4, 2, 3),
        (np.array([3, 3, 3, 3]), np.array([[3], [3], [3], [3]]), 2, 2, 2),
        (np.array([1, 1, 1, 1, 1]), np.array([[1], [2], [3], [1], [2]]), 2, 1, 2),
        (np.array([5, 2, 7]), np.array([[2, 1], [0, 3], [1, 1]]), 3, 3, 4),
        (np.array([6, 1]), np.array([[3, 2], [3, 0]]), 1, 3, 1),
    ),
    wrong={
        "The cycles all count the same: bit b counts 2^b.": _made(weight=lambda b: 1),
        "The most significant bit comes first: in cycle 0 it is the least.": _made(
            bit=lambda x, b, cycles: (x >> (cycles - 1 - b)) & 1
        ),
        "Nothing clips: the ADC knows no sum above 2^bits - 1.": _made(clip=lambda S, most: S),
        "The ADC clips at 2^bits: its largest code is 2^bits - 1.": _made(most=lambda bits: 2**bits),
        "The sum wraps around: an ADC clips, it does not count modulo.": _made(
            clip=lambda S, most: S % (most + 1)
        ),
        "The ADC gives 0 for what it cannot show: it gives its largest code.": _made(
            clip=lambda S, most: np.where(S > most, 0, S)
        ),
        "The arrays are added, then converted: each has converters of its own.": _one_converter,
        "The cycles are added, then converted: each cycle is converted by itself.": _late,
        "Every cell is converted: a column adds up first.": _each,
        "The last, partly empty array is left out.": _made(last=False),
        "The inputs are dealt like cards: an array has `rows` inputs that follow each other.": _dealt,
        "The rest of the input is used in each cycle: only bit b is.": _made(bit=lambda x, b, cycles: x >> b),
        "Cycles are counted from 1: bit 0 counts once.": _made(weight=lambda b: 2 ** (b + 1)),
    },
)
