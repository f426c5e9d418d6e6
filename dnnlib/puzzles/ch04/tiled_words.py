"""The traffic of a product in blocks: what is fetched again for each block, and what is written once."""

from dnnlib.puzzle import Puzzle


def tiled_words(M: int, K: int, N: int, T: int) -> int:
    """How many words move for a product [M,K] by [K,N] whose result is made in blocks of T by T, one at a time?

    A block of O stays near until it is complete, and is written once. For it, its rows of A and its columns of B are
    fetched. Blocks at the rim are as large as what is left. Units: words.
    Source: Sze et al. 2017, V-A (tiling to the memory hierarchy).
    """
    if min(M, K, N, T) < 1:
        raise ValueError("sizes start at 1")
    words = 0
    for i in range(0, M, T):
        for j in range(0, N, T):
            rows, columns = min(T, M - i), min(T, N - j)
            words += rows * K + K * columns + rows * columns
    return words


def _up(n, T):
    return -(-n // T)


tiled_words_puzzle = Puzzle(
    tiled_words,
    lambda rng: (*(int(k) for k in rng.integers(1, 10, 3)), int(rng.integers(1, 6))),
    points=3,
    examples=((2, 3, 2, 1), (2, 3, 2, 2), (4, 5, 6, 2), (5, 2, 3, 2), (3, 4, 7, 5)),
    wrong={
        "Every block is taken as whole: at the rim a block has only what is left.": (
            lambda M, K, N, T: _up(M, T) * _up(N, T) * (2 * T * K + T * T)
        ),
        "The blocks at the rim are left out: round up.": (
            lambda M, K, N, T: M * K * (N // T) + K * N * (M // T) + M * N
        ),
        "A is fetched as often as there are blocks of rows: its rows come again for each block of columns.": (
            lambda M, K, N, T: M * K * _up(M, T) + K * N * _up(N, T) + M * N
        ),
        "Each word of A and B comes once: only one block's rows and columns are near.": (
            lambda M, K, N, T: M * K + K * N + M * N
        ),
        "B comes once, A comes again: both come again.": (
            lambda M, K, N, T: M * K * _up(N, T) + K * N + M * N
        ),
        "A comes once, B comes again: both come again.": (
            lambda M, K, N, T: M * K + K * N * _up(M, T) + M * N
        ),
        "O is read and written at every step of K: its block stays near until it is complete.": (
            lambda M, K, N, T: M * K * _up(N, T) + K * N * _up(M, T) + 2 * M * N * K
        ),
        "O is left out: it is written, once.": (lambda M, K, N, T: M * K * _up(N, T) + K * N * _up(M, T)),
        "O is counted as read and written: it begins as zeros, which nobody fetches.": (
            lambda M, K, N, T: M * K * _up(N, T) + K * N * _up(M, T) + 2 * M * N
        ),
        "Nothing stays near: each MAC fetches two words.": (lambda M, K, N, T: 2 * M * K * N + M * N),
        "A part of a block is counted as a fraction: it fetches its rows and columns whole.": (
            lambda M, K, N, T: int(2 * M * K * N / T) + M * N
        ),
    },
)
