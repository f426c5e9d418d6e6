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

GAP, HEADS = (
    0.55,
    0.42,
)  # between the columns of the picture, and the room of a heading, in inches
LARGEST = 0.6  # of a cell
MOST = 4096  # numbers of a matrix that can be drawn


def window(size=5, filter=3, stride=1, pad=0, output=0):
    """The window under output number `output`, its products, and the output: I, F and O in cells of one size.

    O[p,q] = sum over r,s of I[U*p+r, U*q+s] * F[r,s];  P = floor((size + 2*pad - filter) / stride) + 1
    Past the last output the last is shown; padding is hatched pale around I.
    Errors: ValueError where the filter does not fit. Source: Sze et al. 2017, Fig. 9(a), Eq. (1).
    """
    P = output_size(size, filter, stride, pad)
    I = np.arange(size * size).reshape(1, 1, size, size) % 10
    F = np.arange(filter * filter).reshape(1, 1, filter, filter) % 3 - 1
    framed = kernels.pad(I, pad)
    O = direct.conv(framed, F, stride)[0, 0]
    last = output >= P * P - 1
    p, q = divmod(min(output, P * P - 1), P)
    rows = slice(stride * p, stride * p + filter)
    columns = slice(stride * q, stride * q + filter)
    products = framed[0, 0, rows, columns] * F[0, 0]
    figure = picture(10, 5.2)
    side, starts = _columns(len(framed[0, 0]), filter, P)
    padded = f", padded by {pad}" if pad else ""
    titles = (f"I: {size} x {size}{padded}", f"F: {filter} x {filter}", f"O: {P} x {P}")
    top = 4.55
    place = [(x, top, side) for x in starts]
    _cells(figure, place[0], framed[0, 0], COLOURS["I"], titles[0], hatched=pad)
    _cells(figure, place[1], F[0, 0], COLOURS["F"], titles[1])
    known = P * p + q + 1
    _cells(figure, place[2], O, COLOURS["O"], titles[2], known=known)
    under = top - side * filter - HEADS - 0.15
    made = (starts[1], under, side)
    _cells(figure, made, products, COLOURS["MACs"], "I times F")
    _outline(figure, place[0], stride * p, stride * q, filter)
    _outline(figure, place[2], p, q, 1)
    words = f"output {P * p + q + 1} of {P * P}" + (", the last" if last else "")
    at = under - side * filter - 0.3
    label(figure, starts[1], at, f"sum = {O[p, q]}", color=COLOURS["O"], weight="bold")
    label(figure, 0.2, 0.16, f"O[{p},{q}]: {words}, stride {stride}")
    sizes = ", ".join(titles)
    figure.title = f"{sizes}: O[{p},{q}] = {O[p, q]}, {words}, stride {stride}"
    pairs = zip(framed[0, 0, rows, columns].flat, F[0, 0].flat, products.flat)
    names = [f"I * F at r={k // filter}, s={k % filter}" for k in range(filter**2)]
    table = [(n, f"{i} * {f}", o) for n, (i, f, o) in zip(names, pairs)]
    table.append((f"O[{p},{q}]", "their sum", O[p, q]))
    figure.table = Table(("what", "values", "product"), table)
    return figure


def _columns(I: int, F: int, O: int) -> tuple[float, list[float]]:
    """The side of a cell that lets I, F and O stand beside one another, and where each of them begins."""
    across = (9.6 - 2 * GAP) / (I + F + O)
    down = min(4.2 / max(I, O), (4.2 - HEADS - 0.5) / (2 * F))
    side = min(LARGEST, across, down)
    widths = [max(side * n, least) for n, least in ((I, 2.4), (F, 2.4), (O, 1.4))]
    spare = 9.6 - sum(widths)
    if spare < 2 * GAP:  # headings may stand over the gap
        widths = [side * n for n in (I, F, O)]
        spare = 9.6 - sum(widths)
    gap = min(spare / 2, 1.2)
    return side, [0.2, 0.2 + widths[0] + gap, 0.2 + sum(widths[:2]) + 2 * gap]


def toeplitz(size=3, filter=2, stride=1):
    """The relaxed Toeplitz matrix of one channel: each value printed as often as the matrix stores it.

    T[(r,s), (p,q)] = I[U*p+r, U*q+s]; a value's first copy is dark, its duplicates pale.
    Errors: ValueError where the filter does not fit, or T is too large to read. Source: Sze et al. 2017, Fig. 19(a).
    """
    P = output_size(size, filter, stride)
    if (stored := max(size, filter * P) ** 2) > MOST:
        raise ValueError(
            f"I or T would hold {stored:,} numbers: this picture has room for {MOST:,}"
        )
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


def _grid(figure, place, values, colour, title, **how):
    """Numbers in squares as large as a room takes them. place: left, bottom, and the room. Returns as `_cells`."""
    rows, columns = values.shape
    left, bottom, room = place
    high = figure.get_figheight() - bottom - 0.5
    side = min(room / columns, high / rows)
    # in the middle of what is free
    top = bottom + (high + rows * side) / 2
    return _cells(figure, (left, top, side), values, colour, title, **how)


def _cells(figure, place, values, colour, title, hatched=0, known=None, strong=None):
    """Numbers in squares: a frame of `hatched` cells is padding, cells from `known` on are still empty.

    place: left, top and the cell's side. Returns it.
    """
    rows, columns = values.shape
    left, top, side = place
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
    return place


def _outline(figure, grid, row, column, size):
    """A thick frame around size x size cells of a grid."""
    left, top, side = grid
    frame = rectangles(
        left + side * column, top - side * (row + size), side * size, side * size
    )
    stroke(figure, frame, INK, 4, zorder=4)
