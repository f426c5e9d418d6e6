"""A chip of resistive arrays: how it computes, and what is not ideal in it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dnnlib.door import checked
from dnnlib.neardata import Crossbar, noise
from dnnlib.neardata.wires import aimed, bit_line, both

NU = 0.05  # drift exponent of phase-change memory
ROOM = 1.3  # how far a cell that is aimed may go above its largest level


@checked
@dataclass(frozen=True)
class Chip:
    """Arrays and what is not ideal in them.

    sigma: programming error, as a share of the largest conductance.
    stuck: share of cells that cannot be written.
    ratio: resistance of a cell that is on / of the wire between two cells.
    wires: which resist, "bit lines" or "both".
    aim: whether cells are programmed for what the wires will leave of them.
    read: reading error of a column, in steps of one level and one input step.
    seconds: time since the cells were written; phase-change cells drift by NU.
    seed: which chip of the wafer.
    Errors: ValueError names wires or ratio.
    """

    crossbar: Crossbar = Crossbar()
    sigma: float = 0.0
    stuck: float = 0.0
    ratio: float = np.inf
    wires: str = "bit lines"
    aim: bool = False
    read: float = 0.0
    seconds: float = 1.0
    seed: int = 0

    def __post_init__(self):
        if self.wires not in ("bit lines", "both"):
            raise ValueError(f"wires={self.wires!r}: choose 'bit lines' or 'both'")
        if not self.ratio > 0:
            raise ValueError(f"ratio={self.ratio}: a cell has more than no resistance")

    @property
    def top(self) -> int:
        """The largest level of a cell."""
        return 2**self.crossbar.cell_bits - 1

    def lines(self, G) -> np.ndarray:
        """What the wires leave of conductances, in levels."""
        wire = 1 / (self.ratio * self.top)
        return both(G, wire, wire) if self.wires == "both" else bit_line(G, wire)

    def cells(self, rng) -> Callable:
        """What becomes of one array's levels: written, faulty, behind wires."""

        def made(G):
            if self.aim:
                G = aimed(G, self.lines, ROOM * self.top)
            if self.sigma:
                G = noise.programmed(G, self.sigma, self.top, rng)
            if self.stuck:
                G = noise.stuck(G, self.stuck, self.top, rng)
            if self.seconds > 1:
                G = noise.drift(G, self.seconds, NU)
            return self.lines(G) if self.ratio < np.inf else G

        return made
