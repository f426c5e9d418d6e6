"""The batch at which a sentence about two networks turns round."""

from dnnlib.puzzle import Puzzle


def break_even(large: tuple, compact: tuple) -> int:
    """From which batch on do fewer words cross DRAM for an image of the large network than of the compact one?

    Each network is (weights, map words). Weights cross once a batch, maps once an image. Return the smallest batch
    at which the large network moves strictly fewer words an image, or 0 if there is none.
    The large network has more weights. Source: Sze et al. 2017, VII-B-3 (SqueezeNet and AlexNet).
    """
    (W, A), (w, a) = large, compact
    if min(W, A, w, a) < 0 or W <= w:
        raise ValueError("the large network has more weights, and nothing is below 0")
    if A >= a:
        return 0
    batch = 1
    while W + batch * A >= w + batch * a:
        batch += 1
    return batch


def _pair(rng):
    w, A = int(rng.integers(0, 40)), int(rng.integers(0, 12))
    W = w + int(rng.integers(1, 120))
    return (W, A), (w, A + int(rng.integers(-2, 12)))


def _closed(W, A, w, a):
    return (W - w) // (a - A) + 1 if a > A else 0


def _made(rule):
    return lambda large, compact: rule(*large, *compact)


break_even_puzzle = Puzzle(
    break_even,
    _pair,
    points=4,
    examples=(
        ((60, 2), (2, 4)),
        ((60, 2), (2, 6)),
        ((12, 1), (2, 6)),
        ((9, 5), (3, 5)),
        ((9, 7), (3, 5)),
        ((4, 0), (3, 9)),
        ((61, 2), (2, 4)),
        ((30, 3), (10, 4)),
    ),
    wrong={
        "At a tie nothing is won yet: fewer is meant strictly.": _made(
            lambda W, A, w, a: -(-(W - w) // (a - A)) if a > A else 0
        ),
        "The quotient is rounded down: at that batch the large network does not yet win.": _made(
            lambda W, A, w, a: (W - w) // (a - A) if a > A else 0
        ),
        "The compact network's weights are left out: they cross DRAM, too.": _made(
            lambda W, A, w, a: W // (a - A) + 1 if a > A else 0
        ),
        "The large network's maps are left out.": _made(lambda W, A, w, a: (W - w) // a + 1 if a > A else 0),
        "Maps are shared by the batch: each image has its own.": _made(lambda W, A, w, a: int(W + A < w + a)),
        "Where the large network has no smaller maps it never wins: 0, not 1.": _made(
            lambda W, A, w, a: _closed(W, A, w, a) or 1
        ),
        "0 is returned where the first image wins: that is batch 1.": _made(
            lambda W, A, w, a: 0 if W + A < w + a else _closed(W, A, w, a)
        ),
        "Weights are added: what they differ by must be paid back.": _made(
            lambda W, A, w, a: (W + w) // (a - A) + 1 if a > A else 0
        ),
        "Maps are added: what they differ by is won with every image.": _made(
            lambda W, A, w, a: (W - w) // (a + A) + 1 if a > A else 0
        ),
        "A batch is a power of two here: any batch may be the answer.": _made(
            lambda W, A, w, a: 1 << (_closed(W, A, w, a) - 1).bit_length() if a > A else 0
        ),
    },
)
