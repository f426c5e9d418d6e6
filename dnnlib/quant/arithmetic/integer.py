"""Arithmetic on the codes themselves: products and convolutions of integers, exact.

With x = s*(q - z) a layer's sum is sI*sF * sum (qI - zI)*(qF - zF): integers inside, one real factor outside. The sums
go to an `accumulator`, the factor is a `multiplier`. Source: Jacob et al., CVPR 2018, 2.2-2.4.
"""

import numpy as np

from dnnlib.door import checked
from dnnlib.kernels import depthwise, direct, pad, toeplitz
from dnnlib.kernels.operands import largest


@checked
def product_by_loops(I, F, zero_I=0, zero_F=0) -> np.ndarray:
    """The definition of `product`: O[n,m] = sum over k of (I[n,k] - zero_I) * (F[m,k] - zero_F), in Python's integers.

    Shapes: I [N,K], F [M,K] -> int64 [N,M]; zero_F a number or [M]. Errors: as in product.
    """
    I, F, zero_I, zero_F = _operands(I, F, zero_I, zero_F)
    O = np.zeros((len(I), len(F)), np.int64)
    for n in range(len(I)):
        for m in range(len(F)):
            O[n, m] = sum(
                (int(i) - int(zero_I)) * (int(f) - int(zero_F[m]))
                for i, f in zip(I[n], F[m])
            )
    return O


@checked
def product(I, F, zero_I=0, zero_F=0) -> np.ndarray:
    """The product of zero-point codes, from the codes' own: the zero points leave it, and need only sums of rows.

    sum (I - zI)*(F - zF) = sum I*F - zI * sum F - zF * sum I + K*zI*zF: sum F is known before any image comes.
    Shapes: I [N,K], F [M,K] -> int64 [N,M]; zero_F a number or [M]. Errors: ValueError names sizes that disagree.
    Source: Jacob et al., CVPR 2018, Eq. 7.
    """
    I, F, zero_I, zero_F = _operands(I, F, zero_I, zero_F)
    both = _exact_product(I, F)
    return (
        both
        - zero_I * F.sum(axis=1)
        - zero_F * I.sum(axis=1)[:, None]
        + I.shape[1] * zero_I * zero_F
    )


@checked
def conv_by_loops(I, F, zero_I=0, zero_F=0, U=1, G=1, by=0) -> np.ndarray:
    """The definition of `conv`: kernels.direct on the integers qI - zI and qF - zF. Shapes and errors: as there."""
    I, F, zero_I, zero_F = _operands(I, F, zero_I, zero_F)
    return direct.conv(pad(I - zero_I, by), F - zero_F[:, None, None, None], U, G)


@checked
def conv(I, F, zero_I=0, zero_F=0, U=1, G=1, by=0) -> np.ndarray:
    """A CONV layer on codes, framed with `by` zeros: O = sum over c,r,s of (I - zero_I)*(F - zero_F), the frame too.

    A frame of codes 0 would stand for -sI*zI, not for 0: it must be of codes zero_I.
    Shapes: I [N,C,H,W], F [M,C/G,R,S] -> int64 [N,M,P,Q]; zero_F a number or [M]. Errors: as in kernels.toeplitz.
    """
    I, F, zero_I, zero_F = _operands(I, F, zero_I, zero_F)
    I, F = pad(I - zero_I, by), F - zero_F[:, None, None, None]
    most = _largest(I) * _largest(F) * F[0].size
    kernel = depthwise if G > 1 and F.shape[1] == 1 else toeplitz
    return _integers(kernel.conv(I.astype(_float(most)), F.astype(_float(most)), U, G))


def _operands(I, F, zero_I, zero_F):
    I, F = np.asarray(I), np.asarray(F)
    for name, codes in (
        ("I", I),
        ("F", F),
        ("zero_I", np.asarray(zero_I)),
        ("zero_F", np.asarray(zero_F)),
    ):
        if codes.dtype.kind not in "iu":
            raise ValueError(
                f"{name} holds {codes.dtype}: codes are integers; quantize first"
            )
        if _largest(codes) >= 2**62:
            raise ValueError(f"{name} holds {_largest(codes):,}: no codes are as large")
    if I.ndim != F.ndim or (I.ndim == 2 and I.shape[1] != F.shape[1]):
        raise ValueError(
            f"I {I.shape} and F {F.shape} do not fit: give I [N,K] and F [M,K], or four axes each"
        )
    zero_F = np.broadcast_to(np.asarray(zero_F, np.int64), (len(F),))
    return I.astype(np.int64), F.astype(np.int64), np.int64(zero_I), zero_F


def _exact_product(I, F) -> np.ndarray:
    """I @ F.T of integers, by floats that hold every sum exactly: they are a hundred times faster here."""
    kind = _float(_largest(I) * _largest(F) * I.shape[1])
    return _integers(I.astype(kind) @ F.astype(kind).T)


def _float(most: int):
    """The smallest float whose integers up to `most` are exact: 24 bits, or 53."""
    if most >= 2**53:
        raise OverflowError(
            f"sums up to {most:,} have more than 53 bits: these are no codes"
        )
    return np.float32 if most <= 2**24 else np.float64


def _largest(codes) -> int:
    return largest(codes)


def _integers(sums) -> np.ndarray:
    return sums.astype(np.int64)
