"""Seven networks priced at a batch: their energy is in another order than their weights and MACs."""

from math import log10

import numpy as np

from dnnlib.door import checked
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
    rectangles,
    stroke,
)
from dnnlib.slim import bill, results

LEFT, WIDTH, BOTTOM, PITCH = 1.75, 4.6, 0.75, 0.5
DECADES = (9.45, 11.25)  # of the axis of energies, powers of ten


@checked
def network_bills(batch=16):
    """The energy of an image on each of seven networks, and what is left of AlexNet's weights, MACs and energy.

    batch: the images that share each weight that is read. Published: Fig. 43's dense networks, whose batch is not stated.
    Errors: ValueError where the batch is below 1. Source: dnnlib.slim.bill; Sze et al. 2017, Fig. 43.
    """
    bills = results.bills(batch)
    first = bills[0]
    figure = picture(10, 5.4)
    squeeze = bills[1].energy / first.energy
    share = bills[1].weights / first.weights
    heading(
        figure,
        0.15,
        4.95,
        f"Batch {batch}: SqueezeNet has {share:.0%} of AlexNet's weights, takes {squeeze:.2f} of its energy",
    )
    _axis(figure, len(bills))
    heads = (("weights", 7.1), ("MACs", 8.15), ("energy", 9.2))
    top = BOTTOM + PITCH * len(bills) + 0.1
    for name, x in heads:
        label(figure, x, top, name, ha="center", fontsize=SIZE - 1)
    for k, one in enumerate(bills):
        y = top - PITCH * (k + 0.95)
        label(figure, LEFT - 0.12, y, one.name, ha="right", fontsize=SIZE - 1)
        _marks(figure, one, y)
        ratios = (
            one.weights / first.weights,
            one.macs / first.macs,
            one.energy / first.energy,
        )
        for (_, x), ratio in zip(heads, ratios):
            how = {"weight": "bold"} if x > 9 else {}
            label(
                figure,
                x,
                y,
                f"{ratio:.2g}" if ratio < 10 else f"{ratio:.0f}",
                ha="center",
                **how,
            )
    label(
        figure, 8.15, BOTTOM - 0.45, "times AlexNet's", ha="center", fontsize=SIZE - 2
    )
    figure.table = bill.table_of(bills, batch)
    return figure


def _axis(figure, rows: int):
    """Energies on a logarithmic scale, a line a decade, and what the two marks mean."""
    high = BOTTOM + PITCH * rows
    for power, text in ((10, "10^10"), (11, "10^11")):
        x = _x(10**power)
        stroke(figure, lines([(x, BOTTOM - 0.05)], [(x, high)]), GREY, 1, zorder=0)
        label(figure, x, BOTTOM - 0.2, text, ha="center", fontsize=SIZE - 2)
    label(figure, LEFT, BOTTOM - 0.45, "energies of a MAC, an image", fontsize=SIZE - 2)
    fill(figure, rectangles(4.6, BOTTOM - 0.56, 0.22, 0.22), "#E69F00")
    label(figure, 4.9, BOTTOM - 0.45, "ours", fontsize=SIZE - 2)
    _diamond(figure, 5.6, BOTTOM - 0.45)
    label(figure, 5.78, BOTTOM - 0.45, "Fig. 43", fontsize=SIZE - 2)


def _marks(figure, one, y: float):
    """Ours as a square, the published as a diamond, on a line that only guides the eye: the scale is logarithmic."""
    x = _x(one.energy)
    stroke(figure, lines([(LEFT, y)], [(LEFT + WIDTH, y)]), GREY, 0.6, zorder=0)
    fill(figure, rectangles(x - 0.11, y - 0.11, 0.22, 0.22), "#E69F00", zorder=3)
    if one.name in bill.FIG_43:
        _diamond(figure, _x(bill.FIG_43[one.name]), y)


def _diamond(figure, x: float, y: float, r: float = 0.11):
    corners = np.array([[(x - r, y), (x, y + r), (x + r, y), (x, y - r)]])
    fill(figure, outlines(corners), "white", edgecolor=INK, linewidth=1.8, zorder=4)


def _x(energy: float) -> float:
    low, high = DECADES
    return LEFT + WIDTH * (log10(energy) - low) / (high - low)
