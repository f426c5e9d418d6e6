"""The roofline: what a machine can do at most, and where layers and kernels stand below it."""

import numpy as np

from dnnlib.door import checked, real, shown
from dnnlib.metrics import Machine, attainable
from dnnlib.plots.field import Field
from dnnlib.plots.look import (
    INK,
    SIZE,
    fill,
    heading,
    human,
    label,
    lines,
    outlines,
    picture,
    stroke,
)
from dnnlib.table import Table

PLACE = LEFT, BOTTOM, WIDTH, HEIGHT = 1.25, 0.85, 8.4, 3.7  # of the field, in inches
APART = 0.12  # of two names side by side
MARKS = {4: 0.25, 3: -0.5, 6: 0.5}  # corners of a mark, and how far it is turned


@checked
def roofline(machine: Machine, points=(), title: str = ""):
    """The roof min(peak, bandwidth * intensity) of a machine, and points (name, operations a byte, a second).

    Both axes are logarithmic. Left of the ridge memory is the limit, right of it arithmetic. A point without a rate
    (None) is put on the roof: the most that its intensity allows.
    Errors: ValueError where an intensity or a rate is not above 0, and finite. Source: Williams, Waterman and Patterson, CACM 52(4), 2009.
    """
    points = [_checked(point) for point in points]
    rates = [
        float(attainable(machine.peak, machine.bandwidth, x)) if rate is None else rate
        for _, x, rate in points
    ]
    least = [rate / 2 for rate in rates]  # room for the names below
    across = [machine.ridge / 40, machine.ridge * 10, *(p[1] for p in points)]
    up = [machine.peak / 100, 1.2 * machine.peak, *rates, *least]
    field = Field.at(*PLACE, _wider(across), _wider(up), log=True)
    figure = picture(10, 5.4)
    unit = machine.operation
    rates_of_it = f"{human(machine.peak)}{unit}/s, {human(machine.bandwidth)}B/s"
    heading(
        figure,
        0.2,
        5.0,
        title
        or f"{machine.name}: {rates_of_it}, ridge at {float(f'{machine.ridge:.3g}'):,g} {unit} a byte",
    )
    _grid(figure, field, unit)
    x = np.array([field.x.low, machine.ridge, field.x.high])
    roof = field.inches(np.c_[x, attainable(machine.peak, machine.bandwidth, x)])
    below = [
        (LEFT, BOTTOM),
        *(np.clip(p, (LEFT, BOTTOM), None) for p in roof),
        (LEFT + WIDTH, BOTTOM),
    ]
    fill(figure, outlines([below]), "#EEF3F7", zorder=0.1)
    stroke(figure, lines(roof[:-1], roof[1:]), INK, 3)
    places = field.inches([(p[1], rate) for p, rate in zip(points, rates)])
    rows, taken = [], [(x - 0.1, y, 0.2) for x, y in places]
    for k, ((name, intensity, _), rate, place) in enumerate(zip(points, rates, places)):
        _mark(figure, place, k)
        most = float(attainable(machine.peak, machine.bandwidth, intensity))
        # below the line of the roof
        _name(figure, place - [0, 0.24 * (rate >= 0.9 * most)], name, taken)
        rows.append((name, intensity, rate, most, rate / most))
    figure.table = Table(
        ("point", f"{unit} a byte", f"{unit}/s", "roof there", "share of the roof"),
        rows,
    )
    return figure


def _checked(point) -> tuple[str, float, float | None]:
    """A point that can stand on two logarithmic axes. Errors: ValueError names what cannot."""
    if not isinstance(point, tuple | list) or len(point) != 3:
        raise ValueError(
            f"a point is (name, operations a byte, a second), not {shown(point)}"
        )
    name, x, rate = point
    x = real(f"the intensity of {name}", x)
    return name, x, None if rate is None else real(f"the rate of {name}", rate)


def _wider(values) -> tuple[float, float]:
    """The range of values, and some room about it."""
    return min(values) / 10**0.12, max(values) * 10**0.12


def _grid(figure, field: Field, unit: str):
    """Faint lines at the powers of ten, with their names and the axes'."""
    how = {"width": 0.7, "zorder": 0.2}
    field.columns(figure, field.x.powers(), gap=0.18, **how)
    field.rows(figure, field.y.powers(), human, gap=0.08, **how)
    field.under(figure, f"intensity: {unit} a byte", 0.32, fontsize=SIZE)
    middle, turned = BOTTOM + HEIGHT / 2, {"rotation": 90, "ha": "left"}
    label(figure, 0.15, middle, f"{unit}/s", fontsize=SIZE - 1, **turned)


def _mark(figure, place, k: int):
    corners, turn = list(MARKS.items())[k % len(MARKS)]
    angle = np.pi * (2 * np.arange(corners) / corners + turn)
    corners = place + 0.085 * np.stack([np.cos(angle), np.sin(angle)], 1)
    fill(figure, outlines([corners]), "#56B4E9", edgecolor=INK, linewidth=1.2)


def _name(figure, place, name: str, taken: list):
    """The name beside its mark, moved down until it touches no other name or mark."""
    long = 0.105 * len(name)
    right = place[0] + 0.14 + long > LEFT + WIDTH  # no room: left of its mark
    x, y = (place[0] - 0.14 - long if right else place[0] + 0.14), place[1]
    while any(
        abs(y - b) < 0.2 and x < a + wide + APART and a < x + long + APART
        for a, b, wide in taken
    ):
        y -= 0.05
    taken.append((x, y, long))
    label(figure, x, y, name, fontsize=SIZE - 3)
