"""What a matrix of the speller really takes: its channels by size, and how coarse a step each kind of scale gives."""

import numpy as np

from dnnlib import data
from dnnlib.door import checked
from dnnlib.language.results import results
from dnnlib.language.rounded import taken
from dnnlib.plots.field import Field
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
)
from dnnlib.quant.balance import smooth
from dnnlib.table import Table

LAYERS = {
    "reader, queries": "encoder.layers.0.self_attn.q_proj",
    "reader, FFN in": "encoder.layers.0.fc1",
    "reader, FFN out": "encoder.layers.0.fc2",
    "writer, queries": "decoder.layers.0.encoder_attn.q_proj",
    "writer, FFN in": "decoder.layers.0.fc1",
    "writer, FFN out": "decoder.layers.0.fc2",
}
SCALES = ("tensor", "token", "smooth")
SAID = {
    "tensor": "one scale",
    "token": "a scale a token",
    "smooth": "one scale, smoothed",
}
BITS = (8, 6, 5, 4)


@checked
def entering(layer="writer, FFN out", scale="tensor", bits=4):
    """The largest value of each channel, and the largest of a middling token; the step that `bits` then give.

    scale: one for the tensor, one a token, or one for the tensor after SmoothQuant. Right: words that the whole
    speller says right when all inputs are so rounded, as recorded. Source: dnnlib.language.rounded.
    """
    X = taken()[LAYERS[layer]]
    if scale == "smooth":
        X = X / smooth(X, data.weights("speller")[f"{LAYERS[layer]}.weight"])
    tops = np.sort(np.abs(X).max(axis=0))[::-1]
    tokens = np.abs(X).max(axis=1)
    reached = tokens if scale == "token" else np.full_like(tokens, tops[0])
    steps = reached / (2 ** (bits - 1) - 1)
    step = float(np.median(steps))
    figure = picture(10, 5.2)
    lost = float((np.abs(X) < steps[:, None] / 2).mean())
    heading(
        figure,
        0.15,
        4.75,
        f"{bits} bits, {SAID[scale]}: a step is {step:.2g}, {lost:.0%} become 0",
    )
    field = Field.at(0.9, 0.85, 6.0, 3.4, (0, len(tops)), (0, 1.05 * tops[0]))
    path = rectangles(*_bars(field, tops))
    fill(figure, path, COLOURS["I"])
    for k in range(1, 2 ** (bits - 1)):
        if bits <= 5:
            y = field.y.at(k * step)
            if y <= field.y.end:
                stroke(
                    figure, lines([(field.x.start, y)], [(field.x.end, y)]), GREY, 0.8
                )
    field.row(figure, 0, INK, 1.2)
    label(figure, 0.8, field.y.at(tops[0]), f"{tops[0]:.3g}", ha="right")
    words = f"{len(tops)} channels of what {layer} takes, by their largest value"
    field.under(figure, words, 0.5)
    if bits <= 5:
        field.under(
            figure,
            "grey: the levels" + (" of a middling token" if scale == "token" else ""),
            0.18,
        )
    _score(figure, scale, bits)
    rows = [(name, _right(name, bits)) for name in SCALES]
    figure.table = Table(
        ("scale", "words right %"),
        rows,
        f"all inputs in {bits} bits; as trained {results()['whole']} %",
    )
    return figure


def _bars(field, tops):
    width = field.x.length / len(tops)
    x = field.x.at(np.arange(len(tops)))
    return x, np.full(len(tops), field.y.start), width, field.y.at(tops) - field.y.start


def _right(scale: str, bits: int) -> float:
    return results()["inputs"][scale][str(bits)]


def _score(figure, scale, bits):
    """Bars of the words said right, the chosen scale in orange; a line where the speller as trained ends."""
    left, bottom, high = 7.55, 0.85, 4.2
    label(figure, left - 0.1, 4.35, "words said right", fontsize=SIZE - 1)
    for k, name in enumerate(SCALES):
        share, x = _right(name, bits) / 100, left + 0.75 * k
        colour = "#E69F00" if name == scale else "#DDDDDD"
        fill(figure, rectangles(x, bottom, 0.55, high * share), colour)
        middle = {"ha": "center", "fontsize": SIZE - 2}
        inside = bottom + high * share - 0.2
        label(figure, x + 0.28, inside, f"{100 * share:.0f} %", **middle)
        label(figure, x + 0.28, bottom - 0.2, name, **middle)
    whole = results()["whole"]
    y = bottom + high * whole / 100
    stroke(figure, lines([(left - 0.1, y)], [(left + 2.15, y)]), INK, 1)
    said = f"as trained {whole:.0f} %"
    label(figure, left + 2.15, y + 0.2, said, fontsize=SIZE - 3, ha="right")
