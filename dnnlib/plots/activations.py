"""What a network sees: an image, and the feature maps that it makes of it."""

import numpy as np

from dnnlib.plots.look import axes, heading, picture
from dnnlib.table import Table


def image(pixels, title=""):
    """One grey image [H,W], drawn with square pixels, dark ink on white paper."""
    pixels = np.asarray(pixels)
    if pixels.ndim != 2:
        raise ValueError(f"an image has two axes [H, W]; this has shape {pixels.shape}")
    figure = picture(4, 4.3)
    axes(figure, 0.03, 0.03, 0.94, 0.85, title=title, frame=True).imshow(
        pixels, cmap="gray_r", interpolation="nearest"
    )
    figure.table = Table(
        ("rows", "columns", "non-zero"),
        [(*pixels.shape, int(np.count_nonzero(pixels)))],
    )
    return figure


def activations(maps, title="", columns=10):
    """The feature maps of one layer for one image, each a small picture; darker is larger, white is zero or less.

    Shapes: maps [C,H,W]. Errors: ValueError where maps has not three axes. The table counts each map's zeros.
    """
    maps = np.asarray(maps)
    if maps.ndim != 3:
        raise ValueError(
            f"feature maps have three axes [C, H, W]; this has shape {maps.shape}"
        )
    C, H, W = maps.shape
    rows, columns = -(-C // columns), min(C, columns)
    figure = picture(10, 0.5 + rows * 9.6 / columns * H / W)
    side = 9.6 / columns * 0.92  # inches, the rest is the gap
    most = max(float(maps.max()), 0)
    head = figure.get_figheight() - 0.38
    heading(
        figure,
        0.2,
        head,
        f"{title} (white: 0 or less, black: {most:.3g})"
        if title
        else f"black: {most:.3g}",
    )
    for c, one in enumerate(maps):
        left, bottom = (
            0.2 + c % columns * 9.6 / columns,
            head - 0.08 - (c // columns + 1) * 9.6 / columns * H / W,
        )
        box = (
            left / 10,
            bottom / figure.get_figheight(),
            side / 10,
            side * H / W / figure.get_figheight(),
        )
        axes(figure, *box, frame=True).imshow(
            one, cmap="gray_r", vmin=0, vmax=most or 1, interpolation="nearest"
        )
    zeros = [
        (c, float(np.mean(one <= 0)), float(one.max())) for c, one in enumerate(maps)
    ]
    figure.table = Table(("channel", "share of zeros", "largest"), zeros)
    return figure
