"""Right answers to the puzzles of chapter 14, each puzzle in at least three different ways: all of them must pass."""

import math
from dataclasses import asdict
from fractions import Fraction
from itertools import product

import numpy as np

from dnnlib.studio import KNOBS, Gates, chips, search

# ---------------------------------------------------------------- the front


def dominated_by_broadcast(points):
    no_worse = (points[None] <= points[:, None]).all(axis=2)
    better = (points[None] < points[:, None]).any(axis=2)
    return (no_worse & better).any(axis=1)


def dominated_by_sorting(points):
    """Whoever dominates a design stands before it in the order of tuples."""
    rows = [tuple(row) for row in points.tolist()]
    found = []
    for row in rows:
        before = [r for r in rows if r < row]
        found.append(any(all(a <= b for a, b in zip(r, row)) for r in before))
    return found


def dominated_by_sums(points):
    """No worse everywhere and less in sum is the same as better somewhere."""
    return np.array(
        [any((q <= p).all() and q.sum() < p.sum() for q in points) for p in points]
    )


DOMINATED = (dominated_by_broadcast, dominated_by_sorting, dominated_by_sums)


def volume_by_strips(points, corner):
    total, low = 0.0, float(corner[1])
    right = float(corner[0])
    for a, b in sorted(points.tolist()):
        if a < right and b < low:
            total += (right - a) * (low - b)
            low = b
    return total


def volume_by_inclusion(points, corner):
    """Rectangles, minus what two share, plus what three share, ..."""
    total = 0.0
    for bits in range(1, 2 ** len(points)):
        chosen = [p for k, p in enumerate(points) if bits >> k & 1]
        sides = np.maximum(corner - np.max(chosen, axis=0), 0)
        total -= (-1) ** len(chosen) * sides.prod()
    return total


def volume_by_grid(points, corner):
    x = np.arange(0, corner[0], 0.25)[:, None, None]
    y = np.arange(0, corner[1], 0.25)[None, :, None]
    inside = (points[:, 0] <= x) & (points[:, 1] <= y)
    return inside.any(axis=2).sum() / 16


VOLUME = (volume_by_strips, volume_by_inclusion, volume_by_grid)

# ---------------------------------------------------------------- silicon


def area_by_interp(pes, rf, glb, bits, sizes, um2):
    file, buffer = np.interp([rf, 1024 * glb], sizes, um2)
    pe = 2_000 * (bits / 16) ** 2 + 18_000 * bits / 16
    return (pes * (pe + rf * file) + 1024 * glb * buffer) * 1e-6


def area_by_parts(pes, rf, glb, bits, sizes, um2):
    """Each part in mm^2."""
    share = bits / 16
    parts = [pes * 0.002 * share**2, pes * 0.018 * share]
    for count, size in ((pes, rf), (1, glb * 2**10)):
        parts.append(count * size / 1e6 * np.interp(size, sizes, um2))
    return sum(parts)


def area_by_fractions(pes, rf, glb, bits, sizes, um2):
    def byte(size):
        if size >= sizes[-1]:
            return Fraction(um2[-1])
        k = max(i for i, start in enumerate(sizes) if start <= size)
        way = Fraction(size - int(sizes[k]), int(sizes[k + 1] - sizes[k]))
        return (1 - way) * Fraction(um2[k]) + way * Fraction(um2[k + 1])

    pe = Fraction(2_000 * bits**2, 256) + Fraction(18_000 * bits, 16)
    total = pes * (pe + rf * byte(rf)) + 1024 * glb * byte(1024 * glb)
    return float(total / 10**6)


AREA = (area_by_interp, area_by_parts, area_by_fractions)

# ---------------------------------------------------------------- knobs


def bars_by_slices(energy, base):
    a, b, c = base
    found = []
    for line in (energy[:, b, c], energy[a, :, c], energy[a, b, :]):
        line = line[np.isfinite(line)]
        found.append(line.max() / line.min())
    return np.array(found)


def bars_by_stops(energy, base):
    found = []
    for knob, side in enumerate(energy.shape):
        seen = [energy[base[:knob] + (k,) + base[knob + 1 :]] for k in range(side)]
        seen = [value for value in seen if value != math.inf]
        found.append(max(seen) / min(seen))
    return found


def bars_by_masks(energy, base):
    places = [base[:k] + (slice(None),) + base[k + 1 :] for k in range(3)]
    lines = [energy[place] for place in places]
    most = [np.where(np.isinf(line), 0, line).max() for line in lines]
    return np.array(most) / [line.min() for line in lines]


BARS = (bars_by_slices, bars_by_stops, bars_by_masks)

# ---------------------------------------------------------------- searches


def par_by_loops(right, area, cycles, energy, gates):
    best, place = math.inf, (-1, -1)
    for i, j in product(range(len(right)), range(len(area))):
        passes = right[i] >= gates[0] and area[j] <= gates[1]
        if passes and cycles[i, j] <= gates[2]:
            here = energy[i, j]
            if here < best:
                best, place = here, (i, j)
    return place


def par_by_arrays(right, area, cycles, energy, gates):
    i, j = np.nonzero((right >= gates[0])[:, None] & (area <= gates[1])[None])
    fast = cycles[i, j] <= gates[2]
    i, j = i[fast], j[fast]
    if not len(i):
        return -1, -1
    k = energy[i, j].argmin()
    return [int(i[k]), int(j[k])]


def par_by_sorting(right, area, cycles, energy, gates):
    rows = [i for i, one in enumerate(right) if one >= gates[0]]
    columns = [j for j, one in enumerate(area) if one <= gates[1]]
    left = [(i, j) for i in rows for j in columns if cycles[i, j] <= gates[2]]
    priced = sorted((energy[i, j], i, j) for i, j in left)
    return priced[0][1:] if priced else (-1, -1)


PAR = (par_by_loops, par_by_arrays, par_by_sorting)


def pruned_best_first(compute, memory, cost):
    bounds, best = compute + memory, math.inf
    for k in np.argsort(bounds):
        if bounds[k] >= best:
            return best
        best = min(best, cost[k])
    return best


def pruned_from_a_heap(compute, memory, cost):
    import heapq

    heap = [(b, k) for k, b in enumerate((compute + memory).tolist())]
    heapq.heapify(heap)
    best = math.inf
    while heap and heap[0][0] < best:
        best = min(best, cost[heapq.heappop(heap)[1]])
    return best


def pruned_by_least_left(compute, memory, cost):
    bounds = dict(enumerate(compute + memory))
    best = float("inf")
    while bounds:
        k = min(bounds, key=bounds.get)
        if bounds.pop(k) > best:
            break
        best = min(best, float(cost[k]))
    return np.float64(best)


PRUNED = (pruned_best_first, pruned_from_a_heap, pruned_by_least_left)

# ---------------------------------------------------------------- images


def gate_closed(right, points, disagree):
    p = right / 100
    variance = 2 * p * (1 - p) if disagree is None else disagree / 100
    return math.ceil(variance * (2.5758 / (points / 100)) ** 2)


def gate_by_fractions(right, points, disagree):
    p, apart = Fraction(right) / 100, Fraction(points) / 100
    variance = 2 * p * (1 - p)
    if disagree is not None:
        variance = Fraction(disagree) / 100
    return math.ceil(Fraction(25758, 10_000) ** 2 * variance / apart**2)


def gate_by_halving(right, points, disagree):
    """Between too few and enough, the middle."""
    p = right / 100
    variance = disagree / 100 if disagree else 2 * p * (1 - p)
    few, enough = 0, 10**7
    while enough - few > 1:
        n = (few + enough) // 2
        told = points / 100 >= 2.5758 * math.sqrt(variance / n)
        few, enough = (few, n) if told else (n, enough)
    return enough


GATE = (gate_closed, gate_by_fractions, gate_by_halving)


def split_by_loop(writers, order, hidden):
    mask = np.zeros(len(writers), bool)
    for writer in order:
        if mask.sum() >= hidden:
            break
        mask |= writers == writer
    return mask


def split_by_sums(writers, order, hidden):
    """How many are hidden after each writer, and so how many writers it takes."""
    counts = np.bincount(writers, minlength=len(order))[order]
    taken = int(np.searchsorted(counts.cumsum(), hidden)) + 1
    return np.isin(writers, order[:taken])


def split_by_place(writers, order, hidden):
    """A writer is hidden when fewer than `hidden` images come before theirs."""
    place = {writer: k for k, writer in enumerate(order.tolist())}
    ranks = [place[w] for w in writers.tolist()]
    return [sum(r < mine for r in ranks) < hidden for mine in ranks]


SPLIT = (split_by_loop, split_by_sums, split_by_place)

# ---------------------------------------------------------------- marks


def score_by_arrays(cards, gates, mine):
    passed = (cards[:, 1:] <= gates).all(axis=1) & np.isfinite(cards[:, 0])
    if not passed[mine]:
        return 0
    return 100 * cards[passed, 0].min() / cards[mine, 0]


def score_by_loops(cards, gates, mine):
    def passes(card):
        fits = card[0] != math.inf
        return fits and all(a <= b for a, b in zip(card[1:], gates))

    left = [card[0] for card in cards.tolist() if passes(card)]
    return 100 * min(left) / cards[mine][0] if passes(cards[mine]) else 0.0


def score_by_masking(cards, gates, mine):
    """What misses a gate has infinite energy."""
    missed = ~(cards[:, 1:] <= gates[None]).all(axis=1)
    energy = np.where(missed, np.inf, cards[:, 0])
    return 0.0 if energy[mine] == np.inf else float(energy.min() / energy[mine] * 100)


SCORE = (score_by_arrays, score_by_loops, score_by_masking)

# ---------------------------------------------------------------- the design


def design_by_bound(area, latency):
    gates, found = Gates(area, latency, 0.5), chips.chips()
    trail = search.exhaustive(chips.SPACE, found.price(gates), found.bound(gates))
    return asdict(chips.design(trail.best))


def design_by_table(area, latency):
    found = chips.chips()
    energy = np.where(found.passing(Gates(area, latency, 0.5)), found.energy, np.inf)
    place = np.unravel_index(energy.argmin(), energy.shape)
    chip = {knob: values[k] for (knob, values), k in zip(chips.SPACE.items(), place)}
    return {"width": [150, 60], "bits": np.int64(3), "density": 1, **chip}


def design_by_hand(area, latency):
    """RS, a small register file, the smallest buffer that helps: only PEs and batch are searched."""
    chip = {"dataflow": "RS", "rf": 16}
    price, best = chips.chips().price(Gates(area, latency, 0.5)), None
    for pes, glb, batch in product(KNOBS["pes"], (8, 16, 32, 64), (1, 4, 16)):
        one = {**chip, "pes": pes, "glb": glb, "batch": batch}
        if best is None or price(one) < price(best):
            best = one
    return {"width": (150, 60), "bits": 3, "density": 1.0, **best}


DESIGN = (design_by_bound, design_by_table, design_by_hand)

ANSWERS = {
    "dominated": DOMINATED,
    "hypervolume": VOLUME,
    "area": AREA,
    "sensitivity": BARS,
    "par": PAR,
    "prune_search": PRUNED,
    "gate": GATE,
    "fair_split": SPLIT,
    "score": SCORE,
    "design": DESIGN,
}
