"""The non-linear functions of a network, as curves."""

from collections.abc import Callable
from functools import partial

import numpy as np

from dnnlib.door import checked
from dnnlib.networks import layers
from dnnlib.plots.look import COLOURS, GREY, INK, SIZE, axes, note, picture
from dnnlib.table import Table

SLOPE = 0.1  # as Fig. 11 prints it
CURVES: dict[str, Callable] = {
    "sigmoid": layers.sigmoid,
    "tanh": layers.tanh,
    "ReLU": layers.relu,
    "leaky ReLU": partial(layers.leaky_relu, alpha=SLOPE),
    "ELU": layers.elu,
}


@checked
def nonlinearities(span: float = 3.0):
    """Sigmoid, tanh, ReLU, leaky ReLU (slope 0.1) and ELU on [-span, span], one small picture each.

    Where a function is 0 exactly, its curve is red and thick.
    Source: Sze et al. 2017, III-A and Fig. 11.
    """
    x = np.linspace(-span, span, 121)
    figure = picture(10, 3.1)
    for k, (name, function) in enumerate(CURVES.items()):
        ax = axes(figure, 0.015 + 0.198 * k, 0.12, 0.18, 0.72, title=name)
        ax.set(xlim=(-span, span), ylim=(-1.6, 3))
        ax.axhline(0, color=GREY)
        ax.axvline(0, color=GREY)
        y = function(x)
        ax.plot(x, y, color=INK, linewidth=3)
        zero = x[(y == 0) & (x < 0)]
        ax.plot(zero, 0 * zero, color=COLOURS["O"], linewidth=6)
        for height in (-1, 1, 2):
            ax.plot([-0.12, 0.12], [height, height], color=GREY)
            note(ax, 0.2, height, f"{height}", fontsize=SIZE - 4)
        end = f"f(-{span:g}) = {y[0]:.3g}"
        note(ax, -span, -1.75, end, fontsize=SIZE - 3, va="top", clip_on=False)
    points = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    rows = [
        (name, *(float(v) for v in function(points)))
        for name, function in CURVES.items()
    ]
    figure.table = Table(("f", *(f"f({p:g})" for p in points)), rows)
    return figure
