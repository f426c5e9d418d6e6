"""Energy an image: the chip's power, and the pins."""

from dnnlib.puzzle import Puzzle


def energy_an_image(power_mw: float, run_ms: float, batch: int, words: int, bits: int, pj: float) -> float:
    """What does an image cost, in microjoules, chip and DRAM together?

    The chip takes `power_mw` milliwatts for `run_ms` milliseconds, for a whole batch. An image
    moves `words` words of `bits` bits over the pins; DRAM takes `pj` picojoules for 32 bits.
    Source: Sze et al. 2017, VIII-B: "off-chip accesses must be included".
    """
    if min(batch, bits) < 1:
        raise ValueError("a batch and a word have 1 or more")
    chip = power_mw * run_ms / batch  # mW * ms = uJ
    dram = words * bits / 32 * pj / 1e6  # pJ to uJ
    return chip + dram


def _chip(rng):
    power, run = rng.integers(50, 600) / 2, rng.integers(2, 400) / 2
    words = int(rng.integers(100_000, 60_000_000))
    return (
        float(power),
        float(run),
        int(rng.integers(1, 17)),
        words,
        int(rng.choice([8, 16, 32])),
        float(rng.choice([80, 320, 640])),
    )


def _energy(
    chip=lambda power, run, batch: power * run / batch,
    dram=lambda words, bits, pj, batch: words * bits / 32 * pj / 1e6,
):
    """Both parts, one of them wrong."""
    return lambda power, run, batch, words, bits, pj: chip(power, run, batch) + dram(words, bits, pj, batch)


energy_an_image_puzzle = Puzzle(
    energy_an_image,
    _chip,
    points=3,
    easier=("at batch 1 and 32 bits", lambda power, run, batch, words, bits, pj: batch == 1 and bits == 32),
    examples=(
        (100.0, 2.5, 1, 1_000_000, 32, 640.0),
        (278.0, 115.3, 4, 1_925_000, 16, 640.0),
        (50.5, 10.0, 8, 0, 16, 640.0),
    ),
    wrong={
        "DRAM is left out: what leaves the chip is paid for too.": _energy(
            dram=lambda words, bits, pj, batch: 0.0
        ),
        "The chip is left out: only the pins were paid for.": _energy(chip=lambda power, run, batch: 0.0),
        "That is the energy of the whole batch on the chip: an image takes its share.": (
            _energy(chip=lambda power, run, batch: power * run)
        ),
        "DRAM was divided by the batch: `words` are those of one image already.": (
            _energy(dram=lambda words, bits, pj, batch: words * bits / 32 * pj / 1e6 / batch)
        ),
        "DRAM was multiplied by the batch: `words` are those of one image.": (
            _energy(dram=lambda words, bits, pj, batch: words * bits / 32 * pj / 1e6 * batch)
        ),
        "Each word paid for 32 bits: a word of 16 bits is half of that.": (
            _energy(dram=lambda words, bits, pj, batch: words * pj / 1e6)
        ),
        "The price is for 32 bits, and was paid for each bit.": (
            _energy(dram=lambda words, bits, pj, batch: words * bits * pj / 1e6)
        ),
        "The price is for 32 bits, and was paid for each byte.": (
            _energy(dram=lambda words, bits, pj, batch: words * bits / 8 * pj / 1e6)
        ),
        "Picojoules were taken as nanojoules: a million of them are a microjoule.": (
            _energy(dram=lambda words, bits, pj, batch: words * bits / 32 * pj / 1e3)
        ),
        "Picojoules were added as they are: a million of them are a microjoule.": (
            _energy(dram=lambda words, bits, pj, batch: words * bits / 32 * pj)
        ),
        "That is in millijoules: microjoules are asked, a thousand times as many.": (
            lambda *one: _energy()(*one) / 1000
        ),
        "Milliwatts times milliseconds are microjoules already: nothing is to be divided by 1000.": (
            _energy(chip=lambda power, run, batch: power * run / batch / 1000)
        ),
        "Energy is power times time, not power divided by it.": (
            _energy(chip=lambda power, run, batch: power / run / batch)
        ),
        "The fractions are cut off: keep what is behind the point.": (
            lambda power, run, batch, words, bits, pj: int(power * run / batch + words * bits / 32 * pj / 1e6)
        ),
    },
)
