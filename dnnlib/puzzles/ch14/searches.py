"""Two searches for the best design: all that pass the gates, and no more than a bound allows."""

import numpy as np

from dnnlib.puzzle import Puzzle


def par(right: np.ndarray, area: np.ndarray, cycles: np.ndarray, energy: np.ndarray, gates: tuple) -> tuple:
    """Which network on which chip takes the least energy, among the pairs that pass three gates?

    right [n]: percent that each network has right; area [m]: of each chip; cycles, energy [n,m]: of each network on
    each chip. gates: (least percent right, most area, most cycles); just at a gate passes. Give (network, chip), of
    equal ones the first; (-1, -1) where nothing passes.
    """
    if cycles.shape != (len(right), len(area)) or energy.shape != cycles.shape or not cycles.size:
        raise ValueError("cycles and energy have a row a network and a column a chip")
    least_right, most_area, most_cycles = gates
    best, place = None, (-1, -1)
    for i in range(len(right)):
        for j in range(len(area)):
            if right[i] < least_right or area[j] > most_area:
                continue
            if cycles[i, j] <= most_cycles and (best is None or energy[i, j] < best):
                best, place = energy[i, j], (i, j)
    return place


def _studio(rng):
    n, m = (int(v) for v in rng.integers(1, 5, 2))
    right, area = 96 + rng.integers(0, 6, n) / 2, rng.integers(1, 8, m) / 4
    cycles, energy = rng.integers(1, 6, (n, m)), rng.integers(2, 9, (n, m)) / 2
    gates = 96 + int(rng.integers(0, 5)) / 2, int(rng.integers(2, 9)) / 4, int(rng.integers(2, 6))
    return right, area, cycles, energy, gates


def _rest(right, area, gates):
    """Networks and chips that pass their own gates, before any pair is looked at."""
    return np.flatnonzero(right >= gates[0]), np.flatnonzero(area <= gates[1])


def _pairs(right, area, cycles, energy, gates):
    return int(np.prod([len(part) for part in _rest(right, area, gates)]))


def _passing(right, area, cycles, energy, gates):
    rows, columns = _rest(right, area, gates)
    return int((cycles[np.ix_(rows, columns)] <= gates[2]).sum())


def _best(
    network=lambda right, gate: right >= gate,
    chip=lambda area, gate: area <= gate,
    fast=lambda cycles, gate: cycles <= gate,
    key=lambda right, area, energy, i, j: energy[i, j],
    order=1,
    none=(-1, -1),
):
    """The search with one thing wrong; order -1 keeps the last of equal ones."""

    def wrong(right, area, cycles, energy, gates):
        cycles, energy = np.asarray(cycles), np.asarray(energy)
        left = [
            (i, j)
            for i, j in list(np.ndindex(cycles.shape))[::order]
            if network(right[i], gates[0]) and chip(area[j], gates[1]) and fast(cycles[i, j], gates[2])
        ]
        return min(left, key=lambda pair: key(right, area, energy, *pair), default=none)

    return wrong


def _thrifty(cycles_first=True):
    """Right, in as few reads as may be, but for one of the two tables, which is read whole."""

    def wrong(right, area, cycles, energy, gates):
        rows, columns = _rest(right, area, gates)
        cycles = cycles[:] if cycles_first else cycles
        energy = energy if cycles_first else energy[:]
        best, place = None, (-1, -1)
        for i in rows:
            for j in columns:
                if cycles[i, j] <= gates[2]:
                    here = energy[i, j]
                    if best is None or here < best:
                        best, place = here, (int(i), int(j))
        return place

    return wrong


def _one_after_the_other(right, area, cycles, energy, gates):
    """The network with the least mean energy first, then its best chip."""
    cycles, energy = np.asarray(cycles), np.asarray(energy)
    rows, columns = _rest(right, area, gates)
    if not len(rows) or not len(columns):
        return -1, -1
    i = rows[energy[np.ix_(rows, columns)].mean(axis=1).argmin()]
    left = [j for j in columns if cycles[i, j] <= gates[2]]
    return (int(i), int(min(left, key=lambda j: energy[i, j]))) if left else (-1, -1)


_all = _best()
par_puzzle = Puzzle(
    par,
    _studio,
    points=4,
    limit={"cycles": _pairs, "energy": _passing},
    easier=("for one network", lambda right, area, cycles, energy, gates: len(right) == 1),
    examples=(
        (np.array([98.0]), np.array([1.0, 0.5]), np.array([[1, 2]]), np.array([[2.0, 1.5]]), (97.5, 1.0, 2)),
        (np.array([98.5, 97.0]), np.array([1.0, 2.0]), np.array([[3, 1], [2, 1]]), np.array([[4.0, 2.0], [1.0, 0.5]]), (98.0, 1.5, 3)),
        (np.array([98.0, 98.5]), np.array([1.0, 0.5]), np.array([[5, 3], [2, 3]]), np.array([[1.0, 3.0], [3.0, 3.5]]), (98.0, 1.0, 3)),
        (np.array([97.0]), np.array([1.0]), np.array([[1]]), np.array([[1.0]]), (98.0, 1.0, 3)),
        (np.array([98.0, 98.0]), np.array([1.0, 1.0]), np.array([[1, 1], [1, 1]]), np.array([[2.0, 2.0], [2.0, 2.0]]), (98.0, 1.0, 1)),
    ),
    wrong={
        "All energies were read: an energy is worth a search of its own, so ask the gates first.": _thrifty(False),
        "All cycles were read: networks and chips that fail their own gates need none.": _thrifty(True),
        "Accuracy was not asked.": _best(network=lambda right, gate: True),
        "Area was not asked.": _best(chip=lambda area, gate: True),
        "Latency was not asked.": _best(fast=lambda cycles, gate: True),
        "Just at a gate was turned away: it passes.": _best(
            lambda right, gate: right > gate, lambda area, gate: area < gate, lambda cycles, gate: cycles < gate
        ),
        "The first pair that passes was taken: a later one may take less energy.": _best(
            key=lambda right, area, energy, i, j: 0
        ),
        "The most energy was taken.": _best(key=lambda right, area, energy, i, j: -energy[i, j]),
        "The last of equal ones was taken: the first is asked.": _best(order=-1),
        "The most accurate was taken: past its gate, accuracy earns nothing.": _best(
            key=lambda right, area, energy, i, j: (-right[i], energy[i, j])
        ),
        "The smallest chip was taken: past its gate, area earns nothing.": _best(
            key=lambda right, area, energy, i, j: (area[j], energy[i, j])
        ),
        "The best network first, then its best chip: which network is best depends on the chip.": (
            _one_after_the_other
        ),
        "Network and chip are exchanged: the network comes first.": lambda *case: _all(*case)[::-1],
        "Where nothing passes it is (-1, -1): (0, 0) is a pair.": _best(none=(0, 0)),
    },
)  # fmt: skip


def prune_search(compute: np.ndarray, memory: np.ndarray, cost: np.ndarray) -> float:
    """What is the least cost of these designs, when few of the costs may be read?

    compute, memory [n]: what each design's MACs cost, and the least that its words can cost. Every design pays both,
    and something more that nobody knows before: so its cost is at least their sum. cost [n]: what it really costs.
    """
    if not len(cost) or (cost < compute + memory).any():
        raise ValueError("there is a design, and none costs less than its MACs and its words together")
    least = cost[0]
    for k in range(len(cost)):
        if cost[k] < least:
            least = cost[k]
    return float(least)


def _bounded(rng):
    n = int(rng.integers(2, 9))
    compute, memory = rng.integers(1, 9, (2, n)) / 2
    return compute, memory, compute + memory + rng.integers(0, 9, n) / 4


def _needed(compute, memory, cost):
    """No search can skip a design whose bound lies below the least cost."""
    return int((compute + memory <= cost.min()).sum())


def _pruned(bound=lambda c, m: c + m, order=lambda bounds: np.argsort(bounds, kind="stable"), stop=lambda b, best: b >= best,
            give=lambda best, place, bounds: best, leave=False):  # fmt: skip
    """The search by a bound, with one thing wrong. leave: the first that is pruned ends it."""

    def wrong(compute, memory, cost):
        bounds, best, place = bound(compute, memory), np.inf, 0
        for k in order(bounds):
            if stop(bounds[k], best):
                if leave:
                    break
                continue
            here = cost[k]
            if here < best:
                best, place = float(here), int(k)
        return give(best, place, bounds)

    return wrong


def _until_worse(compute, memory, cost):
    """Stops when one costs more than the one before."""
    best = np.inf
    for k in np.argsort(compute + memory, kind="stable"):
        here = float(cost[k])
        if here > best:
            return best
        best = here
    return best


prune_search_puzzle = Puzzle(
    prune_search,
    _bounded,
    points=4,
    limit={"cost": _needed},
    examples=(
        (np.array([1.0, 4.0]), np.array([1.0, 1.0]), np.array([2.5, 5.5])),
        (np.array([4.0, 1.0, 2.0]), np.array([1.0, 1.0, 1.0]), np.array([5.0, 3.5, 3.0])),
        (np.array([1.0, 3.0, 0.5]), np.array([3.0, 0.5, 2.0]), np.array([5.5, 4.0, 4.5])),
        (np.array([2.0, 1.0, 4.0, 1.0]), np.array([1.0, 1.5, 0.5, 4.0]), np.array([4.5, 4.75, 4.5, 5.0])),
    ),
    wrong={
        "All costs were read: a design whose bound is no less than the best so far cannot win.": (
            lambda compute, memory, cost: float(np.min(cost))
        ),
        "The designs were tried as they stand in the list: begin with the least bound, and the best comes early.": (
            _pruned(order=lambda bounds: range(len(bounds)))
        ),
        "The larger of the two parts is a bound, but a weak one: both are paid, so they add.": _pruned(
            np.maximum
        ),
        "Compute alone is a bound, but a weak one: words are paid too.": _pruned(lambda c, m: c),
        "Memory alone is a bound, but a weak one: MACs are paid too.": _pruned(lambda c, m: m),
        "The least bound was taken for the best: what is unknown before may turn the order.": (
            lambda compute, memory, cost: float(cost[int((compute + memory).argmin())])
        ),
        "That bound may lie above the cost: compute counted twice, and the best design was thrown away unseen.": (
            _pruned(lambda c, m: 2 * c + m)
        ),
        "That bound may lie above the cost: memory counted twice, and the best design was thrown away unseen.": (
            _pruned(lambda c, m: c + 2 * m)
        ),
        "A guess was put on top of the bound: it is no bound any more.": _pruned(lambda c, m: 1.25 * (c + m)),
        "The search ended at the first design that was no better: a later one may still be.": _until_worse,
        "The fractions are cut off: keep what is behind the point.": _pruned(
            give=lambda best, place, bounds: float(int(best))
        ),
        "That is a bound: the cost itself is asked.": lambda compute, memory, cost: float(
            (compute + memory).min()
        ),
        "That is the design's place: its cost is asked.": _pruned(give=lambda best, place, bounds: place),
    },
)
