"""What accesses cost: each word at a level takes the level's cost, each MAC the MAC's."""

from collections import Counter

from dnnlib.costs import NORMALIZED, Costs
from dnnlib.dataflow.loopnest import MULTIPLIER, NETWORK


def energy(accesses: Counter, macs: int, costs: Costs = NORMALIZED) -> Counter:
    """Energy {(level, tensor): energy} of some accesses, and of the MACs themselves under ("MAC", "MAC").

    E[level, tensor] = costs[level] * (reads + fills + updates);    E["MAC", "MAC"] = macs * costs.mac

    Units: those of the costs. A table without a price for the network, "NoC", charges nothing for it.
    Errors: KeyError names a level that has no cost, and those that have one; ValueError where macs is not positive.
    Source: Chen et al., ISCA 2016, VI-C; Sze et al. 2017, Fig. 22.
    """
    if macs < 1:
        raise ValueError(f"macs={macs} must be 1 or more")
    spent = Counter({(MULTIPLIER, MULTIPLIER): macs * costs.mac})
    free = () if NETWORK in costs.names else (NETWORK,)
    for (level, tensor, _), words in accesses.items():
        if level not in free:
            spent[level, tensor] += words * costs[level]
    return spent


def by_level(spent: Counter) -> Counter:
    """The energy at each level, from the outermost in, the network and the MACs apart: the bars of Fig. 33(a)."""
    return _by(spent, 0)


def by_tensor(spent: Counter) -> Counter:
    """The energy that each tensor takes, and the MACs: the bars of Fig. 33(b), which splits the MACs over the three."""
    return _by(spent, 1)


def total(spent: Counter) -> float:
    """All of it."""
    return sum(spent.values())


def _by(spent: Counter, part: int) -> Counter:
    sums = Counter()
    for key, value in spent.items():
        sums[key[part]] += value
    return sums
