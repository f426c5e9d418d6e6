"""Where a fast product comes from: the lines that a small cache fetches, by the order of the loops and their blocks."""

from dnnlib.kernels import cache
from dnnlib.kernels.cache import LINE, by_matrix
from dnnlib.plots.field import Field, round_steps
from dnnlib.plots.look import (
    COLOURS,
    INK,
    SIZE,
    fill,
    heading,
    human,
    label,
    picture,
    rectangles,
    stroke,
)
from dnnlib.table import Table

N = 16
ORDERS = tuple(cache.ORDERS)
BLOCKS = {"none": None, "2": 2, "4": 4, "8": 8}
# O = F @ T, as in the Toeplitz product: A is the filters, B the windows
MATRICES = {
    "A": (COLOURS["F"], ""),
    "B": (COLOURS["I"], "///"),
    "O": (COLOURS["O"], "xx"),
}


def blocking(order="ijk", block="none", words=64):
    """Lines that a cache fetches for a product of two 16 x 16 matrices, O = A @ B, with each size of block.

    order: the loops from outermost to innermost; words: the cache, in lines of four. Bars in true proportion.
    Errors: ValueError lists the blocks. Source: dnnlib.kernels.cache, which runs the order word by word.
    """
    if block not in BLOCKS:
        raise ValueError(f"block={block!r}: one of {', '.join(BLOCKS)}")
    found = {name: by_matrix(N, order, side, words) for name, side in BLOCKS.items()}
    here, least = sum(found[block]), 3 * N * N // LINE
    figure = picture(10, 4.9)
    said = f"blocks of {block}" if BLOCKS[block] else "no blocks"
    times = f"{here / least:.3g} times each word once"
    heading(
        figure, 0.2, 4.45, f"{order}, {said}, {words} words: {here:,} lines, {times}"
    )
    most = max(sum(by_matrix(N, one, None, words)) for one in ("ijk", "jki", order))
    field = Field.at(0.95, 0.85, 6.0, 3.3, (0, len(BLOCKS)), (0, 1.05 * most))
    field.rows(figure, round_steps(5, 0, most), human)
    for k, (name, parts) in enumerate(found.items()):
        _column(figure, field, k, parts, name == block)
        under = {"ha": "center", "fontsize": SIZE - 2}
        label(figure, field.x.at(k + 0.5), 0.6, name, **under)
    field.under(figure, "side of a block", 0.25)
    _key(figure, order)
    rows = [
        (name, *parts, sum(parts), sum(parts) / least) for name, parts in found.items()
    ]
    heads = ("block", "A", "B", "O", "lines fetched", "times each word once")
    figure.table = Table(heads, rows)
    return figure


def _column(figure, field, k: int, parts, chosen: bool):
    """One stacked bar: A, B and O from below."""
    left, wide, bottom = field.x.at(k + 0.15), field.x.at(0.7) - field.x.at(0), 0
    for (colour, hatch), part in zip(MATRICES.values(), parts):
        y, top = field.y.at(bottom), field.y.at(bottom + part)
        look = {"hatch": hatch, "edgecolor": "white", "linewidth": 0.5}
        fill(figure, rectangles(left, y, wide, top - y), colour, **look)
        bottom += part
    start, end = field.y.at(0), field.y.at(bottom)
    if chosen:
        stroke(figure, rectangles(left, start, wide, end - start), INK, 3, zorder=4)
    middle = left + wide / 2
    label(figure, middle, end + 0.14, f"{bottom:,}", ha="center", weight="bold")


def _key(figure, order: str):
    """The loops as they are written, and whose lines the colours are."""
    for k, letter in enumerate(order):
        words = "  " * k + f"for {letter} in range({N}):"
        label(figure, 7.05, 3.9 - 0.3 * k, words, family="monospace", fontsize=SIZE - 3)
    last = "      O[i,j] += A[i,k] * B[k,j]"
    label(figure, 7.05, 3.0, last, family="monospace", fontsize=SIZE - 5)
    for k, (name, (colour, hatch)) in enumerate(MATRICES.items()):
        y = 2.3 - 0.4 * k
        look = {"hatch": hatch, "edgecolor": "white"}
        fill(figure, rectangles(7.05, y - 0.1, 0.4, 0.2), colour, **look)
        label(figure, 7.55, y, f"lines of {name}", fontsize=SIZE - 2)
