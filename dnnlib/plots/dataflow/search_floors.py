"""Why a search may leave out almost everything: the floors of its choices, and where the bound crosses them."""

import numpy as np

from dnnlib.dataflow.hardware import Hardware
from dnnlib.dataflow.mapper.floors import floors
from dnnlib.plots.field import Field, round_steps
from dnnlib.plots.look import (
    COLOURS,
    INK,
    SIZE,
    fill,
    heading,
    label,
    outlines,
    picture,
    rectangles,
    tint,
)
from dnnlib.shapes import ConvShape
from dnnlib.table import Table

FOUND = "#E69F00"


def search_floors(shape: ConvShape, hardware: Hardware, dataflow="row"):
    """Every choice for the array, the lowest floor first: its floor as a line, the best of its mappings as a mark.

    The dashed line is the bound, the best of all. Where the floor is above it, no mark can be below it: those choices
    are pale, a search need not open them. Units: energies of a MAC, per MAC.
    Errors: ValueError where nothing fits. Source: dnnlib.dataflow.mapper.floors.
    """
    seen = floors(shape, hardware, dataflow)
    floor, best = seen.floor / shape.macs, seen.best / shape.macs
    number, least = len(floor), seen.least / shape.macs
    fits = np.isfinite(best)
    top = best[fits].max()
    figure = picture(10, 5.2)
    opened = f"{seen.opened:,} of {number:,} choices are opened"
    heading(figure, 0.2, 4.75, f"{opened}: the floors of all others are too high")
    field = Field.at(1.0, 0.75, 8.7, 3.6, (0, number), (0.85 * floor.min(), 1.05 * top))
    field.rows(figure, round_steps(5, field.y.low, field.y.high), width=0.5)
    for value in round_steps(7, 0, number):
        field.tick_below(figure, value, f"{value:g}")
    place = np.arange(1, number + 1)
    unseen = place > seen.opened
    for these, colour in ((fits & unseen, tint(FOUND, 0.6)), (fits & ~unseen, FOUND)):
        if these.any():
            x, y = field.inches(np.c_[place[these], best[these]]).T
            fill(figure, rectangles(x - 0.05, y - 0.05, 0.1, 0.1), colour, zorder=2.5)
    _below(figure, field, np.c_[place, floor])
    field.row(figure, least, INK, 2, linestyle="--", zorder=3)
    field.column(figure, seen.opened + 0.5, INK, 1.5, linestyle=":", zorder=3)
    _legend(figure, least)
    words = "choices for the array, the lowest floor first; upward: energy per MAC"
    field.under(figure, words, 0.18)
    rows = [(int(k), float(a), float(b)) for k, a, b in zip(place, floor, best)]
    some = [rows[k] for k in sorted({0, seen.opened - 1, *_few(number)})]
    header = ("choice", "floor, energy a MAC", "best of its mappings")
    figure.table = Table(header, some, f"least {least:.3f}, {opened}")
    return figure


def _below(figure, field: Field, points) -> None:
    """What no mapping can reach: grey, under the line of the floors."""
    path = field.curve(figure, points, COLOURS["MACs"], 3, zorder=2)
    low = field.y.start
    under = np.concatenate([path, [(path[-1][0], low), (path[0][0], low)]])
    fill(figure, outlines([under]), tint(COLOURS["MACs"], 0.75), zorder=0.5)


def _legend(figure, least: float) -> None:
    entries = (
        ("floor: no mapping is below", COLOURS["MACs"]),
        ("best mapping of the choice", FOUND),
        (f"bound: the best of all, {least:.3g}", INK),
    )
    x = 1.0
    for words, colour in entries:
        fill(figure, rectangles(x, 4.47, 0.22, 0.12), colour)
        label(figure, x + 0.3, 4.53, words, fontsize=SIZE - 3)
        x += 0.6 + 0.092 * len(words)


def _few(number: int) -> list[int]:
    """Some places, evenly."""
    return [int(k) for k in np.linspace(0, number - 1, min(number, 12))]
