"""A whole CNN as a row of layers: what always comes, what may come, and how often."""

from dnnlib.plots.look import (
    COLOURS,
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
from dnnlib.table import Table

# what, whether it may be left out, what it does to the fmaps
STEPS = (
    ("CONV", False, "filters on windows: features"),
    ("non-\nlinearity", False, "bends each value: ReLU"),
    ("normal-\nization", True, "to mean 0, variance 1"),
    ("pooling", True, "a window becomes one value"),
)
LAST = (
    ("FC", False, "every output sees every input"),
    ("non-\nlinearity", False, "bends each value"),
)
LEFT, PITCH, WIDE, HIGH, FLOOR = 1.05, 1.22, 1.06, 1.0, 1.75


def pipeline():
    """CONV, non-linearity, and perhaps normalization and pooling, many times; then FC layers; then a class.

    A dashed box may be left out. Source: Sze et al. 2017, Fig. 10: 5 to 1000 layers of the first kind, 1 to 3 FC.
    """
    figure = picture(10, 3.9)
    heading(figure, 0.2, 3.4, "A CNN: features first, then the class")
    for k, (name, may, _) in enumerate((*STEPS, *LAST)):
        x = LEFT + PITCH * k + 0.18 * (k >= len(STEPS))
        box = rectangles(x, FLOOR, WIDE, HIGH)
        fill(figure, box, "white" if may else "#E8E8E8")
        style = (0, (4, 3)) if may else "-"
        stroke(figure, box, INK, 2, linestyle=style)
        lift = 0.12 * name.count("\n")
        for row, word in enumerate(name.split("\n")):
            y = FLOOR + HIGH / 2 + lift - 0.24 * row
            label(figure, x + WIDE / 2, y, word, ha="center", fontsize=SIZE - 2)
        _arrow(figure, x - 0.14, x)
    label(figure, 0.1, FLOOR + HIGH / 2, "image", color=COLOURS["I"], weight="bold")
    end = LEFT + PITCH * 6 + 0.18
    _arrow(figure, end - 0.14, end + 0.1)
    label(
        figure, end + 0.2, FLOOR + HIGH / 2, "class", color=COLOURS["O"], weight="bold"
    )
    _brace(figure, 0, 4, "5 to 1,000 times: low-level features, then higher")
    _brace(figure, 4, 6, "1 to 3 times", 0.18)
    label(figure, LEFT, 0.45, "dashed: may be left out", fontsize=SIZE - 2)
    rows = [
        (
            name.replace("-\n", "-").replace("normal-i", "normali"),
            "may" if may else "yes",
            what,
        )
        for name, may, what in (*STEPS, *LAST)
    ]
    figure.table = Table(("layer", "always there", "what it does"), rows)
    return figure


def _arrow(figure, start: float, end: float):
    y = FLOOR + HIGH / 2
    stroke(figure, lines([(start, y)], [(end, y)]), INK, 2)
    fill(
        figure,
        outlines([[(end, y), (end - 0.1, y + 0.07), (end - 0.1, y - 0.07)]]),
        INK,
    )


def _brace(figure, first: int, last: int, words: str, shift: float = 0.0):
    """A bar under boxes first to last, and what it says."""
    x, end = LEFT + PITCH * first + shift, LEFT + PITCH * last + shift - 0.14
    y = FLOOR - 0.3
    ends = lines([(x, y), (x, y), (end, y)], [(end, y), (x, y + 0.15), (end, y + 0.15)])
    stroke(figure, ends, GREY, 2.5)
    label(figure, (x + end) / 2, y - 0.3, words, ha="center", fontsize=SIZE - 2)
