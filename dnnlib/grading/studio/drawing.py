"""The pictures of the class page, as SVG: a histogram, and designs beside the front. Values in, text out."""

from collections.abc import Sequence
from html import escape
from math import floor, log10

import numpy as np

WIDTH, HEIGHT = 560, 300
LEFT, RIGHT, TOP, BOTTOM = 72, 24, 52, 55
INK, BAR, BEST, DOTS = "#222222", "#0072B2", "#D55E00", "#555555"
BINS = 20
ENDS = (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10)  # of an axis: a quarter is short, too


def histogram(
    values: Sequence[float], best: float | None, title: str, unit: str
) -> str:
    """How many designs lie where, in 20 bins from 0; `best` is marked by a line."""
    shown = [*values, *([] if best is None else [best])]
    top = nice(max(shown, default=1.0))
    counts, edges = np.histogram(np.minimum(values, top), BINS, (0, top))
    most = max(1, int(counts.max()))
    parts = []
    for count, low, high in zip(counts, edges, edges[1:]):
        left, right = _x(low / top), _x(high / top)
        y = _y(count / most)
        told = f"{count} from {amount(low)} to {amount(high)}"
        size = f'width="{right - left - 1:.1f}" height="{_y(0) - y:.1f}"'
        bar = f'<rect x="{left:.1f}" y="{y:.1f}" {size} fill="{BAR}">'
        parts.append(f"{bar}<title>{told}</title></rect>")
    if best is not None:
        parts.append(_mark(best / top, "the best there is"))
    return _framed(title, parts, top, most, unit, "designs")


def beside_front(
    points: Sequence[tuple[float, float]],
    front: Sequence[tuple[float, float]],
    title: str,
    units: tuple[str, str],
    own: tuple[float, float] | None = None,
) -> str:
    """Designs as dots, the true front as steps: nothing lies below it. `own` is a ring around one of them."""
    both = [*points, *front]
    right = nice(max((x for x, _ in both), default=1.0))
    top = nice(max((y for _, y in both), default=1.0))
    parts = []
    if front:
        corners = [f"{_x(x / right):.1f},{_y(y / top):.1f}" for x, y in stairs(front)]
        line = f'fill="none" stroke="{BEST}" stroke-width="2.5"'
        parts.append(f'<polyline points="{" ".join(corners)}" {line}/>')
    for x, y in points:
        at = f'cx="{_x(x / right):.1f}" cy="{_y(y / top):.1f}"'
        parts.append(f'<circle {at} r="4" fill="{DOTS}" fill-opacity="0.6"/>')
    if own is not None:
        at = f'cx="{_x(own[0] / right):.1f}" cy="{_y(own[1] / top):.1f}"'
        parts.append(
            f'<circle {at} r="9" fill="none" stroke="{BAR}" stroke-width="3"/>'
        )
    return _framed(title, parts, right, top, units[0], units[1])


def stairs(front: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The corners of the line below which no design lies: from each point right, then down to the next."""
    found: list[tuple[float, float]] = []
    for x, y in sorted(front):
        if found and y >= found[-1][1]:
            continue
        if found:
            found.append((x, found[-1][1]))
        found.append((x, y))
    return found


def nice(value: float) -> float:
    """The next of ENDS times a power of ten that is not below a value; 1 for none."""
    if not value > 0 or value == float("inf"):
        return 1.0
    power = 10.0 ** floor(log10(value))
    return next(step * power for step in ENDS if step * power >= value)


def amount(value: float) -> str:
    """A number in few letters: 12.5 M, 250 k, 0.35."""
    for size, letter in ((1e6, " M"), (1e3, " k")):
        if value >= size:
            return f"{value / size:.3g}{letter}"
    return f"{value:.3g}"


def _framed(title, parts, right: float, top: float, below: str, aside: str) -> str:
    """The parts between two axes from 0, with five marks below and two aside."""
    frame = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">',
        _text(LEFT, 22, title, "start", bold=True),
        *parts,
        f'<path d="M{LEFT} {TOP}V{_y(0)}H{_x(1)}" fill="none" stroke="{INK}"/>',
        _text(_x(0.5), HEIGHT - 8, below, "middle"),
        _text(LEFT - 8, _y(1) + 5, amount(top), "end"),
        _text(LEFT - 8, _y(0.5) + 5, aside, "end"),
    ]
    for k in range(5):
        frame.append(_text(_x(k / 4), _y(0) + 20, amount(right * k / 4), "middle"))
    return "\n".join([*frame, "</svg>"])


def _mark(share: float, told: str) -> str:
    x = _x(share)
    line = f'<path d="M{x:.1f} {TOP}V{_y(0)}" stroke="{BEST}" stroke-width="3"'
    side, shift = ("start", 6) if share < 0.6 else ("end", -6)
    return f'{line} stroke-dasharray="7 4"/>' + _text(x + shift, TOP - 8, told, side)


def _text(x: float, y: float, text: str, anchor: str, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} font-size="14" fill="{INK}"{weight}>{escape(text)}</text>'


def _x(share: float) -> float:
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)
