"""Percentiles of latency, and how many queries they take before one may claim them.

percentile(latencies, 0.99)     the nearest rank: a latency that really occurred
queries(0.99)                   662: so many, at most one of them too slow
"""

from math import ceil, exp, lgamma, log, log1p

import numpy as np

from dnnlib.door import checked

Z_99 = 2.5758293  # two-sided, 99 %: half a percent lies above
ROUND_UP = 2**13  # MLPerf asks for whole multiples of 8,192


@checked
def percentile(latencies, share: float) -> float:
    """The nearest rank: the smallest latency that a share of all does not exceed.

    sorted(latencies)[ceil(share * n) - 1]

    Units: those of the latencies. Errors: ValueError where there are none, or share is
    not above 0 and at most 1. Source: MLPerf Inference rules, early stopping.
    """
    latencies = np.sort(np.asarray(latencies, float).ravel())
    if not len(latencies):
        raise ValueError("no latencies: a percentile needs at least one")
    _within(share, "share", 1)
    rank = ceil(
        round(share * len(latencies), 9)
    )  # 0.9 * 10 is 9, not 9.000000000000002
    return float(latencies[max(rank, 1) - 1])


@checked
def chance(queries: int, over: int, share: float) -> float:
    """How likely at most `over` of `queries` are too slow, if each is with chance 1 - share.

    P(X <= over) = sum over k <= over of  C(queries, k) (1-share)^k share^(queries-k)

    Errors: ValueError names a number out of range. Source: the binomial distribution.
    """
    _within(share, "share", 1)
    if over < 0 or queries < 0:
        raise ValueError(f"{over} over of {queries} queries: give 0 or more")
    if over >= queries or share == 1:
        return 1.0
    terms = [_log_term(queries, k, share) for k in range(over + 1)]
    top = max(terms)
    return min(1.0, exp(top) * sum(exp(term - top) for term in terms))


def _log_term(n: int, k: int, share: float) -> float:
    """The logarithm: C(n, k) itself is past any float at ten thousand queries."""
    ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    return ways + k * log1p(-share) + (n - k) * log(share)


@checked
def queries(share: float, over: int = 1, confidence: float = 0.99) -> int:
    """The fewest queries that prove a percentile, when `over` of them are too slow.

    The least n with P(at most `over` of n too slow | the percentile is missed) <= 1 - confidence.

    Errors: ValueError names a share or confidence not between 0 and 1, over below 0.
    Source: MLPerf Inference rules, "Early stopping": 64, 662, 6,636 for p90, p99, p99.9.
    """
    _within(share, "share")
    _within(confidence, "confidence")
    few, many = over, over + 1
    while chance(many, over, share) > 1 - confidence:
        few, many = many, 2 * many
    while many - few > 1:
        middle = (few + many) // 2
        proven = chance(middle, over, share) <= 1 - confidence
        few, many = (few, middle) if proven else (middle, many)
    return many


@checked
def discarded(count: int, share: float, confidence: float = 0.99) -> int:
    """How many of the slowest queries a log of `count` may leave out for its estimate.

    t - 1, with t the most that may be too slow: queries(share, t) <= count.

    Errors: ValueError where the log is too short to prove anything.
    Source: MLPerf Inference rules, "Early stopping".
    """
    least = queries(share, 1, confidence)
    if count < least:
        raise ValueError(f"{count} queries prove no p{100 * share:g}: it takes {least}")
    few, many = 1, count
    while many - few > 1:
        middle = (few + many) // 2
        fits = queries(share, middle, confidence) <= count
        few, many = (middle, many) if fits else (few, middle)
    return few - 1


@checked
def by_margin(share: float) -> tuple[int, int]:
    """Queries for a margin of a twentieth of what is left, and rounded up to 8,192.

    n = z^2 * share * (1 - share) / margin^2,  margin = (1 - share) / 20,  z = 2.5758

    Errors: ValueError where share is not between 0 and 1.
    Source: MLPerf Inference rules: 23,886 for p90 (24,576), 262,742 for p99 (270,336).
    """
    _within(share, "share")
    margin = (1 - share) / 20
    n = Z_99**2 * share * (1 - share) / margin**2
    n = round(n)
    return n, -(-n // ROUND_UP) * ROUND_UP


def _within(value: float, name: str, most: float | None = None) -> None:
    if not (0 < value < 1 or value == most):
        raise ValueError(f"{name}={value!r}: give a number between 0 and 1, as 0.99")
