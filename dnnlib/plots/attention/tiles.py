"""Attention in a memory: the square of scores with the tile that fits, and the words that cross its edge."""

from dnnlib.attention.room import fused_words, rows_that_fit, stepwise_words
from dnnlib.door import checked
from dnnlib.plots.look import (
    COLOURS,
    GREY,
    INK,
    SIZE,
    fill,
    heading,
    human,
    label,
    lines,
    picture,
    rectangles,
    stroke,
)
from dnnlib.table import Table

WORD = 2  # bytes
SIDE, LEFT, BOTTOM = 3.1, 0.9, 0.75
BARS, LONG = 5.4, 2.9


@checked
def attention_tiles(tokens=1024, head=64, memory=32):
    """One head of attention over `tokens`, in a memory of so many KiB: the tile of queries that fits, and the traffic.

    Fused, scores never leave; in three steps they are written and read twice. Words of 2 bytes, the best tile for each.
    Errors: ValueError where not one row fits. Source: dnnlib.attention.room; Dao et al. 2022, Theorem 2.
    """
    words = memory * 1024 // WORD
    fused, steps = fused_words(tokens, head, words), stepwise_words(tokens, head, words)
    figure = picture(10, 4.9)
    more = steps / fused
    verdict = f"{more:.1f} times less" if more >= 1 else f"{1 / more:.1f} times more"
    heading(
        figure,
        0.15,
        4.45,
        f"{memory} KiB: fused attention moves {verdict} than three steps",
    )
    rows = min(rows_that_fit(head, words), tokens)
    _square(figure, tokens, rows)
    once = 4 * tokens * head
    parts = {
        "fused": (("Q, O", 2 * tokens * head), ("K, V", fused - 2 * tokens * head)),
        "three steps": (
            ("Q, O", 2 * tokens * head),
            ("K, V", steps - 2 * tokens * head - 4 * tokens**2),
            ("scores", 4 * tokens**2),
        ),
    }
    _bars(figure, parts, max(fused, steps))
    table = [(name, what, n) for name, pairs in parts.items() for what, n in pairs]
    rows_ = [*table, ("each word once", "Q, K, V, O", once)]
    figure.table = Table(
        ("way", "what", "words"),
        rows_,
        f"{tokens} tokens, a head of {head}, {memory} KiB",
    )
    return figure


def _square(figure, tokens: int, rows: int):
    """The scores, keys across and queries down; the tile's rows in orange, drawn to scale."""
    fill(figure, rectangles(LEFT, BOTTOM, SIDE, SIDE), "#F2F2F2")
    high = SIDE * rows / tokens
    fill(
        figure,
        rectangles(LEFT, BOTTOM + SIDE - high, SIDE, high),
        "#E69F00",
        alpha=0.55,
    )
    passes = -(-tokens // rows)
    if passes <= 64:
        ys = [BOTTOM + SIDE - min(k * high, SIDE) for k in range(passes + 1)]
        stroke(
            figure,
            lines([(LEFT, y) for y in ys], [(LEFT + SIDE, y) for y in ys]),
            GREY,
            0.6,
        )
    label(
        figure,
        LEFT + SIDE / 2,
        BOTTOM + SIDE + 0.18,
        f"{tokens:,} keys",
        ha="center",
        fontsize=SIZE - 1,
    )
    label(
        figure,
        LEFT - 0.22,
        BOTTOM + SIDE / 2,
        f"{tokens:,} queries",
        rotation=90,
        ha="center",
        fontsize=SIZE - 1,
    )
    held = f"{rows:,} queries stay: {passes} passes over K and V"
    label(figure, LEFT + SIDE / 2, BOTTOM - 0.3, held, ha="center", fontsize=SIZE - 2)


COLOUR = {"Q, O": COLOURS["O"], "K, V": COLOURS["F"], "scores": COLOURS["I"]}
HATCH = {"Q, O": "", "K, V": "///", "scores": "xx"}


def _bars(figure, parts, most: int):
    for k, (name, pairs) in enumerate(parts.items()):
        y, x = 3.1 - 1.25 * k, BARS
        total = sum(n for _, n in pairs)
        label(figure, BARS, y + 0.72, f"{name}: {human(total)} words", weight="bold")
        for what, n in pairs:
            long = LONG * 1.4 * n / most
            edge = {"edgecolor": "white", "linewidth": 0.5, "hatch": HATCH[what]}
            fill(figure, rectangles(x, y, long, 0.45), COLOUR[what], **edge)
            x += long
    stroke(figure, lines([(BARS, 1.75)], [(BARS, 3.65)]), INK, 1.2)
    for k, (what, colour) in enumerate(COLOUR.items()):
        x = BARS + 1.35 * k
        fill(
            figure,
            rectangles(x, 0.72, 0.25, 0.25),
            colour,
            hatch=HATCH[what],
            edgecolor="white",
            linewidth=0.5,
        )
        label(figure, x + 0.35, 0.84, what, fontsize=SIZE - 1)
