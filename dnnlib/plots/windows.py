"""A window that slides: one output of a convolution at a time, and what the Toeplitz matrix copies of it."""

import numpy as np

from dnnlib import kernels
from dnnlib.kernels import direct
from dnnlib.kernels import toeplitz as toeplitz_kernel
from dnnlib.plots.look import (
    COLOURS,
    GREY,
    INK,
    SIZE,
    fill,
    heading,
    label,
    numerals,
    picture,
    rectangles,
    stroke,
    tint,
)
from dnnlib.shapes import output_size
from dnnlib.table import Table


def window(size=5, filter=3, stride=1, pad=0, output=0):
    """The window under output number `output`, row by row, of one channel; padding is hatched.

    O[p,q] = sum over r,s of I[U*p+r, U*q+s] * F[r,s];  P = floor((size + 2*pad - filter) / stride) + 1
    Errors: ValueError where the filter does not fit. Source: Sze et al. 2017, Fig. 9(a), Eq. (1).
    """
    P = output_size(size, filter, stride, pad)
    I = np.arange(size * size).reshape(1, 1, size, size) % 10
    F = np.arange(filter * filter).reshape(1, 1, filter, filter) % 3 - 1
    framed = kernels.pad(I, pad)
    O = direct.conv(framed, F, stride)[0, 0]
    p, q = divmod(output % (P * P), P)  # past the last output it starts again
    seen = framed[
        0, 0, stride * p : stride * p + filter, stride * q : stride * q + filter
    ]
    figure = picture(10, 4.4)
    padded = f", padded by {pad}" if pad else ""
    left = _grid(
        figure,
        (0.15, 0.2, 3.8),
        framed[0, 0],
        COLOURS["I"],
        f"I: {size} x {size}{padded}",
        hatched=pad,
    )
    _grid(figure, (4.35, 1.4, 2.0), F[0, 0], COLOURS["F"], f"F: {filter} x {filter}")
    right = _grid(
        figure,
        (6.8, 0.2, 3.0),
        O,
        COLOURS["O"],
        f"O: {P} x {P}, stride {stride}",
        known=P * p + q + 1,
    )
    _outline(figure, left, stride * p, stride * q, filter)
    _outline(figure, right, p, q, 1)
    label(figure, 4.35, 0.95, f"output {P * p + q} of {P * P}")
    label(
        figure,
        4.35,
        0.5,
        f"O[{p},{q}] = {O[p, q]}",
        fontsize=SIZE + 3,
        color=COLOURS["O"],
        weight="bold",
    )
    products = [
        (
            f"I * F at r={r}, s={s}",
            f"{seen[r, s]} * {F[0, 0, r, s]}",
            seen[r, s] * F[0, 0, r, s],
        )
        for r in range(filter)
        for s in range(filter)
    ]
    figure.table = Table(
        ("what", "values", "product"),
        [*products, (f"O[{p},{q}]", "their sum", O[p, q])],
    )
    return figure


def toeplitz(size=3, filter=2, stride=1):
    """The relaxed Toeplitz matrix of one channel: each value printed as often as the matrix stores it.

    T[(r,s), (p,q)] = I[U*p+r, U*q+s]; a value's first copy is dark, its duplicates pale.
    Errors: ValueError where the filter does not fit. Source: Sze et al. 2017, Fig. 19(a).
    """
    output_size(size, filter, stride)
    I = np.arange(1, size * size + 1).reshape(1, 1, size, size)
    T = toeplitz_kernel.matrix(I, filter, filter, stride)
    first = np.zeros(T.shape, bool)
    first.flat[np.unique(T, return_index=True)[1]] = True
    figure = picture(10, 4.4)
    _grid(figure, (0.15, 0.2, 2.6), I[0, 0], COLOURS["I"], f"I: {size} x {size}")
    title = f"T: {T.shape[0]} x {T.shape[1]} = {T.size} stored, {first.sum()} distinct, {T.size / first.sum():.2f} x"
    _grid(figure, (3.1, 0.2, 6.7), T, COLOURS["I"], title, strong=first)
    figure.table = Table(
        ("row", *(f"col {k}" for k in range(T.shape[1]))),
        [(k, *row) for k, row in enumerate(T)],
    )
    return figure


def _grid(figure, place, values, colour, title, hatched=0, known=None, strong=None):
    """Numbers in squares: a frame of `hatched` cells is padding, cells from `known` on are still empty.

    place: left, bottom, and the room that the grid may take. Returns where it stands: left, top and the cell's side.
    """
    rows, columns = values.shape
    left, bottom, room = place
    side = min(room / columns, (figure.get_figheight() - bottom - 0.5) / rows)
    # in the middle of what is free
    top = (figure.get_figheight() + bottom - 0.5 + rows * side) / 2
    heading(figure, left, top + 0.08, title)
    row, column = (k.ravel() for k in np.indices(values.shape))
    inside = (
        (hatched <= row)
        & (row < rows - hatched)
        & (hatched <= column)
        & (column < columns - hatched)
    )
    strong = inside if strong is None else strong.ravel()
    shown = np.arange(values.size) < (values.size if known is None else known)
    x, y = left + side * column, top - side * (row + 1)
    size = min(SIZE / 72, 1.15 * side / max(2, *map(len, map(str, values.flat))))
    for bold, white, ink in ((True, 0.72, INK), (False, 0.93, "#666666")):
        chosen = shown & (strong == bold)
        if chosen.any():
            fill(
                figure,
                rectangles(x[chosen], y[chosen], side, side),
                tint(colour, white),
            )
            middles = np.stack([x[chosen], y[chosen]], 1) + side / 2
            fill(
                figure,
                numerals(
                    middles, values.ravel()[chosen], size, "bold" if bold else "normal"
                ),
                ink,
                zorder=3,
            )
    stroke(figure, rectangles(x, y, side, side), GREY, 0.8, zorder=2)
    return left, top, side


def _outline(figure, grid, row, column, size):
    """A thick frame around size x size cells of a grid."""
    left, top, side = grid
    frame = rectangles(
        left + side * column, top - side * (row + size), side * size, side * size
    )
    stroke(figure, frame, INK, 4, zorder=4)
