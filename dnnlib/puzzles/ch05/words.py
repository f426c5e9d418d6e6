"""How often an input is used, and the least words that a layer must move."""

from dnnlib.puzzle import Puzzle


def uses_of_an_input(M: int, P: int, R: int, U: int, h: int) -> int:
    """How many MACs use input number h of a 1-D layer of M filters, P outputs, R weights a filter and stride U?

    Source: convolutional and fmap reuse, Sze et al. 2017, Fig. 23.
    """
    if min(M, P, R, U) < 1 or not 0 <= h < U * (P - 1) + R:
        raise ValueError("there is no such input")
    uses = 0
    for m in range(M):
        for p in range(P):
            for r in range(R):
                uses += U * p + r == h
    return uses


def _input(rng):
    M, P, R, U = (int(rng.integers(1, high)) for high in (5, 9, 6, 4))
    return M, P, R, U, int(rng.integers(0, U * (P - 1) + R))


def _windows(P, R, U, h):
    return len([p for p in range(P) if 0 <= h - U * p < R])


uses_of_an_input_puzzle = Puzzle(
    uses_of_an_input,
    _input,
    points=3,
    easier=("at stride 1", lambda M, P, R, U, h: U == 1),
    examples=(
        (4, 16, 3, 1, 8),
        (4, 16, 3, 1, 0),
        (4, 16, 3, 1, 17),
        (2, 5, 2, 3, 5),
        (3, 4, 5, 2, 4),
        (2, 2, 5, 1, 2),
    ),
    wrong={
        "The rim is forgotten: the first and the last inputs lie in fewer windows than R.": lambda M, P, R, U, h: (
            M * R
        ),
        "The filters are left out: every one of the M filters looks at the input.": lambda M, P, R, U, h: (
            _windows(P, R, U, h)
        ),
        "The average is returned, M*R/U: an input at the rim, or between the steps of the stride, has its own count.": (
            lambda M, P, R, U, h: M * R // U
        ),
        "The stride is left out: a window begins at U*p.": lambda M, P, R, U, h: M * _windows(P, R, 1, h),
        "Only the rim at the start is minded: the last inputs lie in fewer windows, too.": (
            lambda M, P, R, U, h: M * len([r for r in range(R) if h >= r and (h - r) % U == 0])
        ),
        "Only the rim at the end is minded: the first inputs lie in fewer windows, too.": (
            lambda M, P, R, U, h: M * len([r for r in range(R) if h - r <= U * (P - 1) and (h - r) % U == 0])
        ),
        "The outputs are counted: P windows there are, but the input lies in few of them.": lambda M, P, R, U, h: (
            M * P
        ),
        "All MACs are counted: those that use this one input are asked for.": lambda M, P, R, U, h: M * P * R,
        "The window is a weight too long: it ends at U*p + R - 1.": lambda M, P, R, U, h: (
            M * _windows(P, R + 1, U, h)
        ),
        "The window is a weight too short: it ends at U*p + R - 1, that one included.": (
            lambda M, P, R, U, h: M * _windows(P, R - 1, U, h)
        ),
    },
)


def least_words(N: int, M: int, C: int, P: int, R: int, U: int = 1) -> int:
    """How many words must a layer of P x P outputs, R x R filters and stride U move at least, each of them once?

    Inputs that no window wants are not moved. Source: the best case of Sze et al. 2017, V-B.
    """
    if min(N, M, C, P, R, U) < 1:
        raise ValueError("sizes start at 1")
    inputs, weights, outputs = set(), set(), set()
    for p in range(P):
        for q in range(P):
            for r in range(R):
                for s in range(R):
                    inputs.add((U * p + r, U * q + s))  # of each image and channel
                    weights.add((r, s))  # of each filter and channel
                    outputs.add((p, q))  # of each image and filter
    return N * C * len(inputs) + M * C * len(weights) + N * M * len(outputs)


def _lines(P, R, U):
    """Input rows that a window wants."""
    return min(R, U) * (P - 1) + R


def _least(I=lambda N, M, C, P, R, U: N * C * _lines(P, R, U) ** 2, F=lambda N, M, C, P, R, U: M * C * R * R,
           O=lambda N, M, C, P, R, U: N * M * P * P):  # fmt: skip
    """The three sizes, one of them wrong."""
    return lambda N, M, C, P, R, U=1: sum(part(N, M, C, P, R, U) for part in (I, F, O))


least_words_puzzle = Puzzle(
    least_words,
    lambda rng: tuple(int(rng.integers(1, high)) for high in (4, 5, 5, 6, 5, 5)),
    points=4,
    easier=("where windows leave no gaps", lambda N, M, C, P, R, U=1: U <= R),
    examples=((1, 4, 3, 6, 3), (2, 4, 3, 4, 3, 2), (1, 2, 3, 4, 1, 3), (3, 3, 2, 3, 2, 4)),
    wrong={
        "Inputs between the windows are counted: with a stride above R some rows and columns are wanted by none.": (
            _least(I=lambda N, M, C, P, R, U: N * C * (U * (P - 1) + R) ** 2)
        ),
        "The stride is left out of the input's size.": _least(
            I=lambda N, M, C, P, R, U: N * C * (P + R - 1) ** 2
        ),
        "The input is taken as large as the output: the windows at the rim reach R - 1 further.": (
            _least(I=lambda N, M, C, P, R, U: N * C * (P * min(R, U)) ** 2)
        ),
        "Overlapping windows are counted one by one: a word that many windows want is read once.": (
            _least(I=lambda N, M, C, P, R, U: N * C * (P * R) ** 2)
        ),
        "Gaps between windows are left out along rows only: columns have them, too.": (
            _least(I=lambda N, M, C, P, R, U: N * C * _lines(P, R, U) * (U * (P - 1) + R))
        ),
        "The weights are read for each image: the best case reads them once a batch.": (
            _least(F=lambda N, M, C, P, R, U: N * M * C * R * R)
        ),
        "The channels are left out of the filters.": _least(F=lambda N, M, C, P, R, U: M * R * R),
        "The outputs are left out: they must be written.": _least(O=lambda N, M, C, P, R, U: 0),
        "The outputs are read and written: the best case never fetches an unfinished sum.": (
            _least(O=lambda N, M, C, P, R, U: 2 * N * M * P * P)
        ),
        "The inputs are read for each filter: the best case reads them once for all M.": (
            _least(I=lambda N, M, C, P, R, U: N * M * C * _lines(P, R, U) ** 2)
        ),
        "The batch is left out of the inputs and outputs.": (
            lambda N, M, C, P, R, U=1: C * _lines(P, R, U) ** 2 + M * C * R * R + M * P * P
        ),
    },
)
