"""What accesses cost: each word at a level takes the level's cost, each MAC the MAC's.

spent = energy(accesses, shape.macs, costs)
spent["DRAM", "F"]   spent.total   spent.by_level   spent.by_tensor   spent / shape.macs
"""

from collections import Counter

from dnnlib.costs import NORMALIZED, Costs
from dnnlib.dataflow.loopnest import MULTIPLIER, NETWORK, TENSORS
from dnnlib.door import Unlisted, checked

# where energy is spent, from the inside out
LEVELS = (MULTIPLIER, "RF", NETWORK, "GLB", "DRAM")
LEAKAGE = "leakage"
# what the survey's figures call two of them
SURVEY_WORDS = {"ALU": MULTIPLIER, "buffer": "GLB"}


class Energy(Counter):
    """Energy {(level, tensor): energy} and its sums; the MACs, of no tensor, stand at ("MAC", "MAC").

    What a chip leaks, if its Hardware says so, is of no tensor either, and stands at ("leakage", "leakage").

    A value: it does not change. a + b, a * 2 and a / 2 make new ones, of all their entries.
    Units: those of its maker. Errors: TypeError where it is to change.
    """

    def __init__(self, spent=()):
        # not Counter's own, which would count up what is given
        dict.__init__(self, spent)

    @property
    def total(self) -> float:  # type: ignore[override]  # a Counter counts in int
        """All of it."""
        return sum(self.values())

    @property
    def by_level(self) -> "Levels":
        """Sums over tensors, from the MACs out to DRAM, then levels of other names: the bars of Fig. 33(a)."""
        sums = Levels(dict.fromkeys(LEVELS, 0.0))
        for (level, _), value in self.items():
            sums[level] = sums.get(level, 0.0) + value
        return sums

    @property
    def by_tensor(self) -> dict[str, float]:
        """Sums over levels; I, F and O bear a third of the MACs each: the bars of Fig. 33(b)."""
        third = self[MULTIPLIER, MULTIPLIER] / 3
        sums = dict.fromkeys(TENSORS, third)
        for (_, tensor), value in self.items():
            if tensor in sums:
                sums[tensor] += value
        return sums

    def __add__(self, other: "Energy") -> "Energy":  # type: ignore[override]  # as above
        keys = dict.fromkeys([*self, *other])
        return Energy({key: self[key] + other[key] for key in keys})

    def __mul__(self, factor: float) -> "Energy":
        return Energy({key: value * factor for key, value in self.items()})

    def __truediv__(self, factor: float) -> "Energy":
        return self * (1 / factor)

    def _refuse(self, *_, **__):
        raise TypeError("an Energy does not change; Energy(dict(old) | new) is another")

    __iadd__ = __add__  # type: ignore[assignment]  # a new one, as it does not change
    __setitem__ = __delitem__ = __ior__ = __iand__ = __isub__ = _refuse
    update = subtract = setdefault = pop = popitem = clear = _refuse


class Levels(dict):
    """Energy by level, which answers to the survey's words too: "ALU" is the MACs, "buffer" is GLB.

    Errors: KeyError lists the levels.
    """

    def __missing__(self, name):
        if name not in SURVEY_WORDS:
            raise Unlisted(f"no level {name!r}; there are {', '.join(self)}")
        return self[SURVEY_WORDS[name]]


@checked
def energy(
    accesses: Counter, macs: int, costs: Costs = NORMALIZED, leaked: float = 0.0
) -> Energy:
    """Energy {(level, tensor): energy} of some accesses, and of the MACs themselves under ("MAC", "MAC").

    E[level, tensor] = costs[level] * (reads + fills + updates);    E["MAC", "MAC"] = macs * costs.mac
    where a level has a price of its own for writes, its fills and updates take that
    E["leakage", "leakage"] = leaked, where something is: leakage.py has it from a Hardware and the cycles

    Units: those of the costs. A table without a price for the network, "NoC", charges nothing for it.
    Errors: KeyError names a level that has no cost, and those that have one; ValueError where macs is not positive, or leaked is negative.
    Source: Chen et al., ISCA 2016, VI-C; Sze et al. 2017, Fig. 22.
    """
    if macs < 1:
        raise ValueError(f"macs={macs} must be 1 or more")
    if leaked < 0:
        raise ValueError(f"leaked={leaked}: what leaks is an energy of 0 or more")
    spent = Counter({(MULTIPLIER, MULTIPLIER): macs * costs.mac})
    free = () if NETWORK in costs.names else (NETWORK,)
    for (level, tensor, kind), words in accesses.items():
        if level not in free:
            price = costs.access(level, kind)
            # a Counter of floats, which the type of Counter does not know
            spent[level, tensor] += words * price  # type: ignore[assignment]
    if leaked:
        spent[LEAKAGE, LEAKAGE] = leaked  # type: ignore[assignment]  # as above
    return Energy(spent)
