"""Layers that nine letters do not say, as layers that they do: dilation, two strides, transposed layers.

    dilated_shapes(shape, (2, 2))   the filter's taps 2 apart: four ordinary layers on every second row and column
    strided_shapes(shape, (2, 1))   strides of 2 down and 1 across: two layers that add into the same outputs
    transposed_shape(shape)         each input times all taps: one 1x1 layer, then sums where windows overlap

Each gives the ConvShapes whose weights (used once or again), MACs and inputs are those of the layer, so that `count`,
the mapper and every kernel take them; beside it stands the function that runs a layer in just that way.
`by_loops` is the definition. Source: Yu and Koltun 2016 (dilation); Dumoulin and Visin 2016, 4 and 5 (arithmetic).
"""

from collections import Counter
from dataclasses import replace

import numpy as np

from dnnlib.door import checked, shown, whole, wide
from dnnlib.kernels import toeplitz
from dnnlib.kernels.operands import sum_type
from dnnlib.shapes import ConvShape


@checked
def by_loops(I, F, U=(1, 1), D=(1, 1), G: int = 1) -> np.ndarray:
    """O[n,m,p,q] = sum over c,r,s of I[n,c,U0*p+D0*r,U1*q+D1*s] * F[m,c,r,s]: seven loops, pairs down and across.

    Shapes: I [N,C,H,W], framed; F [M,C/G,R,S] -> O [N,M,P,Q]. Errors: ValueError where a filter does not fit.
    """
    U0, U1 = _pair("U", U)
    D0, D1 = _pair("D", D)
    (I, F), kept = _as_summed(I, F)
    O = _zeros(I, F, (U0, U1), (D0, D1))
    M, channels, R, S = F.shape
    for n, m, p, q in np.ndindex(O.shape):
        first = m // (M // G) * channels
        for c, r, s in np.ndindex(channels, R, S):
            row = U0 * p + D0 * r
            column = U1 * q + D1 * s
            seen = I[n, first + c, row, column]
            O[n, m, p, q] += seen * F[m, c, r, s]
    return _rounded(O, kept)


@checked
def dilated(I, F, D=(2, 2), G: int = 1) -> np.ndarray:
    """A dilated layer of stride 1: outputs p, p + D, p + 2*D, ... see only every D-th row, and are an ordinary layer.

    Shapes: as in by_loops.
    """
    D0, D1 = _pair("D", D)
    (I, F), kept = _as_summed(I, F)
    O = _zeros(I, F, (1, 1), (D0, D1))
    P, Q = O.shape[2:]
    for a, b in np.ndindex(min(D0, P), min(D1, Q)):
        phase = I[:, :, a::D0, b::D1]
        made = toeplitz.conv(phase, F, 1, G)
        O[:, :, a::D0, b::D1] = made
    return _rounded(O, kept)


@checked
def dilated_shapes(shape: ConvShape, D=(2, 2)) -> tuple[ConvShape, ...]:
    """The layers of `dilated`, those of one size as images of one; where D divides P and Q it is a single one.

    Sums over them: MACs, O and I as the dilated layer has them, H = P + D*(R-1). F is the same in all.
    Errors: ValueError where the stride is not 1: say which outputs are wanted, and give that layer.
    """
    D0, D1 = _pair("D", D)
    if shape.U != 1:
        raise ValueError(
            f"{shape} dilated by {D0} x {D1}: with a stride of {shape.U} rows and columns fall apart otherwise; "
            f"give the layer of stride 1, whose outputs are these and others"
        )
    found = []
    for P, rows in _shares(shape.P, D0).items():
        for Q, columns in _shares(shape.Q, D1).items():
            images = shape.N * rows * columns
            found.append(replace(shape, N=images, P=P, Q=Q))
    return tuple(found)


@checked
def strided(I, F, U=(2, 1), G: int = 1) -> np.ndarray:
    """A layer of two strides: taps r of one remainder by the stride see rows of that remainder, at stride 1.

    Shapes: as in by_loops.
    """
    U0, U1 = _pair("U", U)
    (I, F), kept = _as_summed(I, F)
    O = _zeros(I, F, (U0, U1), (1, 1))
    R, S = F.shape[2:]
    for a, b in np.ndindex(min(U0, R), min(U1, S)):
        taps = F[:, :, a::U0, b::U1]
        phase = I[:, :, a::U0, b::U1]
        rows = O.shape[2] + taps.shape[2] - 1
        columns = O.shape[3] + taps.shape[3] - 1
        seen = phase[:, :, :rows, :columns]
        O += toeplitz.conv(seen, taps, 1, G)
    return _rounded(O, kept)


@checked
def strided_shapes(shape: ConvShape, U=(2, 1)) -> tuple[ConvShape, ...]:
    """The layers of `strided`; `shape` says all but the stride. Equal strides are one layer, as it is.

    Sums over them: MACs and F as the layer has them, I as far as windows see it. Each reads and writes all of O.
    """
    U0, U1 = _pair("U", U)
    if U0 == U1:
        return (replace(shape, U=U0),)
    found = []
    for R in _taps(shape.R, U0):
        for S in _taps(shape.S, U1):
            found.append(replace(shape, R=R, S=S, U=1))
    return tuple(found)


@checked
def transposed(I, F, U: int = 1, G: int = 1) -> np.ndarray:
    """O[n,m,U*p+r,U*q+s] += I[n,c,p,q] * F[c,m,r,s]: each input spreads over a window, and windows overlap.

    Shapes: I [N,C,H,W], F [C,M/G,R,S], as PyTorch has it -> O [N,M,U*(H-1)+R,U*(W-1)+S]; cut a frame off if there is one.
    """
    (I, F), kept = _as_summed(I, F)
    N, C, H, W = I.shape
    filters, R, S = F.shape[1:]
    by_group = F.reshape(G, C // G, -1).swapaxes(1, 2)
    spread = by_group.reshape(-1, C // G, 1, 1)
    each = toeplitz.conv(I, spread, 1, G)
    each = each.reshape(N, G * filters, R, S, H, W)
    high, wide = U * (H - 1) + R, U * (W - 1) + S
    O = np.zeros((N, G * filters, high, wide), each.dtype)
    for r, s in np.ndindex(R, S):
        window = O[:, :, r::U, s::U][:, :, :H, :W]
        window += each[:, :, r, s]
    return _rounded(O, kept)


@checked
def transposed_shape(shape: ConvShape) -> ConvShape:
    """The 1x1 layer of `transposed`: M*R*S outputs at each *input* position.

    shape: the layer's M, C, R, S, U, G, and its input's height and width as P and Q. Its MACs are the true ones:
    every product is with a value of I.
    """
    return replace(shape, M=shape.M * shape.R * shape.S, R=1, S=1, U=1)


@checked
def by_zeros(shape: ConvShape) -> ConvShape:
    """A transposed layer as an ordinary one, on I with U - 1 zeros between its values and a frame of R - 1.

    P*Q / (H*W) times the MACs of `transposed_shape`, about U*U: most are with a zero. What frameworks draw.
    """
    P = shape.U * (shape.P - 1) + shape.R
    Q = shape.U * (shape.Q - 1) + shape.S
    return replace(shape, P=P, Q=Q, U=1)


@checked
def same(size: int, filter: int, U: int = 1, D: int = 1) -> tuple[int, int]:
    """The frame (before, after) that gives ceil(size / U) outputs; where it is odd, one more lies after.

    So TensorFlow's "same" pads; `frame` takes such pairs. Units: values along an axis.
    """
    size, filter = whole("size", size), whole("filter", filter)
    U, D = whole("U", U), whole("D", D)
    outputs = -(-size // U)
    wanted = (outputs - 1) * U + D * (filter - 1) + 1
    total = max(wanted - size, 0)
    return total // 2, total - total // 2


@checked
def frame(I, down=(0, 0), across=(0, 0)) -> np.ndarray:
    """Zeros around every map, each side its own: (above, below) and (left, right), as `same` says them.

    `kernels.pad` has equal sides. Shapes: I [N,C,H,W] -> [N,C,H+above+below,W+left+right].
    Errors: ValueError where I has not four axes, or a side is no integer of 0 or more.
    """
    I = np.asarray(I)
    if I.ndim != 4:
        raise ValueError(f"I has {I.ndim} axes, shape {I.shape}: give [N, C, H, W]")
    sides = _pair("down", down, 0), _pair("across", across, 0)
    return np.pad(I, ((0, 0), (0, 0), *sides))


def _four(I, F) -> None:
    for name, array in (("I", I), ("F", F)):
        if np.ndim(array) != 4 or not np.size(array):
            raise ValueError(
                f"{name} has the shape {np.shape(array)}: it needs four axes, and values"
            )


def _as_summed(I, F) -> tuple[tuple[np.ndarray, np.ndarray], np.dtype]:
    """I and F in the type of their sums, and the type of O: integers in 64 bits, half precision in single."""
    I, F = np.asarray(I), np.asarray(F)
    _four(I, F)
    kept = sum_type(I, F)
    I, F = I.astype(kept, copy=False), F.astype(kept, copy=False)
    return (wide(I), wide(F)), kept


def _rounded(O: np.ndarray, kept: np.dtype) -> np.ndarray:
    with np.errstate(over="ignore"):  # beyond 65504 is infinity
        return O.astype(kept, copy=False)


def _zeros(I, F, U, D) -> np.ndarray:
    """O before any sum: [N,M,P,Q]."""
    N, _, H, W = np.shape(I)
    M, _, R, S = np.shape(F)
    P = _outputs(H, R, U[0], D[0])
    Q = _outputs(W, S, U[1], D[1])
    return np.zeros((N, M, P, Q), np.result_type(I, F))


def _outputs(size: int, filter: int, U: int, D: int) -> int:
    reach = D * (filter - 1) + 1
    if reach > size:
        raise ValueError(
            f"a filter of {filter} taps, {D} apart, sees {reach} values of {size}: frame the input first"
        )
    return (size - reach) // U + 1


def _shares(outputs: int, D: int) -> dict[int, int]:
    """How many outputs each of D phases has: {outputs: phases}."""
    phases = range(min(D, outputs))
    return dict(Counter(len(range(a, outputs, D)) for a in phases))


def _taps(filter: int, U: int) -> list[int]:
    """How many taps of a filter have each remainder by U, those with none left out."""
    return [len(range(a, filter, U)) for a in range(min(U, filter))]


def _pair(name: str, value, least: int = 1) -> tuple[int, int]:
    """Two integers, such as (down, across), from one or two."""
    both = value if isinstance(value, tuple | list) else (value, value)
    if len(both) != 2:
        raise ValueError(f"{name}={shown(value)}: give an integer, or two")
    return whole(name, both[0], least), whole(name, both[1], least)
