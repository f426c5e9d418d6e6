"""A drawn digit, put where the training digits are: their ink fills a box of 20 x 20, its weight in the middle.

A network knows only what it saw. A digit in a corner, or a small one, is nothing it saw.
Source: LeCun et al. 1998, III-A, says how MNIST was made.
"""

import numpy as np

from dnnlib import data
from dnnlib.door import checked, whole

SIDE, BOX = 28, 20


@checked
def centred(pixels) -> np.ndarray:
    """The ink scaled so that its longer side is 20 pixels, and moved so that its centre of mass is in the middle.

    Shapes: bytes [28, 28] -> bytes [28, 28]; an empty sheet stays empty.
    Errors: ValueError where the sheet is not 28 x 28 bytes.
    """
    pixels = np.asarray(pixels)
    if pixels.shape != (SIDE, SIDE) or pixels.dtype != np.uint8:
        raise ValueError(
            f"a sheet of shape {pixels.shape}, {pixels.dtype}: give 28 x 28 bytes, 0 paper to 255 ink"
        )
    if not pixels.any():
        return pixels.copy()
    ink = _cut(pixels).astype(float)
    scale = BOX / max(ink.shape)
    H, W = (max(1, round(scale * side)) for side in ink.shape)
    return _placed(resized(ink, H, W))


@checked
def resized(image, H: int, W: int) -> np.ndarray:
    """An image of another size: each new pixel is the mean of what it covers of the old ones. Shapes: [h, w] -> [H, W]."""
    image = np.asarray(image, float)
    h, w = image.shape
    return _cover(whole("H", H), h) @ image @ _cover(whole("W", W), w).T


def _cover(new: int, old: int) -> np.ndarray:
    """The share that each old pixel has in each new one [new, old]: rows sum to 1."""
    edges = np.linspace(0, old, new + 1)
    begin, end = edges[:-1, None], edges[1:, None]
    at = np.arange(old)
    shared = np.minimum(end, at + 1) - np.maximum(begin, at)
    return np.maximum(shared, 0) / (end - begin)


def _cut(pixels) -> np.ndarray:
    """What the ink's own box holds."""
    rows, columns = (np.flatnonzero(pixels.any(axis=k)) for k in (1, 0))
    return pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _placed(ink) -> np.ndarray:
    """The ink on a sheet, its centre of mass at the middle, as far as it does not leave the sheet."""
    sheet = np.zeros((SIDE, SIDE))
    at = []
    for k, size in enumerate(ink.shape):
        weights = ink.sum(axis=1 - k)
        centre = weights @ (np.arange(size) + 0.5) / weights.sum()
        at.append(int(np.clip(round(SIDE / 2 - centre), 0, SIDE - size)))
    (row, column), (H, W) = at, ink.shape
    sheet[row : row + H, column : column + W] = ink
    return np.rint(np.clip(sheet, 0, 255)).astype(np.uint8)


@checked
def example(digit: int, which: int = 0) -> np.ndarray:
    """One of the test digits that show this number, as bytes [28, 28].

    Errors: ValueError where digit is not 0 to 9, or there are not so many.
    """
    digit, test = whole("digit", digit, 0, 9), data.mnist("test")
    places = np.flatnonzero(test.labels == digit)
    return test.images[places[whole("which", which, 0, len(places) - 1)]]
