"""Which dataflow is it? A nest is read, and what stays in the PE has a name."""

from collections.abc import Callable

from dnnlib.dataflow.loopnest import Mapping
from dnnlib.puzzle import Puzzle

STAYS = {"N": "WS", "P": "WS", "M": "IS", "C": "OS", "R": "OS"}  # whose address lacks the letter


def classify(nest: str) -> str:
    """Which dataflow is this nest on DRAM and RF: "WS", "OS", "IS", "RS" or "NLR"?

    RF[] holds nothing: NLR. RF runs a loop over R and one over P: RS. Else the innermost loop of DRAM that turns in time
    decides (no star, more than one turn): the tensor stays whose address lacks its letter, in F[m,c,r], I[n,c,p+r], O[n,m,p].
    Source: Sze et al. 2017, V-B, Figs. 25, 27; `designs.taxonomy` of this course.
    """
    dram, rf = Mapping.parse(nest).levels
    if not rf.holds:
        return "NLR"
    if {"R", "P"} <= {loop.dim for loop in rf.loops}:
        return "RS"
    decides = ""
    for loop in dram.loops:
        if loop.bound > 1 and not loop.spatial:
            decides = loop.dim
    if not decides:
        raise ValueError("no loop of DRAM turns")
    return STAYS[decides]


def _nest(rng):
    """A few loops in any order; stars, loops of one turn, and what the RF runs and holds come and go."""
    dims = [str(dim) for dim in rng.permutation(list("NMCPR"))[: int(rng.integers(2, 6))]]
    run = dims[: int(rng.choice([0, 0, 1, 2]))]
    if rng.random() < 0.15:
        run = ["R", "P", *(["M"] if rng.random() < 0.4 else [])]
    text = lambda dim, star: f"{dim}{int(rng.choice([1, 2, 3, 4, 8]))}{star}"
    outer = [text(dim, "*" if rng.random() < 0.3 else "") for dim in dims if dim not in run]
    held = "[]" if rng.random() < 0.15 else ""
    inner = [f"{dim}{int(rng.integers(2, 5))}" for dim in run]
    return (" ".join(["DRAM:", *outer, "/", f"RF{held}:", *inner]),)


def _class(
    decides: Callable = lambda turning, dram, rf: turning[-1],
    stays: dict | None = None,
    row: Callable = lambda run: {"R", "P"} <= run,
    nothing: str = "NLR",
    turns: Callable = lambda loop: loop.bound > 1 and not loop.spatial,
):
    """The class with one thing wrong; where nothing decides, WS."""

    def wrong(nest):
        dram, rf = (level.loops for level in Mapping.parse(nest).levels)
        if not Mapping.parse(nest).levels[1].holds and nothing:
            return nothing
        if row({loop.dim for loop in rf}):
            return "RS"
        turning = [loop.dim for loop in dram if turns(loop)]
        return (stays or STAYS)[decides(turning, dram, rf)] if turning else "WS"

    return wrong


def _shift(**instead):
    return _class(stays=STAYS | instead)


classify_puzzle = Puzzle(
    classify,
    _nest,
    points=3,
    trials=40,
    easier=("without stars and loops of one turn", lambda nest: "*" not in nest and "1 " not in nest),
    examples=(
        "DRAM: M4 R3 P16 / RF:",
        "DRAM: M4 P16 R3 / RF:",
        "DRAM: P16 R3 M4 / RF:",
        "DRAM: M4 P16 R3* / RF:",
        "DRAM: M4 / RF: P16 R3",
        "DRAM: C4 P2 / RF: M2 P4 R3",
        "DRAM: M4 R3 P16 / RF[]:",
        "DRAM: P2 M4 C1 / RF: R3",
        "DRAM: P2 M4 N2 / RF: R3",
        "DRAM: R2 M4 C2 / RF: P4",
    ),
    wrong={
        "The outermost loop decides: the innermost is the one that moves at every step.": _class(
            decides=lambda turning, dram, rf: turning[0]
        ),
        "A loop with a star decides: its turns stand side by side, so in time nothing moves.": _class(
            turns=lambda loop: loop.bound > 1
        ),
        "A loop of one turn decides: it never turns.": _class(turns=lambda loop: not loop.spatial),
        "The class is named by the tensor whose letter turns: the one that lacks the letter stays.": _class(
            stays={"N": "IS", "P": "OS", "M": "WS", "C": "IS", "R": "WS"}
        ),
        "P turns and O is taken to stay: p is in O's address, and F lacks it.": _shift(P="OS"),
        "M turns and the filters are taken to stay: m is in F's address, and I lacks it.": _shift(M="WS"),
        "C turns and I is taken to stay: c is in I's address and in F's. O lacks it.": _shift(C="IS"),
        "R turns and F is taken to stay: r is in F's address, and O lacks it.": _shift(R="WS"),
        "N turns and the image is taken to stay: n is in I's address, and F lacks it.": _shift(N="IS"),
        "An RF that holds nothing keeps nothing: NLR, whatever the loops are.": _class(nothing=""),
        "RS is not seen: the RF runs R and P, a whole row of each.": _class(row=lambda run: False),
        "The RF runs more than R and P, and is RS all the same: rows of several filters.": _class(
            row=lambda run: run == {"R", "P"}
        ),
        "A row of the filter alone is no RS: the RF must run P too.": _class(row=lambda run: "R" in run),
        "A row of outputs alone is no RS: the RF must run R too.": _class(row=lambda run: "P" in run),
        "Any loop in the RF is taken for RS: it must run R and P.": _class(row=bool),
        "The RF's own loops decide: they run within its tile. Ask what turns outside it.": _class(
            decides=lambda turning, dram, rf: [*turning, *(loop.dim for loop in rf)][-1]
        ),
    },
)
