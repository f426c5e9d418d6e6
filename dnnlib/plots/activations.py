"""What a network sees: an image, and the feature maps that it makes of it."""

import numpy as np

from dnnlib.plots.house import SIZE, axes, picture
from dnnlib.table import Table


def image(pixels, title=""):
    """One grey image [H,W], drawn with square pixels, dark ink on white paper."""
    pixels = np.asarray(pixels)
    if pixels.ndim != 2:
        raise ValueError(f"an image has two axes [H, W]; this has shape {pixels.shape}")
    figure = picture(4, 4.3)
    axes(figure, 0.03, 0.03, 0.94, 0.85, title=title, frame=True).imshow(pixels, cmap="gray_r", interpolation="nearest")
    figure.table = Table(("rows", "columns", "non-zero"), [(*pixels.shape, int(np.count_nonzero(pixels)))])
    return figure


def activations(maps, title="", columns=10):
    """The feature maps of one layer for one image, each a small picture; darker is larger, white is zero or less.

    Shapes: maps [C,H,W]. Errors: ValueError where maps has not three axes. The table counts each map's zeros.
    """
    maps = np.asarray(maps)
    if maps.ndim != 3:
        raise ValueError(f"feature maps have three axes [C, H, W]; this has shape {maps.shape}")
    C, H, W = maps.shape
    rows, columns = -(-C // columns), min(C, columns)
    gap = max(1, H // 12)
    sheet = np.full((rows * (H + gap) - gap, columns * (W + gap) - gap), np.nan)
    for c, one in enumerate(maps):
        top, left = c // columns * (H + gap), c % columns * (W + gap)
        sheet[top : top + H, left : left + W] = one
    figure = picture(10, 0.5 + 9.6 * sheet.shape[0] / sheet.shape[1])
    head = 0.45 / figure.get_figheight()
    ax = axes(figure, 0.02, 0.01, 0.96, 0.98 - head, title=title)
    ax.set_facecolor("#56B4E9")
    ax.imshow(sheet, cmap="gray_r", vmin=0, vmax=np.nanmax(sheet) or 1, interpolation="nearest")
    ax.title.set_fontsize(SIZE)
    zeros = [(c, float(np.mean(one <= 0)), float(one.max())) for c, one in enumerate(maps)]
    figure.table = Table(("channel", "share of zeros", "largest"), zeros)
    return figure
