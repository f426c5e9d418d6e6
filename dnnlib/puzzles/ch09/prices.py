"""What a bit costs: a MAC with its reads, narrow against 32 bits."""

from collections.abc import Callable

from dnnlib.puzzle import Puzzle

WIDE = 32


def mac_with_read(mult: float, add: float, read: float, bits: int, uses: int) -> tuple:
    """What does a MAC of so many bits take with its share of the reads, and how many times less is that than at 32 bits?

    mult, add, read: energies of a product, an addition and the read of one word, each at 32 bits. A product falls with the
    square of the bits, an addition and a read in proportion. Two words are read, and each serves `uses` MACs.
    Returns (energy, times less). Source: Horowitz, ISSCC 2014; Sze et al. 2017, VII-A.
    """
    if min(mult, add, read) < 0 or mult + add <= 0 or not 1 <= bits <= WIDE or uses < 1:
        raise ValueError("energies are 0 or more, bits 1 to 32, uses 1 or more")
    share = bits / WIDE
    narrow = mult * share**2 + add * share + 2 * read * share / uses
    wide = mult + add + 2 * read / uses
    return narrow, wide / narrow


def _machine(rng):
    """Quarters; memory dear or cheap, each word used once or often."""
    mult, add = (float(rng.integers(1, high)) / 4 for high in (17, 5))
    read = float(rng.choice([0.25, 1.0, 2.5, 20.0, 160.0]))
    return mult, add, read, int(rng.choice([1, 2, 4, 8, 16, 24])), int(rng.choice([1, 2, 4, 5, 8, 20]))


def _price(
    mult: Callable = lambda s: s * s,
    add: Callable = lambda s: s,
    read: Callable = lambda s: s,
    shared: Callable = lambda uses: 1 / uses,
    words: int = 2,
    ratio: Callable = lambda wide, narrow: wide / narrow,
):
    """The two numbers with one thing wrong."""

    def wrong(m, a, r, bits, uses):
        s = bits / WIDE
        reads = words * r * shared(uses)
        narrow = m * mult(s) + a * add(s) + reads * read(s)
        return narrow, ratio(m + a + reads, narrow)

    return wrong


def _alone(m, a, r, bits, uses):
    s = bits / WIDE
    return _price()(m, a, r, bits, uses)[0], (m + a) / (m * s * s + a * s)


mac_with_read_puzzle = Puzzle(
    mac_with_read,
    _machine,
    points=2,
    easier=("where each word serves one MAC", lambda mult, add, read, bits, uses: uses == 1),
    examples=(
        (4.0, 1.0, 20.0, 8, 1),
        (4.0, 1.0, 20.0, 8, 20),
        (3.0, 0.25, 160.0, 16, 4),
        (2.0, 0.5, 0.25, 4, 1),
    ),
    wrong={
        "A product falls with the bits: it falls with their square.": _price(mult=lambda s: s),
        "An addition falls with the square: it is one carry a bit.": _price(add=lambda s: s * s),
        "A read falls with the square: half the bits are half the wires.": _price(read=lambda s: s * s),
        "The read is as wide as ever: a narrow word is a smaller read, and that saves most.": _price(
            read=lambda s: 1
        ),
        "The sum is as wide as ever: here all parts are narrow.": _price(add=lambda s: 1),
        "One word is read: a MAC has two factors.": _price(words=1),
        "The reads are left out: they are most of it where memory is dear.": _price(words=0),
        "Each MAC pays the whole read: a word serves `uses` of them.": _price(shared=lambda uses: 1),
        "The reads are multiplied by the uses: they are shared among them.": _price(shared=lambda uses: uses),
        "Times less is the wide over the narrow.": _price(ratio=lambda wide, narrow: narrow / wide),
        "The MACs alone are compared: both have their reads.": _alone,
        "The fractions are cut off: divide with /, not with //.": lambda *case: tuple(
            float(int(x)) for x in _price()(*case)
        ),
    },
)
