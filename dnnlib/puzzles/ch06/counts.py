"""Accesses derived by hand: weight stationary, one channel after the other."""

from dnnlib.puzzle import Puzzle


def accesses(M: int, C: int, P: int, R: int) -> dict:
    """How many words does `DRAM: M C R P / RF:` move between DRAM and a PE that holds one word of each tensor?

    As {"F reads", "I reads", "O reads", "O writes"}; an output without a sum yet is not read.
    Source: Sze et al. 2017, V-B.1; `accesses.walk` of this course.
    """
    if min(M, C, R) < 1 or P < 3:
        raise ValueError("sizes start at 1, P at 3")
    words = {"F reads": 0, "I reads": 0, "O reads": 0, "O writes": 0}
    weight, value, sums = None, None, set()  # what the PE holds, and the outputs that DRAM has a sum of
    for m in range(M):
        for c in range(C):
            for r in range(R):
                for p in range(P):
                    if weight != (m, c, r):
                        weight = (m, c, r)
                        words["F reads"] += 1
                    if value != (c, p + r):
                        value = (c, p + r)
                        words["I reads"] += 1
                    if (m, p) in sums:
                        words["O reads"] += 1
                    words["O writes"] += 1  # with P innermost the next MAC wants another sum
                    sums.add((m, p))
    return words


def _words(F=lambda M, C, P, R: M * C * R, I=lambda M, C, P, R: M * C * R * P,
           back=lambda M, C, P, R: M * P * (C * R - 1), out=lambda M, C, P, R: M * C * R * P):  # fmt: skip
    """The four counts, one of them wrong."""

    def wrong(M, C, P, R):
        parts = zip(("F reads", "I reads", "O reads", "O writes"), (F, I, back, out))
        return {name: part(M, C, P, R) for name, part in parts}

    return wrong


accesses_puzzle = Puzzle(
    accesses,
    lambda rng: tuple(int(rng.integers(low, high)) for low, high in ((1, 6), (1, 5), (3, 9), (1, 6))),
    points=4,
    easier=("with one channel and one weight a filter", lambda M, C, P, R: C * R == 1),
    examples=((4, 1, 16, 3), (4, 2, 16, 3), (3, 1, 5, 1)),
    wrong={
        "The first visit of each channel is taken as the first of all: a sum goes on from channel to channel, so only "
        "the very first visit finds none.": _words(back=lambda M, C, P, R: M * P * C * (R - 1)),
        "F is read for every MAC: P runs innermost, and F[m,c,r] has no p, so a weight stays for P steps.": (
            _words(F=lambda M, C, P, R: M * C * R * P)
        ),
        "F is read once for each output channel: it has C*R weights a filter.": _words(
            F=lambda M, C, P, R: M * R
        ),
        "I is read once: its words come again for every filter and every weight, for one register cannot keep them.": (
            _words(I=lambda M, C, P, R: C * (P + R - 1))
        ),
        "I is read once for each filter: within a filter each of the R weights goes over the inputs again.": (
            _words(I=lambda M, C, P, R: M * C * (P + R - 1))
        ),
        "I is taken to stay while M runs: M is the outermost loop here, not the innermost.": (
            _words(I=lambda M, C, P, R: C * R * P)
        ),
        "O is written once: the sum leaves the PE after every MAC, since the next one belongs to another output.": (
            _words(back=lambda M, C, P, R: 0, out=lambda M, C, P, R: M * P)
        ),
        "O never comes back: an unfinished sum must be read before it goes on.": _words(
            back=lambda M, C, P, R: 0
        ),
        "O is read as often as it is written: the first time there is no sum yet, so M*P fewer.": (
            _words(back=lambda M, C, P, R: M * C * R * P)
        ),
        "The channels are left out of O's visits: a sum has C*R products.": (
            _words(back=lambda M, C, P, R: M * P * (R - 1), out=lambda M, C, P, R: M * P * R)
        ),
        "One first visit is subtracted for all outputs: each of the M*P has its own.": (
            _words(back=lambda M, C, P, R: M * C * R * P - 1)
        ),
        "Reads and writes of O are taken for each other.": (
            _words(back=lambda M, C, P, R: M * C * R * P, out=lambda M, C, P, R: M * P * (C * R - 1))
        ),
    },
)
