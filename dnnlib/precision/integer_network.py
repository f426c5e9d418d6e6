"""A trained network on integers alone, and the simulation of it in floats that people train and report with.

    quantized = calibrated("LeNet-300-100", mnist("validation").images[:500], bits_F=8)
    integer(quantized), simulated(quantized)      two Networks whose steps agree exactly

Weights are symmetric, activations asymmetric; the pixels are the codes of the input as they are, at scale 1/255.
ReLU costs nothing: codes end at the one for 0 (`Affine.low`). Source: Jacob et al., CVPR 2018.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from dnnlib.door import checked
from dnnlib.networks import layers
from dnnlib.networks.network import Network, activations
from dnnlib.networks.shipped import NETWORKS
from dnnlib.networks.steps import AveragePool, Conv, Relu
from dnnlib.quant.affine import Affine, asymmetric, halves_up, symmetric
from dnnlib.quant.arithmetic.accumulator import WIDTH, accumulate
from dnnlib.quant.arithmetic.integer import conv, product
from dnnlib.quant.arithmetic.multiplier import Multiplier, multiplier

PIXELS = Affine(1 / 255, 0, 0, 255)


@checked
@dataclass(frozen=True, eq=False)
class Layer:
    """One layer in integers: q_O = clip(round(m * (sum (q_I - z_I)*q_F + q_b)) + z_O), m = s_I*s_F / s_O.

    F: codes of the weights. bias: codes at scale s_I*s_F. The last layer has no O: its sums are the scores.
    Source: Jacob et al., CVPR 2018, Eqs. 3-5, 2.4.
    """

    name: str
    I: Affine
    F: Affine
    codes: np.ndarray
    bias: np.ndarray
    O: Affine | None = None
    multiplier: Multiplier | None = None

    @property
    def scale(self) -> np.ndarray:
        """What a step of the accumulator is worth, s_I * s_F: a number or [M]."""
        return np.asarray(self.I.scale * self.F.scale)


@checked
@dataclass(frozen=True, eq=False)
class Quantized:
    """A network's layers in integers; between them what its float twin does: pooling, ReLU."""

    name: str
    layers: Mapping[str, Layer]

    @property
    def bits(self) -> int:
        """Bits that the weights take, biases left out."""
        return sum(layer.codes.size * layer.F.bits for layer in self.layers.values())


@checked
def calibrated(
    name: str, images, bits_F: int | Mapping[str, int] = 8, bits_I: int = 8, per_channel: bool = False,
    weights: Mapping[str, np.ndarray] | None = None, clip: Callable | None = None,
) -> Quantized:  # fmt: skip
    """A network in integers, whose ranges come from images that it is run on in floats.

    bits_F: bits of the weights, for all layers or by layer. clip: activations -> (low, high), as in quant.calibrate;
    by default their least and largest. A layer before a ReLU is calibrated after it.
    Errors: ValueError names the network, or the bits, that do not exist.
    """
    if name not in NETWORKS:
        raise ValueError(
            f"unknown network {name!r}: choose {', '.join(map(repr, NETWORKS))}"
        )
    net = NETWORKS[name]
    if not isinstance(bits_F, int):
        missing = [step for step in net.weighted if step not in bits_F]
        if missing:
            raise ValueError(
                f"bits_F={bits_F}: {', '.join(missing)} of {name} has no bits; give all layers theirs"
            )
    weights = net.weights() if weights is None else weights
    made, found, I = activations(net.build(weights), images), {}, PIXELS
    steps = list(made)
    for step in net.weighted:
        after = steps[min(steps.index(step) + 1, len(steps) - 1)]
        bits = bits_F if isinstance(bits_F, int) else bits_F[step]
        F, bias = weights[f"{step}.weight"], weights[f"{step}.bias"]
        if step == steps[-1]:
            found[step] = _layer(step, I, symmetric(F, bits, per_channel), F, bias)
        else:
            sample = made[after if isinstance(net.steps[after], Relu) else step]
            O = asymmetric(sample, bits_I, clip=clip and clip(sample))
            found[step] = _layer(step, I, symmetric(F, bits, per_channel), F, bias, O)
            I = O
    return Quantized(name, found)


def _layer(
    name: str, I: Affine, F: Affine, weights, bias, O: Affine | None = None
) -> Layer:
    """The layer whose weights have the scale that the multiplier makes of it, 2^-31 off: nothing else is approximate."""
    F = _wide_enough(name, I, F, weights, bias, O)
    factor = multiplier(I.scale * F.scale / O.scale) if O else None
    if O and factor:
        F = Affine(factor.value * O.scale / I.scale, F.zero, F.low, F.high)
    codes = accumulate(halves_up(np.asarray(bias, float) / (I.scale * F.scale)))
    return Layer(name, I, F, F.quantize(weights), codes, O, factor)


def _wide_enough(
    name: str, I: Affine, F: Affine, weights, bias, O: Affine | None
) -> Affine:
    """F with scales large enough for biases in 30 bits and for the multiplier; of weights that are 0, small enough.

    A bias is counted in steps of I.scale * F.scale: weights near 0 make them too small for its accumulator, and larger
    steps are then no loss, since the biases alone make the outputs.
    Errors: ValueError names a bias so large that nothing else of the layer is left beside it.
    """
    bias, weights = np.asarray(bias, float), np.asarray(weights, float)
    own = np.asarray(F.scale)
    size = np.abs(bias) if own.ndim else np.abs(bias).max(initial=0)
    least = size / 2.0**30 / I.scale
    step = O.scale if O else np.maximum(size, 1e-30) / 256
    if O:
        least = np.maximum(least, 2.0**-29 * O.scale / I.scale)
    rows = weights.reshape(len(weights), -1)
    zeros = ~rows.any(axis=1) if own.ndim else np.array(not rows.any())
    fine = np.maximum(
        step / I.scale / 256, least
    )  # of zeros: the bias is right to 1/512 of a step
    scale = np.where(zeros, fine, np.maximum(own, least))
    if (scale > own)[~zeros].any():
        _refuse_outlier(
            name, bias, np.abs(rows).sum(axis=1) * (I.high - I.low) * I.scale
        )
    return Affine(scale, F.zero, F.low, F.high)


def _refuse_outlier(name: str, bias, reach) -> None:
    """ValueError where one bias is more than 256 times all that the others and the weights can add up to."""
    k = int(np.abs(bias).argmax())
    others = max(np.delete(np.abs(bias) + reach, k).max(initial=0), reach[k])
    if np.abs(bias[k]) > 256 * others:
        raise ValueError(
            f"{name}: bias {k} is {bias[k]:g}, and all else of the layer is at most {others:g}: in 8 bits only it "
            f"would be left, and in steps of the products it needs more than 30 bits; clip it, or scale the layer"
        )


@checked
def integer(
    quantized: Quantized, width: int = WIDTH, on_overflow: str = "raise"
) -> Network:
    """The network on codes: uint8 pixels through integer sums in accumulators of so many bits; scores at the end.

    Each step gives codes (int64); the last one the scores as floats, its sums times their scale.
    Errors: OverflowError, in use, where a sum does not fit the accumulator and on_overflow is "raise".
    """

    def run(layer: Layer, step: Callable, x):
        zero = int(layer.I.zero)
        if isinstance(step, Conv):
            sums = conv(x, layer.codes, zero, U=step.U, G=step.G, by=step.by)
        else:
            sums = product(x.reshape(len(x), -1), layer.codes, zero)
        sums = accumulate(sums + _beside(layer.bias, sums), width, on_overflow)
        if layer.O is None or layer.multiplier is None:
            return sums * _beside(layer.scale, sums)
        return np.clip(layer.multiplier(sums) + layer.O.zero, layer.O.low, layer.O.high)

    name = f"{quantized.name} on integers"
    return _network(quantized, run, _mean_of_codes, PIXELS.quantize, name)


@checked
def simulated(quantized: Quantized) -> Network:
    """A quantized network in floats: weights and activations are real, each rounded to a level of its quantizer.

    Each step gives real values; where `integer` has the code q, this has scale*(q - zero). The scores are rounded to the
    accumulator's steps, or two that are equal in integers would differ by the floats' rounding.
    """

    def run(layer: Layer, step: Callable, x):
        O = step(x, layer.F.dequantize(layer.codes), layer.bias * layer.scale)
        return layer.O(O) if layer.O else halves_up(O / layer.scale) * layer.scale

    return _network(
        quantized,
        run,
        _mean_of_levels,
        lambda pixels: PIXELS(np.asarray(pixels, float)),
        f"{quantized.name}, simulated",
    )


def _network(
    quantized: Quantized, run: Callable, mean: Callable, first: Callable, name: str
) -> Network:
    """The float network's steps with its layers replaced; a ReLU's work is done by the clipping before it."""
    steps, levels = {"pixels": first}, PIXELS  # levels: of what enters a step
    for step, function in NETWORKS[quantized.name].steps.items():
        if step in quantized.layers:
            layer = quantized.layers[step]
            steps[step] = partial(run, layer, function)
            levels = layer.O or levels  # the last layer has none
        elif isinstance(function, AveragePool):
            steps[step] = partial(mean, function, levels)
        else:
            steps[step] = _as_it_is if isinstance(function, Relu) else function
    return Network(name, steps)


def _mean_of_codes(pool: AveragePool, levels: Affine, codes) -> np.ndarray:
    """The code nearest to the mean of each window's codes, halves up: floor((2*sum + n) / 2n), n the window's size."""
    n = pool.window**2
    sums = np.rint(layers.average_pool(codes, pool.window) * n).astype(np.int64)
    return (2 * sums + n) // (2 * n)


def _mean_of_levels(pool: AveragePool, levels: Affine, x) -> np.ndarray:
    """The mean of each window on real values, whole multiples of the scale: it is taken of exact integers."""
    steps = halves_up(x / levels.scale)
    return halves_up(layers.average_pool(steps, pool.window)) * levels.scale


def _as_it_is(x):
    return x


def _beside(values, sums):
    """A value an output channel, with axes for what follows the channel."""
    return values.reshape(-1, *(1,) * (sums.ndim - 2)) if np.ndim(values) else values
