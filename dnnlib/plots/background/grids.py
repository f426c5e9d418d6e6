"""Accuracy of training on a grid: rounded to the nearest, by chance, or only afterwards."""

from dnnlib.background.grids import STOPS, WAYS, right, table
from dnnlib.plots.field import Field
from dnnlib.plots.look import (
    COLOURS,
    INK,
    SIZE,
    fill,
    heading,
    label,
    outlines,
    picture,
)

LOOK = {
    "nearest": (COLOURS["O"], "-", "nearest, after every step"),
    "stochastic": (COLOURS["F"], "-", "by chance, after every step"),
    "afterwards": (COLOURS["I"], "--", "trained in float, rounded once"),
}


def grid_training():
    """What a network learns when its weights may only lie on multiples of 2^-k, for three ways to round.

    Source: Gupta et al., ICML 2015; Sze et al. 2017, II-C; dnnlib.background.grids.
    """
    figure = picture(10, 4.9)
    heading(
        figure, 0.15, 4.45, "The same grid: learning dies on it, or does not notice it"
    )
    field = Field.at(1.1, 0.95, 5.0, 3.2, (3.5, 12.5), (0, 1))
    field.rows(figure, (0, 0.25, 0.5, 0.75, 1), say="{:.0%}".format)
    for k in STOPS:
        field.tick_below(figure, k, f"1/{2**k:,}")
    field.under(figure, "step of the grid", 0.35)
    field.row(figure, right(), INK, 1, linestyle=":")
    for n, way in enumerate(WAYS):
        colour, style, words = LOOK[way]
        points = [(k, right(way, k)) for k in STOPS]
        places = field.curve(figure, points, colour, 3, linestyle=style)
        box = [[-0.08, -0.08], [0.08, -0.08], [0.08, 0.08], [-0.08, 0.08]]
        fill(figure, outlines(places[:, None] + box), colour, zorder=3)
        y = 3.3 - 0.8 * n
        field_key = [[[6.5, y], [6.9, y], [6.9, y + 0.06], [6.5, y + 0.06]]]
        fill(figure, outlines(field_key), colour)
        label(figure, 7.0, y + 0.03, words, fontsize=SIZE - 2)
        coarse = f"at 1/64: {right(way, 6):.0%}"
        label(figure, 7.0, y - 0.27, coarse, fontsize=SIZE - 2, color="#555555")
    figure.table = table()
    return figure
