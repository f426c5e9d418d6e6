"""Which choices the mapper tries: those whose floor and price do not exceed the best so far, as tasks of fixed size.

What is left out cannot win, so the best of all tasks is the best of the space. Exactly equal mappings are told apart
by their places in the enumeration; so the answer does not depend on who looked where, or in which order.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from dnnlib.dataflow.mapper.pricing import Group, Pricing, pricing
from dnnlib.dataflow.mapper.space import Rules
from dnnlib.door import checked

FIRST, FEW = 64, 512  # inner choices, and tiles for each, that set the pace
SHARE = 4096  # inner choices that make one task
# pairs of an inner choice and a tile that are looked at together: some tens of megabytes
PAIRS = 2**17
# a floor adds up in another order than a cost: never prune on the last bits
SLACK = 1 + 1e-9
PASSING = ("", "F", "I", "O", "IF", "FO", "IO", "IFO")


class Trial(NamedTuple):
    """A mapping that was tried: first what it is judged by, then its place in the enumeration.

    value: the objective; cycles: steps in time; passing, inner, tile, outer, order: its place.
    """

    value: float = np.inf
    cycles: float = np.inf
    passing: int = 0
    inner: int = 0
    tile: int = 0
    outer: int = 0
    order: int = 0


@checked
def tasks(
    spaces: list[Rules], objective: str, bound: float, most: int | None
) -> tuple[list, bool]:
    """The inner choices that can still win, or the `most` of them that have the lowest floors; and whether that is all.

    Each task is one space and rows of its Pricing.inner.
    """
    floors, times, places = [], [], []
    for k, rules in enumerate(spaces):
        prices = pricing(rules)
        if len(prices.tile) and len(prices.inner):
            times.append(prices.steps)
            floors.append((prices.floor + prices.cheapest()) * prices.weight(objective))
            places.append(
                np.stack(
                    [np.full(len(prices.inner), k), np.arange(len(prices.inner))], 1
                )
            )
    if not floors:
        return [], True
    least, steps, where = map(np.concatenate, (floors, times, places))
    if objective == "cycles":
        least[steps > steps.min()] = np.inf
    order = np.argsort(least, kind="stable")
    order = order[(least[order] <= bound * SLACK) & (least[order] < np.inf)]
    whole, order = most is None or len(order) <= most, order[:most]
    shares = [where[order[at : at + SHARE]] for at in range(0, len(order), SHARE)]
    todo = [(rules, mine) for share in shares for k, rules in enumerate(spaces)
            if len(mine := share[share[:, 0] == k, 1])]  # fmt: skip
    return todo, whole


@checked
def best_of(
    rules: Rules, mine: np.ndarray, objective: str, bound: float, few: bool
) -> tuple[Trial, int]:
    """The best mapping with one of these inner choices that is no worse than a bound, and how many were tried.

    Where there is none, its value is infinite. If a few will do, only the cheapest tiles are looked at.
    """
    prices, best, tried = pricing(rules), Trial(), 0
    ways, weight = prices.inner[mine], prices.weight(objective)[mine]
    tiles = prices.tiles(ways)
    for still, groups in prices.groups.items():
        for group in groups:
            # finite: infinity less infinity is no number
            known = min(bound, best.value, 1e300) * SLACK
            if rules.flow.stays:
                floor = prices.floor[mine]
            else:
                floor = prices.floor_of(ways, tiles, still, group.anew)
            # what is left for DRAM: tiles are sorted, so those that cost no more come first
            left, costs = known / weight - floor, group.cost[: FEW if few else None]
            partners = np.searchsorted(costs, left, "right")
            for which, at in _pairs(partners):
                fit = prices.fit(mine[which], group.tile[at])
                pairs, so_far = (mine[which[fit]], at[fit]), min(bound, best.value)
                found, number = _try_orders(
                    prices, still, group, *pairs, objective, so_far
                )
                best, tried = min(best, found), tried + number
    return best, tried


def _pairs(partners: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Each of some choices with its first so many partners, in parts: (the choices, the partners)."""
    ends = np.cumsum(partners)
    for at in range(0, int(partners.sum()), PAIRS):
        pairs = np.arange(at, min(at + PAIRS, ends[-1]))
        which = np.searchsorted(ends, pairs, "right")
        yield which, pairs - (ends - partners)[which]


def _try_orders(
    prices: Pricing, still, group: Group, inner, at, objective: str, bound: float
) -> tuple[Trial, int]:
    best, tried, weight = Trial(), 0, prices.weight(objective)[inner]
    ways, tile, outer = prices.inner[inner], group.tile[at], group.outer[at]
    distinct = prices.distinct(prices.tile[tile] > prices.array_tile(inner))
    for one in np.unique(outer).tolist():
        here = np.flatnonzero(outer == one)
        tiles = prices.tiles(ways[here])
        for order, (stays, _) in enumerate(prices.orders):
            some = distinct[here, order]
            wanted = stays == still or prices.rules.flow.stays
            if not wanted or not some.any():
                continue
            chosen = here[some]
            some_tiles = tiles.take(some)
            cost = prices.cost(ways[chosen], some_tiles, tile[chosen], one, order)
            values = cost * weight[chosen]
            tried += len(chosen)
            least = values.min()
            if least > min(bound, best.value) * SLACK:
                continue
            passing = PASSING.index(prices.rules.passing)
            for k in chosen[values == least]:
                cycles = int(prices.steps[inner[k]])
                place = passing, int(inner[k]), int(tile[k]), one, order
                best = min(best, Trial(least, cycles, *place))
    return best, tried
