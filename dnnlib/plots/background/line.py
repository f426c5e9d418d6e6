"""One neuron of two inputs: a line between threes and sixes."""

import numpy as np

from dnnlib.background.points import DIGITS, points, right
from dnnlib.learning.neuron import neuron
from dnnlib.plots.field import Field
from dnnlib.plots.look import (
    GREY,
    INK,
    SIZE,
    fill,
    heading,
    label,
    lines,
    outlines,
    picture,
    stroke,
    tint,
)
from dnnlib.table import Table

FIELD = Field.at(1.0, 0.85, 4.6, 3.9, (0, 1), (0, 1))
MARKS = {-1: (4, 0.25, "#0072B2"), 1: (3, 0.5, "#E69F00")}  # corners, turn, colour


def neuron_line(wA=1.0, wB=1.0, b=-0.5):
    """A neuron that looks at the ink in two places of a digit: where its sum is 0 there is a line.

    On one side of it the neuron says 0, on the other more and more. Real digits, 300 of them.
    Source: Sze et al. 2017, Fig. 2; dnnlib.background.points.
    """
    X, t = points()
    w, share = np.array([wA, wB]), right(np.array([wA, wB]), b)
    figure = picture(10, 5.4)
    heading(figure, 0.15, 4.98, f"{share:.0%} of {len(t)} digits on the right side")
    _sides(figure, w, b)
    for sign, (corners, turn, colour) in MARKS.items():
        _marks(figure, FIELD.inches(X[t == sign]), corners, turn, colour)
    FIELD.rows(figure, (0, 0.25, 0.5, 0.75, 1))
    FIELD.columns(figure, (0, 0.25, 0.5, 0.75, 1))
    FIELD.under(figure, "ink at A, right above the middle", 0.3)
    label(
        figure,
        0.2,
        2.8,
        "ink at B, left below",
        rotation=90,
        ha="left",
        fontsize=SIZE - 2,
    )
    _words(figure, w, b)
    rows = [("wA", wA), ("wB", wB), ("b", b), ("right side", share)]
    rows += [
        (f"says more than 0 of {d}s", _share(w, b, s)) for d, s in zip(DIGITS, (-1, 1))
    ]
    figure.table = Table(("what", "value"), rows)
    return figure


def _share(w, b, sign) -> float:
    X, t = points()
    return float((neuron(X[t == sign], w, b) > 0).mean())


def _sides(figure, w, b):
    """The part of the field where the neuron says more than 0, and the line at its edge."""
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])
    inside = clipped(corners, w, b)
    if len(inside) > 2:
        fill(
            figure, outlines([FIELD.inches(inside)]), tint(MARKS[1][2], 0.75), zorder=0
        )
    edge = [p for p in inside if abs(p @ w + b) < 1e-9]
    if len(edge) == 2:
        ends = FIELD.inches(edge)
        stroke(figure, lines(ends[:1], ends[1:]), INK, 3, zorder=3)


def clipped(corners, w, b) -> np.ndarray:
    """The part of a convex polygon [n, 2] where w.x + b >= 0, as corners."""
    made, sums = [], corners @ w + b
    for k, (here, s) in enumerate(zip(corners, sums)):
        there, z = corners[k - 1], sums[k - 1]
        if (s >= 0) != (z >= 0):
            made.append(there + (here - there) * z / (z - s))
        if s >= 0:
            made.append(here)
    return np.array(made).reshape(-1, 2)


def _marks(figure, places, corners, turn, colour):
    angle = np.pi * (2 * np.arange(corners) / corners + turn)
    shape = 0.07 * np.stack([np.cos(angle), np.sin(angle)], 1)
    fill(figure, outlines(places[:, None] + shape), colour, alpha=0.75, zorder=2)


def _words(figure, w, b):
    x = 6.0
    for k, sign in enumerate(MARKS):
        corners, turn, colour = MARKS[sign]
        y = 4.55 - 0.4 * k
        _marks(figure, np.array([[x + 0.1, y]]), corners, turn, colour)
        said = _share(w, b, sign)
        label(
            figure,
            x + 0.35,
            y,
            f"a {DIGITS[k]}: the neuron speaks at {said:.0%}",
            fontsize=SIZE - 2,
        )
    label(
        figure,
        x,
        3.6,
        f"y = max(0, {w[0]:g}·A {w[1]:+g}·B {b:+g})",
        fontsize=SIZE,
        weight="bold",
    )
    for k, words in enumerate((
        "in the coloured part the sum is above 0,",
        "on the line it is 0, beyond it the",
        "kink makes 0 of it.",
        "",
        "Wanted: all 6s in the coloured part,",
        "all 3s outside.",
    )):  # fmt: skip
        label(figure, x, 3.15 - 0.3 * k, words, fontsize=SIZE - 2)
    stroke(figure, lines([(5.75, 0.85)], [(5.75, 4.75)]), GREY, 0.8)
