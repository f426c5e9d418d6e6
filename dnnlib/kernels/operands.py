"""What every kernel shares: preparing its operands, zero padding, and the count of its operations."""

from dataclasses import dataclass
from functools import wraps

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from dnnlib.door import checked, is_whole, shown, whole
from dnnlib.shapes import ConvShape


@checked
@dataclass(frozen=True)
class Ops:
    """What a kernel spends on one layer: multiplications, additions, and words read or written."""

    mults: int
    adds: int
    words_moved: int


@checked
def pad(I, by, value=0):
    """Frame every feature map with `by` rows and columns of zeros, as I[n, c, h - by, w - by].

    Shapes: I [N,C,H,W] -> [N,C,H+2*by,W+2*by]; by = (vertical, horizontal) pads the two apart.
    value: what the frame holds; -inf is the least value of an integer type, as max pooling wants it.
    Errors: ValueError where I has not four axes, `by` is neither form, or I's type cannot hold the value.
    Source: Sze et al. 2017, III-A (H and W of Eq. (1) include the padding).
    """
    I = np.asarray(I)
    if I.ndim != 4:
        raise ValueError(
            f"I has {I.ndim} axes, shape {I.shape}; it needs four: [N, C, H, W]"
        )
    down, across = _both_ways(by)
    value = _in_type(value, I.dtype)
    return np.pad(
        I, ((0, 0), (0, 0), (down, down), (across, across)), constant_values=value
    )


def _in_type(value, dtype):
    """A value as the type holds it. Errors: ValueError where it would become another."""
    if dtype.kind in "iu" and np.ndim(value) == 0 and value == -np.inf:
        return np.iinfo(dtype).min
    try:
        with np.errstate(all="ignore"):
            held = np.asarray(value).astype(dtype)[()].item()
        whole_kind = dtype.kind in "biu"
        fits = held == value if whole_kind else np.isfinite(held) == np.isfinite(value)
    except (TypeError, ValueError, OverflowError):
        fits = False
    if not fits:
        raise ValueError(
            f"value={shown(value)}: maps of {dtype} cannot hold it; give one that they can, or other maps"
        )
    return value


def _both_ways(by) -> tuple[int, int]:
    """Padding down and across, from one integer or from two."""
    both = (by, by) if is_whole(by) else by
    if isinstance(both, tuple | list) and len(both) == 2 and all(map(is_whole, both)):
        if min(both) >= 0:
            return int(both[0]), int(both[1])
    raise ValueError(
        f"padding by {shown(by)}: give an integer of 0 or more, or two: (vertical, horizontal)"
    )


@checked
def prepare(I, F, U=1, G=1) -> tuple[np.ndarray, np.ndarray, ConvShape]:
    """I and F as arrays of one type that can hold the sums, and the ConvShape of their convolution.

    Shapes: I [N,C,H,W], F [M,C/G,R,S]. Integers are summed in 64 bits, floats in their own precision.
    Errors: ValueError names the two sizes that disagree and what would fit, or integers whose sums pass 64 bits.
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
    dtype = sum_type(I, F)
    I, F = I.astype(dtype, copy=False), F.astype(dtype, copy=False)
    if dtype.kind in "iu":
        _refuse_wrapping(I, F, shape)
    return I, F, shape


@checked
def sum_type(I, F) -> np.dtype:
    """The type in which products of two arrays are summed: 64 bits for integers, else their common one.

    Errors: ValueError where values of 64 bits without sign meet a sign, and no integer type holds both.
    """
    dtypes = [np.dtype(array.dtype) for array in (I, F)]
    if any(dtype.kind not in "biu" for dtype in dtypes):
        return np.result_type(*dtypes)
    long = [array for array in (I, F) if array.dtype == np.uint64]
    if len(long) == 1 and dtypes[0].kind != dtypes[1].kind:
        if long[0].size and int(long[0].max()) >= 2**63:
            raise ValueError(
                f"values up to {int(long[0].max()):,} without sign, and others with one: no integer of 64 bits holds both"
            )
        return np.dtype(np.int64)
    return np.dtype(np.uint64 if long else np.int64)


@checked
def sum_bound(I, F, shape: ConvShape) -> int:
    """A bound on every sum of a convolution of integers: C/G*R*S * max|I| * max|F|, as Python's integer."""
    return shape.C // shape.G * shape.R * shape.S * largest(I) * largest(F)


@checked
def largest(values) -> int:
    """max|x| of integers, as Python's integer: -128 of 8 bits is 128."""
    return max(abs(int(values.min())), abs(int(values.max()))) if values.size else 0


def _refuse_wrapping(I, F, shape: ConvShape) -> None:
    """ValueError where a sum passes 64 bits. The bound is coarse, so then the sums themselves are looked at."""
    room = 2**63 if I.dtype == np.int64 else 2**64
    if sum_bound(I, F, shape) < room:
        return
    windows = sliding_window_view(I.astype(float), (shape.R, shape.S), axis=(2, 3))
    windows = windows[:, :, :: shape.U, :: shape.U]
    grouped = windows.reshape(shape.N, shape.G, -1, *windows.shape[2:])
    filters = F.astype(float).reshape(shape.G, -1, *F.shape[1:])
    sums = np.einsum("ngcpqrs,gmcrs->ngmpq", grouped, filters, optimize=True)
    if np.abs(sums).max() >= room * (1 - 2**-30):  # a float's rounding on the safe side
        raise ValueError(
            f"sums up to 2**{np.log2(np.abs(sums).max()):.1f} do not fit integers of 64 bits; give floats, or smaller values"
        )


def summed_in_single(conv):
    """A kernel that adds one product at a time, held to the others: half precision is summed in single.

    The sum is rounded once, at the end, as hardware and PyTorch do. 1 added to 2048 is 2048 in half
    precision, so a sum of 4608 ones would stop there.
    """

    @wraps(conv)
    def wide(I, F, U=1, G=1) -> np.ndarray:
        I, F, U, G = np.asarray(I), np.asarray(F), whole("U", U), whole("G", G)
        if np.result_type(I, F) != np.float16:
            return conv(I, F, U, G)
        single = conv(I.astype(np.float32), F.astype(np.float32), U, G)
        with np.errstate(over="ignore"):  # beyond 65504 is infinity
            return single.astype(np.float16)

    return wide
