"""A pruned matrix dealt to PEs as EIE deals it: who owns which weight, and who waits."""

from functools import cache

import numpy as np

from dnnlib import data, networks
from dnnlib.compress import prune
from dnnlib.compress.skipping.interleave import deal, owners
from dnnlib.networks import NETWORKS
from dnnlib.plots.look import (
    COLOURS,
    GREY,
    INK,
    SIZE,
    fill,
    heading,
    label,
    lines,
    picture,
    rectangles,
    stroke,
    tint,
)
from dnnlib.table import Table

LAYERS = ("LeNet-300-100 fc1", "LeNet-300-100 fc2", "LeNet-5 fc1", "LeNet-5 fc2")
ROWS, COLUMNS = 25, 40  # of the matrix, those that are drawn


def interleave(
    layer="LeNet-300-100 fc1", density=0.1, pes=8, depth=8, dealing="interleaved"
):
    """The products of a pruned layer with a real digit, dealt to PEs: a corner of the matrix, and how busy each PE is.

    Pruned by magnitude, nothing trained; the input is the layer's own for the first test image. depth: inputs that a
    PE's queue holds. Errors: ValueError lists the layers or the dealings. Source: Han et al., ISCA 2016 (EIE).
    """
    if layer not in LAYERS:
        raise ValueError(f"layer={layer!r} is unknown; choose from {', '.join(LAYERS)}")
    W, I = _operands(layer, density)
    dealt = deal(W, I, pes, depth, dealing)
    left = W.size / max(int(dealt.busy.sum()), 1)
    figure = picture(10, 5.4)
    words = f"{dealt.cycles:,} cycles, PEs busy {dealt.balance:.0%}"
    heading(
        figure,
        0.15,
        5.0,
        f"{layer}: one product in {left:.3g} is left; {pes} PEs: {words}",
    )
    _corner(figure, W, I, owners(len(W), pes, dealing))
    _bars(figure, dealt)
    rows = [(p, int(b), dealt.cycles - int(b)) for p, b in enumerate(dealt.busy)]
    figure.table = Table(("PE", "products", "cycles waiting"), rows)
    return figure


@cache
def _input(layer: str) -> np.ndarray:
    """What the layer gets for the first test image."""
    name, step = layer.split(" ")
    image, net = data.mnist("test").images[:1], NETWORKS[name].build()
    made, steps = networks.activations(net, image), list(net.steps)
    before = steps.index(step) - 1
    return (data.inputs(image) if before < 0 else made[steps[before]]).ravel()


@cache
def _operands(layer: str, density: float) -> tuple[np.ndarray, np.ndarray]:
    name, step = layer.split(" ")
    F = data.weights(name)[f"{step}.weight"]
    return np.where(prune.magnitude(F, density), F, 0), _input(layer)


def _corner(figure, W, I, owner):
    """Some rows and columns, from the first input that is not zero: a row's shade and number say its PE."""
    left, top, cell = 0.75, 4.45, 0.14
    first = max(min(int((I != 0).argmax()), W.shape[1] - COLUMNS), 0)
    W, live = W[:ROWS, first : first + COLUMNS], I[first : first + COLUMNS] != 0
    M, C = W.shape
    x, y = left + cell * np.arange(C), top - cell * (np.arange(M) + 1)
    fill(
        figure,
        rectangles(left, y[owner[:M] % 2 == 0], cell * C, cell),
        tint(GREY, 0.6),
        zorder=0,
    )
    fill(
        figure, rectangles(x[live], top + 0.08, cell * 0.86, cell * 0.86), COLOURS["I"]
    )
    if not live.all():
        fill(
            figure,
            rectangles(x[~live], top + 0.08, cell * 0.86, cell * 0.86),
            tint(GREY, 0.4),
        )
    m, c = np.nonzero(W)
    for used, colour in ((True, COLOURS["F"]), (False, tint(COLOURS["F"], 0.72))):
        these = live[c] == used
        if these.any():
            fill(
                figure,
                rectangles(x[c[these]], y[m[these]] + 0.01, cell * 0.86, cell * 0.86),
                colour,
            )
    label(
        figure,
        left - 0.1,
        top + 0.15,
        "I",
        ha="right",
        color=COLOURS["I"],
        weight="bold",
    )
    for row in range(0, M, 3):
        label(
            figure,
            left - 0.1,
            y[row] + cell / 2,
            f"{owner[row]}",
            ha="right",
            fontsize=SIZE - 4,
        )
    label(
        figure,
        0.15,
        top - cell * M / 2,
        "PE of the row",
        rotation=90,
        ha="center",
        fontsize=SIZE - 3,
    )
    words = f"{M} of the rows, inputs {first} to {first + C - 1}; pale: its input is 0"
    label(figure, left, top - cell * M - 0.22, words, fontsize=SIZE - 3)


def _bars(figure, dealt):
    """A bar a PE: products, then waiting, up to the end."""
    left, bottom, wide, high = 7.2, 0.92, 2.6, 3.6
    pes, most = len(dealt.busy), max(dealt.cycles, 1)
    pitch = wide / pes
    x, busy = left + pitch * np.arange(pes), high * dealt.busy / most
    fill(figure, rectangles(x, bottom, 0.86 * pitch, busy), COLOURS["MACs"])
    idle = rectangles(x, bottom + busy, 0.86 * pitch, high - busy)
    fill(figure, idle, tint(GREY, 0.5), hatch="//", edgecolor="white")
    stroke(
        figure, lines([(left, bottom + high)], [(left + wide, bottom + high)]), INK, 2
    )
    label(
        figure,
        left - 0.1,
        bottom + high,
        f"{dealt.cycles:,}",
        ha="right",
        fontsize=SIZE - 2,
    )
    label(figure, left - 0.1, bottom, "0", ha="right", fontsize=SIZE - 2)
    label(
        figure,
        left - 0.25,
        bottom + high / 2,
        "cycles",
        rotation=90,
        ha="center",
        fontsize=SIZE - 2,
    )
    for p in range(0, pes, max(pes // 8, 1)):
        label(
            figure,
            x[p] + 0.43 * pitch,
            bottom - 0.18,
            f"{p}",
            ha="center",
            fontsize=SIZE - 3,
        )
    label(
        figure,
        left + wide / 2,
        bottom - 0.48,
        "PE: dark works, pale waits",
        ha="center",
        fontsize=SIZE - 2,
    )
