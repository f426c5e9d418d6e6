"""The price at which the winner turns: two dataflows, their accesses a MAC, one price that moves."""

import numpy as np

from dnnlib.puzzle import Puzzle


def turning_price(first: np.ndarray, second: np.ndarray, prices: np.ndarray, level: int) -> float:
    """At which price of one level do two dataflows take the same energy, while the other prices stay as they are?

    first, second [K] are accesses a MAC at each of K levels, prices [K] what an access costs there, level the index of
    the price that moves. 0 where there is no such price above 0. energy = sum over k of accesses[k] * prices[k].
    Source: Sze et al. 2017, V-B: "which dataflow wins then?"
    """
    if not 0 <= level < len(prices):
        raise ValueError("level is one of the K levels")
    apart = first[level] - second[level]
    rest = 0.0
    for k in range(len(prices)):
        if k != level:
            rest += (second[k] - first[k]) * prices[k]
    if apart == 0 or rest / apart <= 0:
        return 0.0
    return rest / apart


def _rest(first, second, prices, level):
    """What the second takes more than the first at all other levels."""
    more = (second - first) * prices
    return float(more.sum() - more[level])


def _price(rest, apart):
    """rest / apart where that is a price."""
    return 0.0 if apart == 0 or rest / apart <= 0 else float(rest / apart)


def _case(rng):
    """Small halves; now and then as many accesses at the level, or as much energy elsewhere."""
    K = int(rng.integers(2, 5))
    first, second = (rng.integers(0, 9, K) / 2 for _ in range(2))
    level, prices = int(rng.integers(K)), rng.integers(1, 9, K).astype(float)
    if rng.random() < 0.15:
        second[level] = first[level]
    if rng.random() < 0.15:
        second = np.where(np.arange(K) == level, second, first)
    return first, second, prices, level


def _apart(first, second, level):
    return first[level] - second[level]


turning_price_puzzle = Puzzle(
    turning_price,
    _case,
    points=4,
    axes="k",
    examples=(
        (np.array([1.0, 0.0, 4.0]), np.array([2.0, 1.0, 1.0]), np.array([20.0, 6.0, 1.0]), 2),
        (np.array([1.0, 4.0]), np.array([2.0, 1.0]), np.array([20.0, 1.0]), 1),
        (np.array([1.0, 2.0]), np.array([2.0, 4.0]), np.array([20.0, 1.0]), 1),
        (np.array([1.0, 2.0]), np.array([2.0, 2.0]), np.array([20.0, 1.0]), 1),
        (np.array([1.0, 2.0]), np.array([1.0, 4.0]), np.array([20.0, 1.0]), 1),
        (np.array([2.0, 1.0]), np.array([1.0, 3.0]), np.array([4.0, 1.0]), 0),
    ),
    wrong={
        "The level's own price of today is counted with the others: it is what you look for.": (
            lambda first, second, prices, level: _price(float((second - first) @ prices), _apart(first, second, level))
        ),
        "A price below 0 is given: no access pays you back, so the answer is 0.": (
            lambda first, second, prices, level: 0.0 if _apart(first, second, level) == 0 else
            _rest(first, second, prices, level) / _apart(first, second, level)
        ),
        "The sides are exchanged: what the second takes more elsewhere, the first takes more at this level.": (
            lambda first, second, prices, level: _price(_rest(second, first, prices, level), _apart(first, second, level))
        ),
        "It is divided by the first one's accesses alone: the second goes to this level too.": (
            lambda first, second, prices, level: _price(_rest(first, second, prices, level), first[level])
        ),
        "As many accesses on both sides: then no price of this level makes them equal.": (
            lambda first, second, prices, level: prices[level] if _apart(first, second, level) == 0 else
            _price(_rest(first, second, prices, level), _apart(first, second, level))
        ),
        "The fractions are cut off: a price is seldom whole, so divide with /, not with //.": (
            lambda first, second, prices, level: float(
                int(_price(_rest(first, second, prices, level), _apart(first, second, level)))
            )
        ),
        "This is how many times today's price: give the price itself.": (
            lambda first, second, prices, level: _price(
                _rest(first, second, prices, level) / prices[level], _apart(first, second, level)
            )
        ),
        "Only the first level is counted of the others: all of them cost something.": (
            lambda first, second, prices, level: _price(
                float((second[0] - first[0]) * prices[0]) * (level != 0), _apart(first, second, level)
            )
        ),
        "The other accesses are counted and not priced: each level has a price of its own.": (
            lambda first, second, prices, level: _price(
                _rest(first, second, np.ones(len(prices)), level), _apart(first, second, level)
            )
        ),
        "All of the second's energy elsewhere is weighed: the first takes energy elsewhere too.": (
            lambda first, second, prices, level: _price(
                _rest(0 * first, second, prices, level), _apart(first, second, level)
            )
        ),
    },
)  # fmt: skip
