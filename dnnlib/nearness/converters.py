"""What conversions cost: energy a MAC = conversions a MAC * energy a conversion.

The law has a name in the literature, the Titanium law. A larger array converts less
often, but each time with more bits; finer slices convert more often with fewer.
"""

from collections.abc import Iterable

import numpy as np

from dnnlib.costs import HOROWITZ_45NM
from dnnlib.door import checked
from dnnlib.neardata import Crossbar, converts, exact_bits
from dnnlib.shapes import ConvShape
from dnnlib.table import Table

# ISAAC's 8-bit converter at 32 nm, others scaled from it. Source: the component tables
# of the RAELLA and CiMLoop authors' public library, of Shafiee et al. and Saberi et al.
PICOJOULES = {4: 0.79, 5: 0.99, 6: 1.20, 8: 1.67, 9: 1.97, 10: 2.38}
FEWEST, MOST = 1, 12


@checked
def picojoules(bits: int) -> float:
    """Energy of one conversion, in pJ.

    Between and beyond the published widths the logarithm runs straight: ours.
    Errors: ValueError names bits outside 1 to 12.
    """
    if not FEWEST <= bits <= MOST:
        raise ValueError(f"a converter of {bits} bits: give {FEWEST} to {MOST}")
    known, logs = list(PICOJOULES), np.log(list(PICOJOULES.values()))
    low, high = (known[0], known[1]), (known[-2], known[-1])
    if bits < known[0] or bits > known[-1]:
        a, b = low if bits < known[0] else high
        slope = (np.log(PICOJOULES[b]) - np.log(PICOJOULES[a])) / (b - a)
        return float(PICOJOULES[a] * np.exp(slope * (bits - a)))
    return float(np.exp(np.interp(bits, known, logs)))


@checked
def bits(crossbar: Crossbar) -> int:
    """Bits of the crossbar's converter: those it has, or those that lose nothing."""
    return crossbar.adc.bits if crossbar.adc else exact_bits(crossbar)


@checked
def converts_per_mac(shapes: Iterable[ConvShape], crossbar: Crossbar) -> float:
    """Conversions of all layers / MACs of all layers."""
    shapes = list(shapes)
    made = sum(converts(shape, crossbar) for shape in shapes)
    return made / sum(shape.macs for shape in shapes)


@checked
def per_mac(shapes: Iterable[ConvShape], crossbar: Crossbar) -> float:
    """Energy of the conversions for a MAC, in pJ. Errors: as picojoules."""
    return converts_per_mac(shapes, crossbar) * picojoules(bits(crossbar))


@checked
def digital(width: int) -> float:
    """A digital MAC of 8 or 16 bits at 45 nm, in pJ: its multiplication and addition.

    16 bits are four multiplications of 8 and two additions: there is no published one.
    Errors: ValueError names another width. Source: Horowitz, ISSCC 2014.
    """
    price = HOROWITZ_45NM.operations
    if width == 8:
        return price["int8 mult"] + price["int32 add"]
    if width == 16:
        return 4 * price["int8 mult"] + 2 * price["int16 add"]
    raise ValueError(f"width={width}: choose 8 or 16 bits")


@checked
def by_rows(width: int = 8, cell_bits: int = 2) -> Table:
    """Rows of an array against conversions: how many, how wide, how many pJ a MAC."""
    rows = []
    for tall in (16, 32, 64, 128, 256, 512):
        crossbar = Crossbar(tall, 128, width, width, cell_bits)
        layer = ConvShape(M=16, C=512)
        needed = exact_bits(crossbar)
        often = converts_per_mac([layer], crossbar)
        rows.append((tall, needed, often, often * picojoules(needed)))
    header = ("rows", "bits, exact", "conversions a MAC", "pJ a MAC")
    return Table(header, rows, f"{width}-bit numbers, cells of {cell_bits} bits")
