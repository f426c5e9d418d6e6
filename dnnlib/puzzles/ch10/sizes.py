"""The format for a density: how many bits each takes, and which takes the fewest."""

from dnnlib.puzzle import Puzzle

NAMES = ("dense", "bitmap", "csr", "csc")


def cheapest(M: int, C: int, n: int, word: int) -> tuple:
    """Which format takes the fewest bits for an M x C matrix with n values that are not zero, and how many?

    "dense": `word` bits for every place. "bitmap": a bit for every place, and `word` bits a value. "csr": M + 1
    pointers which can say 0 to M*C; a column, 0 to C - 1, and `word` bits a value. "csc": C + 1 such pointers; a row,
    0 to M - 1, and `word` bits a value. Numbers take as few bits as their largest needs. Of equals, the first in order.
    Returns (name, bits). Source: Sze et al. 2017, VII-B.
    """
    if min(M, C, word) < 1 or not 0 <= n <= M * C:
        raise ValueError("a matrix has 0 to M*C values")
    pointer, row, column = 0, 0, 0
    while 2**pointer <= M * C:
        pointer += 1
    while 2**row <= M - 1:
        row += 1
    while 2**column <= C - 1:
        column += 1
    bits = {"dense": 0, "bitmap": 0, "csr": (M + 1) * pointer, "csc": (C + 1) * pointer}
    for _ in range(M * C):
        bits["dense"] += word
        bits["bitmap"] += 1
    for _ in range(n):
        bits["bitmap"] += word
        bits["csr"] += column + word
        bits["csc"] += row + word
    best = min(bits, key=lambda name: bits[name])
    return best, bits[best]


def _matrix(rng):
    """Of every kind some: nearly empty, nearly full, wide, tall, and one word of 1 bit."""
    M, C = (int(k) for k in rng.choice([1, 2, 3, 4, 5, 8, 9, 16, 17, 40], 2))
    share = rng.choice([0, 0.03, 0.1, 0.2, 0.5, 0.8, 1.0])
    return M, C, int(share * M * C), int(rng.choice([1, 2, 4, 8, 16]))


def _cost(dense=lambda M, C, n, w: M * C * w, bitmap=lambda M, C, n, w: M * C + n * w, names=NAMES,
          rows=lambda M: M + 1, pointer=lambda M, C, n: (M * C).bit_length(), place=lambda of: (of - 1).bit_length(),
          value=lambda w: w, best=min):  # fmt: skip
    """The four sizes, one thing wrong."""

    def wrong(M, C, n, word):
        bits = {
            "dense": dense(M, C, n, word),
            "bitmap": bitmap(M, C, n, word),
            "csr": rows(M) * pointer(M, C, n) + n * (place(C) + value(word)),
            "csc": rows(C) * pointer(M, C, n) + n * (place(M) + value(word)),
        }
        bits = {name: bits[name] for name in names}
        chosen = best(bits, key=bits.get)
        return chosen, bits[chosen]

    return wrong


cheapest_puzzle = Puzzle(
    cheapest,
    _matrix,
    points=4,
    trials=48,
    easier=("where at least half of the values are not zero", lambda M, C, n, word: 2 * n >= M * C),
    examples=(
        (8, 8, 64, 8), (8, 8, 32, 8), (32, 32, 20, 8), (4, 100, 8, 16), (100, 4, 8, 16), (6, 6, 0, 4), (1, 4, 3, 4),
        (1, 1, 1, 3), (64, 64, 200, 8), (16, 16, 16, 8), (2, 2, 1, 1), (1, 64, 3, 16), (3, 5, 2, 3), (17, 3, 2, 16),
        (8, 8, 56, 8), (9, 16, 3, 8), (16, 9, 3, 8), (33, 17, 12, 5), (17, 33, 12, 5), (15, 17, 6, 8), (40, 40, 64, 16),
        (16, 64, 30, 4),
    ),
    wrong={
        "The bitmap's mask is left out: it takes a bit for every place.": _cost(bitmap=lambda M, C, n, w: n * w),
        "The mask has a bit for each value: it has one for every place, or zeros could not be told.": _cost(
            bitmap=lambda M, C, n, w: n + n * w
        ),
        "M pointers: one more says where the last row ends.": _cost(rows=lambda M: M),
        "The pointers are left out: without them nobody knows where a row begins.": _cost(rows=lambda M: 0),
        "A pointer is taken to say less than M*C: it must be able to say M*C.": _cost(
            pointer=lambda M, C, n: (M * C - 1).bit_length()
        ),
        "A pointer is as wide as n needs: it must be able to say M*C, whatever this matrix holds.": _cost(
            pointer=lambda M, C, n: n.bit_length()
        ),
        "A place is taken to run to C: 0 to C - 1 are C numbers.": _cost(place=lambda of: of.bit_length()),
        "A place takes whole words: it takes as few bits as its largest number.": _cost(place=lambda of: 8),
        "The values are not counted: the places alone are no matrix.": _cost(value=lambda w: 0),
        "CSC is left out: a matrix with fewer columns than rows has fewer pointers there.": _cost(
            names=("dense", "bitmap", "csr")
        ),
        "CSR is left out: a matrix with fewer rows than columns has fewer pointers there.": _cost(
            names=("dense", "bitmap", "csc")
        ),
        "Dense is left out: with few zeros, a mask is not paid back.": _cost(names=("bitmap", "csr", "csc")),
        "The bitmap is left out: in between it is the smallest.": _cost(names=("dense", "csr", "csc")),
        "Of equal sizes the last is taken: the first, in the order that is given.": _cost(names=NAMES[::-1]),
        "Rows and columns are exchanged: CSR points to rows and stores columns.": (
            lambda M, C, n, word: (lambda name, bits: ({"csr": "csc", "csc": "csr"}.get(name, name), bits))(
                *_cost(names=(*NAMES[:2], "csc", "csr"))(M, C, n, word)
            )
        ),
        "The largest is returned: the fewest bits are asked for.": _cost(best=max),
    },
)  # fmt: skip
