"""The carry: what a buffer still holds when the inner loop starts again."""

from dnnlib.puzzle import Puzzle


def fetched(P: int, R: int, T: int) -> int:
    """How many inputs does `DRAM: R P / RF: PT` fetch, if RF keeps its tile until the next and fetches what it lacks?

    The buffer holds the T inputs that T outputs want with one weight. Each tile comes in the order of the loops; words
    that the last tile had are not fetched again. Source: `accesses.walk` of this course, against `accesses.count`.
    """
    if min(P, R, T) < 1:
        raise ValueError("sizes start at 1")
    held, fetches = set[int](), 0
    for r in range(R):
        for p in range(P):
            tile = {T * p + t + r for t in range(T)}
            fetches += len(tile - held)
            held = tile
    return fetches


fetched_puzzle = Puzzle(
    fetched,
    lambda rng: (int(rng.integers(1, 5)), int(rng.integers(1, 6)), int(rng.integers(1, 6))),
    points=4,
    easier=("with three tiles or more", lambda P, R, T: P >= 3),
    examples=((2, 2, 1), (16, 3, 1), (2, 3, 4), (1, 3, 4), (5, 3, 2), (1, 5, 1), (4, 1, 3)),
    wrong={
        "The carry is left out: of two tiles, the last of one turn of R shares a word with the first of the next.": (
            lambda P, R, T: R * P * T if P > 1 else T + R - 1
        ),
        "With one tile the window slides: each turn of R brings one new word, not T.": (
            lambda P, R, T: R * P * T - (R - 1) * (P == 2)
        ),
        "Every tile is fetched whole: the closed form of loops that share nothing. Look at P = 1 and P = 2.": (
            lambda P, R, T: R * P * T
        ),
        "Each input is counted once: the buffer forgets what is not in the next tile.": lambda P, R, T: P * T + R - 1,
        "The carry is counted for any number of tiles: with three or more, the word is long gone.": (
            lambda P, R, T: R * P * T - (R - 1) if P > 1 else T + R - 1
        ),
        "The carry is counted once more: R turns have R - 1 turns between them.": (
            lambda P, R, T: R * P * T - R * (P == 2) if P > 1 else T + R - 1
        ),
        "The carry is taken as T - 1 words: between two tiles only one word is shared, whatever T is.": (
            lambda P, R, T: R * P * T - (R - 1) * (T - 1) * (P == 2) if P > 1 else T + R - 1
        ),
        "The weights are fetched with the inputs: only I is asked for.": (
            lambda P, R, T: (R * P * T - (R - 1) * (P == 2) if P > 1 else T + R - 1) + R
        ),
        "The loops are taken in the other order, P outside R: then the window slides in each tile.": (
            lambda P, R, T: sum(len({T * p + t + r for t in range(T)} - ({T * p + t + r - 1 for t in range(T)} if r else
                {T * (p - 1) + t + R - 1 for t in range(T)} if p else set())) for p in range(P) for r in range(R))
        ),
        "T is left out: a tile brings T words, not one.": lambda P, R, T: R * P - (R - 1) * (P == 2) if P > 1 else R,
    },
)  # fmt: skip
