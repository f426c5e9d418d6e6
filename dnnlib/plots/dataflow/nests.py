"""A loop nest at work: which word each step uses, and which of them had to come from memory."""

import numpy as np

from dnnlib.dataflow.accesses import walk
from dnnlib.dataflow.loopnest import Level, Loop, Mapping
from dnnlib.plots.look import (
    COLOURS,
    GREY,
    INK,
    SIZE,
    fill,
    heading,
    label,
    lines,
    picture,
    rectangles,
    stroke,
    tint,
)
from dnnlib.shapes import ConvShape
from dnnlib.table import Table

ORDERS = ("M P R", "M R P", "P M R", "P R M", "R M P", "R P M")
MONO = {"family": "monospace", "fontsize": SIZE - 1}


def loop_order(order="M P R", held="IFO", M=4, P=16, R=3):
    """A 1-D layer step by step: the word of F, I and O that each step uses; dark if DRAM has to be asked for it.

    order: the loops, outermost first. held: tensors of which a register keeps the word last used ("none": none).
    Errors: ValueError lists the orders. Source: `walk` counts the words in the table; Sze et al. 2017, V-B.
    """
    if order not in ORDERS:
        raise ValueError(f"no order {order!r} of the loops: choose {', '.join(ORDERS)}")
    held = "" if held == "none" else held
    bounds = {"M": M, "P": P, "R": R}
    shape = ConvShape(M=M, P=P, R=R)
    mapping = Mapping(
        (
            Level("DRAM", [Loop(dim, bounds[dim]) for dim in order.split()]),
            Level("RF", (), held),
        )
    )
    accesses = walk(shape, mapping)
    moved = {
        t: sum(
            n
            for (level, tensor, _), n in accesses.items()
            if (level, tensor) == ("DRAM", t)
        )
        for t in "FIO"
    }
    figure = picture(10, 5.4)
    for k, row in enumerate(_nest_rows(mapping)):
        label(figure, 0.2, 5.1 - 0.3 * k, row, **MONO)
    _counts(figure, shape, moved)
    turn = dict(
        zip(
            order.split(),
            np.indices([bounds[dim] for dim in order.split()]).reshape(3, -1),
        )
    )
    words = {
        "F": R * turn["M"] + turn["R"],
        "I": turn["P"] + turn["R"],
        "O": P * turn["M"] + turn["P"],
    }
    for k, tensor in enumerate("FIO"):
        _track(
            figure,
            2.2 - 0.85 * k,
            tensor,
            words[tensor],
            shape.size(tensor),
            tensor in held,
        )
    label(
        figure,
        0.75,
        0.12,
        f"time: {shape.macs} steps, one MAC each; height: the word's place in its tensor",
        fontsize=SIZE - 2,
    )
    figure.title = (
        f"{order}: DRAM words F {moved['F']:,}, I {moved['I']:,}, O {moved['O']:,}"
    )
    rows = [
        (
            t,
            accesses["DRAM", t, "read"],
            accesses["DRAM", t, "update"],
            moved[t],
            shape.size(t),
        )
        for t in "FIO"
    ]
    figure.table = Table(
        ("tensor", "DRAM reads", "DRAM writes", "in all", "different words"), rows
    )
    return figure


def row_stationary(R=3, P=5, U=1, show="ifmap rows"):
    """A 2-D convolution on R x P PEs: the rows of F, I and O that each PE works on.

    PE (r, p) has filter row r, ifmap row U*p + r and adds to psum row p. One kind of row is shaded.
    Errors: ValueError lists what can be shown. Source: Chen et al., ISCA 2016, V; Sze et al. 2017, Fig. 28.
    """
    if show not in ROWS:
        raise ValueError(f"show={show!r} is unknown; choose from {', '.join(ROWS)}")
    tensor, row_of = ROWS[show]
    r, p = (k.ravel() for k in np.indices((R, P)))
    which = row_of(r, p, U)
    wide, high = min(1.6, 8.4 / P), min(1.2, 3.7 / R)
    x, y = 1.3 + wide * p, 4.3 - high * (r + 1)
    figure = picture(10, 4.9)
    for row in np.unique(which):
        at = which == row
        fill(
            figure,
            rectangles(x[at], y[at], wide, high),
            tint(COLOURS[tensor], 0.35 + 0.5 * (row % 3) / 2),
        )
    stroke(figure, rectangles(x, y, wide, high), "white", 3)
    for k in range(len(r)):
        inside = (
            f"F {r[k]}\nI {U * p[k] + r[k]}\nO {p[k]}"
            if high > 0.8
            else f"F {r[k]}  I {U * p[k] + r[k]}"
        )
        label(
            figure,
            x[k] + wide / 2,
            y[k] + high / 2,
            inside,
            ha="center",
            fontsize=SIZE - 2,
        )
    for k in range(R):
        label(
            figure,
            1.2,
            4.3 - high * (k + 0.5),
            f"PE row {k}",
            ha="right",
            fontsize=SIZE - 2,
        )
    direction = {"F": "along a row", "I": "along a diagonal", "O": "down a column"}[
        tensor
    ]
    uses = len(which) / len(np.unique(which))
    heading(
        figure,
        0.2,
        4.5,
        f"{show}: {len(np.unique(which))} for {len(r)} PEs, each shared {direction} ({uses:.3g} PEs on average)",
    )
    label(
        figure, 1.3, 0.2, "F: filter row, I: ifmap row, O: psum row", fontsize=SIZE - 2
    )
    rows = [
        (f"({a}, {b})", *(int(of(a, b, U)) for _, of in ROWS.values()))
        for a, b in zip(r, p)
    ]
    figure.table = Table(("PE", *(name.removesuffix("s") for name in ROWS)), rows)
    return figure


ROWS = {
    "ifmap rows": ("I", lambda r, p, U: U * p + r),
    "filter rows": ("F", lambda r, p, U: r),
    "psum rows": ("O", lambda r, p, U: p),
}


def _nest_rows(mapping: Mapping) -> list[str]:
    """The printed nest; a stride of 1 need not be said. SVG drops common blanks, so they are hard ones."""
    return str(mapping).replace("U*", "").replace(" ", "\u00a0").splitlines()


def _counts(figure, shape: ConvShape, moved: dict):
    """Bars of the words that cross to and from DRAM, with a mark at the least that there must be."""
    heading(figure, 5.6, 4.95, "words to and from DRAM")
    scale = 2.0 / max(2 * shape.macs - shape.size("O"), 1)
    for k, (tensor, n) in enumerate(moved.items()):
        y, least = 4.55 - 0.5 * k, shape.size(tensor)
        fill(figure, rectangles(5.9, y - 0.17, scale * n, 0.34), COLOURS[tensor])
        stroke(
            figure,
            lines([(5.9 + scale * least, y - 0.24)], [(5.9 + scale * least, y + 0.24)]),
            INK,
            2.5,
        )
        label(figure, 5.8, y, tensor, ha="right", color=COLOURS[tensor], weight="bold")
        label(figure, 5.98 + scale * max(n, least), y, f"{n:,}, at least {least:,}")


def _track(figure, bottom: float, tensor: str, words, size: int, held: bool):
    """One tensor over time: a mark at each step's word, dark where it is not the word of the step before."""
    left, width, high = 0.75, 9.1, 0.7
    comes = np.concatenate([[True], words[1:] != words[:-1]]) | (not held)
    step, cell = width / len(words), high / size
    x, y = left + step * np.arange(len(words)), bottom + cell * words
    fill(figure, rectangles(left, bottom, width, high), "#F4F4F4")
    for chosen, colour in (
        (~comes, tint(COLOURS[tensor], 0.72)),
        (comes, COLOURS[tensor]),
    ):
        if chosen.any():
            fill(
                figure,
                rectangles(
                    x[chosen], y[chosen], max(0.92 * step, 0.02), max(cell, 0.035)
                ),
                colour,
            )
    stroke(figure, lines([(left, bottom)], [(left + width, bottom)]), GREY, 1)
    label(
        figure,
        left - 0.12,
        bottom + high / 2,
        tensor,
        ha="right",
        color=COLOURS[tensor],
        weight="bold",
        fontsize=SIZE + 2,
    )
