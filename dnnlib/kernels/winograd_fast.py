"""Winograd as an inference engine runs it: stride 1, channels last, filters transformed ahead, blocks that fit a cache.

kernels/winograd.py is the lesson and takes any layer. This one says what is left to do to be fast: keep the channels
together in memory, so that each transform is one small matrix times one wide one; and never hold more of the
transformed maps than a cache does.
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import as_strided

from dnnlib.door import checked
from dnnlib.kernels import winograd
from dnnlib.kernels.operands import prepare

# bytes; a block's V and its products, or as much as the filters that every block reads again
CACHE = 2 << 20


@checked
@dataclass(frozen=True)
class Filters:
    """Filters transformed ahead, [n*n, C, M] with the place in the tile in front, and the two matrices left to apply."""

    places: np.ndarray
    AT: np.ndarray
    BT: np.ndarray

    @property
    def taps(self) -> int:
        """The filter's side, r = n - m + 1."""
        return self.BT.shape[0] - self.AT.shape[0] + 1


@checked
def ahead(F, m: int = 4, at: tuple | None = None) -> Filters:
    """Transform the filters F [M,C,r,r] for tiles of m x m outputs; done in float64, kept in F's type.

    Errors: ValueError where a filter is not square or F is not of floats. Source: Lavin and Gray, CVPR 2016.
    """
    F = np.asarray(F)
    if F.ndim != 4 or F.shape[2] != F.shape[3] or F.dtype.kind != "f":
        needed = (
            "square filters [M, C, r, r] of floats are needed; winograd.conv takes any"
        )
        raise ValueError(f"F {F.shape} of {F.dtype}: {needed}")
    AT, G, BT = (
        matrix.astype(float) for matrix in winograd.matrices(m, F.shape[2], at)
    )
    # [column, row, C, M]
    places = winograd.transform_filters(F.astype(float), G, G).transpose(1, 0, 3, 2)
    places = places.reshape(len(BT) ** 2, F.shape[1], F.shape[0]).astype(F.dtype)
    return Filters(places, AT.astype(F.dtype), BT.astype(F.dtype))


@checked
def tile(P: int, Q: int) -> int:
    """Outputs along a tile's side: 4, or 2 where tiles of 4 would make a quarter more outputs than there are."""
    return 4 if (-(-P // 4) * 4) * (-(-Q // 4) * 4) <= 1.25 * P * Q else 2


@checked
def conv_channels_last(I, filters: Filters) -> np.ndarray:
    """Convolve I at stride 1 with filters transformed ahead.

    Shapes: I [N,H,W,C] padded -> O [N,P,Q,M]. Memory: a block of tiles, CACHE bytes or twice the transformed filters;
    a copy of I where its size is not a whole number of tiles. Errors: ValueError names the sizes that disagree.
    Source: Lavin and Gray, CVPR 2016.
    """
    (N, H, W, C), M = I.shape, filters.places.shape[2]
    if C != filters.places.shape[1]:
        raise ValueError(
            f"I has C={C} channels (its last axis), the filters have {filters.places.shape[1]}"
        )
    m, r = filters.AT.shape[0], filters.taps
    down, across = -(-(H - r + 1) // m), -(-(W - r + 1) // m)
    I = _whole_tiles(I, down * m + r - 1, across * m + r - 1)
    O = np.empty((N, down, m, across, m, M), I.dtype)
    images, rows = _block_size(filters, N, down, across)
    for n in range(0, N, images):
        for t in range(0, down, rows):
            o = O[n : n + images, t : t + rows]
            _block(I[n : n + images, m * t : m * (t + o.shape[1]) + r - 1], filters, o)
    return O.reshape(N, down * m, across * m, M)[:, : H - r + 1, : W - r + 1]


@checked
def conv(I, F, U=1, G=1) -> np.ndarray:
    """The one signature of all kernels: stride 1, one group and square filters of floats here, else `winograd.conv`.

    Shapes: I [N,C,H,W] padded, F [M,C/G,R,S] -> O [N,M,P,Q]. The filters are transformed anew at each call.
    Errors: ValueError names the sizes that disagree. Source: Lavin and Gray, CVPR 2016.
    """
    I, F, shape = prepare(I, F, U, G)
    if (
        U != 1
        or G != 1
        or shape.R != shape.S
        or shape.R > winograd.MOST_TAPS
        or I.dtype.kind != "f"
    ):
        return winograd.conv(I, F, U, G)
    O = conv_channels_last(
        np.ascontiguousarray(I.transpose(0, 2, 3, 1)), ahead(F, tile(shape.P, shape.Q))
    )
    return np.ascontiguousarray(O.transpose(0, 3, 1, 2))


def _block(I, filters: Filters, O):
    """Some rows of tiles of some images. i, j: row and column in a tile; t, u: which tile, down and across."""
    AT, BT, (m, n) = filters.AT, filters.BT, filters.AT.shape
    images, rows, _, across, _, M = O.shape
    image, row = I.strides[:2]
    word, column = I.itemsize, I.itemsize * I.shape[3]
    wide = as_strided(
        I, (images, rows, n, I.shape[2] * I.shape[3]), (image, m * row, row, word)
    )
    tall = np.matmul(BT, wide)  # [image, t, i, column and channel]
    image, t, i, word = tall.strides
    d = as_strided(
        tall,
        (n, n, images, rows, across, I.shape[3]),
        (column, i, image, t, m * column, word),
    )
    # [j, (i, image, t, u, channel)]; the reshape copies what overlapped
    V = BT @ d.reshape(n, -1)
    products = V.reshape(n * n, -1, I.shape[3]) @ filters.places  # [(j, i), tile, M]
    y = AT @ products.reshape(n, -1)
    y = AT @ y.reshape(m, n, -1)  # [q, p, (tile, M)]
    O[...] = y.reshape(m, m, images, rows, across, M).transpose(2, 3, 1, 4, 0, 5)


def _block_size(filters: Filters, N: int, down: int, across: int) -> tuple[int, int]:
    """Images and rows of tiles to a block; whole images where several fit."""
    n_n, C, M = filters.places.shape
    tiles = max(CACHE, filters.places.nbytes) // (
        n_n * (C + M) * filters.places.itemsize
    )
    rows = min(down, max(1, tiles // across))
    return max(1, min(N, tiles // (down * across))), -(-down // -(-down // rows))


def _whole_tiles(I, H: int, W: int):
    if I.shape[1:3] == (H, W) and I.flags.c_contiguous:
        return I
    framed = np.zeros((I.shape[0], H, W, I.shape[3]), I.dtype)
    framed[:, : I.shape[1], : I.shape[2]] = I
    return framed
