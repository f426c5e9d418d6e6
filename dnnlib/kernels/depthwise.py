"""The depthwise convolution, channel by channel: one pass over the maps for each tap of the filter.

A matrix product would be thousands of tiny ones, one a channel and an image.
"""

import numpy as np

from dnnlib.door import checked
from dnnlib.kernels.operands import prepare


@checked
def conv(I, F, U=1, G=1) -> np.ndarray:
    """Each channel by its own filters: O[n,m,p,q] = sum over r,s of I[n, m//(M/C), U*p+r, U*q+s] * F[m,0,r,s].

    Shapes: I [N,C,H,W] framed, F [M,1,R,S], as many groups as channels -> O [N,M,P,Q].
    Errors: ValueError where a filter sees more than one channel, or sizes disagree.
    Source: Sifre 2014; Howard et al. 2017, Eq. 3.
    """
    I, F, shape = prepare(I, F, U, G)
    if shape.C != shape.G:
        raise ValueError(
            f"C={shape.C} channels in G={G} groups: depthwise has a group a channel"
        )
    I = np.repeat(I, shape.M // shape.C, axis=1)
    O = np.zeros(shape.tensor("O"), I.dtype)
    rows, columns = U * shape.P, U * shape.Q
    for r in range(shape.R):
        for s in range(shape.S):
            tap = F[:, :1, r, s, None]  # [M,1,1]
            O += I[:, :, r : r + rows : U, s : s + columns : U] * tap
    return O
