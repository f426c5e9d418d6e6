"""The neighbour: what an array of PEs asks of its buffer, with and without wires between the PEs."""

from dnnlib.puzzle import Puzzle


def neighbours(P: int, E: int, R: int, U: int = 1, wires: bool = False) -> int:
    """How many inputs does a buffer read out for R x E PEs in P steps, if a word that several PEs want is read once?

    In step p PE (r, e) wants input U*(E*p + e) + r. It keeps the word of its last step. With wires it may also take the
    word that any other PE had in that step, and the buffer need not read it.
    Source: the diagonals of Chen et al., ISCA 2016, V (row stationary).
    """
    if min(P, E, R, U) < 1:
        raise ValueError("sizes start at 1")
    reads, had = 0, dict[tuple[int, int], int]()
    for p in range(P):
        wanted = {(r, e): U * (E * p + e) + r for r in range(R) for e in range(E)}
        asked = set()
        for pe, word in wanted.items():
            near = word in had.values() if wires else had.get(pe) == word
            if not near:
                asked.add(word)
        reads += len(asked)
        had = wanted
    return reads


def _words(E, R, U):
    """Different words in a step."""
    return len({U * e + r for e in range(E) for r in range(R)})


def _new(E, R, U):
    """Words of a step that the step before has not."""
    before = {U * e + r for e in range(E) for r in range(R)}
    return len({U * (E + e) + r for e in range(E) for r in range(R)} - before)


neighbours_puzzle = Puzzle(
    neighbours,
    lambda rng: (*(int(rng.integers(1, high)) for high in (6, 5, 6, 4)), bool(rng.integers(2))),
    points=4,
    easier=("without wires", lambda P, E, R, U=1, wires=False: not wires),
    examples=(
        (2, 1, 2),
        (2, 1, 2, 1, True),
        (4, 3, 3),
        (4, 3, 3, 1, True),
        (3, 2, 2, 3, True),
        (3, 2, 5, 2, False),
    ),
    wrong={
        "Each PE is served by itself: a word that several PEs want in a step is read once (multicast).": (
            lambda P, E, R, U=1, wires=False: P * E * R if not wires else E * R + (P - 1) * _new(E, R, U)
        ),
        "The wires are always there: without them a PE has its own last word alone, never the next it wants.": (
            lambda P, E, R, U=1, wires=False: _words(E, R, U) + (P - 1) * _new(E, R, U)
        ),
        "The wires are left out: with them, what any PE had in the last step need not be read.": (
            lambda P, E, R, U=1, wires=False: P * _words(E, R, U)
        ),
        "The windows are taken to have no gaps: with a stride above R, words between them are not wanted.": (
            lambda P, E, R, U=1, wires=False: (U * (E - 1) + R) * P if not wires else U * (E * P - 1) + R
        ),
        "The stride is left out: output e begins at U*e.": (
            lambda P, E, R, U=1, wires=False: _words(E, R, 1) + (P - 1) * (_new(E, R, 1) if wires else _words(E, R, 1))
        ),
        "Only the R rows are counted: E outputs side by side want more words.": (
            lambda P, E, R, U=1, wires=False: R * P if not wires else R + (P - 1) * min(R, U)
        ),
        "The steps move on by one output: with E side by side, a step moves on by E of them.": (
            lambda P, E, R, U=1, wires=False: P * _words(E, R, U) if not wires else
            _words(E, R, U) + (P - 1) * (_words(E + 1, R, U) - _words(E, R, U))
        ),
        "The first step is left out: at the start no PE has anything.": (
            lambda P, E, R, U=1, wires=False: (P - 1) * (_new(E, R, U) if wires else _words(E, R, U))
        ),
        "One step too many brings new words: after the first there are P - 1.": (
            lambda P, E, R, U=1, wires=False: _words(E, R, U) + P * _new(E, R, U) if wires else P * _words(E, R, U)
        ),
    },
)  # fmt: skip
