"""How many queries prove a percentile: the chance that a false claim looks true."""

from functools import cache

import numpy as np

from dnnlib.metrics.tail import chance, queries
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
)
from dnnlib.table import Table

LEFT, BOTTOM, WIDTH, HEIGHT = 1.2, 1.0, 8.3, 3.2
SURPRISE = 0.01
COLOUR, PROVEN = "#0072B2", "#009E73"


def proof(percent=90, over=1, asked=30):
    """The chance of at most `over` slow queries among n, if the claim just fails.

    percent: the percentile that is claimed. asked: queries so far. The claim is proven where
    the curve is at 1 % or below. Errors: those of metrics.tail.
    Source: MLPerf Inference rules, "Early stopping".
    """
    share = percent / 100
    need = queries(share, over)
    luck = chance(asked, over, share)
    figure = picture(10, 5.2)
    verdict = "proven" if luck <= SURPRISE else "no proof"
    heading(
        figure,
        0.15,
        4.75,
        f"{asked:,} queries, {over} too slow: {verdict}; p{percent:g} takes {need:,}",
    )
    few = f"at most {over}" if over else "none"
    words = f"if p{percent:g} just failed, {few} too slow would happen {luck:.1%} of the time"
    label(figure, 0.15, 4.42, words, fontsize=SIZE - 2)
    _curve(figure, share, over, need, asked, luck)
    rows = [(k, queries(share, k)) for k in range(6)]
    figure.table = Table(("too slow", "queries that prove it"), rows)
    return figure  # fmt: skip


@cache
def _chances(share: float, over: int, most: int) -> tuple[np.ndarray, np.ndarray]:
    n = np.unique(np.linspace(1, most, 80).astype(int))
    return n, np.array([chance(int(k), over, share) for k in n])


def _curve(figure, share, over, need, asked, luck) -> None:
    most = max(2 * need, 10)
    n, chances = _chances(share, over, most)
    x = lambda k: LEFT + WIDTH * min(k, most) / most
    y = lambda p: BOTTOM + HEIGHT * p
    field = [
        [
            (x(need), BOTTOM),
            (LEFT + WIDTH, BOTTOM),
            (LEFT + WIDTH, y(1)),
            (x(need), y(1)),
        ]
    ]
    fill(figure, outlines(field), "#E3F4EE", zorder=0.05)
    middle = (x(need) + LEFT + WIDTH) / 2
    label(figure, middle, y(0.9), "proven", ha="center", color=PROVEN)
    for p in (0, 0.25, 0.5, 0.75, 1):
        stroke(
            figure, lines([(LEFT, y(p))], [(LEFT + WIDTH, y(p))]), GREY, 0.6, zorder=0.1
        )
        label(figure, LEFT - 0.1, y(p), f"{p:.0%}", ha="right", fontsize=SIZE - 3)
    points = np.stack([[x(k) for k in n], y(chances)], 1)
    stroke(figure, lines(points[:-1], points[1:]), COLOUR, 2.5)
    at = x(asked), y(luck)
    corner = np.array([(-0.1, 0), (0, -0.1), (0.1, 0), (0, 0.1)])
    fill(
        figure, outlines([at + corner]), "#D55E00", edgecolor=INK, linewidth=1, zorder=5
    )
    for k in (0, need, most):
        label(figure, x(k), BOTTOM - 0.22, f"{k:,}", ha="center", fontsize=SIZE - 3)
    label(figure, LEFT + WIDTH / 2, 0.42, "queries", ha="center", fontsize=SIZE - 2)
    label(figure, 0.3, BOTTOM + HEIGHT / 2, "chance of such luck", rotation=90, ha="center", fontsize=SIZE - 2)  # fmt: skip
