"""A resistive crossbar: voltages on the rows, currents that add on the columns.

    I[j] = sum over i of V[i] * G[i, j]          Ohm multiplies, Kirchhoff adds

A weight of many bits stands in several cells, an input of many bits comes in several
cycles, and a tall matrix stands in several arrays. Each column of each array is
converted in each cycle; shifts and adds do the rest, digitally:

    Y = sum over arrays, cycles b, slices s of  2^(dac*b + cell*s) * ADC(x[b] @ G[s])
"""

from dataclasses import dataclass

from dnnlib.door import checked, whole
from dnnlib.neardata.adc import MOST_BITS, Adc
from dnnlib.shapes import ConvShape

LARGEST = 65_536  # rows or columns
SIGNS = ("offset", "pair", "difference")


@checked
@dataclass(frozen=True)
class Crossbar:
    """Arrays of cells, and how numbers are laid into them.

    signs: where a weight's sign goes.
      "offset"      w + 2^(bits-1) is stored, and as much is subtracted digitally
      "pair"        w's positive and negative part each have a column and a conversion
      "difference"  a pair whose currents are subtracted before one signed conversion
    adc=None converts exactly. A matrix with fewer rows leaves the rest of its last
    array empty. Defaults: ISAAC's array with 8-bit numbers.

    Errors: ValueError names the field, its value and what would fit.
    Source: Shafiee et al., ISCA 2016; Sze et al. 2017, VI-C.
    """

    rows: int = 128
    cols: int = 128
    weight_bits: int = 8
    input_bits: int = 8
    cell_bits: int = 2
    dac_bits: int = 1
    signs: str = "offset"
    adc: Adc | None = None

    def __post_init__(self):
        if self.signs not in SIGNS:
            raise ValueError(f"signs={self.signs!r}: choose from {', '.join(SIGNS)}")
        widths = {"rows": LARGEST, "cols": LARGEST, "weight_bits": MOST_BITS}
        for name, limit in (widths | {"input_bits": MOST_BITS}).items():
            self._check(name, limit)
        self._check("cell_bits", self.magnitude_bits)
        self._check("dac_bits", self.input_bits)

    def _check(self, name: str, limit: int):
        value = whole(name, getattr(self, name), 1, limit)
        object.__setattr__(self, name, value)

    @property
    def magnitude_bits(self) -> int:
        """Bits that are stored: all with an offset, all but the sign in a pair."""
        return (
            self.weight_bits if self.signs == "offset" else max(self.weight_bits - 1, 1)
        )

    @property
    def halves(self) -> int:
        """Columns of cells a slice: one, or a positive and a negative one."""
        return 1 if self.signs == "offset" else 2

    @property
    def slices(self) -> int:
        """Cells that a stored magnitude takes."""
        return -(-self.magnitude_bits // self.cell_bits)

    @property
    def cycles(self) -> int:
        """Cycles that an input takes."""
        return -(-self.input_bits // self.dac_bits)

    @property
    def largest(self) -> int:
        """The largest sum of a column: rows * (2^cell - 1) * (2^dac - 1)."""
        return self.rows * (2**self.cell_bits - 1) * (2**self.dac_bits - 1)

    @property
    def weight_range(self) -> tuple[int, int]:
        """The smallest and the largest weight."""
        half = 2 ** (self.weight_bits - 1)
        return (-half, half - 1) if self.signs == "offset" else (1 - half, half - 1)


@checked
def exact_bits(crossbar: Crossbar) -> int:
    """Bits of an ADC that can tell all sums apart: ceil(log2(largest + 1)).

    One more for the sign of a difference. With step 1 and as many bits nothing is lost.
    Source: Shafiee et al., ISCA 2016, section V (9 bits for 128 rows of 2-bit cells).
    """
    return crossbar.largest.bit_length() + (crossbar.signs == "difference")


@checked
def converts(shape: ConvShape, crossbar: Crossbar) -> int:
    """Conversions that a layer takes: a column of an array, once a cycle.

    N*P*Q positions * ceil(C*R*S/G / rows) arrays * M*slices columns * cycles;
    twice as many where each half of a pair is converted.
    Source: Andrulis et al., ISCA 2023 (RAELLA): energy = converts/MAC * energy/convert.
    """
    deep = shape.C // shape.G * shape.R * shape.S
    arrays = -(-deep // crossbar.rows)
    columns = shape.M * crossbar.slices * (1 + (crossbar.signs == "pair"))
    return shape.N * shape.P * shape.Q * arrays * columns * crossbar.cycles
