"""What an FFT saves hangs on its tile: a bar a tile, as high as the multiplications of direct over its own."""

from dnnlib.kernels import fft, winograd
from dnnlib.plots.field import Field
from dnnlib.plots.look import (
    COLOURS,
    INK,
    SIZE,
    fill,
    heading,
    label,
    picture,
    rectangles,
)
from dnnlib.shapes import ConvShape
from dnnlib.table import Table

TILES = (4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128)
COLOUR = "#CC79A7"


def fft_tiles(R=3, tile=64, size=64, filters_ahead=False):
    """Multiplications that FFT saves on one layer, by the size of its tiles; 64 channels in and out, stride 1.

    size: rows and columns of the input. A bar is as high as direct's multiplications over FFT's: below 1 FFT loses.
    Errors: ValueError where the filter does not fit the tile or the input. Source: kernels.fft.ops; Sze et al. 2017, V-A.
    """
    shape, saved = layer(R, size), savings(R, size, filters_ahead)
    if tile not in saved:
        raise ValueError(f"tile={tile}: of {', '.join(map(str, saved))} for {R} x {R}")
    best = max(saved, key=lambda one: saved[one])
    figure = picture(10, 4.8)
    words = (
        f"{R} x {R} on {size} x {size}, tiles of {tile}: FFT saves {saved[tile]:.2f} x"
    )
    heading(figure, 0.2, 4.35, f"{words}; the best tile {best}: {saved[best]:.2f} x")
    tiled = shape.macs / winograd.ops(shape, 4, filters_ahead).mults if R == 3 else 1
    most = max(1.3, tiled, *saved.values())
    field = Field.at(1.35, 0.8, 8.45, 3.2, (0, len(TILES)), (0, 1.1 * most))
    for k, one in enumerate(TILES):
        under = {"ha": "center", "fontsize": SIZE - 2}
        x = field.x.at(k + 0.5)
        label(figure, x, 0.55, f"{one}", **under)
        if one in saved:
            _bar(figure, field, k, saved[one], one == tile)
    field.row(figure, 0, INK, 1)
    _level(figure, field, 1, "direct")
    if R == 3:
        _level(figure, field, tiled, "Winograd")
    label(
        figure, 5.3, 0.2, "rows and columns of a tile", ha="center", fontsize=SIZE - 2
    )
    rows = [
        (one, value, shape.macs, round(shape.macs / value))
        for one, value in saved.items()
    ]
    heads = ("tile", "times fewer", "direct", "FFT's multiplications")
    figure.table = Table(heads, rows)
    return figure


def layer(R: int, size: int) -> ConvShape:
    """The layer of the picture. Errors: ValueError where the filter is larger than the input."""
    if R > size:
        raise ValueError(f"a filter of {R} does not fit an input of {size}")
    P = size + 1 - R
    return ConvShape(M=64, C=64, P=P, Q=P, R=R, S=R)


def savings(R: int, size: int, filters_ahead: bool) -> dict[int, float]:
    """direct's multiplications over FFT's, {tile: times}, for the tiles of TILES that hold the filter."""
    shape = layer(R, size)
    held = [tile for tile in TILES if tile >= max(R, 2)]
    counts = {tile: fft.ops(shape, tile, filters_ahead).mults for tile in held}
    return {tile: shape.macs / mults for tile, mults in counts.items()}


def _bar(figure, field, k: int, value: float, chosen: bool):
    x, bottom, top = field.x.at(k + 0.15), field.y.at(0), field.y.at(value)
    wide = field.x.at(k + 0.85) - x
    look = {"edgecolor": INK if chosen else "white", "linewidth": 3 if chosen else 0.5}
    fill(figure, rectangles(x, bottom, wide, top - bottom), COLOUR, hatch="xx", **look)
    weight = "bold" if chosen else "normal"
    middle, y, direct = x + wide / 2, top + 0.14, field.y.at(1)
    label(
        figure,
        middle,
        direct + 0.14 if abs(y - direct) < 0.14 else y,  # not across direct's line
        f"{value:.2g}",
        ha="center",
        fontsize=SIZE - 2,
        weight=weight,
    )


def _level(figure, field, value: float, words: str):
    """A dashed line across at a value, its words to the left of it."""
    field.row(figure, value, COLOURS["MACs"], 1.5, linestyle="--", zorder=5)
    field.tick_left(figure, value, words, 0.08)
