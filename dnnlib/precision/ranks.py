"""Table III by rank: losses of two data sets cannot be compared, the order of the methods can."""

from dataclasses import dataclass

import numpy as np

from dnnlib.door import checked
from dnnlib.precision.published import SOURCE, TABLE_III
from dnnlib.precision.results import losses
from dnnlib.table import Table


@checked
@dataclass(frozen=True)
class Ranked:
    """One method: its loss with us and as published, in points, and its place in each order; 1 loses least."""

    method: str
    bits: str
    ours: float
    published: float
    rank: float
    published_rank: float


@checked
def ranks(values) -> np.ndarray:
    """The place of each value in rising order, from 1; equals share the mean of their places. Shapes: [n] -> [n]."""
    values = np.asarray(values, float)
    below = (values[None] < values[:, None]).sum(1)
    equal = (values[None] == values[:, None]).sum(1)
    return below + (equal + 1) / 2


@checked
def ranked(split: str = "test") -> list[Ranked]:
    """The methods of Table III in the published order. Errors: KeyError names a split that there is not."""
    ours = [float(losses(row.ours, split).mean()) for row in TABLE_III]
    printed = [row.loss for row in TABLE_III]
    places = zip(TABLE_III, ours, ranks(ours), ranks(printed))
    found = []
    for row, lost, mine, theirs in places:
        name = row.method
        if row.group.startswith("dynamic"):
            name = f"fixed point, {name}"
        bits = f"{row.weights} / {row.activations}"
        found.append(Ranked(name, bits, lost, row.loss, float(mine), float(theirs)))
    return sorted(found, key=lambda one: one.published_rank)


@checked
def rank_correlation(split: str = "test") -> float:
    """Spearman's correlation of the two orders: 1 is the same order, 0 none, -1 the reverse."""
    rows = ranked(split)
    pairs = [one.rank for one in rows], [one.published_rank for one in rows]
    return float(np.corrcoef(*pairs)[0, 1])


def table_iii_by_rank(split: str = "test") -> Table:
    """The survey's Table III with ours beside it, in the published order."""
    rows = []
    for one in ranked(split):
        places = f"{one.published_rank:g}", f"{one.rank:g}"
        rows.append((one.method, one.bits, one.published, round(one.ours, 2), *places))
    header = ("method", "bits of F / I", "loss, published", "loss, ours")
    caption = f"Points. Published: {SOURCE}. Ours: LeNet-300-100, top-1, MNIST"
    return Table((*header, "place, published", "place, ours"), rows, caption)
