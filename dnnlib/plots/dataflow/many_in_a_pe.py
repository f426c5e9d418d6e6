"""More than one row in a PE: images one after the other, filters and channels in turns."""

import numpy as np

from dnnlib.plots.look import (
    COLOURS,
    INK,
    SIZE,
    fill,
    heading,
    label,
    picture,
    rectangles,
    tint,
)
from dnnlib.table import Table

# What the letters A and B stand for, and which tensors differ between them.
MANY = {
    "two images": ("images A, B one after the other: the filter row serves both", "IO"),
    "two filters": ("filters A, B in turns: each input serves both", "FO"),
    "two channels": ("channels A, B in turns: both add to one sum", "FI"),
}
LEFT, WIDTH, HIGH = 0.75, 9.0, 0.55


def many_in_a_pe(many="two images", R=3, P=3):
    """The words of F, I and O that one PE uses, MAC by MAC, where it works for two images, filters or channels.

    A word with a dark ground comes in, or begins; a pale one is there already. R, P: words of a filter row, of a psum
    row. Errors: ValueError lists what can be two. Source: Sze et al. 2017, Fig. 29.
    """
    if many not in MANY:
        raise ValueError(f"many={many!r} is unknown; choose from {', '.join(MANY)}")
    says, differ = MANY[many]
    words = _words(many, R, P)
    figure = picture(10, 3.9)
    heading(figure, 0.2, 3.4, f"{many}: {says.split(': ')[1]}")
    label(figure, 0.2, 3.2, says.split(": ")[0], fontsize=SIZE - 2)
    for k, tensor in enumerate("FIO"):
        _track(figure, 2.3 - 0.72 * k, tensor, words[tensor])
    text = f"time: {2 * P * R} MACs;  dark: a word that comes in, or a sum that begins"
    label(figure, LEFT, 0.3, text, fontsize=SIZE - 2)
    held = {"F": R, "I": R, "O": 1}
    rows = []
    for tensor in "FIO":
        came = len(set(words[tensor]))
        turns = 2 if tensor in differ and many != "two images" else 1
        uses = 2 * P * R / came
        rows.append((tensor, came, uses, held[tensor] * turns))
    header = "tensor", "different words", "uses of each", "words held at once"
    figure.table = Table(header, rows)
    return figure


def _words(many: str, R: int, P: int) -> dict[str, list[str]]:
    """The word of each tensor in each MAC, such as "A2", in the order of Fig. 29."""
    differ = MANY[many][1]
    first = "tpr" if many == "two images" else "prt"
    bounds = {"t": 2, "p": P, "r": R}
    turns = np.indices([bounds[k] for k in first]).reshape(3, -1)
    at = dict(zip(first, turns))
    places = {"F": at["r"], "I": at["p"] + at["r"], "O": at["p"]}
    found = {}
    for tensor, place in places.items():
        names = ["AB"[t] if tensor in differ else "" for t in at["t"]]
        found[tensor] = [f"{name}{k}" for name, k in zip(names, place)]
    return found


def _track(figure, y: float, tensor: str, words: list[str]):
    """One tensor over time, a cell a MAC."""
    colour, wide = COLOURS[tensor], WIDTH / len(words)
    name = {"color": colour, "weight": "bold", "ha": "right"}
    label(figure, LEFT - 0.12, y + HIGH / 2, tensor, **name)
    seen: set[str] = set()
    for k, word in enumerate(words):
        new, x = word not in seen, LEFT + wide * k
        seen.add(word)
        cell = rectangles(x, y, 0.94 * wide, HIGH)
        fill(figure, cell, colour if new else tint(colour, 0.75))
        ink = "white" if new else INK
        size = SIZE - 2 if wide > 0.45 else SIZE - 4
        middle = x + 0.47 * wide
        label(figure, middle, y + HIGH / 2, word, ha="center", color=ink, fontsize=size)
