"""The non-linear functions of a network, as curves."""

import numpy as np

from dnnlib.door import checked
from dnnlib.networks import layers
from dnnlib.plots.look import GREY, INK, SIZE, axes, note, picture
from dnnlib.table import Table

CURVES = {
    "sigmoid": layers.sigmoid,
    "tanh": layers.tanh,
    "ReLU": layers.relu,
    "leaky ReLU": layers.leaky_relu,
    "ELU": layers.elu,
}


@checked
def nonlinearities(span: float = 3.0):
    """Sigmoid, tanh, ReLU, leaky ReLU and ELU on [-span, span], one small picture each.

    Source: Sze et al. 2017, III-A and Fig. 11.
    """
    x = np.linspace(-span, span, 121)
    figure = picture(10, 2.9)
    for k, (name, function) in enumerate(CURVES.items()):
        ax = axes(figure, 0.015 + 0.198 * k, 0.06, 0.18, 0.76, title=name)
        ax.set(xlim=(-span, span), ylim=(-1.6, 3))
        ax.axhline(0, color=GREY)
        ax.axvline(0, color=GREY)
        ax.axhline(1, color=GREY, linewidth=0.7, linestyle=":")
        note(ax, -0.96 * span, 1.22, "1", fontsize=SIZE - 3)
        ax.plot(x, function(x), color=INK, linewidth=3)
    points = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    rows = [
        (name, *(float(v) for v in function(points)))
        for name, function in CURVES.items()
    ]
    figure.table = Table(("f", *(f"f({p:g})" for p in points)), rows)
    return figure
