"""Accuracy against bits and against energy: every choice of bits a layer, yours among them, and what training adds."""

import numpy as np

from dnnlib.door import checked
from dnnlib.plots.field import Field
from dnnlib.plots.look import (
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
from dnnlib.precision import choices
from dnnlib.precision.results import accuracies
from dnnlib.precision.rounded import LAYERS
from dnnlib.table import Table

PLACE = LEFT, BOTTOM, WIDTH, HEIGHT = 0.95, 0.95, 6.0, 3.6
SMALL, LARGE = 0.06, 0.12  # of a mark
NEAREST, GPTQ, TRAINED = "#56B4E9", "#E69F00", "#CC79A7"
ROUNDINGS = choices.ROUNDINGS
SIDES = {
    "nearest": (NEAREST, 4),
    "GPTQ": (GPTQ, 3),
    "trained": (TRAINED, 5),
    "yours": (INK, 24),
}
SERIES = {  # of accuracy against bits: how a result is called, its colour, its line
    "weights, rounded":  ("bits", "weights {}",       NEAREST, "-"),
    "weights, GPTQ":     ("bits", "weights, GPTQ {}", GPTQ,    "--"),
    "activations alone": ("bits", "activations {}",   "#0072B2", "-."),
    "both, rounded":     ("bits", "both {}",          INK,     ":"),
}  # fmt: skip
UNIFORM = {
    1: "BWN, all layers",
    2: "TWN, all layers",
    3: "linear 3",
    4: "linear 4",
    8: "linear 8",
}


def bits_by_layer(fc1=4, fc2=4, fc3=4, inputs=8, rounding="nearest", batch=1):
    """Bits of the weights by layer, and of what enters fc2 and fc3: what is still right, and what energy is left?

    The network that ships is run anew on 5,000 validation images. Energy: row stationary on 256 PEs, as a share of the
    same with 16 bits everywhere. Source: dnnlib.precision.choices; Sze et al. 2017, VII-A.
    """
    bits = (fc1, fc2, fc3)
    right = 100 * choices.right(bits, inputs, rounding)
    full, mine = (
        choices.spent(b, i, batch) for b, i in (((16,) * 3, 16), (bits, inputs))
    )
    whole = sum(one.total for one in full.values())
    share = sum(one.total for one in mine.values()) / whole
    figure = picture(10, 5.4)
    heading(
        figure, 0.2, 5.0, f"{right:.2f} % right, {share:.1%} of the energy with 16 bits"
    )
    field = Field.at(*PLACE, (0, 0.68), (90, 99))
    _rows(figure, field, [90, 92, 94, 96, 98])
    _columns(figure, field, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    field.under(figure, "energy, share of 16 bits", 0.32, fontsize=SIZE - 1)
    tried = choices.tried(rounding, "validation")
    cloud = [
        (choices.energy(b, 8, batch) * batch / whole, percent) for b, percent in tried
    ]
    seen = [p for p in cloud if p[0] <= 0.68 and p[1] >= 90]
    _marks(figure, field.inches(seen), rounding, SMALL)
    _marks(figure, field.inches([(share, max(right, 90))]), "yours", LARGE)
    label(
        figure,
        LEFT,
        4.72,
        "black: yours; coloured: every choice of weights, inputs of 8 bits",
        fontsize=SIZE - 3,
    )
    if right < 90:
        label(
            figure,
            *(field.inches([(share, 90)])[0] + [0.2, 0.3]),
            "below 90 %",
            fontsize=SIZE - 2,
        )
    _bars(
        figure,
        {
            layer: (mine[layer].total / whole, full[layer].total / whole)
            for layer in LAYERS
        },
    )
    rows = [(layer, b, full[layer].total / whole, mine[layer].total / whole, str(mine[layer].mapping).count("for "))
            for layer, b in zip(LAYERS, bits)]  # fmt: skip
    caption = f"{right:.2f} % of the validation images right; inputs of {inputs} bits; {rounding}"
    figure.table = Table(
        ("layer", "bits", "share at 16 bits", "share now", "loops of its mapping"),
        rows,
        caption,
    )
    return figure


@checked
def pareto(split="test"):
    """Accuracy against energy for every choice of bits a layer, rounded and by GPTQ, and for networks trained in few.

    The lines join the choices that none beats on the validation images; what is drawn are the test images. Weights
    alone are rounded; energies count activations of 8 bits, which alone lose nothing. Source: results that ship, by
    dnnlib.precision.experiments.
    """
    whole = choices.energy((16,) * 3, 16)
    figure = picture(10, 5.6)
    field = Field.at(LEFT, BOTTOM, 8.6, HEIGHT, (0, 0.56), (95, 98.8))
    heading(
        figure,
        0.2,
        5.2,
        "LeNet-300-100: accuracy against energy, bits chosen layer by layer",
    )
    _rows(figure, field, [95, 96, 97, 98])
    _columns(figure, field, [0, 0.1, 0.2, 0.3, 0.4, 0.5])
    field.under(figure, "energy, share of 16 bits everywhere", 0.32, fontsize=SIZE - 1)
    rows = []
    for rounding in choices.ROUNDINGS:
        drawn = [
            (choices.energy(bits) / whole, percent)
            for bits, percent in choices.tried(rounding, split)
        ]
        chosen = [
            (choices.energy(bits) / whole, percent)
            for bits, percent in choices.tried(rounding, "validation")
        ]
        names = [bits for bits, _ in choices.tried(rounding, split)]
        best = [k for k in choices.front(chosen) if drawn[k][1] >= 95]
        seen = [p for p in drawn if p[1] >= 95]
        _marks(figure, field.inches(seen), rounding, SMALL)
        line = "--" if rounding == "GPTQ" else "-"
        front = [drawn[k] for k in best]
        field.curve(figure, front, SIDES[rounding][0], 2.5, linestyle=line)
        rows += [(rounding, " ".join(map(str, names[k])), *drawn[k]) for k in best]
    means = {b: accuracies("table", name, split).mean() for b, name in UNIFORM.items()}
    trained = [(choices.energy((b,) * 3) / whole, mean) for b, mean in means.items()]
    _marks(figure, field.inches(trained), "trained", LARGE)
    rows += [("trained", f"{b} {b} {b}", *point) for b, point in zip(UNIFORM, trained)]
    meanings = {
        "nearest": "to the nearest level",
        "GPTQ": "by GPTQ",
        "trained": "trained",
    }
    for k, (name, words) in enumerate(meanings.items()):
        y = 1.35 + 0.38 * k
        _marks(figure, [(1.2, y)], name, 0.1)
        label(figure, 1.4, y, words, fontsize=SIZE - 1)
    figure.table = Table(
        ("how", "bits of fc1 fc2 fc3", "energy, share of 16 bits", "percent right"),
        rows,
    )
    return figure


def accuracy_against_bits(split="test"):
    """Percent right against bits, without training, for weights and activations apart; a mark at the mean of the seeds.

    The band spans the seeds. Below 93 % the lines leave the picture; the table has all. Source: as `pareto`.
    """
    figure = picture(10, 5.6)
    field = Field.at(LEFT, BOTTOM, 6.1, HEIGHT, (0.6, 8.4), (93, 98.9))
    heading(
        figure,
        0.2,
        5.2,
        "LeNet-300-100 in few bits without training: spread of three float networks",
    )
    _rows(figure, field, [93, 94, 95, 96, 97, 98])
    _columns(figure, field, range(1, 9), "{:.0f}".format)
    field.under(figure, "bits", 0.32, fontsize=SIZE - 1)
    rows = []
    ends = []
    for name, (part, key, colour, line) in SERIES.items():
        each = {b: accuracies(part, key.format(b), split) for b in range(1, 9)}
        rows += [
            (name, b, float(v.mean()), float(v.min()), float(v.max()))
            for b, v in each.items()
        ]
        seen = {b: v for b, v in each.items() if v.min() > 93}
        path = field.inches([(b, v.mean()) for b, v in seen.items()])
        low, high = (
            field.inches([(b, f(v)) for b, v in seen.items()]) for f in (np.min, np.max)
        )
        fill(
            figure,
            outlines([np.concatenate([low, high[::-1]])]),
            colour,
            alpha=0.25,
            zorder=0.3,
        )
        stroke(figure, lines(path[:-1], path[1:]), colour, 2.5, linestyle=line)
        fill(figure, rectangles(path[:, 0] - 0.05, path[:, 1] - 0.05, 0.1, 0.1), colour)
        ends.append((name, colour, line))
    for k, (name, colour, line) in enumerate(ends):
        y = 4.2 - 0.42 * k
        stroke(figure, lines([(7.25, y)], [(7.85, y)]), colour, 2.5, linestyle=line)
        label(figure, 7.95, y, name, fontsize=SIZE - 2)
    figure.table = Table(
        ("what", "bits", "mean of seeds", "least", "most"), rows, "percent right"
    )
    return figure


def _rows(figure, field: Field, values):
    field.rows(figure, values, "{:g} %".format)


def _columns(figure, field: Field, values, say="{:.0%}".format):
    for value in values:
        field.tick_below(figure, value, say(value), 0.22)


def _marks(figure, places, kind: str, size: float):
    """A mark at each place: the shape says which kind, not the colour alone."""
    colour, corners = SIDES[kind]
    angles = np.pi * (2 * np.arange(corners) / corners + 0.5)
    shape = size * np.stack([np.cos(angles), np.sin(angles)], 1)
    how = (
        {"zorder": 3, "edgecolor": "white", "linewidth": 0.5}
        if size > 0.1
        else {"zorder": 2}
    )
    fill(figure, outlines(np.asarray(places)[:, None] + shape), colour, **how)


def _bars(figure, parts: dict):
    """By layer: the energy in these bits, before the energy with 16 bits, pale; above, both as numbers."""
    left, bottom, high = 7.9, BOTTOM, HEIGHT - 1.05
    top = max(whole for _, whole in parts.values())
    label(figure, 7.4, BOTTOM + HEIGHT - 0.05, "energy by layer", fontsize=SIZE - 1)
    label(figure, 7.4, BOTTOM + HEIGHT - 0.32, "pale: with 16 bits", fontsize=SIZE - 3)
    for k, (layer, (now, whole)) in enumerate(parts.items()):
        x = left + 0.75 * k - 0.45
        fill(figure, rectangles(x, bottom, 0.5, high * whole / top), "#DDDDDD")
        fill(figure, rectangles(x, bottom, 0.5, high * now / top), "#555555")
        label(figure, x + 0.25, bottom - 0.22, layer, ha="center", fontsize=SIZE - 2)
        over = bottom + high * whole / top + 0.15
        how = {"ha": "center", "fontsize": SIZE - 3}
        label(figure, x + 0.25, over, f"{whole:.1%}", color="#666666", **how)
        label(figure, x + 0.25, over + 0.23, f"{now:.1%}", weight="bold", **how)
