"""Under the roof: which of two limits decides, and how long it takes."""

from dnnlib.puzzle import Puzzle


def bound_by(macs: int, words: int, bits: int, gmacs: float, gbytes: float) -> tuple:
    """What holds this layer back, "compute" or "memory", and how many microseconds does it take?

    It makes `macs` MACs and moves `words` words of `bits` bits; both go on at the same time, and
    the longer one decides. The machine makes `gmacs` 10^9 MACs and moves `gbytes` 10^9 bytes a
    second. If both take as long, say "compute". Source: Williams et al. 2009.
    """
    if min(gmacs, gbytes) <= 0:
        raise ValueError("rates are above 0")
    compute = macs / gmacs / 1000
    memory = words * bits / 8 / gbytes / 1000
    return ("compute", compute) if compute >= memory else ("memory", memory)


def _layer(rng):
    macs = 1000 * int(rng.integers(1, 4000))
    words = int(rng.integers(1000, 500_000))
    return (
        macs,
        words,
        int(rng.choice([4, 8, 16, 32])),
        float(rng.integers(4, 400)) / 4,
        float(rng.integers(4, 100)) / 4,
    )


def _bound(bytes_=lambda words, bits: words * bits / 8, time=max, macs=lambda macs: macs, name=lambda c, m: c >= m, scale=1.0,
           rates=lambda gmacs, gbytes: (gmacs, gbytes)):  # fmt: skip
    """Both times, with one thing wrong."""

    def wrong(n, words, bits, gmacs, gbytes):
        gmacs, gbytes = rates(gmacs, gbytes)
        compute, memory = macs(n) / gmacs / 1000, bytes_(words, bits) / gbytes / 1000
        return "compute" if name(compute, memory) else "memory", scale * time(compute, memory)

    return wrong


bound_by_puzzle = Puzzle(
    bound_by,
    _layer,
    points=4,
    easier=("for words of 8 bits", lambda macs, words, bits, gmacs, gbytes: bits == 8),
    examples=(
        (8000, 1000, 8, 1.0, 1.0),
        (8000, 1000, 8, 16.0, 1.0),
        (1000, 1000, 16, 1.0, 2.0),
        (100, 1001, 4, 1.0, 1.0),
        (1000, 3000, 32, 1.5, 2.0),
        (2_000_000, 40_000, 4, 100.0, 2.5),
    ),
    wrong={
        "Compute and memory are exchanged: the one that takes longer holds it back.": _bound(
            name=lambda c, m: c < m
        ),
        "The shorter time was taken: the longer one decides.": _bound(time=min),
        "The two times were added: they go on at the same time.": _bound(time=lambda c, m: c + m),
        "Bits were taken as bytes: eight of them are one.": _bound(bytes_=lambda words, bits: words * bits),
        "Words were taken as bytes, whatever they are wide.": _bound(bytes_=lambda words, bits: words),
        "Words were taken to have 32 bits.": _bound(bytes_=lambda words, bits: 4 * words),
        "Each MAC was counted as two: `gmacs` counts MACs.": _bound(macs=lambda n: 2 * n),
        "That is in milliseconds: a thousand times as many microseconds.": _bound(scale=1e-3),
        "That is in seconds: a million times as many microseconds.": _bound(scale=1e-6),
        "That is in nanoseconds: a thousandth of it.": _bound(scale=1e3),
        "The two rates are exchanged: gmacs for MACs, gbytes for bytes.": _bound(rates=lambda a, b: (b, a)),
        "Ties are compute's: both take as long.": _bound(name=lambda c, m: c > m),
        "The fractions are cut off: a time is seldom whole.": lambda *layer: (
            _bound()(*layer)[0],
            float(int(_bound()(*layer)[1])),
        ),
        "Operations a byte were compared with 1: with the machine's own ridge.": (
            lambda macs, words, bits, gmacs, gbytes: (
                "compute" if macs >= words * bits / 8 else "memory",
                max(macs / gmacs, words * bits / 8 / gbytes) / 1000,
            )
        ),
    },
)
