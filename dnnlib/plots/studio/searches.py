"""Searches: the best so far against how many designs were tried."""

from collections.abc import Mapping

import numpy as np

from dnnlib.door import checked
from dnnlib.plots.field import Axis, Field
from dnnlib.plots.look import SIZE, heading, label, picture
from dnnlib.table import Table

COLOURS = ("#CC79A7", "#E69F00", "#0072B2", "#009E73", "#D55E00")
HIGHEST = 4  # times the best; what is above is not drawn


@checked
def studio_searches(trails: Mapping, best: float, title: str = "Best so far"):
    """For each search the energy of the best design so far, in times of the best there is.

    trails: {name: Trail}; best: the least energy of the space. Across: designs tried, logarithmic. A curve
    begins where a first design passes the gates. Errors: ValueError where no search tried anything.
    """
    longest = max((len(trail) for trail in trails.values()), default=0)
    if longest < 2:
        raise ValueError("a search that is drawn has tried two designs or more")
    figure = picture(10, 5)
    heading(figure, 0.15, 4.55, title)
    field = Field(Axis(0.9, 5.9, 1, longest, log=True), Axis(0.95, 3.3, 1, HIGHEST))
    field.rows(figure, (1, 2, 3, 4), say="{:g} x".format, strong=1)
    ticks = [n for n in (1, 3, 10, 30, 100, 300, 1000, 3000) if n <= longest]
    field.columns(figure, ticks)
    field.under(figure, "designs tried (logarithmic)", 0.4)
    taken: list[float] = []
    for (name, trail), colour in zip(trails.items(), COLOURS):
        _curve(figure, field, name, trail.best_so_far / best, colour, taken)
    rows = [
        (n, len(t), round(t.least / best, 3), t.until(1.001 * best))
        for n, t in trails.items()
    ]
    head = ("search", "tried", "best / best there is", "found after")
    figure.table = Table(head, rows)
    return figure  # fmt: skip


def _curve(figure, field: Field, name: str, ratios, colour: str, taken) -> None:
    """Steps down; the name at the right, moved up where another stands."""
    seen = np.flatnonzero(ratios <= HIGHEST)
    if not len(seen):
        label(
            figure,
            7.0,
            _free(4.0, taken),
            f"{name}: none",
            color=colour,
            fontsize=SIZE - 2,
        )
        return
    tries = np.arange(1, len(ratios) + 1)[seen[0] :]
    values = ratios[seen[0] :]
    x = np.repeat(np.append(tries, field.x.high), 2)[1:-1]
    points = np.stack([x, np.repeat(values, 2)], 1)
    field.curve(figure, points, colour, 3)
    y = _free(float(field.y.at(values[-1])), taken)
    text = f"{name}: {values[-1]:.3g} x"
    label(figure, 7.0, y, text, color=colour, fontsize=SIZE - 2)


def _free(y: float, taken: list[float]) -> float:
    while any(abs(y - other) < 0.29 for other in taken):
        y += 0.3
    taken.append(y)
    return y
