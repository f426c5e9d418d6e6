"""What zeros save on an array: MACs always, time only where they are skipped, and then the busiest PE decides."""

from collections.abc import Callable

import numpy as np

from dnnlib.puzzle import Puzzle

MACHINES = ("gating", "skipping")


def gated(I: np.ndarray, machine: str) -> tuple:
    """How many MACs does an array make, how many cycles does it take, and for how many cycles of a PE is nothing multiplied?

    I [passes, PEs, n]: in each pass every PE meets n inputs. "gating": each input takes a cycle; a zero is seen, and nothing
    multiplied. "skipping": zeros take no cycle, so a PE is done early, and waits: a pass is over when its busiest PE is done.
    Passes follow each other. Returns (MACs, cycles, idle cycles of all PEs together). Source: Sze et al. 2017, VII-B;
    Chen et al., JSSC 2017 (Eyeriss gates).
    """
    if I.ndim != 3 or not I.size or machine not in MACHINES:
        raise ValueError("I is [passes, PEs, n], and a machine is one of two")
    macs, cycles = 0, 0
    for one in I:
        busy = [sum(x != 0 for x in inputs) for inputs in one]
        macs += sum(busy)
        cycles += max(busy) if machine == "skipping" else len(one[0])
    return int(macs), int(cycles), int(cycles * I.shape[1] - macs)


def _inputs(rng):
    """A PE sees the stroke, another the paper: shares of zeros differ from PE to PE."""
    passes, PEs, n = int(rng.integers(1, 3)), int(rng.integers(1, 4)), int(rng.integers(1, 5))
    density = rng.choice([0.1, 0.5, 0.9], (passes, PEs, 1))
    I = np.where(rng.random((passes, PEs, n)) < density, rng.integers(1, 6, (passes, PEs, n)), 0)
    return I * rng.choice([-1, 1], I.shape), MACHINES[int(rng.integers(2))]


def _counts(
    macs: Callable = lambda busy, n, skips: busy.sum(),
    cycles: Callable = lambda busy, n, skips: busy.max(1).sum() if skips else n * len(busy),
    idle: Callable = lambda macs, cycles, busy, n: cycles * busy.shape[1] - macs,
):
    """The three counts with one thing wrong; busy [passes, PEs] are inputs that are not zero."""

    def wrong(I, machine):
        busy, n, skips = np.count_nonzero(I, axis=2), I.shape[2], machine == "skipping"
        made, taken = int(macs(busy, n, skips)), int(cycles(busy, n, skips))
        return made, taken, int(idle(made, taken, busy, n))

    return wrong


def _skips(cycles):
    """Skipping's cycles so, gating's as they are."""
    return lambda busy, n, skips: cycles(busy, n) if skips else n * len(busy)


gated_puzzle = Puzzle(
    gated,
    _inputs,
    points=4,
    trials=40,
    easier=("for gating", lambda I, machine: machine == "gating"),
    examples=tuple(
        (np.array(I), machine)
        for machine in MACHINES
        for I in (
            [[[1, 0, 2], [0, 0, 3]]],
            [[[1, 2], [0, 0]], [[0, 0], [0, 3]]],
            [[[0, 0, 0]], [[4, 0, 1]]],
            [[[1, 0, 2, 3], [0, 0, 0, 1], [1, 1, 0, 0]], [[0, 2, 0, 0], [1, 1, 1, 0], [0, 0, 0, 0]]],
        )
    ),
    wrong={
        "Gating saves cycles: the PE waits with its multiplier still. Only skipping is quicker.": _counts(
            cycles=lambda busy, n, skips: busy.max(1).sum()
        ),
        "Skipping saves no cycles: zeros take none there.": _counts(
            cycles=lambda busy, n, skips: n * len(busy)
        ),
        "All products are made: one with a zero is left out, on either machine.": _counts(
            macs=lambda busy, n, skips: busy.size * n
        ),
        "Gating makes all products: it keeps its multiplier still at a zero.": _counts(
            macs=lambda busy, n, skips: busy.sum() if skips else busy.size * n
        ),
        "The work is shared out evenly: a PE can't take another's inputs, so the busiest decides.": _counts(
            cycles=_skips(lambda busy, n: (-(-busy.sum(1) // busy.shape[1])).sum())
        ),
        "The first PE that is done ends the pass: the busiest does.": _counts(
            cycles=_skips(lambda busy, n: busy.min(1).sum())
        ),
        "The PEs work one after the other: they work side by side.": _counts(
            cycles=_skips(lambda busy, n: busy.sum())
        ),
        "A PE goes on to its next pass alone: all wait for the busiest of the pass.": _counts(
            cycles=_skips(lambda busy, n: busy.sum(0).max())
        ),
        "Every pass takes as long as the longest: each ends with its own busiest PE.": _counts(
            cycles=_skips(lambda busy, n: busy.max() * len(busy))
        ),
        "Only one pass is counted in time: they follow each other.": _counts(
            cycles=lambda busy, n, skips: busy.max(1)[0] if skips else n
        ),
        "With skipping nobody waits: a PE that is done early does.": _counts(
            idle=lambda macs, cycles, busy, n: 0 if cycles < n * len(busy) else cycles * busy.shape[1] - macs
        ),
        "The zeros are counted as idle: with skipping they take no cycle.": _counts(
            idle=lambda macs, cycles, busy, n: busy.size * n - macs
        ),
        "The idle cycles are those of one PE: add them up over all.": _counts(
            idle=lambda macs, cycles, busy, n: cycles - macs
        ),
        "Only the busiest PE's MACs are counted: all PEs multiply.": _counts(
            macs=lambda busy, n, skips: busy.max(1).sum()
        ),
    },
)
