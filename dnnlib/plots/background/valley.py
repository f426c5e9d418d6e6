"""The loss of a neuron's two weights as a valley, and the way down at a learning rate."""

from functools import cache

import numpy as np

from dnnlib.background.points import points
from dnnlib.learning.valley import Valley, of_data, path
from dnnlib.plots.field import Field
from dnnlib.plots.look import (
    COLOURS,
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
)
from dnnlib.table import Table

FIRST = (3.0, 3.0)
LOW, HIGH = np.array([-7.5, -3.5]), np.array([4.5, 8.5])
FIELD = Field.at(0.9, 0.8, 4.6, 3.9, (LOW[0], HIGH[0]), (LOW[1], HIGH[1]))
LEVELS = (0.01, 0.05, 0.15, 0.4, 0.75, 1.1)
CURVE = Field.at(6.7, 0.8, 3.0, 3.2, (0, 60), (1e-3, 1))


@cache
def the_valley() -> Valley:
    """The squared loss of a neuron without a kink on 300 threes and sixes: its two weights, no bias."""
    return of_data(*points())


def descent(rate=5.0, steps=20):
    """Steps w <- w - rate * gradient on the loss of two weights: into the valley, across it, or away.

    The rings are places of equal loss. Beyond 2 / the largest curvature each step is farther than the last.
    Source: Sze et al. 2017, II-C; dnnlib.learning.valley.
    """
    valley = the_valley()
    walked = path(valley, FIRST, rate, steps)
    losses = valley.loss(walked)
    figure = picture(10, 5.4)
    word = _word(valley, rate, losses)
    heading(figure, 0.15, 4.98, f"rate {rate:g}, {steps} steps: {word}")
    for level in LEVELS:
        ring = FIELD.inches(_ring(valley, level))
        ring = _within(ring)
        stroke(figure, outlines([ring]), GREY, 1.1, zorder=0)
    FIELD.rows(figure, (-2, 0, 2, 4, 6, 8))
    FIELD.columns(figure, (-6, -4, -2, 0, 2, 4))
    FIELD.under(figure, "weight of A", 0.28)
    label(figure, 0.15, 2.7, "weight of B", rotation=90, ha="left", fontsize=SIZE - 2)
    _walk(figure, walked)
    _losses(figure, losses, valley, rate)
    rows = [
        (k, *map(float, w), float(l)) for k, (w, l) in enumerate(zip(walked, losses))
    ]
    figure.table = Table(
        ("step", "weight of A", "weight of B", "loss above the lowest"), rows
    )
    return figure


def _word(valley: Valley, rate: float, losses) -> str:
    if rate > valley.largest_rate:
        return "too large, it runs away"
    left = losses[-1] / losses[0]
    return "at the bottom" if left < 0.002 else f"{left:.1%} of the loss is left"


def _ring(valley: Valley, level: float) -> np.ndarray:
    """Places where the loss is level above the lowest."""
    turn = 2 * np.pi * np.arange(120) / 120
    circle = np.sqrt(2 * level) * np.stack([np.cos(turn), np.sin(turn)])
    values, vectors = np.linalg.eigh(valley.A)
    return valley.best + (vectors / np.sqrt(values) @ circle).T


def _within(places) -> np.ndarray:
    x, y = FIELD.x, FIELD.y
    return np.clip(places, (x.start, y.start), (x.end, y.end))


def _walk(figure, walked):
    """The path as far as it stays on the map; a dot a step."""
    on = ((walked >= LOW) & (walked <= HIGH)).all(axis=1)
    last = len(on) if on.all() else int(np.argmin(on))
    places = FIELD.inches(walked[:last])
    if last < len(walked) and last:
        places = np.vstack(
            [places, _within(FIELD.inches(np.clip(walked[last : last + 1], -40, 40)))]
        )
    stroke(figure, lines(places[:-1], places[1:]), COLOURS["O"], 2, zorder=2)
    turn = 2 * np.pi * np.arange(12) / 12
    dot = 0.055 * np.stack([np.cos(turn), np.sin(turn)], 1)
    fill(figure, outlines(places[:, None] + dot), COLOURS["O"], zorder=3)
    star = FIELD.inches([the_valley().best])
    fill(figure, outlines(star[:, None] + 1.7 * dot), INK, zorder=3)
    label(figure, star[0, 0] + 0.15, star[0, 1] + 0.12, "lowest", fontsize=SIZE - 3)
    label(figure, places[0, 0] + 0.12, places[0, 1] + 0.05, "start", fontsize=SIZE - 3)


def _losses(figure, losses, valley: Valley, rate):
    """The loss after each step, on a scale of powers of ten."""
    CURVE.rows(figure, (), say=str)
    for power in (-3, -2, -1, 0):
        y = CURVE.y.start + CURVE.y.length * (power + 3) / 3
        stroke(
            figure, lines([(CURVE.x.start, y)], [(CURVE.x.end, y)]), GREY, 0.8, zorder=0
        )
        label(
            figure,
            CURVE.x.start - 0.1,
            y,
            f"{10.0**power:g}",
            ha="right",
            fontsize=SIZE - 3,
        )
    share = np.clip(losses / losses[0], 1e-3, 2.0)
    x = CURVE.x.at(np.arange(len(losses)))
    y = CURVE.y.start + CURVE.y.length * (np.log10(share) + 3) / 3
    if len(x) > 1:
        stroke(figure, lines(np.c_[x, y][:-1], np.c_[x, y][1:]), COLOURS["O"], 2.5)
    for k in (0, 20, 40, 60):
        CURVE.tick_below(figure, k, f"{k}")
    CURVE.under(figure, "steps", 0.28)
    label(
        figure, 6.2, 4.35, "loss, beside the first (powers of ten)", fontsize=SIZE - 2
    )
    limit = f"largest rate that ends: 2 / curvature = {valley.largest_rate:.3g}"
    label(
        figure,
        6.0,
        4.68,
        limit,
        fontsize=SIZE - 2,
        color="#B30000" if rate > valley.largest_rate else INK,
    )
