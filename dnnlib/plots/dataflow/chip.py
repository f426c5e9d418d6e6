"""The Eyeriss chip predicted, as pictures: where its time goes, and what another cut of a layer would do."""

import numpy as np

from dnnlib.dataflow import eyeriss
from dnnlib.dataflow.eyeriss.chip import Pass
from dnnlib.dataflow.eyeriss.silicon import measured, predict, predictions
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
from dnnlib.table import Table

TERMS = {"macs": (COLOURS["MACs"], ""), "filters": (COLOURS["F"], "///"), "windows": (COLOURS["I"], "xx"),
         "waits": (COLOURS["O"], "\\\\")}  # fmt: skip
NAMES = {
    "macs": "MACs",
    "filters": "load filters",
    "windows": "load windows",
    "waits": "wait for psums",
}


def chip(model="AlexNet"):
    """Processing latency of each layer on the Eyeriss chip, term by term, as a share of what silicon took.

    A bar that ends at the line is exact; above it stands the error. Errors: KeyError where the chip was not measured.
    Source: Chen et al., JSSC 52(1), 2017, Tables V and VI; dataflow.eyeriss.
    """
    ours, silicon = predictions(model), measured(model)
    figure, left, bottom, height = picture(10, 5), 1.0, 1.05, 2.65
    total = (
        sum(one.cycles.ms for one in ours.values())
        / sum(row.processing_ms for row in silicon.values())
        - 1
    )
    heading(
        figure,
        0.2,
        4.5,
        f"Eyeriss on {model}: processing latency, ours against silicon; in all {total:+.1%}",
    )
    step = 8.8 / len(ours)
    for share in (0, 0.5, 1):
        y = bottom + share * height
        stroke(
            figure,
            lines([(left, y)], [(left + 8.8, y)]),
            GREY if share == 0.5 else INK,
            2.5 if share == 1 else 1,
        )
        label(
            figure,
            left - 0.1,
            y,
            f"{share:.0%}" if share < 1 else "silicon",
            ha="right",
            fontsize=SIZE - 2,
        )
    base = np.zeros(len(ours))
    for k, (term, (colour, hatch)) in enumerate(TERMS.items()):
        of = [eyeriss.CORE_MHZ * 1e3 * silicon[name].processing_ms for name in ours]
        parts = np.array([getattr(one.cycles, term) for one in ours.values()]) / of
        x, y = left + step * (np.arange(len(ours)) + 0.12), bottom + height * base
        bars = rectangles(x, y, 0.76 * step, height * parts)
        for path in (bars, rectangles(left + 2.15 * k, 4.14, 0.35, 0.2)):
            fill(figure, path, colour, hatch=hatch, edgecolor="white")
        label(figure, left + 0.45 + 2.15 * k, 4.24, NAMES[term], fontsize=SIZE - 2)
        base += parts
    for k, (name, share) in enumerate(zip(ours, base)):
        centre, above = left + step * (k + 0.5), bottom + height * max(share, 1) + 0.13
        label(
            figure, centre, above, f"{share - 1:+.1%}", ha="center", fontsize=SIZE - 4
        )
        label(figure, centre, bottom - 0.1, name, rotation=35, ha="right", va="top", fontsize=SIZE - 4,
              rotation_mode="anchor")  # fmt: skip
    rows = [(n, *(getattr(p.cycles, t) / 2e5 for t in TERMS), p.cycles.ms, silicon[n].processing_ms, f"{s - 1:+.1%}")
            for (n, p), s in zip(ours.items(), base)]  # fmt: skip
    figure.table = Table(
        ("layer, ms", *NAMES.values(), "ours", "silicon", "error"), rows
    )
    return figure


def chip_cut(
    layer="conv3",
    images=4,
    ofmap_rows=13,
    filters_in_a_PE=16,
    channels_in_a_PE=3,
    channel_sets=2,
    filter_sets=2,
):
    """An AlexNet layer on the Eyeriss chip with a cut of your own: PEs, banks, traffic and time, silicon's beside them.

    The paper's letters, in the order above: n, e, p, q, r, t; its m is p*t here: psums of one pass alone wait in the
    buffer. Errors: ValueError names the store that is too small.
    Source: dataflow.eyeriss; Chen et al., JSSC 52(1), 2017, Tables III and V.
    """
    shape = predict("AlexNet", layer).shape
    p, q, r, t = filters_in_a_PE, channels_in_a_PE, channel_sets, filter_sets
    cut = Pass(p * t, images, min(ofmap_rows, shape.P), p, q, r, t)
    eyeriss.fit(shape, cut)
    one, silicon, banks = (
        predict("AlexNet", layer, cut),
        measured("AlexNet")[layer],
        eyeriss.banks(shape, cut),
    )
    held = eyeriss.spad_words(shape, cut)
    figure = picture(10, 4.9)
    # a slider beyond the layer's rows changes nothing: say why
    end = f" (it has {shape.P} ofmap rows)" if ofmap_rows > shape.P else ""
    what = f"AlexNet {layer}{end} in {eyeriss.passes(shape, cut):,} passes"
    heading(
        figure, 0.2, 4.42, f"{what}: {one.cycles.ms:.1f} ms, {one.buffer_mb:.1f} MB"
    )
    gauges = [
        (
            "PEs at work",
            one.active_pes,
            eyeriss.ROWS * eyeriss.COLS,
            silicon.active_pes,
            COLOURS["MACs"],
        ),
        ("banks of the buffer", sum(banks.values()), eyeriss.BANKS, None, "#CC79A7"),
        ("words of I in a PE", held["I"], eyeriss.SPADS["I"], None, COLOURS["I"]),
        ("words of F in a PE", held["F"], eyeriss.SPADS["F"], None, COLOURS["F"]),
        ("words of O in a PE", held["O"], eyeriss.SPADS["O"], None, COLOURS["O"]),
        (
            "buffer traffic, MB",
            one.buffer_mb,
            4 * silicon.buffer_mb,
            silicon.buffer_mb,
            "#CC79A7",
        ),
        (
            "processing, ms",
            one.cycles.ms,
            4 * silicon.processing_ms,
            silicon.processing_ms,
            COLOURS["MACs"],
        ),
    ]
    for k, (name, value, full, there, colour) in enumerate(gauges):
        y, wide = 3.95 - 0.55 * k, 5.0 * min(value / full, 1)
        label(figure, 2.75, y, name, ha="right", fontsize=SIZE - 1)
        fill(figure, rectangles(2.9, y - 0.17, 5.0, 0.34), "#EEEEEE")
        fill(figure, rectangles(2.9, y - 0.17, wide, 0.34), colour)
        if there:
            stroke(
                figure,
                lines(
                    [(2.9 + 5 * there / full, y - 0.25)],
                    [(2.9 + 5 * there / full, y + 0.25)],
                ),
                INK,
                3,
            )
        beside = f"silicon {there:g}" if there else f"of {full}"
        label(figure, 8.0, y, f"{value:,.4g}   {beside}", fontsize=SIZE - 1)
    label(
        figure, 2.9, 0.25, "black mark: the chip, as it was measured", fontsize=SIZE - 2
    )
    rows = [
        (what, value, room if k < 5 else None, there)
        for k, (what, value, room, there, _) in enumerate(gauges)
    ]
    figure.table = Table(("what", "with this cut", "room", "silicon"), rows)
    return figure
