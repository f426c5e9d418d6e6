"""Choosing a kernel for a layer, scored on measured time."""

from dnnlib.kernels import selection
from dnnlib.kernels.timings import grid, measured
from dnnlib.puzzle import Puzzle

CLEAR = 1.25  # a lead that is not noise


def pick(R: int, C: int, P: int, N: int) -> str:
    """Which kernel is quickest, "toeplitz", "winograd" or "fft", for R x R filters, C channels in and out, P x P
    outputs and a batch of N?

    Asked are only layers where one kernel led by a quarter or more when all were timed (kernels/measured.py).
    Source: our measurement; the rule of thumb of Sze et al. 2017, V-A, is one of the wrong answers.
    """
    seen = measured(R, C, P, N)
    if seen.lead < CLEAR:
        raise ValueError("too close to call")
    return seen.quickest


def _rule(small="toeplitz", middle="winograd", large="fft", least=1024, most=3, seven=16384):
    """A rule: 1 x 1, then 3 x 3 and 5 x 5, then larger filters on enough outputs."""

    def wrong(R, C, P, N):
        if R == 1:
            return small
        if R <= 5:
            return middle if R <= most else "toeplitz"
        return large if N * P * P >= (seven if R == 7 else least) else "toeplitz"

    return wrong


pick_puzzle = Puzzle(
    pick,
    tuple(layer for layer in grid() if measured(*layer).lead >= CLEAR),  # all: in a drawn part a wrong cell went unseen
    points=5,
    examples=(
        (1, 128, 64, 4), (1, 8, 8, 1), (3, 128, 32, 4), (3, 32, 8, 1), (5, 32, 32, 4), (5, 128, 64, 1),
        (7, 8, 8, 1), (7, 128, 16, 4), (7, 128, 64, 4), (7, 128, 32, 4), (7, 32, 32, 1), (7, 32, 16, 4),
        (11, 32, 64, 4), (11, 128, 8, 4), (11, 8, 64, 1), (11, 32, 16, 1), (11, 8, 16, 4),
    ),
    wrong={
        "Always Toeplitz: right where nothing can be saved (1 x 1); but 3 x 3 filters leave most of the work to save.": (
            lambda R, C, P, N: "toeplitz"
        ),
        "Always Winograd: it has tiles for 3 x 3 and 5 x 5 filters here, and for no others.": lambda R, C, P, N: "winograd",
        "Always FFT: its transforms, and complex products, must be paid back by a large filter.": lambda R, C, P, N: "fft",
        "The survey's rule: FFT above 5 x 5, Winograd for 3 x 3. On small maps FFT has too few outputs to pay for its filters.": (
            selection.by_the_survey
        ),
        "Fewest operations: what moves words and how well each kernel runs is left out. Look where the time differs from the count.": (
            selection.by_count
        ),
        "Winograd for 3 x 3 only: 5 x 5 gains from F(2x2,5x5) as well.": _rule(),
        "FFT for every filter above 5 x 5: look at the small maps, where Toeplitz is quicker.": _rule(most=5, least=0, seven=0),
        "No FFT at all: 11 x 11 filters on large maps are where it wins.": _rule(most=5, large="toeplitz"),
        "FFT for 11 x 11 alone: 7 x 7 turns at the largest layer.": _rule(most=5, seven=10**9),
        "FFT for 7 x 7 as early as for 11 x 11: a smaller filter pays back later.": _rule(most=5, seven=1024),
        "FFT in place of Winograd for 5 x 5: a spectrum of complex numbers costs more than a tile of 6 x 6.": _rule(middle="fft", most=5),
        "FFT for 11 x 11 on every map: 8 x 8 outputs are too few.": _rule(most=5, least=0),
    },
)  # fmt: skip
