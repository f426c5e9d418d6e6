"""The rank that pays."""

from dnnlib.puzzle import Puzzle


def rank_budget(M: int, K: int, times: int) -> int:
    """What is the largest rank at which two factors hold at least `times` times fewer weights than their matrix?

    An FC layer [M, K] becomes A [M, r] and B [r, K]. Return r, or 0 if even rank 1 has too many weights.
    Source: Denton et al. 2014; Sze et al. 2017, VII-B-3.
    """
    if min(M, K, times) < 1:
        raise ValueError("all are 1 or more")
    r = 0
    while times * (r + 1) * (M + K) <= M * K:
        r += 1
    return r


def _layer(rng):
    return int(rng.integers(1, 60)), int(rng.integers(1, 60)), int(rng.integers(1, 6))


rank_budget_puzzle = Puzzle(
    rank_budget,
    _layer,
    lines=1,
    lenient=True,
    points=3,
    examples=(
        (500, 800, 1),
        (500, 800, 4),
        (4, 4, 1),
        (4, 4, 2),
        (6, 3, 1),
        (12, 24, 2),
        (2, 3, 4),
        (1, 9, 1),
        (20, 30, 3),
    ),
    wrong={
        "Half of the smaller side is taken: that breaks even for a square matrix alone.": (
            lambda M, K, times: min(M, K) // (2 * times)
        ),
        "The full rank is taken: at it the factors are larger than the matrix.": lambda M, K, times: (
            min(M, K) // times
        ),
        "It is rounded up: then there are too many weights.": lambda M, K, times: (
            -(-M * K // (times * (M + K)))
        ),
        "Exactly so many times fewer is enough: at least is asked.": (
            lambda M, K, times: (M * K - 1) // (times * (M + K))
        ),
        "Only A is counted: B holds r*K weights more.": lambda M, K, times: K // times,
        "Only B is counted: A holds M*r weights more.": lambda M, K, times: M // times,
        "`times` is left out.": lambda M, K, times: M * K // (M + K),
        "The budget is squared: weights grow with r, not with r^2.": (
            lambda M, K, times: int((M * K / (times * (M + K))) ** 0.5)
        ),
        "`times` multiplies: a smaller budget allows a smaller rank.": lambda M, K, times: (
            times * M * K // (M + K)
        ),
        "One more than fits is returned.": lambda M, K, times: M * K // (times * (M + K)) + 1,
        "The weights of the factors are returned: their rank is asked.": (
            lambda M, K, times: M * K // (times * (M + K)) * (M + K)
        ),
        "Rank 1 is returned where nothing fits: 0 says that nothing does.": (
            lambda M, K, times: max(M * K // (times * (M + K)), 1)
        ),
    },
)
