"""Row-stationary sets on a real array: how a layer's R x e PEs are folded and replicated, and which PEs stay idle."""

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
    numerals,
    picture,
    rectangles,
    stroke,
    tint,
)
from dnnlib.table import Table

SHADES = ("#56B4E9", "#E69F00", "#CC79A7", "#F0E442", "#AAAAAA", "#B5E2D0")


def set_placement(R=3, e=13, rows=12, cols=14, U=1):
    """Sets of R x e PEs on an array: as many as fit; one that is too wide is cut into segments above each other.

    In each PE stands the ifmap row that it works on, U*p + r: PEs with the same one get it at the same time.
    Errors: ValueError where a set is taller than the array, or too wide for all its bands. Source: JSSC 2017, Fig. 5.
    """
    places = placed(R, e, rows, cols)
    sets = int(places[:, 0].max()) + 1
    cell = min(8.6 / cols, 4.3 / rows)
    left = 5 - cols * cell / 2
    x, y = left + cell * places[:, 2], 4.6 - cell * (places[:, 1] + 1)
    figure = picture(10, 5.4)
    busy, pes = len(places), rows * cols
    folded = f", in {-(-e // cols)} segments" if e > cols else ""
    what = f"{sets} set{'s' * (sets > 1)} of {R} x {e}{folded}"
    heading(figure, 0.2, 5.0, f"{what}: {busy} of {pes} PEs at work, {busy / pes:.0%}")
    for k in range(sets):
        at = places[:, 0] == k
        fill(
            figure,
            rectangles(x[at], y[at], cell, cell),
            tint(SHADES[k % len(SHADES)], 0.45),
        )
    every_row, every_col = np.arange(rows + 1) * cell, np.arange(cols + 1) * cell
    down = np.c_[left + every_col, np.full(cols + 1, 4.6)]
    across = np.c_[np.full(rows + 1, left), 4.6 - every_row]
    grid = (
        np.r_[down, across],
        np.r_[down - [0, rows * cell], across + [cols * cell, 0]],
    )
    stroke(figure, lines(*grid), GREY, 1)
    stroke(figure, _borders(places, x, y, cell), INK, 3)
    if cell > 0.16:
        ifmap_rows = U * places[:, 4] + places[:, 3]
        height = min(0.19, 0.5 * cell)
        fill(
            figure,
            numerals(np.c_[x, y] + cell / 2, ifmap_rows.tolist(), height, "bold"),
            COLOURS["I"],
        )
    legend = "in a PE: its ifmap row; each shade a set; white: idle PEs"
    label(figure, 5, 4.6 - rows * cell - 0.22, legend, ha="center", fontsize=SIZE - 2)
    rows_ = [
        (int(k) + 1, f"({a}, {b})", int(r), int(p), int(U * p + r))
        for k, a, b, r, p in places
    ]
    figure.table = Table(("set", "PE", "filter row", "ofmap row", "ifmap row"), rows_)
    return figure


@checked
def placed(R: int, e: int, rows: int, cols: int) -> np.ndarray:
    """[PEs at work, 5]: set, row and column of the PE, filter row r and ofmap row p. Errors: as set_placement."""
    if R > rows:
        raise ValueError(
            f"a set is R={R} PEs tall, and the array has {rows} rows: fold P, but never R"
        )
    bands, segments = rows // R, -(-e // cols)
    if segments > bands:
        raise ValueError(
            f"e={e} ofmap rows on {cols} columns need {segments} segments, and {rows} rows have room for {bands}: "
            f"take strips of {bands * cols} rows or fewer"
        )
    beside = max(cols // e, 1)
    sets = bands // segments * beside
    k, r, p = (axis.ravel() for axis in np.mgrid[:sets, :R, :e])
    band = k // beside * segments + p // cols
    return np.stack([k, band * R + r, p % cols + k % beside * e, r, p], axis=1)


def _borders(places, x, y, cell):
    """The lines between PEs of a set and anything else."""
    owner = {(a, b): k for k, a, b, _, _ in places.tolist()}
    starts, ends = [], []
    for (k, a, b, _, _), left, low in zip(places.tolist(), x, y):
        sides = {(0, 1): ((cell, 0), (cell, cell)), (0, -1): ((0, 0), (0, cell)),
                 (1, 0): ((0, 0), (cell, 0)), (-1, 0): ((0, cell), (cell, cell))}  # fmt: skip
        for (da, db), (start, end) in sides.items():
            if owner.get((a + da, b + db)) != k:
                starts.append((left + start[0], low + start[1]))
                ends.append((left + end[0], low + end[1]))
    return lines(starts, ends)
