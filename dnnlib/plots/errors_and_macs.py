"""What accuracy costs: the published error of each network of Table II against its multiply-accumulates."""

from math import cos, pi, sin

from dnnlib.models import MODELS
from dnnlib.models.printed import TABLE_II_MODELS
from dnnlib.plots.field import Field
from dnnlib.plots.look import (
    COLOURS,
    INK,
    SIZE,
    fill,
    heading,
    human,
    label,
    outlines,
    picture,
)
from dnnlib.table import Table

MEASURES = {"one crop": "top5_error_single_crop", "several crops": "top5_error"}


def error_and_work(crops="one crop", size="weights"):
    """Top-5 error on ImageNet against MACs, both linear; a dot's area is the weights, or the same for all.

    crops: the error with one crop of each image or with several, as Table II prints them; MACs and weights are counted.
    Errors: ValueError lists the crops. Source: Sze et al. 2017, Table II.
    """
    if crops not in MEASURES:
        raise ValueError(f"crops={crops!r}: one of {', '.join(MEASURES)}")
    nets = [
        MODELS[name]
        for name in TABLE_II_MODELS
        if "top5_error" in MODELS[name].published
    ]
    errors = {net.name: net.published[MEASURES[crops]] for net in nets}
    first, last = (
        min(nets, key=lambda net: net.year),
        min(nets, key=lambda net: errors[net.name]),
    )
    figure = picture(10, 5)
    times = last.macs / first.macs
    fewer = errors[first.name] - errors[last.name]
    heading(
        figure,
        0.2,
        4.55,
        f"{fewer:.1f} points less error for {times:.1f} times the MACs of {first.name}",
    )
    field = Field.at(0.95, 0.85, 8.7, 3.5, (0, 17e9), (0, 22))
    field.rows(figure, range(0, 21, 5), "{:g} %".format)
    field.columns(figure, [0, 4e9, 8e9, 12e9, 16e9], human, width=0.4)
    for net in nets:
        x, y = field.inches([(net.macs, errors[net.name])])[0]
        radius = 0.26 * (net.weights / 146e6) ** 0.5 if size == "weights" else 0.12
        fill(figure, _disc(x, y, radius), "#E69F00", edgecolor=INK, linewidth=1)
        near = x > 7
        beside = x - radius - 0.08 if near else x + radius + 0.08
        side = "right" if near else "left"
        words = f"{net.name} ({net.year})"
        label(figure, beside, y, words, ha=side, fontsize=SIZE - 2)
    field.under(
        figure, "MACs for an image; a dot is as large as the weights are many", 0.3
    )
    label(figure, 0.3, 4.4, "top-5 error", fontsize=SIZE - 3, color=COLOURS["MACs"])
    rows = [(n.name, n.year, n.macs, n.weights, errors[n.name]) for n in nets]
    figure.table = Table(("network", "year", "MACs", "weights", "top-5 error, %"), rows)
    return figure


def _disc(x: float, y: float, radius: float):
    turns = [2 * pi * k / 40 for k in range(40)]
    return outlines([[(x + radius * cos(t), y + radius * sin(t)) for t in turns]])
