"""A dimension on a row of PEs: loops that divide it, and loops whose last turn is short."""

import numpy as np

from dnnlib.dataflow.mapper.ways import divisors
from dnnlib.dataflow.ragged import ceil
from dnnlib.door import whole
from dnnlib.plots.look import (
    COLOURS,
    INK,
    SIZE,
    fill,
    heading,
    label,
    picture,
    rectangles,
    tint,
)
from dnnlib.table import Table

HIGH, WIDE = 3.6, 4.2  # inches of a panel


def short_turns(size=17, pes=14):
    """The turns that a dimension takes on a row of PEs: with a bound that divides it, and with a short last turn.

    divided: the largest divisor that fits, size/divisor turns; short: ceil(size/pes) turns, as even as they can be.
    Errors: ValueError where a size is none. Source: `mapper.ways` holds the same rule for every loop.
    """
    size, pes = whole("size", size), whole("pes", pes)
    divisor = max(d for d in divisors(size) if d <= pes)
    turns = ceil(size, pes)
    ways = {
        "bounds that divide": (divisor, size // divisor),
        "a short last turn": (ceil(size, turns), turns),
    }
    figure = picture(10, 5)
    most = max(turns for _, turns in ways.values())
    for k, (name, (used, turns)) in enumerate(ways.items()):
        _panel(figure, 0.5 + 4.9 * k, name, size, pes, used, turns, most)
    figure.title = f"{size} on {pes} PEs; {figure.title}"
    rows = [
        (name, used, turns, f"{size / (turns * pes):.0%}")
        for name, (used, turns) in ways.items()
    ]
    head = ("loops", "PEs used", "turns", "of all PEs at work")
    figure.table = Table(head, rows, figure.title)
    return figure


def _panel(figure, left: float, name: str, size, pes, used, turns, most) -> None:
    """Each turn as a row of PEs: at work, idle in the short turn, never used."""
    step, high = WIDE / pes, min(HIGH / most, 0.6)
    turn, pe = (at.ravel() for at in np.indices((turns, pes)))
    x, y = left + step * pe, 4.1 - high * (turn + 1)
    works = (pe < used) & (turn * used + pe < size)
    short = (pe < used) & ~works
    kinds = (
        (works, COLOURS["F"]),
        (short, tint(COLOURS["O"], 0.5)),
        (pe >= used, tint(COLOURS["MACs"], 0.8)),
    )
    for some, colour in kinds:
        if some.any():
            cells = rectangles(x[some], y[some], 0.92 * step, 0.9 * high)
            fill(figure, cells, colour)
    said = f"{name}: {turns} turn{'s' * (turns > 1)} of {used}"
    heading(figure, left, 4.3, said)
    if short.any():
        idle = f"{int(short.sum())} idle at the end"
        below = y[short].min() - 0.2
        label(figure, left, below, idle, color=INK, fontsize=SIZE - 2)
