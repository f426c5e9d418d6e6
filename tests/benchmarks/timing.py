"""How the benchmarks time: two functions in turn, so that both meet the same noise, and the ratio of each pair."""

from statistics import median
from time import perf_counter


def ratio(slow, fast, rounds: int = 7) -> tuple[float, float, float]:
    """How many times longer slow() takes than fast(): median, least and most of `rounds` pairs, after one warm-up."""
    slow(), fast()
    ratios = sorted(seconds(slow) / seconds(fast) for _ in range(rounds))
    return median(ratios), ratios[0], ratios[-1]


def seconds(function) -> float:
    """The time of one call; quick calls are repeated until they fill a hundredth of a second."""
    calls, spent = 0, 0.0
    while spent < 0.01:
        start = perf_counter()
        function()
        calls, spent = calls + 1, spent + perf_counter() - start
    return spent / calls
