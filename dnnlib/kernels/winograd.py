"""The convolution with fewer multiplications: transform small tiles, multiply place by place, transform back (Winograd).

O = AT * [ (G * F * GT) . (BT * I * B) ] * A for each tile; winograd_matrices.py derives AT, G and BT from points.
"""

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from dnnlib.door import checked, whole
from dnnlib.kernels.operands import Ops, largest, prepare
from dnnlib.kernels.winograd_matrices import (
    WHOLE_POINTS,
    additions,
    error_bound,
    matrices,
    points,
    transform_adds,
)
from dnnlib.shapes import ConvShape

__all__ = [
    "WHOLE_POINTS",
    "conv",
    "error_bound",
    "matrices",
    "ops",
    "points",
    "transform_adds",
    "transform_filters",
]

# a longer filter is taken apart: many points make large constants, and large constants lose digits
MOST_TAPS = 3


@checked
def conv(I, F, U=1, G=1, m: int | None = None, at: tuple | None = None) -> np.ndarray:
    """Convolve I with F in tiles of m x m outputs, F(m x m, r x s); a stride or a long filter is taken apart first.

    Filter rows a, a+U, a+2U ... meet input rows a, a+U, a+2U ...: a stride is a sum of U*U convolutions of stride 1.
    At most MOST_TAPS taps at a time, along each axis, for the same reason: the sum stays exact, the points stay few.

    Shapes: I [N,C,H,W] padded, F [M,C/G,R,S] -> O [N,M,P,Q]. m: outputs along a tile, 4, and 2 for integers.
    at: the points, of which a small tile takes the first ones; whole numbers for integers, which then stay exact.
    Memory: twice ((m+R-1)/m)**2 times I, and as much of O: 4.5 times I + O for F(4x4,3x3).
    Errors: ValueError names the sizes that disagree, or how many points F(m, r) needs.
    Source: Lavin and Gray, CVPR 2016; Sze et al. 2017, V-A. The fast one, channels last, is kernels/winograd_fast.py.
    """
    I, F, shape = prepare(I, F, U, G)
    U, G, dtype = shape.U, shape.G, I.dtype
    integers = dtype.kind in "biu"
    m = (2 if integers else 4) if m is None else whole("m", m)
    at = WHOLE_POINTS if integers and at is None else at
    I, F = (_signed(x) for x in (I, F)) if integers else (I, F)
    O = np.zeros(shape.tensor("O"), I.dtype)
    for (r, R), (s, S) in _pieces(shape):
        i = I[:, :, r::U, s::U][:, :, : shape.P + R - 1, : shape.Q + S - 1]
        f = F[:, :, r : r + U * R : U, s : s + U * S : U]
        O += _tiled(i, f, G, m, at)
    return O.astype(dtype, copy=False)


def _signed(x) -> np.ndarray:
    """Integers that a transform can subtract. Errors: ValueError where a value without sign has no place."""
    if x.dtype == np.uint64 and int(x.max()) >= 2**63:
        raise ValueError(
            f"values up to {int(x.max()):,} without sign: a transform subtracts, so they must be below 2**63"
        )
    return x.astype(np.int64)


@checked
def transform_filters(F, rows, columns) -> np.ndarray:
    """G * F * GT of each filter and channel: what an inference engine does once, before the first image comes.

    Shapes: F [M,C,r,s], G of both axes [n,r] and [k,s] -> [n,k,M,C].
    """
    return np.einsum("ir,mcrs,js->ijmc", rows, F, columns, optimize=True)


@checked
def ops(
    shape: ConvShape, m: int = 4, amortized: bool = True, at: tuple | None = None
) -> Ops:
    """Multiplications place by place; additions of the transforms and over channels. See `conv` for the taking apart.

    A multiplication by a constant of a transform is fused with the addition after it, and not counted apart.
    Units: operations; words. amortized: the filters' transforms are not counted.
    Source: Lavin and Gray, CVPR 2016: 16 for 36 in F(2x2,3x3), 36 for 144 in F(4x4,3x3).
    """
    total = Ops(0, 0, 0)
    for (_, R), (_, S) in _pieces(shape):
        total = _sum(total, _piece_ops(shape, R, S, m, amortized, at))
    return total


def _tiled(I, F, G: int, m: int, at) -> np.ndarray:
    """One convolution of stride 1: transform, one matrix product a place of the tile, transform back."""
    (N, C, H, W), (M, _, R, S) = I.shape, F.shape
    P, Q = H - R + 1, W - S + 1
    (AT, GR, BT), scale = _in_type(_axis(m, R, P, at), I.dtype)
    (AU, GS, BU), scale_2 = _in_type(_axis(m, S, Q, at), I.dtype)
    down, across = -(-P // len(AT)), -(-Q // len(AU))
    I = np.pad(I, ((0, 0), (0, 0), (0, down * len(AT) - P), (0, across * len(AU) - Q)))
    d = sliding_window_view(I, (len(BT), len(BU)), axis=(2, 3))[
        :, :, :: len(AT), :: len(AU)
    ]
    V = np.einsum("ih,nctuhw,jw->ijcntu", BT, d, BU, optimize=True).reshape(
        len(BT), len(BU), G, C // G, -1
    )
    filters = transform_filters(F, GR, GS).reshape(len(BT), len(BU), G, M // G, C // G)
    products = (filters @ V).reshape(len(BT), len(BU), M, N, down, across)
    O = np.einsum("pi,ijmntu,qj->nmtpuq", AT, products, AU, optimize=True)
    O = O.reshape(N, M, down * len(AT), across * len(AU))[:, :, :P, :Q]
    if I.dtype.kind not in "biu":
        return O
    _exact(C // G * R * S * largest(I) * largest(F), scale * scale_2, m)
    return O // (scale * scale_2)


def _exact(most: int, scale: int, m: int) -> None:
    """ValueError where scaled sums pass 64 bits: what wraps on the way comes back, what wraps at the end does not."""
    if most * scale >= 2**63:
        raise ValueError(
            f"sums of integers up to 2**{math.log2(most):.1f} times the transforms' common denominator {scale:,} "
            f"pass 64 bits at m={m}: take a smaller m, floats, or toeplitz.conv"
        )


def _in_type(exact, dtype) -> tuple[list, int]:
    """The three matrices in the operands' type; integers take them times a scale that the result is divided by."""
    if dtype.kind not in "biu":
        return [matrix.astype(dtype) for matrix in exact], 1
    scales = [math.lcm(*(x.denominator for x in matrix.flat)) for matrix in exact]
    return [
        (matrix * scale).astype(dtype) for matrix, scale in zip(exact, scales)
    ], math.prod(scales)


def _axis(m: int, taps: int, outputs: int, at):
    """The matrices along one axis: no more outputs than there are, and one where a single tap has nothing to save."""
    m = 1 if taps == 1 else min(m, outputs)
    return matrices(m, taps, at if at is None else at[: m + taps - 2])


def _pieces(shape: ConvShape) -> list:
    """((first row, rows), (first column, columns)) of the filter's pieces: the taps of a phase, MOST_TAPS at most."""

    def along(taps):
        phases = [len(range(a, taps, shape.U)) for a in range(min(shape.U, taps))]
        starts = [
            (a, k) for a, count in enumerate(phases) for k in range(0, count, MOST_TAPS)
        ]
        return [(a + shape.U * k, min(MOST_TAPS, phases[a] - k)) for a, k in starts]

    return [(r, s) for r in along(shape.R) for s in along(shape.S)]


def _piece_ops(shape: ConvShape, R: int, S: int, m: int, amortized: bool, at) -> Ops:
    AT, GR, BT = _axis(m, R, shape.P, at)
    AU, GS, BU = _axis(m, S, shape.Q, at)
    places, tiles = (
        len(BT) * len(BU),
        shape.N * -(-shape.P // len(AT)) * -(-shape.Q // len(AU)),
    )
    pairs = shape.M * (shape.C // shape.G)
    adds = (
        tiles * shape.C * (additions(BT) * len(BU) + additions(BU) * len(BT))
        + tiles * pairs * places
    )
    adds += tiles * shape.M * (additions(AT) * len(BU) + additions(AU) * len(AT))
    words = (
        shape.wanted("I")
        + shape.size("O")
        + places * (2 * tiles * (shape.C + shape.M) + pairs)
    )
    if not amortized:
        adds += pairs * (additions(GR) * S + additions(GS) * len(BT))
        words += pairs * (R * S + places)
    return Ops(tiles * pairs * places, adds, words)


def _sum(a: Ops, b: Ops) -> Ops:
    return Ops(a.mults + b.mults, a.adds + b.adds, a.words_moved + b.words_moved)
