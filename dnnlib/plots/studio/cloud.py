"""Every chip for one network as a point: energy against area, with the front and two chosen ones."""

import numpy as np

from dnnlib.door import checked
from dnnlib.plots.field import Axis, Field
from dnnlib.plots.look import SIZE, fill, heading, label, outlines, picture
from dnnlib.studio.chips import chips
from dnnlib.studio.fronts import dominated
from dnnlib.studio.gates import Gates
from dnnlib.table import Table

POINT, FRONT = "#BBBBBB", "#0072B2"
WAYS = {"energy": 0, "latency": 1, "area": 2}
SIDES = {"energy": (5e6, 50e6), "latency": (1e4, 4e6), "area": (0.03, 2)}
TICKS = {
    "energy": ([5e6, 10e6, 20e6, 50e6], ["5 M", "10 M", "20 M", "50 M"]),
    "latency": ([1e4, 1e5, 1e6], ["10 k", "100 k", "1 M"]),
    "area": ([0.05, 0.1, 0.2, 0.5, 1, 2], ["0.05", "0.1", "0.2", "0.5", "1", "2"]),
}
UNITS = {"energy": "energy of a picture", "latency": "latency, cycles", "area": "area, Eyeriss = 1"}  # fmt: skip


@checked
def studio_front(across: str = "area", up: str = "energy", gates: Gates | None = None):
    """All chips for one network, two of their costs; those that no other chip beats in both are blue.

    across, up: "energy", "latency" or "area", both logarithmic; gates: only the chips that pass.
    Errors: ValueError where a name is none, or nothing passes. Source: dnnlib.studio.chips.
    """
    for name in (across, up):
        if name not in WAYS:
            raise ValueError(f"{name!r}: there are {', '.join(WAYS)}")
    every = chips().points(gates)
    if not len(every):
        raise ValueError(f"no chip passes: {gates}")
    points = every[:, [WAYS[across], WAYS[up]]]
    kept = ~dominated(points)
    figure = picture(10, 5.2)
    text = f"{len(points):,} chips, {kept.sum()} on the front of {across} and {up}"
    heading(figure, 0.15, 4.75, text)
    field = _field(figure, across, up)
    _dots(figure, field, points[~kept], POINT, 0.02)
    _dots(figure, field, points[kept], FRONT, 0.06)
    front = points[kept][np.argsort(points[kept][:, 0])]
    head = (UNITS[across], UNITS[up])
    figure.table = Table(head, [tuple(map(float, row)) for row in front])
    return figure  # fmt: skip


def _field(figure, across: str, up: str) -> Field:
    (left, right), (low, high) = SIDES[across], SIDES[up]
    field = Field(Axis(1.2, 8.4, left, right, True), Axis(0.95, 3.6, low, high, True))
    for value, text in zip(*TICKS[across]):
        field.column(figure, value)
        field.tick_below(figure, value, text)
    for value, text in zip(*TICKS[up]):
        field.row(figure, value)
        field.tick_left(figure, value, text)
    field.under(figure, f"{UNITS[across]} (logarithmic)", 0.4)
    middle = field.y.start + field.y.length / 2
    label(figure, 0.3, middle, f"{UNITS[up]} (log.)", rotation=90, fontsize=SIZE - 2)
    return field


def _dots(figure, field: Field, points, colour: str, size: float) -> None:
    """Small diamonds, all as one path."""
    if not len(points):
        return
    points = points[(points[:, 0] <= field.x.high) & (points[:, 1] <= field.y.high)]
    middle = field.inches(points)[:, None]
    corners = size * np.array([(1, 0), (0, 1), (-1, 0), (0, -1)])
    fill(figure, outlines(middle + corners), colour)
