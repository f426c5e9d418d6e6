"""Stills of an array at work: its PEs with what they hold, in a few cycles of a film."""

import numpy as np

from dnnlib.dataflow.array.film import WAYS, Film
from dnnlib.door import checked
from dnnlib.plots.look import (
    COLOURS,
    GREY,
    INK,
    fill,
    heading,
    label,
    lines,
    numerals,
    outlines,
    picture,
    rectangles,
    stroke,
    tint,
)
from dnnlib.table import Table, show

WIDTH, GAP = 10.0, 0.3  # inches; the space between PEs, of their side
LARGEST = 1.1  # side of a PE, in inches


@checked
def array_film(film: Film, cycles=None):
    """What each PE holds of I, F and O, and what moves, in some cycles of a film; three of them where not said.

    The three: halfway up to the busiest cycle, the busiest, and halfway from it to the end. Fewer on a wide array.
    Cycles count from the film's first. Errors: ValueError for a cycle that the film has not.
    """
    cycles = _told(film) if cycles is None else list(cycles)
    missing = [cycle for cycle in cycles if not 0 <= cycle < len(film)]
    if missing or not cycles:
        raise ValueError(
            f"cycles {missing or cycles}: choose some of 0 to {len(film) - 1}"
        )
    across = WIDTH / len(cycles)
    side = min(LARGEST, (across - 0.9) / (film.cols * (1 + GAP) - GAP))
    tall = side * (film.rows * (1 + GAP) - GAP)
    figure = picture(WIDTH, tall + 1.75)
    for k, cycle in enumerate(cycles):
        _still(figure, film, cycle, k * across + 0.45, tall + 0.8, side)
    x = 0.45
    for tensor, word in (("I", "input"), ("F", "filter"), ("O", "sum")):
        fill(figure, rectangles(x, 0.14, 0.22, 0.22), COLOURS[tensor])
        stays = ", stays" if tensor == film.stays else ""
        label(figure, x + 0.3, 0.25, f"{tensor}, {word}{stays}", fontsize=13)
        x += 2.1 if stays else 1.5
    label(figure, x, 0.25, "bold frame: multiplies", fontsize=13)
    figure.table = _table(film, cycles)
    return figure


@checked
def moments(film: Film) -> list[int]:
    """Three cycles that tell a film: while it fills, at its busiest, while it drains."""
    working = film.busy.sum(axis=(1, 2))
    full = np.flatnonzero(working == working.max())
    middle = int(full[len(full) // 2])
    return sorted({middle // 2, middle, (middle + len(film) - 1) // 2})


def _told(film: Film) -> list[int]:
    """The moments that there is room for: on wide arrays the first two, or one, the busiest."""
    cycles = moments(film)
    return (
        cycles
        if film.cols <= 5
        else cycles[:2]
        if film.cols <= 8
        else cycles[len(cycles) // 2 :][:1]
    )


def _still(figure, film: Film, cycle: int, left: float, top: float, side: float):
    working, pes = int(film.busy[cycle].sum()), film.rows * film.cols
    heading(
        figure,
        left,
        top + 0.42,
        f"cycle {film.start + cycle}: {working} of {pes} multiply",
        fontsize=14,
    )
    pitch, band = side * (1 + GAP), side / 3
    row, col = np.indices((film.rows, film.cols))
    x, y = left + col * pitch, top - row * pitch - side
    for k, tensor in enumerate("IFO"):
        held = film.word[cycle, k] >= 0
        solid = tensor == film.stays
        below = y + (2 - k) * band
        fill(figure, rectangles(x.ravel(), below.ravel(), side, band), "#F2F2F2")
        if not held.any():
            continue
        small = side < 0.36
        colour = COLOURS[tensor] if solid or small else tint(COLOURS[tensor], 0.8)
        fill(figure, rectangles(x[held], below[held], side, band), colour)
        if not small:
            texts = [
                show(film.value(cycle, k, *at).item()).replace(",", "")
                for at in np.argwhere(held)
            ]
            places = np.stack([x[held] + side / 2, below[held] + band / 2], 1)
            fill(
                figure,
                numerals(places, texts, min(0.2, band * 0.62)),
                "white" if solid else INK,
            )
    for mask, colour, width in (
        (~film.busy[cycle], GREY, 1),
        (film.busy[cycle], INK, 2.5),
    ):
        if mask.any():
            stroke(figure, rectangles(x[mask], y[mask], side, side), colour, width)
    _arrows(figure, film, cycle, x, y, side)


def _arrows(figure, film: Film, cycle: int, x, y, side: float):
    moves, gap = film.moves(cycle), side * GAP
    for k, tensor in enumerate("IFO"):
        starts, ends = [], []
        for row, col, _, way, _ in (move for move in zip(*moves) if move[2] == k):
            left, low, at = x[row, col], y[row, col], side * (0.24 + 0.26 * k)
            start, end = {
                "left": ((left - gap, low + side - at), (left, low + side - at)),
                "above": ((left + at, low + side + gap), (left + at, low + side)),
                "diagonal": ((left - gap, low - gap), (left, low)),
                "out": ((left + at, low), (left + at, low - gap)),
            }[WAYS[way]]
            starts.append(start)
            ends.append(end)
        if starts:
            stroke(figure, lines(starts, ends), COLOURS[tensor], 1.5)
            fill(
                figure,
                _heads(np.array(starts), np.array(ends), min(gap * 0.5, 0.09)),
                COLOURS[tensor],
            )


def _heads(starts, ends, size: float):
    along = (
        (ends - starts) / np.linalg.norm(ends - starts, axis=1, keepdims=True) * size
    )
    aside = np.stack([-along[:, 1], along[:, 0]], 1) * 0.6
    return outlines(np.stack([ends, ends - along + aside, ends - along - aside], 1))


def _table(film: Film, cycles) -> Table:
    rows = [
        (film.start + cycle, f"{row}, {col}", bool(film.busy[cycle, row, col]),
         *(None if film.value(cycle, k, row, col) is None else film.value(cycle, k, row, col).item() for k in range(3)))
        for cycle in cycles for row in range(film.rows) for col in range(film.cols)
    ]  # fmt: skip
    return Table(("cycle", "PE row, col", "multiplies", "I", "F", "O so far"), rows)
