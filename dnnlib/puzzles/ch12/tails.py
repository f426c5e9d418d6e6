"""Percentiles, and how many queries prove one."""

from math import ceil, comb, floor

import numpy as np

from dnnlib.puzzle import Puzzle


def nearest_rank(latencies: np.ndarray, percent: int) -> int:
    """Which is the smallest of these latencies that `percent` of them do not exceed?

    That is the nearest rank: a latency that was really measured, none between two of them.
    Source: MLPerf Inference rules.
    """
    if not 1 <= percent <= 100:
        raise ValueError("a percentile is of 1 to 100 percent")
    for latency in sorted(latencies):
        within = 0
        for other in latencies:
            if other <= latency:
                within += 1
        if 100 * within >= percent * len(latencies):
            return int(latency)
    raise ValueError("a percentile needs latencies")


def _latencies(rng):
    n = int(rng.choice([1, 2, 4, 5, 7, 10, 20, 40, 100]))
    return rng.integers(1, 90, n), int(rng.choice([1, 25, 50, 90, 95, 99, 100]))


def _at(rank):
    """The value at place rank(n, percent) of the sorted latencies; as in a student's list, -1 is the last of them."""
    return lambda x, percent: int(np.sort(x)[int(rank(len(x), percent))])


nearest_rank_puzzle = Puzzle(
    nearest_rank,
    _latencies,
    points=3,
    easier=("at 50 or 100 percent", lambda latencies, percent: percent in (50, 100)),
    examples=(
        (np.array([30, 10, 20, 40]), 50),
        (np.array([5]), 99),
        (np.arange(100, 0, -1), 99),
        (np.arange(1, 11), 90),
        (np.array([7, 7, 9]), 95),
        (np.array([3, 1, 4, 2]), 90),
        (np.arange(101), 1),
        (np.array([6, 5, 7, 3, 1, 4, 2]), 90),
        (np.arange(1, 20), 95),  # 18.05: rounded up
    ),
    wrong={
        "That lies between two latencies: the nearest rank is one that was measured.": (
            lambda x, percent: float(np.percentile(x, percent))
        ),
        "That is one rank too high: counting from 0, rank k is at k - 1.": _at(
            lambda n, percent: ceil(percent * n / 100)
        ),
        "The rank was rounded down and then counted from 0: that is right only where it is not whole.": _at(
            lambda n, percent: percent * n // 100
        ),
        "The rank was rounded down: then fewer than `percent` do not exceed it.": _at(
            lambda n, percent: floor(percent * n / 100) - 1
        ),
        "The rank was rounded to the nearest: up, or too few do not exceed it.": _at(
            lambda n, percent: round(percent * n / 100) - 1
        ),
        "That is the percentile from above: `percent` of them lie at or below it.": _at(
            lambda n, percent: n - ceil(percent * n / 100)
        ),
        "That is the mean: one slow query hides in it.": lambda x, percent: float(np.mean(x)),
        "That is the largest of all: a percentile leaves some out.": lambda x, percent: int(max(x)),
        "That is the median, whatever percent was asked.": _at(lambda n, percent: (n - 1) // 2),
        "The latencies are in the order they came: sort them first.": (
            lambda x, percent: int(x[ceil(percent * len(x) / 100) - 1])
        ),
        "Equal latencies were counted once: each query counts.": (
            lambda x, percent: int(np.unique(x)[ceil(percent * len(np.unique(x)) / 100) - 1])
        ),
        "That is a share of the largest latency, no rank.": lambda x, percent: float(max(x) * percent / 100),
    },
)


def queries(percent: int, over: int) -> int:
    """How many queries are the fewest that prove a percentile, when `over` of them were too slow?

    Suppose the claim is just false: each query is too slow with chance 1 - percent/100. The claim
    is proven when at most `over` slow ones among n would then be a surprise, of chance 0.01 or
    less. Give the least such n. Source: MLPerf Inference rules, "Early stopping".
    """
    if not (50 <= percent <= 97 and 0 <= over <= 9):
        raise ValueError("percent is from 50 to 97, over from 0 to 9")
    late = (100 - percent) / 100
    n, chances = 0, [1.0] + [0.0] * over  # of exactly 0, 1, ... `over` slow ones among n
    while sum(chances) > 0.01:
        for slow in range(over, 0, -1):
            chances[slow] = chances[slow] * (1 - late) + chances[slow - 1] * late
        chances[0] = chances[0] * (1 - late)
        n += 1
    return n


def _claims(rng):
    return int(rng.choice([50, 80, 90, 95, 97])), int(rng.integers(0, 6))


def _least(slow=lambda percent: 100 - percent, most=lambda over: over, surprise=0.01, counted=sum):
    """The least n, with one thing wrong."""

    def wrong(percent, over):
        over, late, n = most(over), slow(percent) / 100, 0
        chances = np.eye(over + 1)[0]
        while n <= over or counted(chances) > surprise:
            chances = chances * (1 - late) + np.append(0, chances[:-1]) * late
            n += 1
        return n

    return wrong


def _off(by):
    return lambda percent, over: _least()(percent, over) + by


queries_puzzle = Puzzle(
    queries,
    _claims,
    points=4,
    trials=12,
    easier=("when none was too slow", lambda percent, over: over == 0),
    examples=((50, 0), (90, 0), (90, 1), (50, 3), (95, 2)),
    wrong={
        "One slow query fewer was allowed: up to `over` of them.": (
            lambda percent, over: _least(most=lambda o: max(o - 1, 0))(percent, over) if over else 1
        ),
        "One slow query more was allowed: at most `over` of them.": _least(most=lambda o: o + 1),
        "The test has two sides here, 0.005 each: only too few slow ones would be a surprise.": (
            _least(surprise=0.005)
        ),
        "The surprise is one in 20 here: it is to be one in 100.": _least(surprise=0.05),
        "Exactly `over` slow ones were counted: fewer would be a surprise too.": (
            lambda percent, over: _exactly(percent, over)
        ),
        "Nothing was asked of `over`: each slow query takes more queries to make up for.": (
            lambda percent, over: _least()(percent, 0) + over
        ),
        "`over` was not used: so many prove it when none is slow.": (
            lambda percent, over: _least()(percent, 0)
        ),
        "Slow and fast were exchanged: a query is too slow with chance 1 - percent/100.": (
            _least(slow=lambda percent: percent)
        ),
        "That is the margin rule, 2.576^2 p (1 - p) / ((1 - p)/20)^2: it proves more than is asked.": (
            lambda percent, over: round(2.5758293**2 * percent * 400 / (100 - percent))
        ),
        "That n is not enough yet: one more.": _off(-1),
        "One fewer would do: the least n is asked.": _off(1),
        "That many slow ones are just what is expected: over / (1 - percent/100).": (
            lambda percent, over: -(-100 * over // (100 - percent))
        ),
    },
)


def _exactly(percent, over):
    """Where only exactly `over` slow ones are counted, past the peak of that chance."""
    late, n = (100 - percent) / 100, over + 1
    while n * late <= over or comb(n, over) * late**over * (1 - late) ** (n - over) > 0.01:
        n += 1
    return n
