"""Right answers to the puzzles of chapter 12, each puzzle in at least three different ways: all of them must pass."""

import math
from fractions import Fraction
from statistics import geometric_mean

import numpy as np
from scipy import signal, stats

from dnnlib.metrics import tail
from dnnlib.metrics.non_zero import conv_non_zero

# ---------------------------------------------------------------- one unit


def units_by_factors(number, unit, side):
    return number * {"MAC": 1, "FLOP": 0.5}[unit] * (224 / side) ** 2


def units_by_pixels(number, unit, side):
    """MACs a pixel first, then for an image of 224."""
    a_pixel = number / (1 + (unit == "FLOP")) / side**2
    return np.float64(a_pixel * 224**2)


def units_by_fractions(number, unit, side):
    return Fraction(number) * Fraction(224, side) ** 2 / (2 if unit == "FLOP" else 1)


UNITS = (units_by_factors, units_by_pixels, lambda *f: float(units_by_fractions(*f)))

# ---------------------------------------------------------------- counted


def count_by_taps(I, F):
    I, F = I[:] != 0, F[:] != 0
    R, S = F.shape[2:]
    P, Q = I.shape[2] - R + 1, I.shape[3] - S + 1
    seen, taps = I.sum(0), F.sum(0)
    return sum(
        int((seen[:, r : r + P, s : s + Q].sum((1, 2)) * taps[:, r, s]).sum())
        for r in range(R)
        for s in range(S)
    )


def count_by_correlation(I, F):
    """Two maps of counts, slid over each other."""
    seen, taps = (I[:] != 0).sum(0), (F[:] != 0).sum(0)
    slid = [signal.correlate(a, b, "valid", "direct") for a, b in zip(seen, taps)]
    return int(np.sum(slid))


def count_by_library(I, F):
    return conv_non_zero(np.array(I[:]), np.array(F[:]))


def count_by_words(I, F):
    """Every word is read once, and kept in plain lists."""
    I, F, total = I[:], F[:], 0
    H, W, R, S = *I.shape[2:], *F.shape[2:]
    for n, c, h, w in zip(*np.nonzero(I)):
        for r in range(max(0, h - H + R), min(R, h + 1)):
            for s in range(max(0, w - W + S), min(S, w + 1)):
                total += np.count_nonzero(F[:, c, r, s])
    return total


COUNTED = (count_by_taps, count_by_correlation, count_by_library, count_by_words)

# ---------------------------------------------------------------- joules


def joules_in_microjoules(power_mw, run_ms, batch, words, bits, pj):
    return power_mw * run_ms / batch + words * (bits / 32) * pj * 1e-6


def joules_in_joules(power_mw, run_ms, batch, words, bits, pj):
    chip = (power_mw / 1e3) * (run_ms / 1e3) / batch
    return 1e6 * (chip + words * bits * (pj * 1e-12 / 32))


def joules_by_batch(power_mw, run_ms, batch, words, bits, pj):
    """The whole batch, then an image's share."""
    dram = batch * words * bits / 32 * pj / 10**6
    return (power_mw * run_ms + dram) / batch


JOULES = (joules_in_microjoules, joules_in_joules, joules_by_batch)

# ---------------------------------------------------------------- waiting


def waiting_closed(gap, batch, fixed, each):
    run = fixed + each * batch
    return (batch - 1) * gap + run, 1000 * min(1 / gap, batch / run)


def waiting_by_period(gap, batch, fixed, each):
    """A batch leaves every `period`: the longer of gathering and computing."""
    run = fixed + batch * each
    period = max(batch * gap, run)
    return np.array([gap * (batch - 1) + run, 1000 * batch / period])


def waiting_by_arrivals(gap, batch, fixed, each):
    arrivals = [k * gap for k in range(batch)]
    end = arrivals[-1] + fixed + sum([each] * batch)
    return [end - arrivals[0], min(1e3 / gap, 1e3 * batch / (end - arrivals[-1]))]


WAITING = (waiting_closed, waiting_by_period, waiting_by_arrivals)

# ---------------------------------------------------------------- tails


def rank_by_ceiling(latencies, percent):
    return sorted(latencies)[-(-percent * len(latencies) // 100) - 1]


def rank_by_numpy(latencies, percent):
    return np.percentile(latencies, percent, method="inverted_cdf")


def rank_by_partition(latencies, percent):
    k = math.ceil(Fraction(percent * len(latencies), 100)) - 1
    return int(np.partition(latencies, k)[k])


RANK = (
    rank_by_ceiling,
    rank_by_numpy,
    rank_by_partition,
    lambda x, p: tail.percentile(x, p / 100),
)


def queries_by_scipy(percent, over):
    n = over + 1
    while stats.binom.cdf(over, n, 1 - percent / 100) > 0.01 * (1 + 1e-12):
        n += 1
    return n


def queries_by_whole_numbers(percent, over):
    n, late = over + 1, 100 - percent
    while (
        100
        * sum(math.comb(n, k) * late**k * percent ** (n - k) for k in range(over + 1))
        > 100**n
    ):
        n += 1
    return n


def queries_by_recurrence(percent, over):
    """One more query: P(n+1, k) = P(n, k) * fast + P(n, k-1) * late."""
    late = Fraction(100 - percent, 100)
    chances, n = [Fraction(1)] + [Fraction(0)] * over, 0
    while sum(chances) > Fraction(1, 100) or n <= over:
        before = [Fraction(0), *chances[:-1]]
        chances = [a * (1 - late) + b * late for a, b in zip(chances, before)]
        n += 1
    return n


QUERIES = (queries_by_scipy, queries_by_whole_numbers, queries_by_recurrence)

# ---------------------------------------------------------------- the roof


def bound_in_seconds(macs, words, bits, gmacs, gbytes):
    times = {"compute": macs / (gmacs * 1e9), "memory": words * bits / (8e9 * gbytes)}
    exact = Fraction(macs) / Fraction(gmacs) >= Fraction(words * bits, 8) / Fraction(
        gbytes
    )
    name = "compute" if exact else "memory"
    return name, 1e6 * times[name]


def bound_by_ridge(macs, words, bits, gmacs, gbytes):
    """Left of the ridge memory is the limit: MACs a byte against MACs a byte of the machine."""
    moved = words * bits / 8
    name = "memory" if macs * gbytes < gmacs * moved else "compute"
    return name, (macs / gmacs if name == "compute" else moved / gbytes) / 1e3


def bound_by_the_roof(macs, words, bits, gmacs, gbytes):
    times = [
        (macs / gmacs / 1000, "compute"),
        (words * bits / 8 / gbytes / 1000, "memory"),
    ]
    time, name = max(times, key=lambda one: one[0])
    return [name, time]


ROOF = (bound_in_seconds, bound_by_ridge, bound_by_the_roof)

# ---------------------------------------------------------------- one process


def process_closed(area, energy, nm, volts, to_nm, to_volts):
    k, v = to_nm / nm, to_volts / volts
    return area * k**2, energy * k * v**2


def process_by_sides(area, energy, nm, volts, to_nm, to_volts):
    """A square's side shrinks; its capacitor and its charge with it."""
    side = math.sqrt(area) / nm * to_nm
    charge = energy / volts * (to_nm / nm) * (to_volts / volts)
    return np.array([side * side, charge * to_volts])


def process_by_fractions(area, energy, nm, volts, to_nm, to_volts):
    k, v = Fraction(to_nm, nm), Fraction(to_volts) / Fraction(volts)
    return [float(Fraction(area) * k * k), float(Fraction(energy) * k * v * v)]


PROCESS = (process_closed, process_by_sides, process_by_fractions)

# ---------------------------------------------------------------- one mean

SPEEDUP = (
    lambda old, new: float(np.exp(np.log(old / new).mean())),
    lambda old, new: geometric_mean(old) / geometric_mean(new),
    lambda old, new: math.prod(o / n for o, n in zip(old, new)) ** (1 / len(old)),
    lambda old, new: stats.gmean(old / new),
)

# ---------------------------------------------------------------- the choice


def winner_by_loop(designs, most_error, most_ms):
    left = [
        (d[2] + d[3], k)
        for k, d in enumerate(designs)
        if None not in d and d[0] <= most_error and d[1] <= most_ms
    ]
    return min(left)[1] if left else -1


def winner_by_arrays(designs, most_error, most_ms):
    table = np.array(designs, float)  # None is NaN, and NaN passes no gate
    energy = table[:, 2] + table[:, 3]
    passed = (table[:, 0] <= most_error) & (table[:, 1] <= most_ms) & ~np.isnan(energy)
    energy = np.where(passed, energy, np.inf)
    return int(energy.argmin()) if passed.any() else -1


def winner_by_sorting(designs, most_error, most_ms):
    whole = [k for k, d in enumerate(designs) if all(v is not None for v in d)]
    for k in sorted(whole, key=lambda k: sum(designs[k][2:])):
        if designs[k][0] <= most_error and designs[k][1] <= most_ms:
            return k
    return -1


WINNER = (winner_by_loop, winner_by_arrays, winner_by_sorting)

ANSWERS = {
    "same_units": UNITS,
    "non_zero_macs": COUNTED,
    "energy_an_image": JOULES,
    "latency_and_rate": WAITING,
    "nearest_rank": RANK,
    "queries": QUERIES,
    "bound_by": ROOF,
    "at_one_process": PROCESS,
    "mean_speedup": SPEEDUP,
    "winner": WINNER,
}
