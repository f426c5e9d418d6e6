"""Training in few bits: the network runs with quantized numbers, the gradient goes to the numbers behind them.

    forward   y = quantize(x)            what the hardware will compute with
    backward  dL/dx = dL/dy              as if y were x: the straight-through estimator

Each function here takes a tensor and returns what it becomes. A filter is a row, w[m]; its scale is one a row.
Needs PyTorch. Source: Bengio et al. 2013; Courbariaux et al., NIPS 2015; Sze et al. 2017, VII-A.
"""

import torch

from dnnlib.door import checked
from dnnlib.quant.affine import counted

LEAST = 2.0**-100  # a step below it, as of a layer of zeros, counts as it
TWN_THRESHOLD = 0.7  # of mean|w|, as in quant.signs
TTQ_THRESHOLD = 0.05  # of max|w|


@checked
def straight_through(x, quantized):
    """quantized as a value, with the gradient of x: quantized + (x - x), the x in the middle taken as it is.

    Shapes: the same for both. The value is exactly `quantized`, since x - x is 0 for every finite x.
    """
    return quantized.detach() + (x - x.detach())


@checked
def binary_connect(w):
    """-H or H by the sign of w, H the same for the whole layer: sqrt(1.5 / (inputs + outputs)).

    H only makes the sizes right for training; a ReLU network folds it into the next layer, so weights are -1 and 1.
    The paper also clips w to -H ... H after each step; here nothing is clipped. Source: Courbariaux et al., NIPS 2015.
    """
    return straight_through(w, (1.5 / (w.shape[0] + w[0].numel())) ** 0.5 * _sign(w))


@checked
def bwn(w):
    """-a or a, a = mean|w| for each filter: of all binary filters the nearest to w.

    Source: Rastegari et al., ECCV 2016, Eq. 6 (BWN; XNOR-Net's weights are the same).
    """
    return straight_through(
        w, w.abs().mean(dim=tuple(range(1, w.ndim)), keepdim=True) * _sign(w)
    )


@checked
def twn(w):
    """-a, 0 or a by layer: 0 up to d = 0.7 * mean|w|, a the mean of the |w| above. Source: Li and Liu 2016 (TWN)."""
    above = w.abs() > TWN_THRESHOLD * w.abs().mean()
    return straight_through(
        w, (w * above).abs().sum() / above.sum().clamp(min=1) * above * _sign(w)
    )


@checked
def ttq(w, positive, negative):
    """-negative, 0 or positive: two scales that are trained; 0 up to 0.05 * max|w|.

    dL/dw is dL/dy times the scale of w's level, 1 where that is 0; a scale's gradient is the sum over its weights, here
    by the root of their number, so that the rate that suits the weights suits it too.
    Shapes: w any, positive and negative scalars. Source: Zhu et al., ICLR 2017, Eqs. 6-8.
    """
    positive, negative = (
        _slower(scale, w.numel() ** -0.5) for scale in (positive, negative)
    )
    d = TTQ_THRESHOLD * w.detach().abs().max()
    up, down = (w > d).float(), (w < -d).float()
    scale = positive.detach() * up + negative.detach() * down + (1 - up - down)
    return positive * up - negative * down + scale * (w - w.detach())


@checked
def linear(w, bits: int):
    """round(w / s) * s, |round| up to n = 2^(bits-1) - 1; step s = 2 * mean|w| / sqrt(n).

    No gradient reaches what is clipped. Source: Esser et al., ICLR 2020 (LSQ), who start from this step and train it.
    """
    n = 2 ** (counted(bits, 2) - 1) - 1
    return fixed(w, 2 * w.detach().abs().mean() / n**0.5, n)


@checked
def dynamic_fixed_point(w, bits: int):
    """Fixed point, its step the smallest power of two with which max|w| fits. Source: Gysel et al. 2016 (Ristretto)."""
    n = 2 ** (counted(bits, 2) - 1) - 1
    return fixed(w, _power_above(w.detach().abs().max() / n), n)


@checked
def fixed(x, step, most: int, least: int | None = None):
    """step * clip(round(x / step), least, most), least = -most where none is given. No gradient to what is clipped.

    A step of 0, which a layer of zeros gives, counts as LEAST: the result is zeros, and no NaN.
    """
    step = max(float(step), LEAST)
    kept = _clipped(x, step * (-most if least is None else least), step * most)
    return straight_through(kept, torch.round(kept.detach() / step) * step)


@checked
def unit(x, bits: int):
    """Activations: clipped to 0 ... 1, then the nearest of 2^bits equally spaced values. In place of a ReLU.

    Source: Zhou et al. 2016 (DoReFa-Net), Eq. 5 and its clipping.
    """
    n = 2 ** counted(bits, 1) - 1
    return fixed(x, 1 / n, n, 0)


@checked
def grown(x, bits: int):
    """A ReLU, its outputs in fixed point: the smallest power of two as step with which this batch's largest fits."""
    y, n = torch.relu(x), 2 ** counted(bits, 1) - 1
    return fixed(y, _power_above(y.detach().max() / n), n, 0)


@checked
def sign(x):
    """Activations of one bit: -1 or 1; the gradient passes where |x| <= 1. Source: Courbariaux et al. 2016 (BNN)."""
    return straight_through(_clipped(x, -1, 1), _sign(x))


@checked
def scaled_sign(x):
    """-K or K, K = mean|x| over each sample: the activations of XNOR-Net. Source: Rastegari et al., ECCV 2016, 3.2."""
    return sign(x) * x.detach().abs().mean(dim=1, keepdim=True)


@checked
def levels(x, codebook):
    """The level of a codebook for each x, and straight-through between its ends. Source: Cai et al., CVPR 2017 (HWGQ).

    codebook: a tensor of levels in order; each x takes the nearest, and where it lies beyond the ends has no gradient.
    """
    kept = _clipped(x, float(codebook[0]), float(codebook[-1]))
    edges = (codebook[:-1] + codebook[1:]) / 2
    return straight_through(
        kept, codebook[torch.bucketize(kept.detach(), edges, right=True)]
    )


def _clipped(x, low: float, high: float):
    """x kept to low ... high; the gradient passes at the ends too: PyTorch 2.14 gives a clamp none there, 2.13 did."""
    inside = (x >= low) & (x <= high)
    return torch.where(inside, x, x.detach().clamp(low, high))


def _power_above(step):
    """The smallest power of two that is no smaller than a step, or than LEAST."""
    return 2 ** torch.ceil(torch.log2(step.clamp(min=LEAST)))


def _slower(x, share: float):
    """x, with this share of its gradient."""
    return x.detach() + share * (x - x.detach())


def _sign(x):
    """-1 or 1: a 0 counts as positive, as in quant.signs."""
    return torch.where(x >= 0, 1.0, -1.0)
