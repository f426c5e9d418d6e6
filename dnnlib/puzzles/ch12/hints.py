"""Hints to the puzzles of chapter 12: where to look, how to go about it, nearly the answer."""

HINTS = {
    "same_units": (
        "Two things differ: what was counted, and on how large an image. Take them one after the other.",
        "A MAC is two FLOPs. An image of twice the side has four times the pixels, so four times the MACs.",
        "Halve FLOPs; then multiply by `(224 / side) ** 2`.",
    ),
    "non_zero_macs": (
        "One read of each word must do. Which inputs ever meet the weight at tap (r, s) of channel c?",
        "They form a window of the map, as large as the output. It is the same window for every filter and image.",
        "`seen = (I[:] != 0).sum(0)` and `taps = (F[:] != 0).sum(0)`; for each r, s the window of `seen` meets `taps[:, r, s]`.",
    ),
    "energy_an_image": (
        "Two parts: the chip, and what crosses its pins. Which of the two is given for a whole batch?",
        "mW * ms are microjoules already. A million picojoules are one; the price is for 32 bits.",
        "`power_mw * run_ms / batch`, plus `words * bits / 32 * pj / 1e6`.",
    ),
    "latency_and_rate": (
        "Follow the first image: for whom does it wait, and what then? For the rate follow batches instead.",
        "It waits for batch - 1 others, then for the whole batch's computing. Batches leave no faster than they come.",
        "The rate is the smaller of `1000 / gap` and `1000 * batch / (fixed + each * batch)`.",
    ),
    "nearest_rank": (
        "Sort first. How many latencies must lie at or below the one you give?",
        "At least percent * n / 100 of them, and that is rarely whole. Which way do you round?",
        "Rank k, counted from 1, is the ceiling of percent * n / 100: in whole numbers `-(-percent * n // 100)`.",
    ),
    "queries": (
        "Suppose the claim just fails. What is the chance that as few as `over` queries are slow all the same?",
        "It is a binomial sum over 0, 1, ... `over` slow ones of n. Raise n until the sum is 0.01 or less.",
        "`scipy.stats.binom.cdf(over, n, 1 - percent / 100)` is that sum; or whole numbers with `math.comb`.",
    ),
    "bound_by": (
        "How long would each part take alone? They go on at the same time.",
        "Mind bits and bytes; 10^9 a second is 1000 a microsecond.",
        "`macs / gmacs / 1000` and `words * bits / 8 / gbytes / 1000`: the longer one, and its name.",
    ),
    "at_one_process": (
        "Draw a square wire, half as long on each side. What becomes of its area, and of what it can hold?",
        "Area has two sides. Energy is C * V * V, and C has one side.",
        "With k = to_nm / nm and v = to_volts / volts: `area * k * k`, and energy takes one k and two v.",
    ),
    "mean_speedup": (
        "Take two networks, 4 times and a quarter. What should their mean be?",
        "A mean that turns into its inverse when old and new are exchanged multiplies; it does not add.",
        "The n-th root of the product of `old / new`, or `np.exp` of the mean of its `np.log`.",
    ),
    "winner": (
        "Three things put a design out of the game before any energy is looked at.",
        "A missing line, an error over its gate, a latency over its gate. Then chip and off-chip energy together.",
        "Keep `(chip + off_chip, k)` of those that are left: `min` takes the first of equal ones by itself.",
    ),
}
