"""What every kernel shares: preparing its operands, zero padding, and the count of its operations."""

from dataclasses import dataclass

import numpy as np

from dnnlib.shapes import ConvShape
from dnnlib.whole import is_whole, shown


@dataclass(frozen=True)
class Ops:
    """What a kernel spends on one layer: multiplications, additions, and words read or written."""

    mults: int
    adds: int
    words_moved: int


def pad(I, by, value=0):
    """Frame every feature map with `by` rows and columns of zeros, as I[n, c, h - by, w - by].

    Shapes: I [N,C,H,W] -> [N,C,H+2*by,W+2*by]; by = (vertical, horizontal) pads the two apart.
    Errors: ValueError where I has not four axes, or `by` is neither form.
    Source: Sze et al. 2017, III-A (H and W of Eq. (1) include the padding).
    """
    I = np.asarray(I)
    if I.ndim != 4:
        raise ValueError(
            f"I has {I.ndim} axes, shape {I.shape}; it needs four: [N, C, H, W]"
        )
    down, across = _both_ways(by)
    return np.pad(
        I, ((0, 0), (0, 0), (down, down), (across, across)), constant_values=value
    )


def _both_ways(by) -> tuple[int, int]:
    """Padding down and across, from one integer or from two."""
    both = (by, by) if is_whole(by) else by
    if isinstance(both, tuple | list) and len(both) == 2 and all(map(is_whole, both)):
        if min(both) >= 0:
            return int(both[0]), int(both[1])
    raise ValueError(
        f"padding by {shown(by)}: give an integer of 0 or more, or two: (vertical, horizontal)"
    )


def prepare(I, F, U=1, G=1) -> tuple[np.ndarray, np.ndarray, ConvShape]:
    """I and F as arrays of one type that can hold the sums, and the ConvShape of their convolution.

    Shapes: I [N,C,H,W], F [M,C/G,R,S]. Integers are summed in 64 bits, floats in their own precision.
    Errors: ValueError names the two sizes that disagree and what would fit.
    """
    I, F = np.asarray(I), np.asarray(F)
    for name, array, axes in (("I", I, "[N, C, H, W]"), ("F", F, "[M, C/G, R, S]")):
        if array.ndim != 4:
            raise ValueError(
                f"{name} has {array.ndim} axes, shape {array.shape}; it needs four: {axes}"
            )
        if array.dtype.kind not in "biufc":
            raise ValueError(f"{name} holds {array.dtype}, not numbers")
        if 0 in array.shape:
            raise ValueError(
                f"{name} is empty, shape {array.shape}: every axis needs at least one value"
            )
    (N, C, H, W), (M, C_group, R, S) = I.shape, F.shape
    shape = ConvShape(N=N, M=M, C=C, R=R, S=S, U=U, G=G)
    U, G = shape.U, shape.G  # Python's integers from here on
    if C_group != C // G:
        raise ValueError(
            f"the filters have {C_group} channels, but I's C={C} channels in G={G} groups need {C // G}: "
            f"give F the shape [M, {C // G}, R, S]"
        )
    if R > H or S > W:
        raise ValueError(
            f"the filter is {R} x {S} but the input is {H} x {W}: pad I first, kernels.pad(I, by)"
        )
    shape = ConvShape(N, M, C, (H - R) // U + 1, (W - S) // U + 1, R, S, U, G)
    dtype = np.result_type(I, F)
    if dtype.kind in "biu":
        dtype = np.result_type(dtype, np.int64) if dtype != np.uint64 else dtype
    return I.astype(dtype, copy=False), F.astype(dtype, copy=False), shape
