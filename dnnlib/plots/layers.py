"""A layer's shape and a model's layers, as pictures of sizes."""

import numpy as np

from dnnlib.models import MODELS
from dnnlib.plots.look import (
    COLOURS,
    GREY,
    INK,
    KINDS,
    SIZE,
    fill,
    heading,
    human,
    label,
    lines,
    outlines,
    picture,
    rectangles,
    stroke,
    tint,
)
from dnnlib.shapes import ConvShape
from dnnlib.table import Table, show


def layer_shape(N=1, M=96, C=3, P=55, Q=None, R=11, S=None, U=4, G=1):
    """A CONV layer's three tensors drawn as boxes, and its words, MACs and MACs per word.

    Q and S follow P and R where they are None: a square layer. Lengths in the boxes grow with the cube root of
    the sizes, so that one picture holds them all.
    Errors: ValueError where G does not divide M and C. Source: Sze et al. 2017, Fig. 9 and Table I.
    """
    shape = ConvShape(N, M, C, P, Q or P, R, S or R, U, G)
    words = {tensor: shape.size(tensor) for tensor in "IFO"}
    intensity = shape.macs / sum(words.values())
    figure = picture(10, 5.7)
    _tensor_boxes(figure, shape)
    rows = [
        *((f"{t} words", n, COLOURS[t]) for t, n in words.items()),
        ("MACs", shape.macs, COLOURS["MACs"]),
    ]
    _on_powers(figure, rows, bottom=0.95)
    heading(
        figure,
        5,
        0.15,
        f"{show(intensity)} MACs per word, if each word moves once",
        ha="center",
        weight="bold",
    )
    arrays = [(t, " x ".join(map(str, shape.tensor(t))), n) for t, n in words.items()]
    numbers = [
        *arrays,
        ("MACs", "N M P Q (C/G) R S", shape.macs),
        ("MACs / word", "each word once", intensity),
    ]
    figure.table = Table(("what", "shape", "count"), numbers)
    return figure


def model_layers(model="AlexNet", show="MACs"):
    """A model layer by layer: its MACs, weights, input words, output words, or MACs per word.

    CONV, FC and matrix products of activations differ in colour and in hatching. More than 60 layers are summed block
    by block, each kind apart. Errors: ValueError lists what can be shown. Source: Sze et al. 2017, III-B, Table II.
    """
    if show not in QUANTITIES:
        raise ValueError(
            f"show={show!r} is unknown; choose from {', '.join(QUANTITIES)}"
        )
    net, quantity = MODELS[model], QUANTITIES[show]
    groups = _groups(net.layers)
    values = np.array([quantity(layers) for _, _, layers in groups], float)
    figure = picture(10, 5)
    heading(figure, 1.0, 4.45, _headline(net, show))
    left, bottom, width, height = 1.0, 1.05, 8.8, 2.9
    step, top = width / len(groups), values.max() or 1
    for fraction in (0, 0.5, 1):
        y = bottom + fraction * height
        stroke(
            figure,
            lines([(left, y)], [(left + width, y)]),
            INK if fraction == 0 else "#DDDDDD",
            1,
            zorder=0,
        )
        label(
            figure, left - 0.1, y, human(fraction * top), ha="right", fontsize=SIZE - 2
        )
    shown = [
        kind
        for kind in KINDS
        if any(group[1] == kind and v for group, v in zip(groups, values))
    ]
    for k, kind in enumerate(shown):
        at = np.array([j for j, group in enumerate(groups) if group[1] == kind])
        columns = rectangles(
            left + step * (at + 0.1), bottom, 0.8 * step, height * values[at] / top
        )
        key = rectangles(left + 2.2 * k, 4.12, 0.35, 0.18)
        for path in (columns, key):
            fill(figure, path, KINDS[kind][0], hatch=KINDS[kind][1], edgecolor="white")
        label(figure, left + 2.2 * k + 0.45, 4.2, NAMES[kind], fontsize=SIZE - 2)
    _name_columns(figure, [name for name, _, _ in groups], left, bottom - 0.08, step)
    rows = [
        (n, k, _macs(g), QUANTITIES["weights"](g), _words(g, "I"), _words(g, "O"))
        for n, k, g in groups
    ]
    figure.table = Table(
        ("layer", "kind", "MACs", "weights", "words in", "words out"), rows
    )
    return figure


def _macs(layers) -> int:
    return sum(layer.macs for layer in layers)


def _words(layers, tensors="IFO") -> int:
    return sum(layer.shape.size(tensor) for layer in layers for tensor in tensors)


QUANTITIES = {
    "MACs": _macs,
    "weights": lambda layers: sum(layer.weights for layer in layers),
    "input words": lambda layers: _words(layers, "I"),
    "output words": lambda layers: _words(layers, "O"),
    "MACs per word": lambda layers: _macs(layers) / _words(layers),
}


def _groups(layers, most=60) -> list[tuple]:
    """One column a layer; of a deeper model one a block and kind: (name, kind, layers)."""
    if len(layers) <= most:
        return [(layer.name, layer.kind, [layer]) for layer in layers]
    found: dict[tuple[str, str], list] = {}
    for layer in layers:
        found.setdefault((layer.name.split()[0], layer.kind), []).append(layer)
    return [(name, kind, members) for (name, kind), members in found.items()]


NAMES = {
    "conv": "CONV layers",
    "fc": "FC layers",
    "matmul": "activations x activations",
}


def _headline(net, show: str) -> str:
    if show == "MACs per word":
        return f"{net.name} ({net.year}): MACs per word, each word moved once"
    quantity = QUANTITIES[show]
    total = quantity(net.layers)
    shares = {kind: quantity(net.of_kind(kind)) / total for kind in KINDS}
    most = max(shares, key=lambda kind: shares[kind])
    return f"{net.name} ({net.year}): {human(total)} {show}, {shares[most]:.0%} in {NAMES[most]}"


def _name_columns(figure, names, left, top, step, most=14):
    """A name under each column; under many, only where a new name begins, and not under all of those."""
    begins = [k for k, name in enumerate(names) if k == 0 or name != names[k - 1]]
    for k in begins[:: -(-len(begins) // most)]:
        label(figure, left + step * (k + 0.5), top, names[k], rotation=35, ha="right", va="top",
              fontsize=SIZE - 3, rotation_mode="anchor")  # fmt: skip


def _on_powers(figure, rows, bottom, left=1.75, decade=0.45, step=0.45):
    """A square on an axis of powers of ten, one row a name, value and colour: dots, for a length would not be a size."""
    top = bottom + step * len(rows)
    for power in range(17):
        x, named = left + decade * power, power % 3 == 0
        line = lines([(x, bottom)], [(x, top)])
        stroke(figure, line, GREY, 1.4 if named else 0.4, zorder=0)
        if named:
            under = {"ha": "center", "va": "top", "fontsize": SIZE - 2}
            label(figure, x, bottom - 0.05, human(10.0**power), **under)
    ends = left + decade * 16 + 0.1, top
    label(figure, *ends, "each line\nx 10", ha="left", va="top", fontsize=SIZE - 4)
    for k, (name, value, colour) in enumerate(rows):
        y, x = top - step * (k + 0.5), left + decade * np.log10(value)
        fill(figure, rectangles(x - 0.1, y - 0.1, 0.2, 0.2), colour)
        label(figure, left - 0.1, y, name, ha="right", color=colour, weight="bold")
        # the lines of the axis end at the number, not behind it
        clear = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        label(figure, x + 0.18, y, human(value), bbox=clear)


def _tensor_boxes(figure, shape: ConvShape):
    """I, F and O as boxes of channels x height x width, with up to three copies for the batch or the filters."""
    parts = [
        ("I", shape.N, shape.C, shape.H, shape.W, "N", "C", "H", "W"),
        (
            "F",
            shape.M,
            shape.C // shape.G,
            shape.R,
            shape.S,
            "M",
            "C/G" if shape.G > 1 else "C",
            "R",
            "S",
        ),
        ("O", shape.N, shape.M, shape.P, shape.Q, "N", "M", "P", "Q"),
    ]
    for k, (name, copies, deep, high, wide, *letters) in enumerate(parts):
        middle, colour = 1.75 + 3.25 * k, COLOURS[name]
        label(
            figure,
            middle,
            5.5,
            f"{name}: {' x '.join(letters)}",
            ha="center",
            color=colour,
            weight="bold",
        )
        label(
            figure,
            middle,
            5.18,
            " x ".join(map(str, (copies, deep, high, wide))),
            ha="center",
        )
        w, h, d = (min(1.2, 0.2 * np.cbrt(v)) for v in (wide, high, deep))
        shown = min(copies, 3)
        for copy in reversed(range(shown)):
            x, y = (
                middle - (w + 0.4 * d) / 2 + 0.18 * (copy - 0.5 * (shown - 1)),
                2.9 + 0.18 * copy,
            )
            for face, white in zip(_box(x, y, w, h, 0.4 * d), (0, 0.35, 0.6)):
                fill(
                    figure,
                    outlines([face]),
                    tint(colour, white),
                    edgecolor="white",
                    linewidth=1,
                )
    label(figure, 3.4, 3.5, "*", ha="center", fontsize=26)
    label(figure, 6.65, 3.5, "=", ha="center", fontsize=26)


def _box(x, y, w, h, d):
    """Front, top and right face of a box in oblique projection."""
    front = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
    top = [(x, y + h), (x + w, y + h), (x + w + d, y + h + d), (x + d, y + h + d)]
    right = [(x + w, y), (x + w + d, y + d), (x + w + d, y + h + d), (x + w, y + h)]
    return front, top, right
