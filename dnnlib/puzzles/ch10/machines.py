"""What a zero saves: nothing on a dense machine, energy where it is gated, time where it is skipped."""

import numpy as np

from dnnlib.puzzle import Puzzle

READ, MAC, INDEX = (
    4,
    4,
    1,
)  # quarters of a MAC's energy: a word of 16 bits from a register file, and an index of 4 bits
MACHINES = ("dense", "gating", "skipping")


def pe_cost(I: np.ndarray, F: np.ndarray, machine: str) -> tuple:
    """How many cycles and how much energy does a PE spend on the sum of I[k] * F[k], on one of three machines?

    "dense": each k takes a cycle, reads I and F (4 each) and multiplies (4). "gating": each k takes a cycle and reads
    I; if that is 0, F is not read and nothing multiplied. "skipping": zeros of I are not stored; each value that is
    stored is read with its index (1) and takes a cycle, a read of F and a MAC. None of the three looks whether F is 0.
    Returns (cycles, energy in quarters of a MAC). Source: Sze et al. 2017, VII-B; RF read = MAC = 1 as in its Fig. 22.
    """
    if I.ndim != 1 or I.shape != F.shape or not I.size or machine not in MACHINES:
        raise ValueError("an input has a weight, and a machine is one of three")
    cycles, energy = 0, 0
    for x in I:
        if x == 0 and machine == "skipping":
            continue
        cycles += 1
        energy += READ
        if machine == "skipping":
            energy += INDEX
        if x != 0 or machine == "dense":
            energy += READ + MAC
    return cycles, energy


def _operands(rng):
    n = int(rng.integers(1, 10))
    sparse = lambda: np.where(rng.random(n) < 0.5, rng.integers(-3, 4, n), 0)
    return sparse(), sparse(), MACHINES[rng.integers(3)]


def _costs(dense=lambda n, x, w, b: (n, 12 * n), gating=lambda n, x, w, b: (n, 4 * n + 8 * x),
           skipping=lambda n, x, w, b: (x, 13 * x)):  # fmt: skip
    """Formulas of n pairs, x inputs, w weights and b pairs that are not zero, one of them wrong."""

    def wrong(I, F, machine):
        numbers = len(I), *(int(np.count_nonzero(v)) for v in (I, F, I * F))
        return {"dense": dense, "gating": gating, "skipping": skipping}[machine](*numbers)

    return wrong


pe_cost_puzzle = Puzzle(
    pe_cost,
    _operands,
    points=3,
    easier=("for the dense machine", lambda I, F, machine: machine == "dense"),
    examples=tuple(
        (np.array(I), np.array(F), machine)
        for machine in MACHINES
        for I, F in (([1, 0, 2, 0], [3, 0, 0, 5]), ([0, 0], [1, 1]), ([1, -2, 3], [0, 1, 0]))
    ),
    wrong={
        "On the dense machine zero inputs are left out: it knows nothing of zeros and does all the work.": _costs(
            dense=lambda n, x, w, b: (x, 12 * x)
        ),
        "On the dense machine zero inputs take no energy: they are read and multiplied like any number.": _costs(
            dense=lambda n, x, w, b: (n, 12 * x)
        ),
        "On the dense machine zero weights are left out: pruned or not, it multiplies.": _costs(
            dense=lambda n, x, w, b: (w, 12 * w)
        ),
        "Gating saves cycles: the PE waits, with its inputs held still. Only skipping is quicker.": _costs(
            gating=lambda n, x, w, b: (x, 4 * n + 8 * x)
        ),
        "Gating leaves out the read of I: to see that it is 0, it must be read.": _costs(
            gating=lambda n, x, w, b: (n, 12 * x)
        ),
        "Gating stops one of two things only: with a zero input neither is F read nor a product made.": _costs(
            gating=lambda n, x, w, b: (n, 8 * n + 4 * x)
        ),
        "Gating looks at F: only a zero input stops the read.": _costs(
            gating=lambda n, x, w, b: (n, 4 * n + 4 * x + 4 * b)
        ),
        "Skipping takes a cycle for every input: zeros are not stored, so they take none.": _costs(
            skipping=lambda n, x, w, b: (n, 13 * x)
        ),
        "Skipping reads no index: without it, which weight belongs to a value?": _costs(
            skipping=lambda n, x, w, b: (x, 12 * x)
        ),
        "Skipping reads an index for zeros: they are not stored.": _costs(
            skipping=lambda n, x, w, b: (x, 12 * x + n)
        ),
        "Skipping leaves out zero weights: it looks at I alone.": _costs(
            skipping=lambda n, x, w, b: (b, 13 * b)
        ),
        "Skipping is taken for gating: zeros take a cycle and a read there, and here nothing.": _costs(
            skipping=lambda n, x, w, b: (n, 4 * n + 8 * x)
        ),
        "Gating is taken for dense: with a zero input, F is not read and nothing multiplied.": _costs(
            gating=lambda n, x, w, b: (n, 12 * n)
        ),
    },
)
