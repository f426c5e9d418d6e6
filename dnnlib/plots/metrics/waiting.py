"""Queries at random and a server: how long they wait, and what the slowest of a hundred sees."""

from functools import cache

import numpy as np

from dnnlib.metrics.queue import Server, serve
from dnnlib.metrics.tail import percentile
from dnnlib.plots.look import (
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
)
from dnnlib.table import Table

FIXED, EACH = 0.004, 0.001  # seconds: a batch's own, and an image's
COUNT, BINS = 20_000, 40
RATES = (20, 50, 100, 150, 180, 195, 250, 400, 600, 800)
LEFT, BOTTOM, WIDTH, HEIGHT = 0.9, 1.0, 4.9, 3.0  # the histogram, in inches
KNEE, KNEE_WIDTH = 6.9, 2.8
COLOUR, TAIL = "#56B4E9", "#D55E00"


def waiting(rate=100, batch=1, window=0):
    """Latencies where queries come at random and up to `batch` of them are computed together.

    rate: queries a second. window: ms that a first query may wait for company. A batch of b
    takes 4 + b ms. Units: ms. Errors: those of metrics.queue.
    Source: MLPerf Inference rules, scenario Server; dnnlib.metrics.queue.
    """
    server = Server(FIXED, EACH, int(batch), window / 1e3)
    latencies = 1e3 * _served(rate, server)
    marks = {p: percentile(latencies, p / 100) for p in (50, 90, 99)}
    load = rate / server.most
    figure = picture(10, 5.2)
    words = f"half within {marks[50]:.3g} ms, one in a hundred over {marks[99]:.3g} ms"
    full = "" if load < 1 else ": the queue grows without end"
    heading(figure, 0.15, 4.75, f"{rate:g} a second, load {load:.0%}{full}")
    label(figure, 0.15, 4.45, words, fontsize=SIZE - 1)
    _histogram(figure, latencies, marks)
    _knee(figure, server, rate)
    rows = [(f"p{p}", value) for p, value in marks.items()]
    rows += [
        ("mean", float(latencies.mean())),
        ("load", load),
        ("most a second", server.most),
    ]
    figure.table = Table(("latency, ms", "value"), rows)
    return figure  # fmt: skip


@cache
def _served(rate: float, server: Server) -> np.ndarray:
    return serve(rate, server, COUNT)


@cache
def _tails(server: Server) -> np.ndarray:
    return np.array([1e3 * percentile(_served(rate, server), 0.99) for rate in RATES])


def _histogram(figure, latencies, marks) -> None:
    """How many queries took how long; what lies over the 99th percentile is red."""
    most = 1.25 * marks[99]
    counts, edges = np.histogram(np.minimum(latencies, most), BINS, (0, most))
    x = LEFT + WIDTH * edges[:-1] / most
    tall = HEIGHT * counts / counts.max()
    slow = edges[:-1] >= marks[99]
    for chosen, colour in ((~slow, COLOUR), (slow, TAIL)):
        if chosen.any():
            bars = rectangles(x[chosen], BOTTOM, 0.9 * WIDTH / BINS, tall[chosen])
            fill(figure, bars, colour)
    line = lines([(LEFT, BOTTOM)], [(LEFT + WIDTH, BOTTOM)])
    stroke(figure, line, INK, 1)
    taken = -1.0
    for p, value in marks.items():
        at = LEFT + WIDTH * value / most
        stroke(
            figure,
            lines([(at, BOTTOM)], [(at, BOTTOM + HEIGHT + 0.1)]),
            INK,
            1.2,
            linestyle=":",
        )
        if at - taken > 0.45:  # names that would touch are left to the table
            label(
                figure,
                at,
                BOTTOM + HEIGHT + 0.2,
                f"p{p}",
                ha="center",
                fontsize=SIZE - 3,
            )
            taken = at
    for share in (0, 0.5, 1):
        text = f"{share * most:.3g}"
        label(
            figure,
            LEFT + WIDTH * share,
            BOTTOM - 0.22,
            text,
            ha="center",
            fontsize=SIZE - 3,
        )
    label(figure, LEFT + WIDTH / 2, 0.45, "latency, ms", ha="center", fontsize=SIZE - 2)
    label(figure, 0.5, BOTTOM + HEIGHT / 2, "queries", rotation=90, ha="center", fontsize=SIZE - 2)  # fmt: skip


def _knee(figure, server: Server, rate) -> None:
    """The 99th percentile against the rate, both axes logarithmic, and where we stand."""
    tails = _tails(server)
    low, high = 0, np.log10(max(1000, tails.max()))
    across = lambda r: (
        KNEE + KNEE_WIDTH * np.log(r / RATES[0]) / np.log(RATES[-1] / RATES[0])
    )
    up = lambda ms: BOTTOM + HEIGHT * (np.log10(ms) - low) / (high - low)
    for power in range(int(high) + 1):
        y = up(10.0**power)
        stroke(
            figure, lines([(KNEE, y)], [(KNEE + KNEE_WIDTH, y)]), GREY, 0.6, zorder=0.1
        )
        label(figure, KNEE - 0.1, y, f"{10**power:,}", ha="right", fontsize=SIZE - 3)
    points = np.stack([[across(r) for r in RATES], up(tails)], 1)
    stroke(figure, lines(points[:-1], points[1:]), TAIL, 2.5)
    most = across(min(max(server.most, RATES[0]), RATES[-1]))
    stroke(
        figure,
        lines([(most, BOTTOM)], [(most, BOTTOM + HEIGHT)]),
        INK,
        1.2,
        linestyle=":",
    )
    here = across(rate), up(1e3 * percentile(_served(rate, server), 0.99))
    fill(figure, rectangles([here[0] - 0.08], [here[1] - 0.08], 0.16, 0.16), INK)
    for r in (20, 100, 800):
        label(figure, across(r), BOTTOM - 0.22, f"{r}", ha="center", fontsize=SIZE - 3)
    label(
        figure,
        KNEE + KNEE_WIDTH / 2,
        0.45,
        "queries a second",
        ha="center",
        fontsize=SIZE - 2,
    )
    label(figure, KNEE, BOTTOM + HEIGHT + 0.2, "p99, ms; dotted: all it can do", fontsize=SIZE - 3)  # fmt: skip
