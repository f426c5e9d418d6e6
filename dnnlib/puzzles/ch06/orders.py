"""A nest as the answer: which loop order keeps a tensor still."""

from collections.abc import Callable
from itertools import permutations

import numpy as np

from dnnlib.dataflow.accesses import count
from dnnlib.dataflow.hardware import Hardware, Store
from dnnlib.dataflow.tiles import check
from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch06.nests import handed_out, read
from dnnlib.shapes import ConvShape

ONE_WORD = Hardware(
    "a PE with a register for one word of each tensor",
    1,
    1,
    (Store("DRAM"), Store("RF", {"I": 1, "F": 1, "O": 1})),
)


moved = handed_out


def _words(nest, tensor: str, M: int, P: int, R: int) -> dict:
    """The words of each tensor that a nest moves across DRAM's border, those of the tensor asked for first."""
    mapping, shape = read(nest), ConvShape(M=M, P=P, R=R)
    check(mapping, shape, ONE_WORD)
    words = dict.fromkeys((tensor, *"FIO"), 0)
    for (level, of, _), number in count(shape, mapping).items():
        words[of] += number if level == "DRAM" else 0
    return words


def stationary(tensor: str, M: int, P: int, R: int) -> dict:
    """Write the nest of a 1-D layer (M filters of R weights, P outputs) that moves the fewest words of one tensor.

    The nest runs all loops at DRAM and has an RF for one word of each tensor. The judge counts the words that it moves
    across DRAM's border, those of the tensor that was asked for first. Source: Sze et al. 2017, V-B.
    """
    if tensor not in ("F", "I", "O") or M < 2 or min(P, R) < 3:
        raise ValueError("sizes start at M=2, P=R=3: below, orders tie")
    found = []
    for order in permutations("MPR"):
        words, last = {"F": 0, "I": 0, "O": 0}, dict[str, tuple]()
        left = set()  # outputs that DRAM has a part of
        for turn in np.ndindex(*({"M": M, "P": P, "R": R}[dim] for dim in order)):
            m, p, r = (turn[order.index(dim)] for dim in "MPR")
            for name, address in (("F", (m, r)), ("I", p + r), ("O", (m, p))):
                if last.get(name) != address:
                    words[name] += 1 + (
                        name == "O" and address in left
                    )  # a sum that comes back is read, then written
                    left |= {address} if name == "O" else set()
                last[name] = address
        found.append(words)
    best = min(found, key=lambda words: words[tensor])
    return {tensor: best[tensor], **best}


def _innermost(F: str, I: str, O: str) -> Callable:
    """Nests with this loop innermost where F, I or O is asked for."""

    def wrong(tensor, M, P, R):
        inner = {"F": F, "I": I, "O": O}[tensor]
        order = [dim for dim in "MPR" if dim != inner] + [inner]
        return "DRAM: " + " ".join(f"{dim}{dict(M=M, P=P, R=R)[dim]}" for dim in order) + " / RF:"

    return wrong


stationary_puzzle = Puzzle(
    stationary,
    lambda rng: (
        "FIO"[rng.integers(3)],
        int(rng.integers(2, 6)),
        int(rng.integers(3, 9)),
        int(rng.integers(3, 6)),
    ),
    points=4,
    score=_words,
    examples=(("F", 4, 16, 3), ("O", 4, 16, 3), ("I", 4, 16, 3)),
    wrong={
        "The same nest for all three, with R innermost: that keeps O still, and F moves in every step.": _innermost(
            "R", "R", "R"
        ),
        "The same nest for all three, with P innermost: that keeps F still, and O leaves in every step.": _innermost(
            "P", "P", "P"
        ),
        "The same nest for all three, with M innermost: that keeps I still, and F and O move each time.": _innermost(
            "M", "M", "M"
        ),
        "F and O are taken for each other: F[m,r] has no p, so P belongs inside; O[m,p] has no r.": _innermost(
            "R", "M", "P"
        ),
        "F and I are taken for each other: F[m,r] has no p, so P belongs inside; I[p+r] has no m.": _innermost(
            "M", "P", "R"
        ),
        "I and O are taken for each other: I[p+r] has no m, so M belongs inside; O[m,p] has no r.": _innermost(
            "P", "R", "M"
        ),
        "The right loop stands outermost: what keeps a tensor still must run innermost.": _innermost(
            "R", "R", "P"
        ),
        "I is moved by p and by r: only M leaves it still.": _innermost("P", "P", "R"),
        "All three are exchanged: put innermost the loop that is not in the tensor's address.": _innermost(
            "M", "R", "P"
        ),
        "There is no register: a last level RF: holds the word that was used last.": (
            lambda tensor, M, P, R: f"DRAM: M{M} R{R} P{P}"
        ),
        "RF holds F alone: what RF does not hold comes from DRAM in every step. Leave its brackets out.": (
            lambda tensor, M, P, R: {
                "F": f"DRAM: M{M} R{R} P{P} / RF[F]:",
                "I": f"DRAM: P{P} R{R} M{M} / RF[F]:",
                "O": f"DRAM: M{M} P{P} R{R} / RF[F]:",
            }[tensor]
        ),
    },
)
