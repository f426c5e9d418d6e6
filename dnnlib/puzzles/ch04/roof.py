"""A kernel under the roof: which wall it meets, how high the roof is there, and how near it comes."""

from collections.abc import Callable

from dnnlib.puzzle import Puzzle


def bound(macs: float, words: float, bits: int, seconds: float, peak: float, bandwidth: float) -> tuple:
    """What bounds this kernel, "arithmetic" or "memory", how fast may it be at most, and what share of that is it?

    It makes `macs` MACs, two operations each, moves `words` words of `bits` bits, and takes `seconds`. The machine makes
    `peak` operations and moves `bandwidth` bytes a second at best; all numbers are in 10^9, or of 10^9. Just at the ridge
    it is arithmetic. Returns (what bounds it, operations a second at most, share of that). Source: Williams et al. 2009.
    """
    if min(macs, words, seconds, peak, bandwidth) <= 0 or bits < 1:
        raise ValueError("all numbers are above 0")
    operations = 2 * macs
    moved = words * bits / 8
    slope = bandwidth * operations / moved
    roof = peak if slope >= peak else slope
    return "arithmetic" if slope >= peak else "memory", roof, operations / seconds / roof


def _kernel(rng):
    """Quarters; the time is 1, 1.25, 2, 4 or 5 times the least."""
    quarters = lambda high: float(rng.integers(1, high)) / 4
    macs, words, bits = quarters(40), quarters(20), int(rng.choice([8, 16, 32]))
    peak, bandwidth = quarters(80), quarters(24)
    roof = min(peak, bandwidth * 2 * macs / (words * bits / 8))
    return macs, words, bits, 2 * macs / roof * float(rng.choice([1.0, 1.25, 2, 4, 5])), peak, bandwidth


def _under(
    operations: Callable = lambda macs: 2 * macs,
    moved: Callable = lambda words, bits: words * bits / 8,
    slope: Callable = lambda bandwidth, ops, moved: bandwidth * ops / moved,
    roof: Callable = min,
    side: Callable = lambda slope, peak: slope >= peak,
    share: Callable = lambda made, roof, peak: made / roof,
):
    """The three numbers with one thing wrong."""

    def wrong(macs, words, bits, seconds, peak, bandwidth):
        ops, there = operations(macs), moved(words, bits)
        steep = slope(bandwidth, ops, there)
        most = roof(steep, peak)
        return "arithmetic" if side(steep, peak) else "memory", most, share(ops / seconds, most, peak)

    return wrong


def _achieved(macs, words, bits, seconds, peak, bandwidth):
    return *_under()(macs, words, bits, seconds, peak, bandwidth)[:1], 2 * macs / seconds, 1.0


bound_puzzle = Puzzle(
    bound,
    _kernel,
    points=4,
    easier=("for words of 8 bits", lambda macs, words, bits, seconds, peak, bandwidth: bits == 8),
    examples=(
        (4.0, 1.0, 8, 2.0, 8.0, 2.0),
        (4.0, 1.0, 8, 2.0, 16.0, 2.0),
        (1.0, 2.0, 32, 4.0, 8.0, 2.0),
        (3.5, 0.5, 16, 2.0, 4.5, 0.75),
        (0.25, 1.0, 16, 0.75, 8.0, 4.0),
    ),
    wrong={
        "A MAC is counted as one operation: it is two, a product and a sum.": _under(
            operations=lambda macs: macs
        ),
        "Bits are taken as bytes: eight of them are one.": _under(moved=lambda words, bits: words * bits),
        "Words are taken as bytes, however wide they are.": _under(moved=lambda words, bits: words),
        "Words are taken to have 32 bits.": _under(moved=lambda words, bits: 4 * words),
        "The higher wall is taken: the lower one is met first.": _under(roof=max),
        "The roof is taken to be flat: left of the ridge it is the memory's slope.": _under(
            roof=lambda steep, peak: peak
        ),
        "The slope goes on for ever: right of the ridge the arithmetic's peak ends it.": _under(
            roof=lambda steep, peak: steep
        ),
        "The sides are exchanged: few operations a byte wait for memory.": _under(
            side=lambda steep, peak: steep < peak
        ),
        "Just at the ridge nothing waits: say arithmetic.": _under(side=lambda steep, peak: steep > peak),
        "The slope is upside down: it is operations a byte, times the bandwidth.": _under(
            slope=lambda bandwidth, ops, moved: bandwidth * moved / ops
        ),
        "Operations a byte are compared with the peak: times the bandwidth they are a rate.": _under(
            slope=lambda bandwidth, ops, moved: ops / moved
        ),
        "The share is of the peak: it is of the roof above this kernel.": _under(
            share=lambda made, roof, peak: made / peak
        ),
        "The share is upside down: what it makes, over what it may.": _under(
            share=lambda made, roof, peak: roof / made
        ),
        "That is in percent: all of it is 1.": _under(share=lambda made, roof, peak: 100 * made / roof),
        "That is what the kernel makes: the roof is what it may make.": _achieved,
        "The fractions are cut off: a rate is seldom whole, a share hardly ever.": lambda *case: (
            _under()(*case)[0],
            *(float(int(x)) for x in _under()(*case)[1:]),
        ),
    },
)
