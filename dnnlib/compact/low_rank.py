"""A trained layer as a product of smaller ones: by singular values, by sums of outer products (CP), by Tucker's core.

    svd(F, r)            F[m,k] ~ sum over j of A[m,j] * B[j,k]
    tucker(F, m, c)      F ~ 1x1 down to c channels, RxS from c to m, 1x1 up
    cp(F, r)             F ~ 1x1 down to r, a column a channel, a row a channel, 1x1 up

Each gives factors; `*_chain` gives the CONV layers they stand for, whose `compose` is the approximation.
Source: Sze et al. 2017, VII-B-3; Denton et al. 2014 (SVD), Kim et al. 2016 (Tucker-2), Lebedev et al. 2015 (CP).
"""

from fractions import Fraction

import numpy as np

from dnnlib.compact.chain import Filters
from dnnlib.door import alike, checked, floats, wide


@checked
def svd(F, r: int) -> tuple[np.ndarray, np.ndarray]:
    """The nearest matrix of rank r to F [M, rest], as A @ B, each with half of every singular value.

    Shapes: F [M, ...] -> A [M,r], B [r,K]. Errors: ValueError where r is not in 1 to min(M, K).
    Source: Eckart and Young 1936: no other matrix of rank r is nearer.
    """
    rows = wide(floats(F)).reshape(len(F), -1)
    _in_range("r", r, min(rows.shape))
    U, values, V = np.linalg.svd(rows, full_matrices=False)
    half = np.sqrt(values[:r])
    return U[:, :r] * half, half[:, None] * V[:r]


@checked
def svd_break_even(M: int, K: int) -> Fraction:
    """The rank at which two factors hold as many weights as the matrix: M*K / (M + K)."""
    return Fraction(M * K, M + K)


@checked
def tucker(F, m: int, c: int, rounds: int = 10):
    """Tucker-2: F[m,c,r,s] ~ sum over i,j of U[m,i] * core[i,j,r,s] * V[c,j]; the filter's size stays.

    U starts from the singular vectors of F unfolded along M, V along C; each round mends one for the other.
    Shapes: F [M,C,R,S] -> U [M,m], core [m,c,R,S], V [C,c], U and V with orthonormal columns.
    Errors: ValueError where a rank is not in 1 to M, or to C. Source: Kim et al., ICLR 2016; De Lathauwer et al. 2000.
    """
    F = wide(floats(F))
    _in_range("m", m, F.shape[0])
    _in_range("c", c, F.shape[1])
    U, V = np.eye(F.shape[0]), _leading(F.swapaxes(0, 1), c)
    for _ in range(rounds):
        U = _leading(np.einsum("mcrs,cj->mjrs", F, V), m)
        V = _leading(np.einsum("mcrs,mi->cirs", F, U), c)
    return U, np.einsum("mcrs,mi,cj->ijrs", F, U, V, optimize=True), V


@checked
def tucker_chain(U, core, V, stride: int = 1) -> tuple[Filters, ...]:
    """1x1 from C to c channels, the core, 1x1 from m to M."""
    U, core, V = np.asarray(U), np.asarray(core), np.asarray(V)
    first, last = V.T[:, :, None, None], U[:, :, None, None]
    return Filters(first), Filters(core, stride), Filters(last)


@checked
def tucker_weights(M: int, C: int, R: int, S: int, m: int, c: int) -> int:
    """C*c + c*m*R*S + m*M."""
    return C * c + c * m * R * S + m * M


@checked
def cp_chain(factors, stride: int = 1) -> tuple[Filters, ...]:
    """Four layers in place of one: 1x1 from C to r, a column and a row for each of r, 1x1 from r to M.

    Shapes: factors of `cp` for F [M,C,R,S]: [M,r], [C,r], [R,r], [S,r]. The row has the stride, the column's is 1.
    """
    A, B, column, row = factors
    r = A.shape[1]
    return (
        Filters(B.T[:, :, None, None]),
        Filters(column.T[:, None, :, None], 1, r),
        Filters(row.T[:, None, None, :], stride, r),
        Filters(A[:, :, None, None]),
    )


@checked
def cp_weights(M: int, C: int, R: int, S: int, r: int) -> int:
    """r * (M + C + R + S)."""
    return r * (M + C + R + S)


@checked
def error(F, near) -> float:
    """The share of F that an approximation leaves: |F - near| / |F|, norms over all values; 0 where both are zeros.

    Errors: ValueError where the shapes differ.
    """
    F, near = np.asarray(F, float), np.asarray(near, float)
    alike(F=F, near=near)
    far, size = np.linalg.norm(F - near), np.linalg.norm(F)
    if not size:
        return np.inf if far else 0.0
    return float(far / size)


def _leading(F, count: int) -> np.ndarray:
    """The leading left singular vectors of F unfolded along its first axis."""
    rows = F.reshape(len(F), -1)
    return np.linalg.svd(rows, full_matrices=False)[0][:, :count]


def _in_range(name: str, rank: int, most: int):
    if not 1 <= rank <= most:
        raise ValueError(f"{name}={rank}: a rank from 1 to {most} fits here")
