"""Three ways to search a space of designs, each with its trail: what it tried, in order.

    random_search(space, price, 100, seed=1)     any designs
    descent(space, price, start)                 one knob after the other, each to its best value
    exhaustive(space, price, bound)              all, least bound first, until no bound is below the best

A space is {knob: values}; a choice is {knob: value}. price(choice) is what one evaluation costs time for; infinity where
the choice misses a gate.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import inf, prod

import numpy as np

from dnnlib.door import checked, whole

Space = Mapping[str, tuple]
Choice = dict
Price = Callable[[Choice], float]


@checked
@dataclass(frozen=True)
class Trail:
    """What a search tried, in order: choices and their prices."""

    choices: tuple
    prices: tuple

    @property
    def best_so_far(self) -> np.ndarray:
        """The least price after each evaluation [n]."""
        return np.minimum.accumulate(np.array(self.prices, float))

    @property
    def best(self) -> Choice:
        """The choice of least price, the first of equal ones. Errors: ValueError where nothing was tried."""
        if not self.prices:
            raise ValueError("nothing was tried")
        return self.choices[int(np.argmin(self.prices))]

    @property
    def least(self) -> float:
        """The least price; infinity where nothing passed."""
        return min(self.prices, default=inf)

    def until(self, price: float) -> int | None:
        """How many evaluations it took to come to a price or below; None: it did not."""
        there = np.flatnonzero(self.best_so_far <= price)
        return int(there[0]) + 1 if len(there) else None

    def __len__(self) -> int:
        return len(self.prices)


@checked
def size(space: Space) -> int:
    """How many choices a space has: the product of its knobs' values."""
    return prod(map(len, space.values()))


@checked
def choices(space: Space) -> Iterator[Choice]:
    """All choices of a space, the last knob turning fastest."""
    for values in product(*space.values()):
        yield dict(zip(space, values))


@checked
def random_search(space: Space, price: Price, count: int, seed: int = 0) -> Trail:
    """`count` choices at random, each value of a knob as likely as the others. Errors: ValueError: count below 1."""
    count, rng = (
        whole("count", count, means="designs tried"),
        np.random.default_rng(seed),
    )
    tried = [_any(space, rng) for _ in range(count)]
    return Trail(tuple(tried), tuple(map(price, tried)))


@checked
def descent(space: Space, price: Price, start: Choice) -> Trail:
    """From a start: each knob in turn goes to the value of least price, until none gets any better.

    It ends where no single knob helps; two together still may. A choice is priced once. Errors: KeyError where the
    start lacks a knob.
    """
    here, before, tried = dict(start), None, [dict(start)]
    seen = {_key(space, start): price(dict(start))}
    while here != before:
        before = here
        for knob in space:
            here = _turn(space, price, here, knob, seen, tried)
    return Trail(tuple(tried), tuple(seen[_key(space, one)] for one in tried))


@checked
def exhaustive(space: Space, price: Price, bound: Price) -> Trail:
    """All choices, least bound first, until a bound is no less than the best price: the rest cannot win.

    bound(choice) <= price(choice) for each, or the best may be lost (`admissible`). Infinite bounds are never priced.
    """
    bounded = [(bound(one), k, one) for k, one in enumerate(choices(space))]
    tried, prices, least = [], [], inf
    for low, _, one in sorted(bounded, key=lambda row: row[:2]):
        if low >= least:
            break
        tried.append(one)
        prices.append(price(one))
        least = min(least, prices[-1])
    return Trail(tuple(tried), tuple(prices))


@checked
def admissible(space: Space, price: Price, bound: Price) -> bool:
    """Whether no choice costs less than its bound: the definition, by trying all."""
    return all(bound(one) <= price(one) for one in choices(space))


def _any(space: Space, rng: np.random.Generator) -> Choice:
    return {knob: values[rng.integers(len(values))] for knob, values in space.items()}


def _turn(space: Space, price: Price, here: Choice, knob: str, seen, tried) -> Choice:
    """One knob to its best value; where all are equal it stays."""
    ways = [{**here, knob: value} for value in space[knob]]
    for way in ways:
        key = _key(space, way)
        if key not in seen:
            seen[key] = price(way)
            tried.append(way)
    best = min(ways, key=lambda way: seen[_key(space, way)])
    better = seen[_key(space, best)] < seen[_key(space, here)]
    return best if better else here


def _key(space: Space, choice: Choice) -> tuple:
    return tuple(choice[knob] for knob in space)
