"""Where a speller looks while it speaks: letters across, sounds down, the darker the more."""

from functools import lru_cache

import numpy as np

from dnnlib.door import checked
from dnnlib.language import spelling
from dnnlib.language.rounded import FLOAT, rounded
from dnnlib.language.words import dictionary
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

WORDS = "photograph efficient knowledge through quantization transformer energy dataflow".split()
LEFT, TOP, WIDTH, HEIGHT = 1.2, 4.35, 6.2, 3.6
SHADES = 8


def pronounced(
    word="photograph", weights="channel", bits=FLOAT, inputs="token", to=FLOAT
):
    """A word as the speller says it, and its attention: each sound's share of each letter.

    weights, bits and inputs, to: as `language.rounded`; 32 bits are as trained. The row that emits the start mark is
    left out. Errors: ValueError names the word that is empty or too long. Source: dnnlib.language.speller.
    """
    model = _speller(weights, bits, inputs, to)
    said, P = looked(model, word)
    true = dictionary().get(word)
    figure = picture(10, 5.4)
    heading(figure, 0.15, 4.95, f"{word}: the speller says  {_text(said) or 'nothing'}")
    letters = ["^", *word, "$"]
    across, down = WIDTH / len(letters), HEIGHT / max(len(said), 1)
    _shades(figure, P, across, down)
    for k, letter in enumerate(letters):
        x = LEFT + across * (k + 0.5)
        label(figure, x, TOP + 0.17, letter, ha="center", fontsize=SIZE + 2)
    for k, sound in enumerate(said):
        y = TOP - down * (k + 0.5)
        label(figure, LEFT - 0.2, y, sound, ha="right", fontsize=SIZE + 1)
    _words(figure, said, true, weights, bits, inputs, to)
    rows = [(sound, *(float(round(p, 3)) for p in row)) for sound, row in zip(said, P)]
    heads = ("sound", *(f"{k} {letter}" for k, letter in enumerate(letters)))
    figure.table = Table(heads, rows, f"{word}: {_text(said)}")
    return figure


@checked
def looked(model, word: str) -> tuple[list[str], np.ndarray]:
    """The sounds of a word, and for each how much of each letter it took: [sounds, letters + 2]."""
    state, ids = model.begin([word]), [spelling.START]
    found, rows = [], []
    while len(ids) <= spelling.MOST:
        scores = model.step(state, np.array([ids[-1:]]))
        ids.append(int(scores[0].argmax()))
        if ids[-1] == spelling.END:
            break
        if ids[-1] > spelling.UNKNOWN:
            found.append(spelling.written([ids[-1]]))
            rows.append(state.looked[-1][0])
    return found, np.array(rows).reshape(len(rows), len(word) + 2)


@lru_cache(64)
def _speller(weights, bits, inputs, to):
    return rounded(weights, bits, inputs, to)


def _shades(figure, P, across, down):
    """All cells of one shade are one path: the picture must come at once."""
    shade = np.rint(P * SHADES).astype(int).clip(0, SHADES)
    for level in range(1, SHADES + 1):
        row, column = np.nonzero(shade == level)
        if len(row):
            x, y = LEFT + across * column, TOP - down * (row + 1)
            path = rectangles(x, y, across, down)
            fill(figure, path, COLOURS["I"], alpha=level / SHADES)
    ends = (
        [(LEFT, TOP), (LEFT, TOP - HEIGHT)],
        [(LEFT + WIDTH, TOP), (LEFT + WIDTH, TOP - HEIGHT)],
    )
    stroke(figure, lines(*ends), GREY, 0.8)


def _words(figure, said, true, weights, bits, inputs, to):
    x = LEFT + WIDTH + 0.3
    rounded_ = "as trained" if bits == FLOAT else f"{bits} bits, by {weights}"
    taken = "as computed" if to == FLOAT else f"{to} bits, by {inputs}"
    rows = [
        ("weights", rounded_),
        ("inputs", taken),
        ("dictionary", true or "not in it"),
    ]
    for k, (name, text) in enumerate(rows):
        y = TOP - 0.2 - 0.95 * k
        label(figure, x, y, name, fontsize=SIZE - 2, color="#666666")
        label(figure, x, y - 0.34, text, color=INK)
    if true:
        verdict = "said right" if _text(said) == true else "said otherwise"
        label(figure, x, TOP - 3.2, verdict, weight="bold")
    how = {"fontsize": SIZE - 2, "color": "#666666"}
    label(
        figure,
        LEFT,
        0.4,
        "letters across (^ $ begin and end), sounds down; darker: looked at more",
        **how,
    )


def _text(said) -> str:
    return "".join(said)
