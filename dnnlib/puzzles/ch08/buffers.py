"""The best buffer moves when DRAM comes nearer."""

from math import inf

from dnnlib.puzzle import Puzzle


def best_buffer(sizes: list, prices: list, dram_words: list, buffer_words: list, dram: int) -> tuple:
    """Which buffer takes the least energy at a given price of DRAM?

    A buffer of sizes[k] moves dram_words[k] words from and to DRAM, each of which costs `dram`, and
    buffer_words[k] words of its own, each of which costs prices[k]. Return its size and the energy; of equals
    the smallest buffer.
    Sizes rise. Source: Gao et al., ASPLOS 2017 (Tetris); Sze et al. 2017, VI-A.
    """
    numbers = [list(v) for v in (sizes, prices, dram_words, buffer_words)]
    counts = {len(v) for v in numbers}
    if counts == {0} or len(counts) > 1:
        raise ValueError("as many prices and counts as sizes, one or more")
    if min(map(min, numbers)) < 0 or dram < 0:
        raise ValueError("as many prices and counts as sizes, none below 0")
    if any(a >= b for a, b in zip(numbers[0], numbers[0][1:])):
        raise ValueError("sizes rise")
    best = (0, inf)
    for size, price, far, near in zip(*numbers):
        energy = dram * far + price * near
        if energy < best[1]:
            best = size, energy
    return best


def _buffers(rng):
    K = int(rng.integers(1, 6))
    sizes = [int(s) for s in 16 * 2 ** rng.permutation(6)[:K]]
    prices = sorted(int(p) for p in rng.integers(1, 20, K))
    far = sorted((int(w) for w in rng.integers(1, 60, K)), reverse=True)
    near = [int(w) for w in rng.integers(5, 40, K)]
    if K > 1 and rng.random() < 0.4:
        prices[1], far[1], near[1] = prices[0], far[0], near[0]  # equals
    return sorted(sizes), prices, far, near, int(rng.choice([1, 2, 10, 20, 200]))


def _chosen(score, told=lambda size, energy, k: (size, energy), late=False):
    """The choice by a wrong score."""

    def wrong(sizes, prices, dram_words, buffer_words, dram):
        rows = list(zip(sizes, prices, dram_words, buffer_words))
        scores = [score(*row, dram) for row in rows]
        k = min(range(len(rows)), key=lambda k: (scores[k], -k if late else k))
        size, price, far, near = rows[k]
        return told(size, dram * far + price * near, k)

    return wrong


def _priced(score):
    """The choice by a wrong energy, and that energy: a student's formula is wrong once, and used for both."""

    def wrong(sizes, prices, dram_words, buffer_words, dram):
        rows = zip(sizes, prices, dram_words, buffer_words)
        spent = [(size, score(size, *row, dram)) for size, *row in rows]
        return min(spent, key=lambda one: one[1])

    return wrong


def _energy(size, price, far, near, dram):
    return dram * far + price * near


best_buffer_puzzle = Puzzle(
    best_buffer,
    _buffers,
    lines=4,
    points=4,
    examples=(
        ([16, 128], [2, 6], [40, 10], [30, 30], 20),
        ([16, 128], [2, 6], [40, 10], [30, 30], 1),
        ([32, 64, 128], [3, 3, 5], [9, 9, 4], [20, 20, 20], 2),
        ([16, 32, 64], [1, 4, 9], [30, 20, 19], [10, 10, 10], 10),
        ([64], [5], [3], [7], 200),
        ([16, 32], [5, 6], [20, 10], [4, 40], 10),
        ([16, 32], [2, 3], [10, 10], [9, 9], 5),
        ([16, 64], [2, 3], [10, 9], [5, 30], 2),
    ),
    wrong={
        "The largest buffer is taken: its own words are dearer.": _chosen(lambda size, *_: -size),
        "The smallest buffer is taken: it spares DRAM least.": _chosen(lambda size, *_: size),
        "The least traffic decides: DRAM's price does not count in it.": _chosen(
            lambda s, p, far, near, d: far + near
        ),
        "DRAM alone is paid: words of the buffer cost prices[k].": _priced(
            lambda s, p, far, near, d: d * far
        ),
        "The buffer alone is paid: words of DRAM cost `dram`.": _priced(lambda s, p, far, near, d: p * near),
        "A word of the buffer costs 1: it costs prices[k].": _priced(
            lambda s, p, far, near, d: d * far + near
        ),
        "The two prices are exchanged.": _priced(lambda s, p, far, near, d: p * far + d * near),
        "The most energy is taken: the least is wanted.": _chosen(lambda *row: -_energy(*row)),
        "Of equals the largest is taken: the smallest leaves area for PEs.": _chosen(_energy, late=True),
        "The place in the list is returned: its size is wanted.": _chosen(
            _energy, lambda size, energy, k: (k, energy)
        ),
        "Energy stands first: the size does.": _chosen(_energy, lambda size, energy, k: (energy, size)),
        "The size alone is returned: its energy is wanted, too.": _chosen(
            _energy, lambda size, energy, k: size
        ),
        "Every buffer is paid with the first one's price.": lambda sizes, prices, far, near, dram: _priced(
            lambda s, p, f, n, d: d * f + prices[0] * n
        )(sizes, prices, far, near, dram),
    },
)
