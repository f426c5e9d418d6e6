"""The gradients of a convolution O = conv(I, F), G being the gradient by O: both are convolutions.

    by_filters   dF[m,c,r,s] = sum over n,p,q of I[n,c,p+r,q+s] * G[n,m,p,q]: slide G over I
    by_inputs    dI[n,c,h,w] = sum over m,r,s of G[n,m,h-r,w-s] * F[m,c,r,s]: slide F, turned round, over G framed

Stride 1. `by_filters_in_loops` and `by_inputs_in_loops` are the chain rule itself. Source: Sze et al. 2017, II-C, Fig. 4.
"""

import numpy as np

from dnnlib.door import checked
from dnnlib.kernels import toeplitz


@checked
def by_filters(I, G) -> np.ndarray:
    """The gradient by the filters: a convolution of I with G, images in the place of channels.

    Shapes: I [N,C,H,W], G [N,M,P,Q] -> [M,C,H-P+1,W-Q+1]. Errors: ValueError where G does not fit I.
    """
    I, G = _four("I", I), _four("G", G)
    return _turned_axes(toeplitz.conv(_turned_axes(I), _turned_axes(G)))


@checked
def by_inputs(F, G) -> np.ndarray:
    """The gradient by the inputs: a full convolution of G with the filters turned round.

    Shapes: F [M,C,R,S], G [N,M,P,Q] -> [N,C,P+R-1,Q+S-1]. Errors: ValueError where their channels M differ.
    """
    F, G = _four("F", F), _four("G", G)
    R, S = F.shape[2:]
    framed = np.pad(G, ((0, 0), (0, 0), (R - 1, R - 1), (S - 1, S - 1)))
    return toeplitz.conv(framed, _turned_axes(F)[:, :, ::-1, ::-1])


@checked
def by_filters_in_loops(I, G) -> np.ndarray:
    """The chain rule, one MAC of the forward pass after the other. Shapes: as in by_filters."""
    I, G = _four("I", I), _four("G", G)
    M, C = G.shape[1], I.shape[1]
    R, S = I.shape[2] - G.shape[2] + 1, I.shape[3] - G.shape[3] + 1
    if min(R, S) < 1 or len(I) != len(G):
        raise ValueError(
            f"G of shape {G.shape} is no gradient of outputs of I {I.shape}"
        )
    dF = np.zeros((M, C, R, S), np.result_type(I, G))
    for n, m, p, q in np.ndindex(G.shape):
        for c, r, s in np.ndindex(C, R, S):
            x = I[n, c, p + r, q + s]
            dF[m, c, r, s] += x * G[n, m, p, q]
    return dF


@checked
def by_inputs_in_loops(F, G) -> np.ndarray:
    """The chain rule, one MAC of the forward pass after the other. Shapes: as in by_inputs."""
    F, G = _four("F", F), _four("G", G)
    N, _, P, Q = G.shape
    M, C, R, S = F.shape
    if G.shape[1] != M:
        raise ValueError(
            f"G has {G.shape[1]} channels, F {M} filters: give one a filter"
        )
    dI = np.zeros((N, C, P + R - 1, Q + S - 1), np.result_type(F, G))
    for n, m, p, q in np.ndindex(G.shape):
        for c, r, s in np.ndindex(C, R, S):
            w = F[m, c, r, s]
            dI[n, c, p + r, q + s] += w * G[n, m, p, q]
    return dI


def _four(name: str, A) -> np.ndarray:
    A = np.asarray(A)
    if A.ndim != 4 or not A.size:
        raise ValueError(
            f"{name} of shape {A.shape}: give four axes, none of them empty"
        )
    return A


def _turned_axes(A) -> np.ndarray:
    """Images and channels change places: [N,C,...] -> [C,N,...]."""
    return np.swapaxes(np.asarray(A), 0, 1)
