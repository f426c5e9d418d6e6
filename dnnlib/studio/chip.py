"""What the numbers of a design mean on a chip: prices of an access, words a cycle.

    price of a store of B bytes = (B / 768) ^ 0.315 energies of a 16-bit MAC,  for a 16-bit word
    a word of b bits costs b/16 of that; a MAC of b bits (b/16)^2

The survey has two points of that curve: 0.5-1 kB costs 1, 100-500 kB costs 6. That they stand at 0.75 kB and at
224 kB, that a straight line on two logarithmic axes joins them, and that it goes on beyond both, is ASSUMED; so is that
a memory's energy goes with the word's bits, a multiplier's with their square.
"""

from math import log

from dnnlib.costs import NORMALIZED, Costs
from dnnlib.door import checked, real
from dnnlib.studio.design import Design

KB = 1024
SMALL, LARGE = 0.75 * KB, 224 * KB  # bytes that the survey's two prices stand for
EXPONENT = log(NORMALIZED["GLB"] / NORMALIZED["RF"]) / log(LARGE / SMALL)
# bytes a cycle, both ways together: chapter 07's chip (Chen et al., JSSC 52(1), 2017)
BYTES_A_CYCLE = {"DRAM": 8, "GLB": 16}
CLOCK = 200e6  # cycles a second of that chip's core


@checked
def price(size: float) -> float:
    """An access to a store of `size` bytes, in energies of a 16-bit MAC, for a 16-bit word.

    price = (size / 768) ** EXPONENT: 1 at 0.75 kB, 6 at 224 kB. Errors: ValueError where size is not above 0.
    Source: Sze et al. 2017, Fig. 22, for these two; what is between and beyond them is assumed.
    """
    return (real("size", size) / SMALL) ** EXPONENT


@checked
def costs(design: Design) -> Costs:
    """The prices on a design's chip: of a MAC and of a word at each level, in energies of a 16-bit MAC.

    DRAM 200 and NoC 2, as in the survey, whatever the size of the array.
    """
    share = design.bits / NORMALIZED.word
    levels = {
        "DRAM": NORMALIZED["DRAM"] * share,
        "GLB": price(design.glb * KB) * share,
        "NoC": NORMALIZED["NoC"] * share,
        "RF": price(design.rf) * share,
    }
    # the name tells one table from the next where answers are kept
    name = f"{design.bits} bits, RF {design.rf} B, GLB {design.glb} kB"
    return Costs(
        name, NORMALIZED.unit, design.bits, share**2, levels, source=NORMALIZED.source
    )


@checked
def words_a_cycle(design: Design) -> dict[str, float]:
    """Words that DRAM and the buffer move in a cycle: BYTES_A_CYCLE in words of the design's bits."""
    return {name: 8 * width / design.bits for name, width in BYTES_A_CYCLE.items()}
