"""The convolution's matrix product with seven multiplications in place of eight (Strassen)."""

import numpy as np

from dnnlib.door import checked, whole
from dnnlib.kernels import toeplitz
from dnnlib.kernels.operands import Ops, prepare, sum_type
from dnnlib.shapes import ConvShape

# below this size of a side, the plain product is quicker: the additions cost more than they save
CUTOVER = 1024


@checked
def product(A, B, cutover: int = CUTOVER) -> np.ndarray:
    """The matrix product A * B by Strassen's seven products of quarters, down to `cutover`.

    Shapes: A [m,k], B [k,n] -> [m,n]; an odd side gets a row or column of zeros. Memory: about half of A, B and the product.
    Errors: ValueError where the inner sides differ, or cutover < 1. Source: Strassen 1969; Sze et al. 2017, V-A.
    """
    A, B = np.asarray(A), np.asarray(B)
    cutover = whole("cutover", cutover, means="the side that is not split")
    if A.ndim != 2 or B.ndim != 2 or A.shape[1] != B.shape[0]:
        raise ValueError(
            f"A {A.shape} times B {B.shape}: two matrices whose inner sides are equal are needed"
        )
    dtype = sum_type(A, B)
    A, B = A.astype(dtype, copy=False), B.astype(dtype, copy=False)
    if dtype.kind in "iu" and A.size and B.size:
        prepare(A[None, :, :, None].swapaxes(1, 2), B.T[:, :, None, None])  # sums fit
    return _product(A, B, cutover)


def _product(A, B, cutover: int) -> np.ndarray:
    if min(*A.shape, B.shape[1]) <= cutover:
        return A @ B
    (a, b, c, d), (e, f, g, h) = _quarters(A), _quarters(B)
    p1 = _product(a + d, e + h, cutover)
    p2 = _product(c + d, e, cutover)
    p3 = _product(a, f - h, cutover)
    p4 = _product(d, g - e, cutover)
    p5 = _product(a + b, h, cutover)
    p6 = _product(c - a, e + f, cutover)
    p7 = _product(b - d, g + h, cutover)
    whole = np.block([[p1 + p4 - p5 + p7, p3 + p5], [p2 + p4, p1 - p2 + p3 + p6]])
    return whole[: A.shape[0], : B.shape[1]]


@checked
def conv(I, F, U=1, G=1, cutover: int = CUTOVER) -> np.ndarray:
    """Convolve I with F as `toeplitz.conv` does, with Strassen's product for F * T.

    Shapes: I [N,C,H,W] padded, F [M,C/G,R,S] -> O [N,M,P,Q].
    Memory: T whole, `toeplitz.duplication` times I, and half as much again for its quarters.
    Errors: ValueError names the sizes that disagree. Source: Sze et al. 2017, V-A; Cong and Xiao 2014.
    """
    I, F, shape = prepare(I, F, U, G)
    U, G = shape.U, shape.G
    groups = zip(np.split(F, G), np.split(I, G, axis=1))
    rows = [
        product(f.reshape(len(f), -1), toeplitz.matrix(i, shape.R, shape.S, U), cutover)
        for f, i in groups
    ]
    O = np.concatenate(rows).reshape(shape.M, shape.N, shape.P, shape.Q)
    return np.ascontiguousarray(O.transpose(1, 0, 2, 3))


@checked
def ops(shape: ConvShape, cutover: int = CUTOVER) -> Ops:
    """Multiplications and additions of the recursion; words: those of Toeplitz, and three an addition of quarters.

    mults(m,k,n) = 7 * mults(m/2,k/2,n/2): 7/8 a level; 18 sums of quarters a level.
    Units: operations; words. Source: Strassen 1969; exponent log2(7) = 2.807 (Sze et al. 2017, V-A).
    """
    sides = (
        shape.M // shape.G,
        shape.C // shape.G * shape.R * shape.S,
        shape.N * shape.P * shape.Q,
    )
    mults, adds, sums = (shape.G * count for count in product_ops(*sides, cutover))
    return Ops(mults, adds, toeplitz.ops(shape).words_moved + 3 * sums)


@checked
def product_ops(m: int, k: int, n: int, cutover: int = 1) -> tuple[int, int, int]:
    """Multiplications, additions in all, and the additions of quarters among them, of `product` of [m,k] and [k,n].

    Units: operations. Errors: ValueError names a side, or a cut-over, below 1. Source: Strassen 1969.
    """
    m, k, n = whole("m", m), whole("k", k), whole("n", n)
    cutover = whole("cutover", cutover, means="the side that is not split")
    if min(m, k, n) <= cutover:
        return m * k * n, m * k * n, 0
    m, k, n = (-(-side // 2) for side in (m, k, n))
    mults, adds, sums = product_ops(m, k, n, cutover)
    here = 5 * m * k + 5 * k * n + 8 * m * n
    return 7 * mults, 7 * adds + here, 7 * sums + here


def _quarters(X):
    """The four quarters of X, row by row; an odd side is first padded by zeros."""
    X = (
        np.pad(X, [(0, side % 2) for side in X.shape])
        if any(side % 2 for side in X.shape)
        else X
    )
    rows, columns = X.shape[0] // 2, X.shape[1] // 2
    return (
        X[:rows, :columns],
        X[:rows, columns:],
        X[rows:, :columns],
        X[rows:, columns:],
    )
