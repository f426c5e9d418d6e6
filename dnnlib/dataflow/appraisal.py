"""A nest appraised: what it moves, what that costs, and how far it is from what cannot be beaten."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from dnnlib.costs import NORMALIZED, Costs
from dnnlib.dataflow.accesses import count
from dnnlib.dataflow.energy import LEAKAGE, Energy, energy
from dnnlib.dataflow.hardware import Hardware
from dnnlib.dataflow.leakage import spent
from dnnlib.dataflow.loopnest import MULTIPLIER, NETWORK, TENSORS, Mapping
from dnnlib.dataflow.printed import nest
from dnnlib.dataflow.tiles import check, place, steps, words
from dnnlib.door import checked
from dnnlib.shapes import ConvShape
from dnnlib.table import Table


@checked
@dataclass(frozen=True)
class Appraisal:
    """One mapping of one layer: its accesses and energy by `count`, and the floor that no mapping gets under.

    dram: words that cross to and from the outermost level; at_least: words of I, F and O that are wanted, once each.
    floor: macs * costs.mac + at_least * the outermost level's cost. Units: words; the unit of the costs.
    """

    shape: ConvShape
    mapping: Mapping
    accesses: Counter
    energy: Energy
    dram: int
    at_least: int
    floor: float

    @property
    def total(self) -> float:
        """The energy in all."""
        return self.energy.total

    @property
    def breakdown(self) -> Energy:
        """Energy per MAC."""
        return self.energy / self.shape.macs

    @property
    def nest(self) -> str:
        """The printed nest, with the min(...) of its short turns."""
        return nest(self.shape, self.mapping)

    def table(self) -> Table:
        """One row a level: words moved for I, F and O, the energy of it, and its share."""
        rows = []
        for name in [level.name for level in self.mapping.levels] + [NETWORK]:
            words = [
                sum(
                    n
                    for (at, of, _), n in self.accesses.items()
                    if (at, of) == (name, t)
                )
                for t in TENSORS
            ]
            if sum(words):
                rows.append((name, *words, *self._spent(name)))
        for name in (MULTIPLIER, LEAKAGE):
            if name in self.energy.by_level:
                rows.append((name, None, None, None, *self._spent(name)))
        return Table(("level", "words of I", "of F", "of O", "energy", "share"), rows)

    def _spent(self, level: str) -> tuple[float, str]:
        """The energy at a level, and its share as text."""
        spent = self.energy.by_level[level]
        return spent, f"{spent / self.total:.0%}"

    def __str__(self) -> str:
        return "\n".join([self.nest, repr(self.table()), *self.verdicts()])

    def verdicts(self) -> list[str]:
        """The appraisal in sentences: time, words at DRAM, energy."""
        outermost, pes = self.mapping.levels[0].name, self.mapping.pes
        turns = steps(self.shape, self.mapping)
        used = self.shape.macs / (pes * turns)
        work = (
            "a MAC in each PE and step"
            if used == 1
            else f"{used:.0%} of the PEs at work"
        )
        times, over, each = (
            self.dram / self.at_least,
            self.total / self.floor,
            self.total / self.shape.macs,
        )
        return [
            f"{pes:,} PE{'s' * (pes > 1)}, {turns:,} steps, {work}",
            f"{outermost} moves {self.dram:,} words; no nest can move fewer than {self.at_least:,} ({times:.3g} x)",
            f"energy {self.total:,.0f}, {each:,.3g} per MAC; no nest can take under {self.floor:,.0f} ({over:.3g} x)",
        ]


@checked
def appraise(
    shape: ConvShape, mapping: Mapping | str, hardware: Hardware | Costs = NORMALIZED
) -> Appraisal:
    """What a mapping of a layer costs: on a Hardware, which it must fit, or under Costs alone, with room for all.

    Errors: ValueError shows where a text is bad, which dimension is not covered, which tile overflows which store;
    or names a level that has no cost. Source: Sze et al. 2017, V-B; `accesses.count` and `energy.energy`.
    """
    mapping = Mapping.parse(mapping) if isinstance(mapping, str) else mapping
    check(mapping, shape, hardware if isinstance(hardware, Hardware) else None)
    costs = hardware.costs if isinstance(hardware, Hardware) else hardware
    accesses = count(shape, mapping)
    strangers = [
        level.name for level in mapping.levels if level.name not in costs.names
    ]
    if strangers:
        raise ValueError(
            f"{costs.name} has no cost for {', '.join(strangers)}; name your levels among {', '.join(costs.levels)}"
        )
    outermost = mapping.levels[0].name
    dram = sum(n for (level, _, _), n in accesses.items() if level == outermost)
    loops = place(shape, mapping)
    least = sum(words(shape, tensor, loops) for tensor in TENSORS)
    floor = shape.macs * costs.mac + least * costs[outermost]
    taken = energy(accesses, shape.macs, costs)
    if isinstance(hardware, Hardware):
        taken = spent(shape, mapping, hardware, accesses)
    return Appraisal(
        shape,
        mapping,
        accesses,
        taken,
        dram,
        least,
        floor,
    )


@checked
def combined(appraisals: Iterable[Appraisal]) -> Energy:
    """Energy per MAC of several layers together: the sum of their energies over the sum of their MACs.

    Errors: ValueError where there are none.
    """
    appraisals = list(appraisals)
    if not appraisals:
        raise ValueError("no appraisals: energy per MAC needs one layer or more")
    macs = sum(one.shape.macs for one in appraisals)
    shares = (one.breakdown * (one.shape.macs / macs) for one in appraisals)
    return sum(shares, Energy())
