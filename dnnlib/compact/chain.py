"""Filters one after the other are one filter, as long as nothing but sums stands between them.

    O = run(I, [first, second])         two convolutions
    O = run(I, [compose(first, second)])      the same in one, its filters larger: what the pair can express

So a compact block is a dense layer whose filters have a structure. A ReLU in between, as trained networks have,
makes it another function; zeros framed in between change the outputs at the border.
"""

from collections.abc import Iterable
from functools import reduce
from typing import NamedTuple

import numpy as np

from dnnlib.door import checked
from dnnlib.kernels import depthwise, toeplitz


class Filters(NamedTuple):
    """A CONV layer's filters F [M,C/G,R,S], its stride U and its groups G."""

    F: np.ndarray
    U: int = 1
    G: int = 1


@checked
def run(I, chain: Iterable[Filters]) -> np.ndarray:
    """Convolve by one layer after the other, nothing framed. Shapes: I [N,C,H,W] -> [N,M,P,Q].

    Errors: ValueError names the sizes that disagree.
    """
    for F, U, G in chain:
        kernel = depthwise if G > 1 and np.shape(F)[1] == 1 else toeplitz
        I = kernel.conv(I, F, U, G)
    return I


@checked
def compose(*chain: Filters) -> Filters:
    """The one layer that does what the chain does: F[m,c,r] = sum over k and r1 + U1*r2 = r of F2[m,k,r2] * F1[k,c,r1].

    Shapes: filters of R1 and of R2 values give R1 + U1*(R2-1), at stride U1*U2; one group. r stands for r,s.
    """
    return reduce(_pair, chain, _identity(chain[0]))


def beside(*filters: Filters) -> Filters:
    """Filters that see the same input, as one layer: the smaller ones framed with zeros to the size of the largest.

    Shapes: M adds up; sizes must differ by an even number, so that all have one centre. Errors: ValueError if not.
    """
    dense = [expanded(one) for one in filters]
    R, S = (max(F.shape[axis] for F in dense) for axis in (2, 3))
    parts = []
    for F in dense:
        down, across = R - F.shape[2], S - F.shape[3]
        if down % 2 or across % 2:
            raise ValueError(f"filters of {F.shape[2:]} and {(R, S)} share no centre")
        frame = ((down // 2,) * 2, (across // 2,) * 2)
        parts.append(np.pad(F, ((0, 0), (0, 0), *frame)))
    return Filters(np.concatenate(parts), filters[0].U)


@checked
def expanded(filters: Filters) -> np.ndarray:
    """The filters of a grouped layer among zeros, so that each sees all channels: [M,C/G,R,S] -> [M,C,R,S]."""
    F, _, G = filters
    M, channels, R, S = F.shape
    dense = np.zeros((M, G, channels, R, S), F.dtype)
    dense[np.arange(M), np.arange(M) // (M // G)] = F
    return dense.reshape(M, G * channels, R, S)


def _pair(first: Filters, second: Filters) -> Filters:
    F1, F2, U = expanded(first), expanded(second), first.U
    R, S = (a + U * (b - 1) for a, b in zip(F1.shape[2:], F2.shape[2:]))
    F = np.zeros((len(F2), F1.shape[1], R, S), np.result_type(F1, F2))
    for r, s in np.ndindex(F2.shape[2:]):
        shifted = F[:, :, U * r : U * r + F1.shape[2], U * s : U * s + F1.shape[3]]
        shifted += np.einsum("mk,kcrs->mcrs", F2[:, :, r, s], F1)
    return Filters(F, U * second.U)


def _identity(first: Filters) -> Filters:
    C = first.F.shape[1] * first.G
    return Filters(np.eye(C, dtype=first.F.dtype).reshape(C, C, 1, 1))
