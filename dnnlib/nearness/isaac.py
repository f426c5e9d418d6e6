"""ISAAC from its own list of parts: what the chip can do, and where its power goes."""

from dnnlib.door import checked
from dnnlib.neardata import Crossbar, exact_bits
from dnnlib.table import Claim, Table, compare

CROSSBAR = Crossbar(rows=128, cols=128, weight_bits=16, input_bits=16, cell_bits=2)
TILES, UNITS, ARRAYS = 168, 12, 8  # tiles a chip, units (IMAs) a tile, arrays a unit
CYCLE = 100e-9  # seconds: one bit of the inputs through one array
ADCS, ADC_WATTS = 8, 2e-3  # a unit, and each: 16 mW together
WATTS, MM2 = 65.8, 85.4
SOURCE = "Shafiee et al., ISCA 2016"


@checked
def arrays(tiles: int = TILES) -> int:
    """Arrays of a chip with so many tiles."""
    return tiles * UNITS * ARRAYS


def operations_per_second() -> float:
    """Two operations a MAC; every array has 128 * 16 weights, done in 16 cycles."""
    weights = CROSSBAR.rows * (CROSSBAR.cols // CROSSBAR.slices)
    return 2 * arrays() * weights / (CROSSBAR.cycles * CYCLE)


@checked
def cells(tiles: int = TILES) -> int:
    """Memristors of a chip with so many tiles."""
    return arrays(tiles) * CROSSBAR.rows * CROSSBAR.cols


def flipped_bits() -> int:
    """Bits for the largest sum of a column that is flipped where it is over half."""
    return (CROSSBAR.largest // 2).bit_length()


def claims() -> Table:
    """ISAAC's numbers worked out: ours | published | error | why.

    Source: Shafiee et al., ISCA 2016; Sze et al. 2017, VI-C.
    """
    gops = operations_per_second() / 1e9
    adc = TILES * UNITS * ADCS * ADC_WATTS / WATTS
    rate = CROSSBAR.cols * ARRAYS / ADCS / CYCLE / 1e9
    rows = [
        ("ADC bits, exact", exact_bits(CROSSBAR), 9, "128 rows * 3 + 1 sums"),
        ("ADC bits, flipped", flipped_bits(), 8, "no sum is over half"),
        ("cycles of a 16-bit input", CROSSBAR.cycles, 16, "one bit a cycle"),
        ("cells of a 16-bit weight", CROSSBAR.slices, 8, "two bits a cell"),
        ("ADC rate, GS/s", rate, 1.28, "128 columns in 100 ns"),
        ("GOPS/mm2", gops / MM2, 479, "theirs also fills its pipeline"),
        ("ADC's share of the power", adc, 0.49, "12 * 168 * 16 mW of 65.8 W"),
        ("memristors, M, 16 tiles", cells(16) / 1e6, 25.1, "the survey's number"),
        ("memristors, M, 168 tiles", cells() / 1e6, 25.1, "an erratum: see 16 tiles"),
    ]
    return compare([Claim(*row) for row in rows], SOURCE)
