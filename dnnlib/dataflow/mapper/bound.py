"""Which choices the mapper tries: those whose floor and price do not exceed the best so far, as tasks of fixed size.

What is left out cannot win, so the best of all tasks is the best of the space. Exactly equal mappings are told apart
by their places in the enumeration; so the answer does not depend on who looked where, or in which order.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from dnnlib.dataflow.mapper.pricing import Group, Pricing, pricing
from dnnlib.dataflow.mapper.space import SLACK, Rules
from dnnlib.door import checked

FIRST, FEW = 64, 512  # inner choices, and tiles for each, that set the pace
SHARE = 4096  # inner choices that make one task
# pairs of an inner choice and a tile that are looked at together: some tens of megabytes
PAIRS = 2**17
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


class Aim(NamedTuple):
    """What is made small, "energy", "cycles" or "edp", among mappings that take no more than so many cycles."""

    objective: str
    most: float = np.inf


@checked
def tasks(
    spaces: list[Rules], aim: Aim, bound: float, most: int | None
) -> tuple[list, bool]:
    """The inner choices that can still win, or the `most` of them that have the lowest floors; and whether that is all.

    Each task is one space and rows of its Pricing.inner.
    """
    floors, times, places = [], [], []
    for k, rules in enumerate(spaces):
        prices = pricing(rules)
        if len(prices.tile) and len(prices.inner):
            times.append(prices.steps)
            floors.append(_least(prices, aim))
            places.append(
                np.stack(
                    [np.full(len(prices.inner), k), np.arange(len(prices.inner))], 1
                )
            )
    if not floors:
        return [], True
    least, steps, where = map(np.concatenate, (floors, times, places))
    least[steps > aim.most] = np.inf
    order = np.argsort(least, kind="stable")
    order = order[(least[order] <= bound * SLACK) & (least[order] < np.inf)]
    whole, order = most is None or len(order) <= most, order[:most]
    shares = [where[order[at : at + SHARE]] for at in range(0, len(order), SHARE)]
    todo = [(rules, mine) for share in shares for k, rules in enumerate(spaces)
            if len(mine := share[share[:, 0] == k, 1])]  # fmt: skip
    return todo, whole


def _least(prices: Pricing, aim: Aim) -> np.ndarray:
    """What no mapping of each choice for the array gets under."""
    if aim.objective == "cycles":
        return np.where(prices.floor < np.inf, prices.steps, np.inf)
    least = prices.floor + prices.cheapest()
    return least * (prices.steps if aim.objective == "edp" else 1)


@checked
def best_of(
    rules: Rules, mine: np.ndarray, aim: Aim, bound: float, few: bool
) -> tuple[Trial, int]:
    """The best mapping with one of these inner choices that is no worse than a bound, and how many were tried.

    Where there is none, its value is infinite. If a few will do, only the cheapest tiles are looked at.
    """
    prices, best, tried = pricing(rules), Trial(), 0
    for still, groups in prices.groups.items():
        for group in groups:
            known = min(bound, best.value)
            costs = group.cost[: FEW if few else None]
            partners = _partners(prices, mine, still, group.anew, costs, aim, known)
            for which, at in _pairs(partners):
                fit = prices.fit(mine[which], group.tile[at])
                pairs, so_far = (mine[which[fit]], at[fit]), min(bound, best.value)
                found, number = _try_orders(prices, still, group, *pairs, aim, so_far)
                best, tried = min(best, found), tried + number
    return best, tried


def _partners(
    prices: Pricing, mine, still: str, anew: int, costs, aim: Aim, known: float
) -> np.ndarray:
    """With how many of the choices for DRAM, the cheapest first, each choice for the array can still win."""
    # finite: infinity less infinity is no number
    known = min(known, 1e300) * SLACK
    steps = prices.steps[mine]
    if aim.objective == "cycles":
        return np.where(steps < known / SLACK, len(costs), 0)
    if prices.rules.flow.stays:
        floor = prices.floor[mine]
    else:
        floor = prices.floor_of(mine, still, anew)
    # what is left for DRAM: tiles are sorted, so those that cost no more come first
    left = known / (steps if aim.objective == "edp" else 1) - floor
    return np.where(steps <= aim.most, np.searchsorted(costs, left, "right"), 0)


def _pairs(partners: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Each of some choices with its first so many partners, in parts: (the choices, the partners)."""
    ends = np.cumsum(partners)
    for at in range(0, int(partners.sum()), PAIRS):
        pairs = np.arange(at, min(at + PAIRS, ends[-1]))
        which = np.searchsorted(ends, pairs, "right")
        yield which, pairs - (ends - partners)[which]


def _try_orders(
    prices: Pricing, still, group: Group, inner, at, aim: Aim, bound: float
) -> tuple[Trial, int]:
    best, tried = Trial(), 0
    tile, outer = group.tile[at], group.outer[at]
    distinct = prices.distinct(prices.turning(inner, tile), len(inner))
    for one in np.unique(outer).tolist():
        here = np.flatnonzero(outer == one)
        for order, (stays, _) in enumerate(prices.orders):
            some = distinct[here, order]
            wanted = stays == still or prices.rules.flow.stays
            if not wanted or not some.any():
                continue
            chosen = here[some]
            cost, cycles = prices.cost(inner[chosen], tile[chosen], one, order)
            values = _judged(aim, cost, cycles)
            tried += len(chosen)
            least = values.min()
            if least > min(bound, best.value) * SLACK:
                continue
            passing = PASSING.index(prices.rules.passing)
            for k in np.flatnonzero((values == least) & (values < np.inf)):
                place = int(inner[chosen[k]]), int(tile[chosen[k]]), one, order
                best = min(best, Trial(least, float(cycles[k]), passing, *place))
    return best, tried


def _judged(aim: Aim, cost: np.ndarray, cycles: np.ndarray) -> np.ndarray:
    """What mappings are compared by; infinity where they take too many cycles."""
    if aim.objective == "cycles":
        return cycles.astype(float)
    value = cost * cycles if aim.objective == "edp" else cost
    return np.where(cycles <= aim.most, value, np.inf)
