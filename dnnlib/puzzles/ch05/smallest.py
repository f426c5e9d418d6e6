"""A buffer chosen from its curve: large enough for the arithmetic, and no larger."""

from collections.abc import Callable

from dnnlib.puzzle import Puzzle


def smallest_buffer(curve: list, macs: int, ridge: int) -> tuple:
    """What is the smallest buffer with which this layer is compute-bound; if there is none, the smallest with the least traffic?

    curve: pairs (words of buffer, words that DRAM then moves), in any order. The layer makes `macs` MACs; the machine makes
    `ridge` MACs while a word comes from DRAM, so at `ridge` MACs a word or more it computes all the time. Returns
    (words of buffer, "compute") or (words of buffer, "memory"). Source: Sze et al. 2017, V-B; Williams et al. 2009.
    """
    if not curve or macs < 1 or ridge < 1 or min(min(pair) for pair in curve) < 1:
        raise ValueError("a curve has a point or more, of sizes above 0")
    enough = [size for size, words in curve if macs >= ridge * words]
    if enough:
        return min(enough), "compute"
    least = min(words for size, words in curve)
    return min(size for size, words in curve if words == least), "memory"


def _curve(rng):
    """A staircase: a larger buffer never moves more; now and then a step is at the ridge."""
    n = int(rng.integers(1, 6))
    sizes = sorted(int(s) for s in rng.choice([2, 4, 6, 8, 12, 16, 24, 32, 48, 64], n, replace=False))
    words = sorted((int(w) for w in rng.choice([10, 12, 15, 20, 30, 40, 60], n)), reverse=True)
    ridge = int(rng.integers(1, 9))
    macs = ridge * int(rng.choice([8, *words])) + int(rng.integers(-3, 4)) * int(rng.integers(0, 2))
    order = rng.permutation(n)
    return [(sizes[k], words[k]) for k in order], max(1, macs), ridge


def _chosen(
    enough: Callable = lambda macs, ridge, words, size: macs >= ridge * words,
    of_enough: Callable = lambda pairs: min(pairs)[0],
    of_none: Callable = lambda curve: min(curve, key=lambda pair: pair[::-1])[0],
    names: tuple = ("compute", "memory"),
):
    """The choice with one thing wrong."""

    def wrong(curve, macs, ridge):
        found = [(size, words) for size, words in curve if enough(macs, ridge, words, size)]
        return (of_enough(found), names[0]) if found else (of_none(curve), names[1])

    return wrong


def _least_traffic(curve, macs, ridge):
    size, words = min(curve, key=lambda pair: pair[::-1])
    return size, "compute" if macs >= ridge * words else "memory"


smallest_buffer_puzzle = Puzzle(
    smallest_buffer,
    _curve,
    points=4,
    trials=40,
    easier=(
        "where some buffer is enough",
        lambda curve, macs, ridge: macs >= ridge * min(w for _, w in curve),
    ),
    examples=(
        ([(4, 60), (16, 20), (64, 10)], 100, 4),
        ([(64, 10), (16, 20), (4, 60)], 80, 4),
        ([(4, 60), (16, 20), (64, 20)], 70, 4),
        ([(8, 12)], 12, 1),
        ([(32, 12), (2, 40), (8, 12), (24, 12)], 40, 4),
        ([(4, 15), (48, 30), (2, 60)], 90, 3),
    ),
    wrong={
        "The largest of those that are enough is taken: what is more than enough is only dearer.": _chosen(
            of_enough=lambda pairs: max(size for size, _ in pairs)
        ),
        "The first that is enough is taken: the curve is in any order.": _chosen(
            of_enough=lambda pairs: pairs[0][0]
        ),
        "The least traffic is taken wherever it is: enough is enough, and a smaller buffer is cheaper.": _least_traffic,
        "Just at the ridge the arithmetic never waits: that is enough.": _chosen(
            enough=lambda macs, ridge, words, size: macs > ridge * words
        ),
        "The traffic is divided by the MACs: what is asked is MACs a word.": _chosen(
            enough=lambda macs, ridge, words, size: words >= ridge * macs
        ),
        "A MAC is counted as two: `ridge` counts MACs.": _chosen(
            enough=lambda macs, ridge, words, size: 2 * macs >= ridge * words
        ),
        "The MACs are divided by the buffer: what waits is the traffic.": _chosen(
            enough=lambda macs, ridge, words, size: macs >= ridge * size
        ),
        "The names are exchanged: where the arithmetic never waits it is compute-bound.": _chosen(
            names=("memory", "compute")
        ),
        "Every layer is called compute-bound: look whether the words come fast enough.": _chosen(
            names=("compute", "compute")
        ),
        "Where none is enough the largest is taken: of equal traffic the smallest will do.": _chosen(
            of_none=lambda curve: max(curve)[0]
        ),
        "Where none is enough the smallest is taken: the least traffic comes first.": _chosen(
            of_none=lambda curve: min(curve)[0]
        ),
        "Where none is enough 0 is given: choose the smallest with the least traffic.": _chosen(
            of_none=lambda curve: 0
        ),
        "That is the traffic: give the buffer.": lambda curve, macs, ridge: (
            dict(curve)[_chosen()(curve, macs, ridge)[0]],
            _chosen()(curve, macs, ridge)[1],
        ),
        "That is its place on the curve: give its words.": lambda curve, macs, ridge: (
            [size for size, _ in curve].index(_chosen()(curve, macs, ridge)[0]),
            _chosen()(curve, macs, ridge)[1],
        ),
    },
)
