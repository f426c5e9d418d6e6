"""The convolution as one matrix product: the relaxed Toeplitz matrix (im2col)."""

from itertools import product

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from dnnlib.door import checked, whole
from dnnlib.kernels.operands import Ops, prepare
from dnnlib.shapes import ConvShape

# words of the matrix that exist at one time: 4 MB in single precision, near a core's own cache
BLOCK = 1 << 20


@checked
def matrix(I, R: int, S: int, U: int = 1) -> np.ndarray:
    """The relaxed Toeplitz matrix: one column an output position, holding the window that it sees.

    T[(c,r,s), (n,p,q)] = I[n, c, U*p+r, U*q+s]

    Shapes: I [N,C,H,W] -> T [C*R*S, N*P*Q], a copy. Errors: ValueError where the window does not fit I.
    Source: Sze et al. 2017, V-A and Fig. 19.
    """
    I, R, S = np.asarray(I), whole("R", R), whole("S", S)
    channels = I.shape[1] if I.ndim == 4 else 1
    I, _, shape = prepare(I, np.ones((1, channels, R, S), bool), U)
    return _windows(I, shape).reshape(shape.C * R * S, -1)


@checked
def conv(I, F, U=1, G=1) -> np.ndarray:
    """Convolve I with F as a matrix product: O = F[M x CRS] * T[CRS x NPQ], group by group.

    Shapes: I [N,C,H,W] padded, F [M,C/G,R,S] -> O [N,M,P,Q]. Errors: ValueError names the sizes that disagree.
    Memory: T exists a few output rows at a time (`block_words`), and not at all for a 1 x 1 filter at stride 1.
    Source: Sze et al. 2017, V-A, Figs. 18 and 19.
    """
    I, F, shape = prepare(I, F, U, G)
    G, Q = shape.G, shape.Q
    channels = shape.C // G
    filters = F.reshape(G, shape.M // G, -1)
    O = np.empty((shape.N, G, shape.M // G, shape.P * Q), I.dtype)
    rows = _rows(shape)
    for n, g, p in product(range(shape.N), range(G), range(0, shape.P, rows)):
        group = slice(channels * g, channels * (g + 1))
        windows = _windows(I[n : n + 1, group], shape)[..., p : p + rows, :]
        end = p + windows.shape[-2]
        o = O[n, g, :, p * Q : end * Q]
        # reshape copies what overlapped
        np.matmul(filters[g], windows.reshape(filters.shape[2], -1), out=o)
    return O.reshape(shape.tensor("O"))


@checked
def block_words(shape: ConvShape) -> int:
    """Words of T that `conv` holds at one time: BLOCK, or one row of outputs where that is more.

    Units: words, beside I, F and O. Source: none; T whole would be `duplication(shape)` times I.
    """
    if (shape.R, shape.S, shape.U) == (1, 1, 1):
        return 0
    return _row(shape) * min(_rows(shape), shape.P)


@checked
def duplication(shape: ConvShape) -> float:
    """How often the matrix stores each input value, on average: C*R*S*N*P*Q / (N*C*H*W).

    Source: Sze et al. 2017, Fig. 19 (16 stored for 9 unique values).
    """
    return _stored(shape) / shape.size("I")


@checked
def ops(shape: ConvShape) -> Ops:
    """As many multiplications and additions as direct; words: read I, write and read T, read F, write O.

    Units: operations; words, each operand of the matrix product counted once (a perfect cache).
    Source: Sze et al. 2017, V-A.
    """
    words = shape.wanted("I") + 2 * _stored(shape) + shape.size("F") + shape.size("O")
    return Ops(mults=shape.macs, adds=shape.macs, words_moved=words)


def _stored(shape: ConvShape) -> int:
    return shape.C * shape.R * shape.S * shape.N * shape.P * shape.Q


def _rows(shape: ConvShape) -> int:
    return max(1, BLOCK // _row(shape))


def _row(shape: ConvShape) -> int:
    """Words of T for one row of outputs of one group."""
    return shape.C // shape.G * shape.R * shape.S * shape.Q


def _windows(I, shape: ConvShape) -> np.ndarray:
    """A view [C,R,S,N,P,Q] of I: windows overlap in memory, so no value is copied."""
    windows = sliding_window_view(I, (shape.R, shape.S), axis=(2, 3))
    view = windows[:, :, :: shape.U, :: shape.U]
    return view.transpose(1, 4, 5, 0, 2, 3)
