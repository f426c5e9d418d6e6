"""The silicon that a design takes, part by part, from published curves of area.

    area = pes * (multiplier + adder + rest of the PE) + pes * rf * um2(rf) + glb * um2(4 kB)

um2(size) is the area of a byte in a store of that size: small stores pay for their edges. All in 65 nm.
The model finds about 62 % of Eyeriss (see `claims`): control, the network, the compressor, pads and free space between
cells are not in it. So the studio compares areas, Eyeriss = 1.
"""

from math import log

from dnnlib.costs import HOROWITZ_45NM_AREA
from dnnlib.dataflow.isca16 import area_of_a_byte
from dnnlib.door import checked
from dnnlib.studio.design import Design
from dnnlib.table import Claim, Table, compare

NODE = (65 / 45) ** 2  # what 45 nm becomes in 65 nm
PE_DATAPATH = 20_000  # um^2, 16 bits: the first author's public model of ISCA 2016
LARGEST = 4096  # bytes: a store from here on pays as much a byte
_8, _32 = HOROWITZ_45NM_AREA["int8 mult"], HOROWITZ_45NM_AREA["int32 mult"]
# multipliers grow as bits to this power, by Horowitz's two
GROWTH = log(_32 / _8) / log(32 / 8)
MM2 = 1e6  # um^2
# Eyeriss (Chen et al., JSSC 52(1), 2017): PEs, bytes of each PE's spads, kB of buffer
PES, SPADS, BUFFER = 168, (448, 24, 48), 108
CORE = 12.25  # mm^2, 3.5 x 3.5, as published
KB = 1024


class Area(dict):
    """Area by part, {part: mm^2}, 65 nm; `total` is all of it, `relative` in areas of Eyeriss by this model."""

    @property
    def total(self) -> float:
        """All parts together. Units: mm^2."""
        return sum(self.values())

    @property
    def relative(self) -> float:
        """The total, where Eyeriss is 1."""
        return self.total / _EYERISS.total


@checked
def area(design: Design) -> Area:
    """The area of a design's chip, {part: mm^2}: multipliers, adders, the rest of the PEs, register files, buffer.

    Units: mm^2 in 65 nm; `.relative` is in areas of Eyeriss by the same model. Source: the public model of Chen et al.,
    ISCA 2016 (storage, datapath); Horowitz, ISSCC 2014 (multipliers, adders, times (65/45)^2). Assumed: multipliers
    grow as bits^1.8 between and beyond his 8 and 32 bits, the rest of a PE as its bits.
    """
    return _area(design.bits, design.pes, (design.rf,), design.glb)


def multiplier(bits: int) -> float:
    """The area of an integer multiplier, um^2 in 65 nm: Horowitz's at 8 and 32 bits, a power of the bits elsewhere."""
    return NODE * _8 * (bits / 8) ** GROWTH


def adder(bits: int) -> float:
    """The area of an integer adder, um^2 in 65 nm: Horowitz's at 16 bits, in proportion elsewhere."""
    return NODE * HOROWITZ_45NM_AREA["int16 add"] * bits / 16


def claims() -> Table:
    """The model on Eyeriss: ours | published | error | why."""
    inside, total = _EYERISS, _EYERISS.total
    storage = inside["register files"] + inside["buffer"]
    arithmetic = inside["multipliers"] + inside["adders"]
    rest = "control, network, compressor, pads and placement are not in the model"
    shares = "the shares are of what the model finds, so the rest of the chip counts"
    return compare(
        [
            Claim("core, mm^2", total, CORE, rest),
            Claim("spads, % of the core", 100 * inside["register files"] / total, None, shares),
            Claim("storage, % of the core", 100 * storage / total, None, shares),
            Claim("multipliers and adders, %", 100 * arithmetic / total, 7.4, shares),
        ],
        "The area model on Eyeriss, 65 nm",
    )  # fmt: skip


def _area(bits: int, pes: int, stores: tuple[int, ...], glb: int) -> Area:
    """Parts in mm^2; stores: bytes of each register file in a PE."""
    rest = PE_DATAPATH - multiplier(16) - adder(16)
    files = sum(size * area_of_a_byte(size) for size in stores)
    parts = {
        "multipliers": pes * multiplier(bits),
        "adders": pes * adder(bits),
        "rest of the PEs": pes * rest * bits / 16,
        "register files": pes * files,
        "buffer": glb * KB * area_of_a_byte(LARGEST),
    }
    return Area({part: um2 / MM2 for part, um2 in parts.items()})


_EYERISS = _area(16, PES, SPADS, BUFFER)
