"""The layers of a CNN beside the convolution itself, each as its equation.

    y = f(weighted sum + bias)    f: relu, leaky_relu, elu, sigmoid, tanh, maxout; softmax at the end

Maps are I[N, C, H, W], vectors [N, C]. Floats keep their precision, integers become float64 where an equation
leaves them. NaN stays NaN and spoils only what depends on it; infinities have the limits, and warn of nothing.
"""

from functools import reduce
from math import prod

import numpy as np

from dnnlib.door import checked, floats, opened, real_array, whole, wide
from dnnlib.kernels import depthwise, pad, prepare, toeplitz
from dnnlib.kernels.operands import sum_type
from dnnlib.shapes import output_size

# Weighted sums


@checked
def add_bias(O, bias) -> np.ndarray:
    """O[n,m,...] + bias[m]: the B[u] of Eq. (1).

    Shapes: O [N, M, ...], bias [M]. Errors: ValueError where there is not one bias an output channel.
    """
    O = np.asarray(O)
    each = _per_channel("bias", bias, O)
    kept = np.result_type(O, bias if type(bias) in (int, float) else each)
    if kept.kind in "biu":
        kept = sum_type(O, each)
    return O.astype(kept, copy=False) + each.astype(kept, copy=False)


@checked
def conv(I, F, bias=0, U=1, G=1, by=0) -> np.ndarray:
    """A CONV layer: O[n,m,p,q] = bias[m] + sum over c,r,s of I[n,c,U*p+r,U*q+s] * F[m,c,r,s].

    Shapes: I [N,C,H,W], framed here with `by` zeros, F [M,C/G,R,S], bias [M] -> O [N,M,P,Q].
    Errors: ValueError names the sizes that disagree. Source: Sze et al. 2017, Eq. (1); by kernels.toeplitz, or
    by kernels.depthwise where there are groups and a filter sees one channel.
    """
    I = pad(I, by) if by else I
    kernel = depthwise if G > 1 and np.shape(F)[1:2] == (1,) else toeplitz
    return add_bias(kernel.conv(I, F, U, G), bias)


@checked
def fully_connected(I, F, bias=0) -> np.ndarray:
    """An FC layer as a matrix product: O[n,m] = bias[m] + sum over k of I[n,k] * F[m,k], k running over c,h,w.

    Shapes: I [N,C,H,W] or [N,K], F [M,C,H,W] or [M,K], bias [M] -> O [N,M].
    Errors: ValueError gives the inputs that F and I have. Source: Sze et al. 2017, V-A, Fig. 18.
    """
    I, F = _same_inputs(I, F)
    K = prod(F.shape[1:])
    I, F, _ = prepare(I.reshape(-1, K, 1, 1), F.reshape(-1, K, 1, 1))
    return add_bias(I[:, :, 0, 0] @ F[:, :, 0, 0].T, bias)


@checked
def fully_connected_as_conv(I, F, bias=0) -> np.ndarray:
    """An FC layer as a CONV layer whose filters are as large as its input: R = H, S = W, P = Q = U = 1.

    Shapes: I [N,C,H,W], F [M,C,H,W] or [M,C*H*W], bias [M] -> O [N,M].
    Errors: ValueError gives the inputs that F and I have. Source: Sze et al. 2017, III-A, its F = S a slip for W = S.
    """
    I, F = _same_inputs(I, F)
    maps = I.shape[1:] if I.ndim == 4 else (prod(I.shape[1:]), 1, 1)
    return conv(I.reshape(-1, *maps), F.reshape(-1, *maps), bias)[:, :, 0, 0]


# Nonlinearities (Sze et al. 2017, III-A-1, Fig. 11), value by value


@checked
def relu(x) -> np.ndarray:
    """max(0, x): the rectified linear unit."""
    return np.maximum(real_array(x), 0)


@checked
def leaky_relu(x, alpha=0.01) -> np.ndarray:
    """x where x > 0, else alpha * x. With a trained alpha, shaped to broadcast, the parametric ReLU."""
    x = real_array(x)
    return np.where(x > 0, x, alpha * x)


@checked
def elu(x, alpha=1.0) -> np.ndarray:
    """x where x > 0, else alpha * (e^x - 1): the exponential linear unit."""
    x = floats(x)
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


@checked
def sigmoid(x) -> np.ndarray:
    """1 / (1 + e^-x), as e^-log(1 + e^-x), which never overflows."""
    with np.errstate(invalid="ignore"):  # NaN
        return np.exp(-np.logaddexp(0, -floats(x)))


@checked
def tanh(x) -> np.ndarray:
    """(e^x - e^-x) / (e^x + e^-x) = 2*sigmoid(2x) - 1."""
    return np.tanh(floats(x))


@checked
def maxout(I, pieces: int = 2) -> np.ndarray:
    """The largest of several linear functions: O[n,m] = max over k < pieces of I[n, pieces*m + k].

    Shapes: I [N, M*pieces, ...] -> [N, M, ...]. Errors: ValueError where `pieces` does not divide the channels.
    """
    I, pieces = real_array(I), whole("pieces", pieces)
    if I.ndim < 2 or I.shape[1] % pieces:
        raise ValueError(
            f"I of shape {I.shape} has no channels in sets of pieces={pieces}; give [N, M*{pieces}, ...]"
        )
    return I.reshape(len(I), -1, pieces, *I.shape[2:]).max(axis=2)


@checked
def softmax(x, axis: int = -1) -> np.ndarray:
    """e^x[i] / sum over j of e^x[j]: scores as probabilities; the largest is subtracted first, so nothing overflows.

    -inf is a probability of 0; a +inf, or nothing but -inf, is 0/0: NaN, as in PyTorch.
    """
    x = floats(x)
    axis = whole("axis", axis, -x.ndim, x.ndim - 1, "an axis of x")
    if not x.shape[axis]:
        raise ValueError(f"x of shape {x.shape} has no scores along axis {axis}")
    scores = wide(x)
    with np.errstate(invalid="ignore"):  # inf - inf
        powers = np.exp(scores - scores.max(axis, keepdims=True))
    return (powers / powers.sum(axis, keepdims=True)).astype(x.dtype, copy=False)


# Pooling (III-A-2, Fig. 12): channel by channel, windows [window x window], one every `stride`


@checked
def max_pool(I, window: int, stride: int | None = None) -> np.ndarray:
    """O[n,c,p,q] = max over r,s < window of I[n, c, U*p+r, U*q+s], with U = stride, or window where none is given.

    Shapes: I [N,C,H,W] -> O [N,C,P,Q], P = (H - window)//U + 1: rows that fill no window are dropped. To pad,
    kernels.pad(I, by, -inf). Errors: ValueError where I has not four axes, or the window does not fit it.
    """
    return reduce(np.maximum, _window_values(I, window, stride))


@checked
def average_pool(I, window: int, stride: int | None = None) -> np.ndarray:
    """O[n,c,p,q] = sum over r,s < window of I[n, c, U*p+r, U*q+s] / window^2; shapes and errors as in max_pool."""
    I, window = floats(I), whole("window", window)
    sums = reduce(np.add, _window_values(wide(I), window, stride))
    return (sums / window**2).astype(I.dtype, copy=False)


# Normalization (III-A-3)


@checked
def batch_norm(I, gamma, beta, mean, var, eps=1e-5) -> np.ndarray:
    """O = gamma * (I - mean) / sqrt(var + eps) + beta, each a value a channel, as trained: Eq. (2).

    Shapes: I [N,C,...], the others [C]. Errors: ValueError where one has not C values, or var + eps is not positive.
    """
    (I, *trained), kept = opened(I, gamma, beta, mean, var)
    gamma, beta, mean, var = (
        _per_channel(name, value, I)
        for name, value in zip(("gamma", "beta", "mean", "var"), trained)
    )
    O = gamma * (I - mean) / _deviation(var, eps) + beta
    return O.astype(kept, copy=False)


@checked
def fold_batch_norm(
    F, bias, gamma, beta, mean, var, eps=1e-5
) -> tuple[np.ndarray, np.ndarray]:
    """The filters and bias of a CONV or FC layer that does its batch normalization as well, at no cost.

    F'[m] = F[m] * g[m],  bias'[m] = (bias[m] - mean[m]) * g[m] + beta[m],  g = gamma / sqrt(var + eps)

    Shapes: F [M,...], the others [M] -> F' as F, bias' [M]. Errors: as in batch_norm. Source: Sze et al. 2017, Eq. (2).
    """
    F = floats(F)
    bias, gamma, beta, mean, var = (
        np.broadcast_to(floats(v), len(F)) for v in (bias, gamma, beta, mean, var)
    )
    g = gamma / _deviation(var, eps)
    return F * g.reshape(-1, *[1] * (F.ndim - 1)), (bias - mean) * g + beta


@checked
def local_response_norm(I, size=5, alpha=1e-4, beta=0.75, k=2.0) -> np.ndarray:
    """O[n,c] = I[n,c] / (k + alpha * sum over `size` channels j around c of I[n,j]^2)^beta: AlexNet's, defaults too.

    PyTorch and Caffe divide alpha by `size` and have k = 1. At the edges the channels that are missing count as 0.
    Shapes: I [N,C,...] -> the same. Source: Krizhevsky et al. 2012, 3.3; Sze et al. 2017, III-A-3.
    """
    I, size = floats(I), whole("size", size)
    if I.ndim < 2:
        raise ValueError(f"I of shape {I.shape} has no channels: give [N, C, ...]")
    C, around = I.shape[1], (size // 2, (size - 1) // 2)
    I_wide = wide(I)
    squares = np.pad(I_wide**2, [(0, 0), around] + [(0, 0)] * (I.ndim - 2))
    sums = sum(squares[:, j : j + C] for j in range(size))
    return (I_wide / (k + alpha * sums) ** beta).astype(I.dtype, copy=False)


def _per_channel(name: str, values, I) -> np.ndarray:
    """Values [C], or one for all, shaped to broadcast along the channels of I [N, C, ...]."""
    values = np.asarray(values)
    if I.ndim < 2:
        raise ValueError(f"a map of shape {I.shape} has no channels: give [N, C, ...]")
    if values.ndim and values.shape != I.shape[1:2]:
        raise ValueError(
            f"{name} has shape {values.shape}, but a map has shape {I.shape}: give it [{I.shape[1]}]"
        )
    return values.reshape(-1, *[1] * (I.ndim - 2)) if values.ndim else values


def _deviation(var, eps) -> np.ndarray:
    if np.any(np.asarray(var) + eps <= 0):
        raise ValueError(
            f"var + eps is not positive: the least var is {np.min(var)}, eps is {eps}; give a larger eps"
        )
    return np.sqrt(var + eps)


def _same_inputs(I, F) -> tuple[np.ndarray, np.ndarray]:
    I, F = np.asarray(I), np.asarray(F)
    inputs, row = I.shape[1:], F.shape[1:]
    if (
        not inputs
        or not row
        or prod(inputs) != prod(row)
        or (len(inputs) == len(row) and inputs != row)
    ):
        raise ValueError(
            f"F of shape {F.shape} does not fit I of shape {I.shape}: a fully connected layer has a weight for every "
            f"output and every input, F [M, {', '.join(map(str, inputs))}]"
        )
    return I, F


def _window_values(I, window: int, stride: int | None) -> list[np.ndarray]:
    """What each of the window's values sees: for every r, s a view [N,C,P,Q] of I, shifted by r, s."""
    I, window = real_array(I), whole("window", window)
    U = window if stride is None else whole("stride", stride)
    if I.ndim != 4:
        raise ValueError(
            f"I has {I.ndim} axes, shape {I.shape}; it needs four: [N, C, H, W]"
        )
    if min(I.shape[2:]) < window:
        raise ValueError(
            f"a window of {window} does not fit maps of {I.shape[2]} x {I.shape[3]}: pad I, or take a smaller window"
        )
    P, Q = (output_size(size, window, U) for size in I.shape[2:])
    return [
        I[:, :, r : r + U * P : U, s : s + U * Q : U]
        for r in range(window)
        for s in range(window)
    ]
