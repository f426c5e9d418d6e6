"""The accelerator of chapter 06 on other DRAM: stacked dies, and what to do with them.

    run(L1).energy, run(T16).energy        joules of AlexNet, batch 16

Tetris puts sixteen small row-stationary accelerators under sixteen vaults of a DRAM
stack. Nothing here is new but prices, sizes and a split of the work.
"""

from dataclasses import dataclass, replace
from functools import cache

from dnnlib.costs import Costs
from dnnlib.dataflow.energy import Energy
from dnnlib.dataflow.isca16 import Storage, optimum
from dnnlib.dataflow.isca16.figures import alexnet
from dnnlib.door import checked
from dnnlib.shapes import ConvShape
from dnnlib.table import Claim, Table, compare

BATCH, CLOCK, WORD = 16, 500e6, 2  # the clock is assumed; bytes of a word


@checked
def prices(name: str, mac, dram, glb, array, rf) -> Costs:
    """Energy in pJ of a MAC and of a 16-bit word at each level."""
    levels = {"DRAM": dram, "GLB": glb, "NoC": array, "RF": rf}
    source = "the published test of the authors' open scheduler, nn_dataflow"
    return Costs(name, "pJ", 16, mac, levels, source=source, year=2017)


@dataclass(frozen=True)
class Machine:
    """An accelerator: its PEs, words in a PE and in the buffer, prices, vaults.

    static: pJ a cycle and vault, work or not.
    """

    name: str
    pes: int
    room: Storage
    costs: Costs
    static: float
    vaults: int = 1


L1 = Machine(
    "L-1: one chip, 2-D DRAM",
    16 * 16,
    Storage(RF=512, GLB=576_056 // WORD),
    prices("2-D DRAM", 2, 240, 28, 4, 1),
    320,
)
T1 = Machine(
    "T-1: one vault of a stack",
    14 * 14,
    Storage(RF=256, GLB=133_032 // WORD),
    prices("stacked DRAM", 2, 80, 14, 4, 0.6),
    200,
)
CHEAP = replace(
    L1,
    name="L-1 with the stack's DRAM",
    costs=replace(L1.costs, levels={**L1.costs.levels, "DRAM": 80}),
)
T16 = replace(T1, name="T-16: sixteen vaults", vaults=16)


@dataclass(frozen=True)
class Run:
    """What a batch of AlexNet takes: energy in pJ, cycles, words from and to DRAM."""

    energy: float
    cycles: float
    dram: float

    @property
    def bandwidth(self) -> float:
        """DRAM traffic in GB/s at the clock."""
        return self.dram * WORD / (self.cycles / CLOCK) / 1e9

    def __add__(self, other: "Run") -> "Run":
        sums = (a + b for a, b in zip(vars(self).values(), vars(other).values()))
        return Run(*sums)


@checked
@cache
def run(machine: Machine) -> Run:
    """AlexNet, batch 16, each layer with its best tiles and split, row stationary.

    Source: Gao et al., ASPLOS 2017 (Tetris); prices and sizes from its open code.
    """
    total = Run(0, 0, 0)
    for shape in alexnet().values():
        total += min(_splits(machine, shape), key=lambda r: r.energy)
    return total


def _splits(machine: Machine, shape: ConvShape):
    """A layer with the batch and the filters dealt to the vaults, in every way."""
    vaults = machine.vaults
    for images in (n for n in (1, 2, 4, 8, 16) if vaults % n == 0):
        share = replace(shape, M=-(-shape.M // (vaults // images)), N=1)
        batch = BATCH // images
        best = optimum("RS", share, machine.pes, batch, machine.costs, machine.room)
        macs = share.macs * batch
        cycles = macs / best.active
        energy = best.energy.total * macs + cycles * machine.static
        words = sum(best.accesses["DRAM", tensor] for tensor in "IFO")
        yield Run(energy * vaults, cycles, words * vaults)


def steps() -> Table:
    """From one chip with 2-D DRAM to sixteen vaults, one change at a time."""
    first, rows = run(L1), []
    for machine in (L1, CHEAP, T1, T16):
        r = run(machine)
        gain = first.energy / r.energy, first.cycles / r.cycles
        rows.append((machine.name, r.energy / 1e9, *gain, r.bandwidth))
    header = ("machine", "mJ", "times less energy", "times faster", "DRAM, GB/s")
    return Table(header, rows, f"AlexNet, batch {BATCH}, row stationary")


def claims() -> Table:
    """Tetris: ours | published | error | why. Open ones have no number of ours.

    Source: Gao et al., ASPLOS 2017, Fig. 8, and its authors' open code.
    """
    one, many = run(L1), run(T16)
    faster, pes = one.cycles / many.cycles, T16.pes * T16.vaults / L1.pes
    hops = "no hops between vaults in ours"
    rows = [
        ("energy, T-16 / L-1", many.energy / one.energy, 0.72, f"its limit; {hops}"),
        ("times faster", faster, pes, "the ratio of PEs; its code allows a fifth less"),
    ]
    return compare([Claim(*row) for row in rows], "Tetris, AlexNet, batch 16")


OPEN = (
    ("1.5 times less energy than a 2-D baseline", "several LPDDR channels, not in it"),
    ("4.1 times its throughput", "which baseline, and its bandwidth, are not there"),
)


def unexplained() -> Table:
    """What the survey reports of Tetris and cannot be worked out from the open code."""
    return Table(("the survey's claim", "open: the baseline has"), OPEN)


MEMORIES = (
    ("eDRAM", "SRAM", "density", 2.85, "Chen et al., MICRO 2014 (DaDianNao)"),
    ("eDRAM", "DDR3", "less energy", 321, "Chen et al., MICRO 2014 (DaDianNao)"),
    ("HMC, HBM", "2-D DRAM", "bandwidth, about", 10, "Sze et al. 2017, VI-A"),
    ("HMC, HBM", "2-D DRAM", "less energy, up to", 5, "Sze et al. 2017, VI-A"),
)


def memories() -> Table:
    """What is reported of DRAM that comes nearer, in times of what it replaces."""
    header = ("memory", "against", "what", "times", "source")
    return Table(header, MEMORIES)


SIZES = (16, 32, 64, 128, 256, 512)  # kB
DRAMS = (200, 100, 40, 20, 10)


@checked
@cache
def buffered(dram: float, kilobytes: int, pes: int = 256) -> Energy:
    """Energy a MAC of AlexNet's CONV layers with a buffer of this size, by level.

    A word from a buffer costs 6 * sqrt(size / 128 kB): six MACs at the survey's size.
    Units: energies of a MAC; RF 512 B, batch 16, row stationary.
    Source: prices of Sze et al. 2017, Fig. 22; the square root is our assumption.
    """
    levels = {"DRAM": dram, "GLB": 6 * (kilobytes / 128) ** 0.5, "NoC": 2, "RF": 1}
    costs = Costs("a buffer of its size", "MAC energies", 16, 1, levels)
    room, spent, macs = Storage(256, kilobytes * 1024 // WORD), Energy(), 0
    for shape in alexnet("conv").values():
        best = optimum("RS", shape, pes, BATCH, costs, room)
        spent += best.energy * shape.macs
        macs += shape.macs
    return spent / macs


def buffers() -> Table:
    """Energy a MAC by the price of DRAM and the size of the buffer."""
    rows = [(d, *(buffered(d, size).total for size in SIZES)) for d in DRAMS]
    header = ("a word of DRAM costs", *(f"{size} kB" for size in SIZES))
    return Table(header, rows, "energy for each MAC (itself 1), AlexNet's CONV layers")
