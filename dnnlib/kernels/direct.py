"""The direct convolution: the definition, as seven loops."""

import numpy as np

from dnnlib.door import checked
from dnnlib.kernels.operands import Ops, prepare, summed_in_single
from dnnlib.shapes import ConvShape


@summed_in_single
def conv(I, F, U=1, G=1) -> np.ndarray:
    """Convolve I with F, one multiply-accumulate at a time: the oracle for every other kernel.

    O[n,m,p,q] = sum over c,r,s (in that order) of I[n,c,U*p+r,U*q+s] * F[m,c,r,s]

    Shapes: I [N,C,H,W] with any padding already in it, F [M,C/G,R,S] -> O [N,M,P,Q].
    Errors: ValueError names the sizes that disagree. Source: Sze et al. 2017, Eq. (1), without the bias.
    """
    I, F, shape = prepare(I, F, U, G)
    O = np.zeros(shape.tensor("O"), I.dtype)
    filters, channels = shape.M // G, shape.C // G  # in one group
    for n in range(shape.N):
        for m in range(shape.M):
            first = m // filters * channels  # the first input channel of m's group
            for p in range(shape.P):
                for q in range(shape.Q):
                    for c in range(channels):
                        for r in range(shape.R):
                            for s in range(shape.S):
                                O[n, m, p, q] += I[n, first + c, U * p + r, U * q + s] * F[m, c, r, s]
    return O


@checked
def ops(shape: ConvShape) -> Ops:
    """One multiplication and one addition a MAC, and four words: read I, F and O, write O.

    Units: operations; words. Source: Sze et al. 2017, V-B and Fig. 21 (three reads and one write a MAC).
    """
    macs = shape.macs
    return Ops(mults=macs, adds=macs, words_moved=4 * macs)
