"""An FC layer as a product: a matrix by a vector for one image, a matrix by a matrix for a batch."""

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
from dnnlib.shapes import ConvShape
from dnnlib.table import Table

TALL, WIDE = 2.4, 3.6  # of the filters, in inches
STEP = 0.11  # of a column of the batch


def fc_product(N=1, M=4096, CHW=9216):
    """Filters [M, CHW] times inputs [CHW, N]: what is used how often. Widths of the batch are to scale among themselves.

    Units: words, MACs. Errors: ValueError from the layer's letters. Source: Sze et al. 2017, Fig. 18.
    """
    shape = ConvShape(N=N, M=M, C=CHW)
    figure = picture(10, 4.6)
    kind = "a matrix by a vector" if N == 1 else f"a matrix by a matrix of {N} columns"
    words = sum(shape.size(tensor) for tensor in "IFO")
    each = shape.macs / words
    heading(
        figure, 0.2, 4.15, f"{kind}: a weight is used {N} x, {each:.3g} MACs a word"
    )
    wide = max(STEP * min(N, 16), 0.09)
    _box(figure, (0.8, 0.9), (WIDE, TALL), "F", ("F: filters", f"{M:,}", f"{CHW:,}"))
    label(figure, 4.75, 2.1, "x", ha="center", fontsize=24)
    _box(figure, (5.3, 0.55), (wide, 3.1), "I", ("I", f"{CHW:,}", f"{N}"))
    label(figure, 7.6, 2.1, "=", ha="center", fontsize=24)
    _box(figure, (8.2, 0.9), (wide, TALL), "O", ("O", f"{M:,}", f"{N}"))
    rows = [
        (tensor, shape.size(tensor), shape.macs / shape.size(tensor))
        for tensor in "FIO"
    ]
    figure.table = Table(("tensor", "words", "MACs that use a word"), rows)
    return figure


def _box(figure, corner, size, tensor: str, words):
    """A matrix as a box, with its name, its rows at the left and its columns below."""
    (x, y), (w, h), (name, rows, columns) = corner, size, words
    face = tint(COLOURS[tensor], 0.3)
    fill(figure, rectangles(x, y, w, h), face, edgecolor=INK, linewidth=1)
    over = {"color": COLOURS[tensor], "weight": "bold"}
    label(figure, x + w / 2, y + h + 0.18, name, ha="center", **over)
    label(figure, x - 0.1, y + h / 2, rows, ha="right", rotation=90, fontsize=SIZE - 2)
    label(figure, x + w / 2, y - 0.2, columns, ha="center", fontsize=SIZE - 2)
