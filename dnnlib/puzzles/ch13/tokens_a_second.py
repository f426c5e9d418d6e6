"""Two roofs over a server."""

from dnnlib.puzzle import Puzzle


def tokens_a_second(weights: int, bits: int, cache: int, batch: int, peak: int, bandwidth: int) -> float:
    """At most how many tokens a second do all sequences of a batch write together?

    A step writes one token in each of `batch` sequences. It reads all weights once, of `bits` each, and `cache` bytes
    of keys and values for each sequence. Each token makes one MAC with every weight: two operations. The machine makes
    `peak` operations and moves `bandwidth` bytes a second, both at once: the slower decides.
    Source: Williams et al. 2009; chapter 13, section 3.
    """
    if min(weights, bits, batch, peak, bandwidth) < 1 or cache < 0:
        raise ValueError("numbers of 1 or more, a cache of 0 or more")
    moved, operations = weights * bits / 8, 0
    for _ in range(batch):
        moved += cache
        operations += 2 * weights
    return batch / max(moved / bandwidth, operations / peak)


def _server(rng):
    weights, batch = int(rng.integers(1, 60)), int(rng.integers(1, 20))
    bits, cache = int(rng.choice([4, 8, 16])), int(rng.integers(0, 40))
    return weights, bits, cache, batch, int(rng.integers(1, 900)), int(rng.integers(1, 90))


def _made(moved=lambda w, b, c, n: w * b / 8 + n * c, work=lambda w, n: 2 * w * n, out=lambda n: n, time=max):
    """The rate, with one thing changed."""
    return lambda w, b, c, n, peak, rate: out(n) / time(moved(w, b, c, n) / rate, work(w, n) / peak)


tokens_a_second_puzzle = Puzzle(
    tokens_a_second,
    _server,
    points=4,
    easier=("at batch 1", lambda weights, bits, cache, batch, peak, bandwidth: batch == 1),
    examples=(
        (10, 16, 0, 1, 1000, 10),
        (10, 16, 5, 4, 1000, 10),
        (10, 4, 0, 16, 100, 50),
        (8, 8, 3, 2, 10**6, 7),
        (8, 8, 3, 6, 12, 10**6),
        (40, 16, 30, 8, 900, 90),
    ),
    wrong={
        "The times are added: both happen at once, and the slower decides.": _made(time=lambda a, b: a + b),
        "The faster decides: the slower does.": _made(time=min),
        "Only memory is looked at: at a large batch arithmetic is the bound.": _made(time=lambda a, b: a),
        "Only arithmetic is looked at: at a small batch memory is the bound.": _made(time=lambda a, b: b),
        "The cache is left out.": _made(moved=lambda w, b, c, n: w * b / 8),
        "The batch shares a cache: each sequence has its own.": _made(moved=lambda w, b, c, n: w * b / 8 + c),
        "Weights are read for each sequence: the batch shares them.": _made(
            moved=lambda w, b, c, n: n * (w * b / 8 + c)
        ),
        "Bits are taken for bytes: eight of them are one.": _made(moved=lambda w, b, c, n: w * b + n * c),
        "The cache is taken for bits: it is in bytes.": _made(moved=lambda w, b, c, n: (w * b + n * c) / 8),
        "A MAC is one operation: it is two.": _made(work=lambda w, n: w * n),
        "Fewer bits make fewer operations: the weights are widened, the MACs stay.": lambda w, b, c, n, peak, rate: (
            n / max((w * b / 8 + n * c) / rate, 2 * w * n * b / 16 / peak)
        ),
        "The arithmetic of one sequence is counted: each token makes its own MACs.": _made(
            work=lambda w, n: 2 * w
        ),
        "That is the rate of one sequence: all of them together are asked.": _made(out=lambda n: 1),
        "That is the time of a step: tokens for each second are asked.": lambda w, b, c, n, peak, rate: max(
            (w * b / 8 + n * c) / rate, 2 * w * n / peak
        ),
        "The fractions are cut off: a rate is seldom whole.": lambda w, b, c, n, peak, rate: int(
            n / max((w * b / 8 + n * c) / rate, 2 * w * n / peak)
        ),
    },
)
