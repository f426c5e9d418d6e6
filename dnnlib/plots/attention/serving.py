"""Serving a large model: its layers under a machine's roof, and what its memory is full of."""

from collections import defaultdict

from dnnlib.attention.experts import touched
from dnnlib.door import checked
from dnnlib.language.serving import GIGA, MACHINES, most_sequences, serve
from dnnlib.models.transformers import TRANSFORMERS
from dnnlib.plots.look import (
    COLOURS,
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
from dnnlib.plots.metrics.roofline import roofline
from dnnlib.table import Table

MEMORY = {"A100": 80, "H100": 80, "H200": 141}  # GB
LEFT, LONG = 1.75, 6.2
PARTS = {
    "projections": ("q", "k", "v", "out"),
    "FFN": ("gate", "up", "down"),
    "scores, values": ("scores", "context"),
    "last layer": ("lm_head",),
}


@checked
def served_step(
    model="Llama 3 8B", machine="H100", reading=False, batch=1, context=2048, bits=16
):
    """The layers of one step on a roofline: reading `context` tokens of a prompt, or writing one token behind them.

    A layer's bytes are its weights, or its keys and values, and nothing else: maps stay on the chip. bits: of weights.
    Source: dnnlib.language.serving, models.transformers; Williams et al. 2009.
    """
    one, on = TRANSFORMERS[model], MACHINES[machine]
    tokens, old = (context, 0) if reading else (1, context)
    points = _points(one, one.step(tokens, old, batch), batch, context, bits)
    whole = serve(model, machine, tokens, old, batch, bits)
    rate = f"{whole.tokens_a_second:,.0f} tokens a second at most"
    what = f"reading {context:,} tokens" if reading else "writing a token"
    title = f"{model} on {machine}, {what}, batch {batch}: {rate}"
    figure = roofline(on, points, title)
    figure.title = title
    return figure


def _points(one, layers, batch, context, bits):
    """Each part's operations a byte; parts of one intensity share a mark. Of experts those are read that some token uses."""
    work, moved = defaultdict(int), defaultdict(float)
    for layer in layers:
        name = layer.name.split()[-1]
        part = next(part for part, names in PARTS.items() if name in names)
        work[part] += 2 * layer.macs
        moved[part] += layer.weights * bits / 8
    moved["scores, values"] = batch * one.kv_bytes(context)
    tokens = layers[0].shape.P
    moved["FFN"] *= touched(one.experts, one.used, tokens) / one.used
    named = defaultdict(list)
    for part in PARTS:
        named[round(work[part] / moved[part], 6)].append(part)
    return [(", ".join(parts), x, None) for x, parts in named.items()]


@checked
def served_memory(
    model="Llama 3 8B", machine="H100", batch=16, context=8192, bits=16, kv_bits=16
):
    """What a machine's memory is full of: weights, keys and values of a batch, and what is free; tokens a second.

    Source: dnnlib.language.serving; attention.nests.kv_bytes.
    """
    room, one = MEMORY[machine] * GIGA, TRANSFORMERS[model]
    weights, cache = one.weights * bits / 8, batch * one.kv_bytes(context, kv_bits)
    whole = serve(model, machine, 1, context, batch, bits, kv_bits)
    most = most_sequences(model, room, context, bits, kv_bits)
    figure = picture(10, 4.6)
    fits = weights + cache <= room
    said = (
        f"{whole.tokens_a_second:,.0f} tokens a second at most"
        if fits
        else "does not fit"
    )
    heading(
        figure,
        0.15,
        4.15,
        f"{model}, {batch} sequences of {context:,} tokens on {machine}: {said}",
    )
    rows = [
        ("weights", weights, "F", ""),
        ("keys, values", cache, "I", "///"),
        ("memory", room, "MACs", ""),
    ]
    longest = max(weights, cache, room)
    for k, (name, size, colour, hatch) in enumerate(rows):
        y = 3.2 - 0.85 * k
        long = max(LONG * size / longest, 0.01)
        look = {"hatch": hatch, "edgecolor": "white", "linewidth": 0.5}
        fill(figure, rectangles(LEFT, y, long, 0.55), COLOURS[colour], **look)
        label(figure, LEFT - 0.12, y + 0.27, name, ha="right")
        label(
            figure,
            LEFT + long + 0.12,
            y + 0.27,
            f"{size / GIGA:,.3g} GB",
            weight="bold",
        )
    stroke(figure, lines([(LEFT, 1.4)], [(LEFT, 3.85)]), INK, 1.2)
    token = one.kv_bytes(1, kv_bits)
    lines_ = (
        f"a token keeps {token:,.0f} bytes; {most:,} such sequences fit beside the weights",
        f"a step reads {whole.weights / GIGA:,.3g} GB of weights and {whole.cache / GIGA:,.3g} GB of keys and values",
    )
    for k, text in enumerate(lines_):
        label(figure, 0.5, 0.9 - 0.4 * k, text, fontsize=SIZE - 1)
    table = [(name, size / GIGA) for name, size, *_ in rows]
    table += [
        ("tokens a second at most", whole.tokens_a_second),
        ("sequences that fit", most),
    ]
    figure.table = Table(("what", "GB, or as said"), table, f"{model} on {machine}")
    return figure
