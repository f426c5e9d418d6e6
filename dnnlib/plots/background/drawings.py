"""Two drawings: the kinds of artificial intelligence inside one another, and a network of nine neurons that runs."""

import numpy as np

from dnnlib.background.kinds import BESIDE, NESTED
from dnnlib.background.kinds import table as kinds
from dnnlib.learning import Layer, forward
from dnnlib.plots.look import (
    COLOURS,
    INK,
    SIZE,
    fill,
    heading,
    label,
    lines,
    outlines,
    picture,
    rectangles,
    stroke,
    tint,
)
from dnnlib.table import Table


def taxonomy():
    """Which kind lies in which: a box in a box, with a word on each. Source: Sze et al. 2017, Fig. 1."""
    figure = picture(10, 5.3)
    heading(figure, 0.15, 4.9, "Deep learning is a kind of a kind of a kind")
    left, bottom, wide, high = 0.15, 0.15, 9.7, 4.6
    for depth, (name, words) in enumerate(NESTED):
        colour = tint(COLOURS["I"], 0.94 - 0.13 * depth)
        _box(figure, left, bottom, wide, high, colour)
        _named(figure, left + 0.15, bottom + high - 0.26, name, words, wide)
        if depth == 2:  # spiking stands beside neural networks
            side = rectangles([left + 0.12], [bottom + 0.12], 2.1, high - 1.0)
            fill(figure, side, tint(COLOURS["F"], 0.75), edgecolor=INK, linewidth=1)
            label(
                figure,
                left + 0.27,
                bottom + high - 1.15,
                BESIDE[0],
                weight="bold",
                fontsize=SIZE,
            )
            for row, part in enumerate(
                ("also says", "something by", "its time", "(TrueNorth)")
            ):
                label(
                    figure,
                    left + 0.27,
                    bottom + high - 1.5 - 0.27 * row,
                    part,
                    fontsize=SIZE - 3,
                )
            left, wide = left + 2.2, wide - 2.2
        left, bottom, wide, high = left + 0.12, bottom + 0.12, wide - 0.24, high - 0.88
    figure.table = kinds()
    return figure


def _box(figure, left, bottom, wide, high, colour):
    fill(
        figure,
        rectangles([left], [bottom], wide, high),
        colour,
        edgecolor=INK,
        linewidth=1,
    )


def _named(figure, x, y, name, words, wide):
    label(figure, x, y, name, weight="bold", fontsize=SIZE)
    fits = int(wide / 0.092)
    short = (
        words
        if len(words) <= fits
        else words[: words.rfind(" ", 0, fits)].rstrip(",;(") + " ..."
    )
    label(figure, x, y - 0.29, short, fontsize=SIZE - 3)


# weights that the survey's Fig. 3 does not have: small, so that one can follow them
SMALL = (
    Layer(
        np.array([[1, 0, -1], [2, -1, 0], [0, 1, 1], [-1, 0, 1]]),
        np.array([0, -1, 0, 1]),
    ),
    Layer(np.array([[1, 1, 0, -1], [0, -1, 1, 2]]), np.array([0, 1])),
)
RADIUS, TOP, DOWN = 0.3, 3.9, 1.0


def small_network(x1=2, x2=1, x3=-1):
    """Three inputs, four neurons, two outputs: every weight a line, every value in its place.

    Green lines are positive weights, dashed ones negative; the wider, the larger. A neuron whose sum is
    below 0 says 0. Source: Sze et al. 2017, Fig. 3; the weights are ours.
    """
    made = forward(SMALL, np.array([[x1, x2, x3]]))
    figure = picture(10, 4.9)
    weights = sum(layer.W.size for layer in SMALL)
    heading(
        figure, 0.2, 4.45, f"9 values, {weights} weights: {weights} MACs an inference"
    )
    places = [_column(1.6, 3), _column(5.0, 4), _column(8.4, 2)]
    for layer, begin, end in zip(SMALL, places, places[1:]):
        _weights(figure, layer.W, begin, end)
    names = ("inputs", "hidden: sum, then kink", "outputs")
    for k, (values, column) in enumerate(zip(made, places)):
        _neurons(figure, values[0], column, ("I", "MACs", "O")[k])
        label(figure, column[0, 0], 0.3, names[k], ha="center", fontsize=SIZE - 2)
    figure.table = Table(
        ("layer", "values"), [(n, str(v[0].tolist())) for n, v in zip(names, made)]
    )
    return figure


def _column(x: float, count: int) -> np.ndarray:
    y = TOP - 1.5 * DOWN + DOWN * ((count - 1) / 2 - np.arange(count))
    return np.stack([np.full(count, x), y], 1)


def _weights(figure, W, begin, end):
    for m, row in enumerate(W):
        for k, w in enumerate(row):
            if w:
                line, dashed = lines([begin[k]], [end[m]]), "-" if w > 0 else "--"
                stroke(
                    figure, line, COLOURS["F"], 1.5 * abs(w), linestyle=dashed, zorder=1
                )
                at = begin[k] + 0.27 * (end[m] - begin[k])
                paper = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
                label(
                    figure,
                    *at,
                    f"{w:g}",
                    ha="center",
                    fontsize=SIZE - 4,
                    bbox=paper,
                    zorder=1.5,
                )


def _neurons(figure, values, column, colour):
    turn = 2 * np.pi * np.arange(40) / 40
    ring = RADIUS * np.stack([np.cos(turn), np.sin(turn)], 1)
    for value, place in zip(values, column):
        silent = value == 0 and colour == "MACs"
        paint = "#FFFFFF" if silent else tint(COLOURS[colour], 0.6)
        circle = outlines([place + ring])
        fill(figure, circle, paint, edgecolor=INK, linewidth=1.5, zorder=2)
        label(figure, *place, f"{value:g}", ha="center", weight="bold", zorder=3)
