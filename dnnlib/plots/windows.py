"""A window that slides: one output of a convolution at a time, and what the Toeplitz matrix copies of it."""

import numpy as np

from dnnlib import kernels
from dnnlib.kernels import direct
from dnnlib.kernels import toeplitz as toeplitz_kernel
from dnnlib.plots.house import COLOURS, GREY, INK, SIZE, axes, numbers, picture
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
    seen = framed[0, 0, stride * p : stride * p + filter, stride * q : stride * q + filter]
    figure = picture(10, 4.6)
    left = axes(figure, 0.01, 0.03, 0.42, 0.82, title=f"I: {size} x {size}" + (f", padded by {pad}" if pad else ""))
    _grid(left, framed[0, 0], COLOURS["I"], hatched=pad)
    _outline(left, stride * p, stride * q, filter)
    _grid(axes(figure, 0.46, 0.2, 0.2, 0.5, title=f"F: {filter} x {filter}"), F[0, 0], COLOURS["F"])
    right = axes(figure, 0.69, 0.03, 0.3, 0.82, title=f"O: {P} x {P}, stride {stride}")
    _grid(right, O, COLOURS["O"], known=P * p + q + 1)
    _outline(right, p, q, 1)
    figure.text(0.46, 0.06, f"O[{p},{q}] = {O[p, q]}", fontsize=SIZE + 3, color=COLOURS["O"], weight="bold")
    products = [(f"I * F at r={r}, s={s}", f"{seen[r, s]} * {F[0, 0, r, s]}", seen[r, s] * F[0, 0, r, s])
                for r in range(filter) for s in range(filter)]
    figure.table = Table(("what", "values", "product"), [*products, (f"O[{p},{q}]", "their sum", O[p, q])])
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
    figure = picture(10, 4.6)
    _grid(axes(figure, 0.01, 0.1, 0.26, 0.7, title=f"I: {size} x {size}"), I[0, 0], COLOURS["I"])
    title = f"T: {T.shape[0]} x {T.shape[1]} = {T.size} stored, {first.sum()} distinct, {T.size / first.sum():.2f} x"
    _grid(axes(figure, 0.31, 0.04, 0.68, 0.82, title=title), T, COLOURS["I"], strong=first)
    figure.table = Table(("row", *(f"col {k}" for k in range(T.shape[1]))), [(k, *row) for k, row in enumerate(T)])
    return figure


def _grid(ax, values, colour, hatched=0, known=None, strong=None):
    """Numbers in squares: a frame of `hatched` cells is padding, cells from `known` on are still empty."""
    rows, columns = values.shape
    ax.set(xlim=(0, columns), ylim=(rows, 0), aspect="equal")
    inside = np.zeros((rows, columns), bool)
    inside[hatched : rows - hatched, hatched : columns - hatched] = True
    strong = inside if strong is None else strong
    shade = np.where(strong, 0.72, 0.93)
    shade.flat[known if known is not None else values.size :] = 1.0
    rgb = np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])
    ax.imshow(shade[..., None] + (1 - shade[..., None]) * rgb, extent=(0, columns, rows, 0), interpolation="nearest")
    ax.hlines(range(rows + 1), 0, columns, color=GREY, linewidth=0.8)
    ax.vlines(range(columns + 1), 0, rows, color=GREY, linewidth=0.8)
    row, column = np.divmod(np.arange(values.size if known is None else known), columns)
    places, texts = np.stack([column, row], 1) + 0.5, values.astype(str)[row, column]
    width, height = 72 * ax.figure.get_size_inches() * ax.get_position().size  # points
    cell = min(width / columns, height / rows)
    size = min(SIZE, 1.15 * cell / max(2, np.char.str_len(texts).max()))
    for bold, colour in ((True, INK), (False, "#666666")):
        chosen = strong[row, column] == bold
        numbers(ax, places[chosen], texts[chosen], size, colour, "bold" if bold else "normal")


def _outline(ax, row, column, size):
    x, y = [column, column + size, column + size, column, column], [row, row, row + size, row + size, row]
    ax.plot(x, y, color=INK, linewidth=4, clip_on=False, solid_joinstyle="miter")
