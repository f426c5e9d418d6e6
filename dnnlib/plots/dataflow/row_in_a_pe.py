"""A 1-D convolution inside one PE, step by step: the row of the filter stays, the row of the input slides past."""

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
    stroke,
    tint,
)
from dnnlib.table import Table

CELL = 0.62


def row_in_a_pe(step=0, R=3, P=3, U=1):
    """What one PE of a row-stationary array holds at a step, and what had to come from outside until then.

    step: of P*R, a MAC each; past the last it stands still. R, P: words of the filter row and of the psum row;
    U: stride. The register file has R weights, R inputs and one sum.
    Errors: ValueError where the window jumps over inputs (U > R). Source: Sze et al. 2017, Fig. 27.
    """
    if U > R:
        raise ValueError(f"stride {U} jumps over inputs: a row of R={R} needs U <= R")
    step = min(step, P * R - 1)
    p, r = divmod(step, R)
    figure = picture(10, 4.8)
    heading(figure, 0.2, 4.35, f"step {step}: O{p} += F{r} * I{U * p + r}")
    _row(figure, 3.45, "F", np.arange(R), [r], "filter row: stays in the PE")
    window = U * p + np.arange(R)
    new = window[-1:] if p and U == 1 else window[-U:] if p else window
    _row(figure, 2.55, "I", window, [r], "the window of the ifmap row")
    _row(figure, 1.65, "O", np.array([p]), [0], "one sum, until it is finished")
    stroke(figure, rectangles(1.6, 1.2, 8.1, 2.95), INK, 2)
    label(figure, 1.45, 3.45, "PE", ha="right", weight="bold")
    came = {"F": R, "I": int(window[-1]) + 1, "O": p}
    _came(figure, came, new, p, step)
    rows = [("F", came["F"], step + 1), ("I", came["I"], step + 1)]
    rows += [("O, finished", came["O"] + (r == R - 1), step + 1)]
    header = "tensor", "words that crossed the PE's border", "uses in MACs so far"
    figure.table = Table(header, rows)
    return figure


def _row(figure, y: float, tensor: str, words, at: list[int], text: str):
    """A row of words in the PE; those of this step's MAC are dark."""
    colour = COLOURS[tensor]
    for k, word in enumerate(words):
        x = 1.9 + CELL * k
        now = k in at
        box = rectangles(x, y - 0.28, CELL - 0.06, 0.56)
        fill(figure, box, colour if now else tint(colour, 0.7))
        ink = "white" if now else INK
        middle = x + CELL / 2 - 0.03
        label(figure, middle, y, f"{tensor}{word}", ha="center", color=ink, fontsize=SIZE - 1)  # fmt: skip
    right = 2.1 + CELL * len(words)
    label(figure, right, y, text, color=colour, fontsize=SIZE - 1)


def _came(figure, came: dict, new, p: int, step: int):
    """Below the PE: what crossed its border, beside the uses."""
    word = ", ".join(f"I{k}" for k in new)
    fresh = f"new in this window: {word}"
    label(figure, 1.6, 0.9, fresh, color=COLOURS["I"], fontsize=SIZE - 1)
    text = f"came in so far: {came['F']} weights, {came['I']} inputs;  MACs: {step + 1}"
    label(figure, 1.6, 0.5, text, fontsize=SIZE - 1)
