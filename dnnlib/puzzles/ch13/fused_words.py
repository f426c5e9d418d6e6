"""What FlashAttention moves."""

from dnnlib.puzzle import Puzzle


def fused_words(tokens: int, head: int, cols: int) -> int:
    """How many words cross the chip's edge, when each tile of keys meets all queries and scores stay on the chip?

    Outer loop: tiles of `cols` keys (the last may be smaller), whose keys and values are read. Inner loop: all queries;
    each tile of queries is read, its unfinished output is read (but not in the first round: there is none yet), and
    written back. Q, K, V and O have `tokens` rows of `head` words. Running maxima and sums are not counted.
    Source: Dao et al. 2022, Algorithm 1.
    """
    if min(tokens, head, cols) < 1:
        raise ValueError("numbers of 1 or more")
    words, first = 0, 0
    while first < tokens:
        keys = min(cols, tokens - first)
        words += 2 * keys * head
        for _ in range(tokens):
            words += 2 * head if first == 0 else 3 * head
        first += cols
    return words


def _head(rng):
    return tuple(int(v) for v in (rng.integers(1, 30), rng.integers(1, 9), rng.integers(1, 12)))


def _made(rule, rounds=lambda N, c: -(-N // c)):
    """Words by a rule of tokens N, head d and rounds n."""
    return lambda N, d, c: rule(N, d, rounds(N, c), c)


fused_words_puzzle = Puzzle(
    fused_words,
    _head,
    points=4,
    easier=("where tiles divide the tokens", lambda tokens, head, cols: tokens % cols == 0),
    examples=((1, 1, 1), (8, 2, 8), (8, 2, 4), (9, 2, 4), (7, 3, 2), (1024, 64, 256), (3, 1, 5)),
    wrong={
        "Scores leave the chip: fused means that they stay.": _made(
            lambda N, d, n, c: 2 * N * d + 3 * n * N * d - N * d + 2 * N * N
        ),
        "O is read in the first round, too: nothing is there yet.": _made(
            lambda N, d, n, c: 2 * N * d + 3 * n * N * d
        ),
        "O is written once: with keys outside it comes and goes.": _made(
            lambda N, d, n, c: 2 * N * d + n * N * d + N * d
        ),
        "O is written in every round and never read: what is unfinished comes back.": _made(
            lambda N, d, n, c: 2 * N * d + 2 * n * N * d
        ),
        "K and V are read in every round: each tile of them is read once.": _made(
            lambda N, d, n, c: 2 * n * N * d + 3 * n * N * d - N * d
        ),
        "Values are left out: K and V both are read.": _made(
            lambda N, d, n, c: N * d + 3 * n * N * d - N * d
        ),
        "The last tile is left out where it is smaller: the tiles are rounded up.": _made(
            lambda N, d, n, c: 2 * N * d + 3 * n * N * d - N * d if n else 0, lambda N, c: N // c
        ),
        "Tiles were rounded down: a smaller last one is one round more.": _made(
            lambda N, d, n, c: 2 * N * d + 3 * n * N * d - N * d, lambda N, c: N // c
        ),
        "The last tile is read as if it were whole: read what is there.": _made(
            lambda N, d, n, c: 2 * n * c * d + 3 * n * N * d - N * d
        ),
        "One round a key: a tile has `cols` of them.": _made(
            lambda N, d, n, c: 2 * N * d + 3 * n * N * d - N * d, lambda N, c: N
        ),
        "Each array crosses once: that would need room for all.": _made(lambda N, d, n, c: 4 * N * d),
        "These are rows: each has `head` words.": _made(lambda N, d, n, c: 2 * N + 3 * n * N - N),
        "A quarter of the words: this is attention in steps, 4 N^2 + 4 N d.": _made(
            lambda N, d, n, c: 4 * N * N + 4 * N * d
        ),
    },
)
