"""A layer and a nest in the words of other tools: SCALE-Sim's lines, Timeloop's permutation."""

from dnnlib.puzzle import Puzzle

DIMS = "GNMCPQRS"


def topology(C: int, M: int, H: int, R: int, stride: int, pad: int, groups: int) -> list:
    """Which lines does SCALE-Sim want for this layer?

    A line is (height, width, filter height, filter width, channels, filters, stride), with the padding in
    height and width. It knows no groups: write a line for each, of one group's channels and filters.
    """
    if C % groups or M % groups or H + 2 * pad < R:
        raise ValueError("groups divide C and M, and the filter fits the padded map")
    lines = []
    for _ in range(groups):
        side = H + 2 * pad
        lines.append((side, side, R, R, C // groups, M // groups, stride))
    return lines


def _layer(rng):
    groups, R, stride = (int(v) for v in rng.integers(1, 4, 3))
    C, M = groups * int(rng.integers(1, 5)), groups * int(rng.integers(1, 5))
    return C, M, R + int(rng.integers(0, 8)), R, stride, int(rng.integers(0, 3)), groups


def _lines(
    side=lambda H, R, p, U: H + 2 * p,
    C=lambda C, G: C // G,
    M=lambda M, G: M // G,
    count=lambda G: G,
    order=(0, 1, 2, 3, 4, 5, 6),
    stride=lambda U: U,
):
    """The lines with one thing wrong."""

    def wrong(channels, filters, H, R, U, pad, groups):
        s = side(H, R, pad, U)
        line = (s, s, R, R, C(channels, groups), M(filters, groups), stride(U))
        return [tuple(line[k] for k in order)] * count(groups)

    return wrong


topology_puzzle = Puzzle(
    topology,
    _layer,
    points=3,
    easier=("with one group", lambda C, M, H, R, U, p, G: G == 1),
    examples=((96, 256, 27, 5, 1, 2, 2), (3, 96, 227, 11, 4, 0, 1), (4, 6, 5, 3, 2, 1, 2)),
    wrong={
        "Padding is left out: the file's maps hold it.": _lines(side=lambda H, R, p, U: H),
        "Padding was added on one side: it stands on both.": _lines(side=lambda H, R, p, U: H + p),
        "Outputs were written: a line has the input's height and width.": (
            _lines(side=lambda H, R, p, U: (H + 2 * p - R) // U + 1)
        ),
        "One line for all groups: each is a line of its own.": _lines(count=lambda G: 1),
        "One line without groups: that is a dense layer, with more MACs.": (
            _lines(count=lambda G: 1, C=lambda C, G: C, M=lambda M, G: M)
        ),
        "All channels on each line: a group has C/groups.": _lines(C=lambda C, G: C),
        "All filters on each line: a group has M/groups.": _lines(M=lambda M, G: M),
        "Nothing was divided by the groups: each line is of one.": (
            _lines(C=lambda C, G: C, M=lambda M, G: M)
        ),
        "Filters before channels: the file has channels first.": _lines(order=(0, 1, 2, 3, 5, 4, 6)),
        "The filter before the map: the file has the map first.": _lines(order=(2, 3, 0, 1, 4, 5, 6)),
        "The stride is left out of the line.": _lines(order=(0, 1, 2, 3, 4, 5)),
        "Stride 1 was written for every layer.": _lines(stride=lambda U: 1),
    },
)


def permutation(loops: str) -> str:
    """How does Timeloop write the order of a level's loops?

    loops: the dimensions of our line, from the outermost in, such as "MPC". Timeloop names all of GNMCPQRS
    from the innermost out. Those without a loop go innermost, in the order GNMCPQRS.
    """
    if len(set(loops)) < len(loops) or not set(loops) <= set(DIMS):
        raise ValueError("each loop is over another of GNMCPQRS")
    text = ""
    for dim in DIMS:
        if dim not in loops:
            text += dim
    for dim in reversed(loops):
        text += dim
    return text


def _order(rng):
    dims = rng.permutation(list(DIMS))[: int(rng.integers(1, 6))]
    return ("".join(str(d) for d in dims),)


def _idle(loops):
    return "".join(d for d in DIMS if d not in loops)


permutation_puzzle = Puzzle(
    permutation,
    _order,
    points=2,
    easier=("with one loop", lambda loops: len(loops) == 1),
    examples=(("MPC",), ("RP",), ("PR",), ("S",)),
    wrong={
        "From the outermost in: Timeloop begins with the innermost.": lambda loops: _idle(loops) + loops,
        "Dimensions without a loop are left out: Timeloop wants all eight.": lambda loops: loops[::-1],
        "Ours as it is: begin with the innermost, and name all eight.": lambda loops: loops,
        "Those without a loop stand outermost: they go innermost.": lambda loops: loops[::-1] + _idle(loops),
        "Those without a loop are turned round too: they keep the order GNMCPQRS.": (
            lambda loops: _idle(loops)[::-1] + loops[::-1]
        ),
        "The whole text is turned round: only the loops are.": (
            lambda loops: loops[::-1] + _idle(loops)[::-1]
        ),
        "The loops were sorted: their order is what is asked.": (
            lambda loops: _idle(loops) + "".join(sorted(loops))
        ),
        "The order of the letters was taken for that of the loops.": (
            lambda loops: _idle(loops) + "".join(d for d in DIMS if d in loops)
        ),
        "Outermost in, and those without a loop at the end.": lambda loops: loops + _idle(loops),
        "Commas and blanks: the text is letters alone.": lambda loops: " ".join(_idle(loops) + loops[::-1]),
        "Small letters: Timeloop's dimensions are capitals here.": (
            lambda loops: (_idle(loops) + loops[::-1]).lower()
        ),
    },
)
