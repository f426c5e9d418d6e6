"""Reuse split over the levels of a hierarchy: what one input costs, and one sum."""

from dnnlib.puzzle import Puzzle

DRAM, GLB, NOC, RF = 200, 6, 2, 1  # energies of a MAC, Sze et al. 2017, Fig. 22


def input_energy(a: int, b: int, c: int, d: int) -> int:
    """What does an input cost that comes from DRAM a times, each time from GLB b, over the NoC c, and from RF d times?

    An access costs 200 at DRAM, 6 at GLB, 2 on the NoC, 1 at RF. Source: Chen, Emer, Sze, ISCA 2016, Eq. (3).
    """
    if min(a, b, c, d) < 1:
        raise ValueError("a level is passed once or more")
    energy = 0
    for _ in range(a):
        energy += DRAM
        for _ in range(b):
            energy += GLB
            for _ in range(c):
                energy += NOC
                for _ in range(d):
                    energy += RF
    return energy


def psum_energy(a: int, b: int, c: int, d: int) -> int:
    """What does one sum of a*b*c*d products cost, split over DRAM (a visits), GLB (b), NoC (c) and RF (d)?

    A visit after the first reads the unfinished sum and writes it back; at DRAM the last write counts as well. A hop on
    the NoC, to add to the sum of the PE before, is charged once. Costs: 200, 6, 2, 1.
    Source: Chen, Emer, Sze, ISCA 2016, Eq. (4).
    """
    if min(a, b, c, d) < 1:
        raise ValueError("a level is passed once or more")
    energy = 0
    for visit in range(a):
        energy += DRAM * (
            2 if visit else 1
        )  # each visit ends in a write, and all but the first begin with a read
        for k in range(b):
            energy += 2 * GLB if k else 0
            for j in range(c):
                energy += NOC if j else 0
                for i in range(d):
                    energy += 2 * RF if i else 0
    return energy


def _factors(rng):
    return tuple(int(k) for k in rng.integers(1, 7, 4))


input_energy_puzzle = Puzzle(
    input_energy,
    _factors,
    lines=1,
    points=3,
    examples=((1, 2, 3, 4), (24, 1, 1, 1), (2, 3, 1, 5)),
    wrong={
        "The reuses are added, not multiplied: each of the a visits has b of its own.": (
            lambda a, b, c, d: a * 200 + b * 6 + c * 2 + d
        ),
        "Every use is charged at every level: DRAM hands the word out a times only.": lambda a, b, c, d: (
            a * b * c * d * 209
        ),
        "DRAM is charged once: it hands the word out a times.": lambda a, b, c, d: (
            200 + a * b * 6 + a * b * c * 2 + a * b * c * d
        ),
        "DRAM's visits are left out of the levels below: each of them starts again.": (
            lambda a, b, c, d: a * 200 + b * 6 + b * c * 2 + b * c * d
        ),
        "The network is left out: the words cross it a*b*c times.": lambda a, b, c, d: (
            a * 200 + a * b * 6 + a * b * c * d
        ),
        "The register file is left out: each use reads it.": lambda a, b, c, d: (
            a * 200 + a * b * 6 + a * b * c * 2
        ),
        "The levels are in the wrong order: d belongs to RF, the innermost, and a to DRAM.": (
            lambda a, b, c, d: d * 200 + d * c * 6 + d * c * b * 2 + d * c * b * a
        ),
        "The prices of buffer and network are exchanged.": lambda a, b, c, d: (
            a * 200 + a * b * 2 + a * b * c * 6 + a * b * c * d
        ),
        "Each level is charged for the level below it: DRAM is read a times, not a*b.": (
            lambda a, b, c, d: a * b * 200 + a * b * c * 6 + a * b * c * d * 3
        ),
        "Words are charged on their way in and out, as sums are: an input is read only.": (
            lambda a, b, c, d: 2 * (a * 200 + a * b * 6 + a * b * c * 2 + a * b * c * d)
        ),
    },
)


def _psum(dram=lambda a: (2 * a - 1) * 200, glb=lambda a, b: 2 * a * (b - 1) * 6,
          noc=lambda a, b, c: a * b * (c - 1) * 2,
          rf=lambda a, b, c, d: 2 * a * b * c * (d - 1)):  # fmt: skip
    """The four terms, one of them wrong."""
    return lambda a, b, c, d: dram(a) + glb(a, b) + noc(a, b, c) + rf(a, b, c, d)


psum_energy_puzzle = Puzzle(
    psum_energy,
    _factors,
    points=4,
    easier=("of a sum that DRAM sees once", lambda a, b, c, d: a == 1),
    examples=((2, 3, 3, 2), (1, 3, 2, 2), (1, 1, 1, 36), (4, 1, 2, 3)),
    wrong={
        "DRAM's first visit is charged a read: there is no sum yet to be read, so 2a - 1.": _psum(
            dram=lambda a: 2 * a * 200
        ),
        "An unfinished sum at DRAM is only written: before it goes on, it is read.": _psum(
            dram=lambda a: a * 200
        ),
        "The last write to DRAM is left out: the finished sum must arrive there.": _psum(
            dram=lambda a: 2 * (a - 1) * 200
        ),
        "The first visit to GLB is charged: only b - 1 of them add to a sum that is there.": _psum(
            glb=lambda a, b: 2 * a * b * 6
        ),
        "GLB is charged once a visit: a sum is read and written back.": _psum(
            glb=lambda a, b: a * (b - 1) * 6
        ),
        "The hop on the NoC is charged twice: the sum goes on to the next PE and does not come back.": (
            _psum(noc=lambda a, b, c: 2 * a * b * (c - 1) * 2)
        ),
        "All c PEs hop: the first of them has no sum to take over.": _psum(noc=lambda a, b, c: a * b * c * 2),
        "RF is charged once a product: a sum is read and written back.": _psum(
            rf=lambda a, b, c, d: a * b * c * (d - 1)
        ),
        "The first product in a PE is charged: only d - 1 of them add to a sum that is there.": (
            _psum(rf=lambda a, b, c, d: 2 * a * b * c * d)
        ),
        "This is an input's formula: a sum travels both ways.": lambda a, b, c, d: (
            a * 200 + a * b * 6 + a * b * c * 2 + a * b * c * d
        ),
        "The visits of the levels above are left out: each visit to DRAM has b of its own below.": (
            lambda a, b, c, d: (2 * a - 1) * 200 + 2 * (b - 1) * 6 + (c - 1) * 2 + 2 * (d - 1)
        ),
    },
)
