"""What an output sees: a cone from one value of the last layer down to the values of the line that it depends on."""

from dnnlib.door import checked
from dnnlib.plots.look import (
    COLOURS,
    GREY,
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
from dnnlib.table import Table

MOST = 64  # values of the line that the picture holds


@checked
def receptive_field(layers: int = 2, filter: int = 3, stride: int = 1):
    """How many values of the line one output of the last layer depends on, layer by layer below it.

    sees = 1 above all; one layer down: U * (sees - 1) + R. All layers have the same filter R and stride U.
    Errors: ValueError where the cone is wider than the picture. Source: Sze et al. 2017, III-A, Fig. 8(b).
    """
    if min(layers, filter, stride) < 1:
        raise ValueError(
            f"layers={layers}, filter={filter}, stride={stride}: 1 or more"
        )
    sees = [1]
    for _ in range(min(layers, MOST)):
        sees.append(stride * (sees[-1] - 1) + filter)
    if sees[-1] > MOST:
        raise ValueError(
            f"one output sees {sees[-1]} values: this picture holds {MOST}"
        )
    figure = picture(10, 4.9)
    weights = layers * filter
    words = f"{layers} layers of {filter} weights, stride {stride}: one output sees {sees[-1]}"
    heading(figure, 0.2, 4.45, f"{words}; {weights} weights for {sees[-1]}")
    side = min(0.42, 8.0 / (sees[-1] + 4))
    pitch = min(1.1, 3.25 / layers)
    for k, count in enumerate(sees):
        y = 0.45 + pitch * (layers - k)
        if k:
            _cone(figure, sees[k - 1], count, y + side, y + pitch, side)
        colour = COLOURS["O"] if k == 0 else COLOURS["I"]
        _row(figure, count, y, side, colour)
        name = "the line" if k == layers else f"layer {layers - k}"
        label(figure, 0.15, y + side / 2, f"{name}: {count}", fontsize=SIZE - 2)
    rows = [(layers - k, count) for k, count in enumerate(sees)]
    figure.table = Table(("after layer", "values that one output depends on"), rows)
    return figure


def _row(figure, count: int, y: float, side: float, colour: str):
    """The values that are seen, with two unseen on either side."""
    left = 5.6 - side * (count + 4) / 2
    for k in range(count + 4):
        seen = 2 <= k < count + 2
        face = tint(colour, 0.45) if seen else "white"
        cell = rectangles(left + side * k, y, side, side)
        fill(figure, cell, face, edgecolor=INK if seen else GREY, linewidth=0.8)


def _cone(figure, above: int, below: int, low: float, high: float, side: float):
    half = side * below / 2, side * above / 2
    corners = [(5.6 - half[0], low), (5.6 + half[0], low), (5.6 + half[1], high), (5.6 - half[1], high)]  # fmt: skip
    fill(figure, outlines([corners]), tint(COLOURS["I"], 0.85), zorder=0)
