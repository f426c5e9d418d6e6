"""A small crossbar: voltages come from the left, currents leave below."""

from collections.abc import Sequence

import numpy as np

from dnnlib.door import checked
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
    stroke,
)
from dnnlib.table import Table

LEFT, TOP, STEP = 2.1, 3.75, 1.05


@checked
def crossbar(
    V=(5, 3, 2), G=((0, 1), (0, 0), (1, 0)), names: Sequence = ("w > 0", "w < 0")
):
    """A crossbar as it is drawn in papers: I[j] = sum over i of V[i] * G[i, j].

    V [rows]: what the rows get; G [rows, columns]: the cells' conductances; names of
    the columns. Errors: ValueError where the sizes disagree or a conductance is below 0.
    Source: Sze et al. 2017, Fig. 36(b).
    """
    V, G = np.asarray(V), np.asarray(G)
    if G.ndim != 2 or V.shape != G.shape[:1] or len(names) != G.shape[1]:
        raise ValueError(f"V {V.shape} and G {G.shape} with {len(names)} names")
    if (G < 0).any():
        raise ValueError(f"a conductance of {G.min()}: the least that there is, is 0")
    rows, columns = G.shape
    high = STEP * rows + 1.75
    figure = picture(10, high)
    x = LEFT + STEP * 1.6 * np.arange(columns)
    y = high - 1.0 - STEP * np.arange(rows)
    _wires(figure, x, y)
    _cells(figure, x, y, G)
    currents = V @ G
    for k, name in enumerate(names):
        label(figure, x[k], high - 0.4, name, ha="center", fontsize=SIZE - 1)
        end = f"I = {currents[k]:g}"
        label(figure, x[k], 0.2, end, ha="center", color=COLOURS["O"], weight="bold")
    for value, at in zip(V, y):
        how = {"ha": "right", "color": COLOURS["I"], "weight": "bold"}
        label(figure, LEFT - 0.75, at, f"V = {value:g}", **how)
    words = _words(V, G, currents)
    right = x[-1] + 1.3
    heading(figure, right, y[0] - 0.1, "Ohm multiplies, Kirchhoff adds")
    for k, line in enumerate(words):
        label(figure, right, y[0] - 0.5 - 0.42 * k, line)
    header = ("V", *names)
    cells = [(int(v), *map(int, row)) for v, row in zip(V, G)]
    figure.table = Table(header, [*cells, ("I", *map(int, currents))])
    return figure


def _words(V, G, currents) -> list[str]:
    """Each column's sum, term by term."""
    lines = []
    for column, current in zip(G.T, currents):
        terms = " + ".join(f"{v:g}*{g:g}" for v, g in zip(V, column))
        lines.append(f"{terms} = {current:g}")
    if len(currents) == 2:
        lines.append(f"difference: {currents[0] - currents[1]:g}")
    return lines


def _wires(figure, x, y):
    """Rows from the left end to the right, columns from the top to the arrow below."""
    rows = [(LEFT - 0.65, at) for at in y], [(x[-1] + 0.6, at) for at in y]
    down = [(at + 0.3, y[0] + 0.35) for at in x], [(at + 0.3, 0.45) for at in x]
    stroke(figure, lines(*rows), COLOURS["I"], 2.5)
    stroke(figure, lines(*down), COLOURS["O"], 2.5)


def _cells(figure, x, y, G):
    """A resistor from each row to each column: dark where it conducts."""
    for i, row in enumerate(G):
        for j, g in enumerate(row):
            a, b = (x[j] - 0.15, y[i]), (x[j] + 0.3, y[i] - 0.45)
            colour = COLOURS["F"] if g else GREY
            stroke(figure, lines([a], [b]), colour, 2)
            middle = (np.array(a) + b) / 2
            corners = middle + np.array([[-0.2, 0.05], [0.05, -0.2], [0.2, -0.05], [-0.05, 0.2]]) * 1.15  # fmt: skip
            fill(figure, outlines([corners]), colour, zorder=3)
            label(figure, *middle, f"{g:g}", ha="center", color="white" if g else INK, weight="bold", zorder=4)  # fmt: skip
