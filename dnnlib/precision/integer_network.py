"""A trained network on integers alone, and the simulation of it in floats that people train and report with.

    recipe = calibrated("LeNet-300-100", mnist("validation").images[:500], bits_F=8)
    integer(recipe), simulated(recipe)      two Networks whose steps agree exactly

Weights are symmetric, activations asymmetric; the pixels are the codes of the input as they are, at scale 1/255.
ReLU costs nothing: codes end at the one for 0 (`Affine.low`). Source: Jacob et al., CVPR 2018.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from dnnlib import data
from dnnlib.networks import layers
from dnnlib.networks.lenet import lenet_5, lenet_300_100
from dnnlib.networks.network import Network, activations
from dnnlib.quant.accumulator import WIDTH, accumulate
from dnnlib.quant.affine import Affine, asymmetric, halves_up, symmetric
from dnnlib.quant.integer import conv, product
from dnnlib.quant.multiplier import Multiplier, multiplier

FLOAT = {"LeNet-5": lenet_5, "LeNet-300-100": lenet_300_100}
PIXELS = Affine(1 / 255, 0, 0, 255)


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
        return self.I.scale * self.F.scale


@dataclass(frozen=True, eq=False)
class Recipe:
    """A network's layers in integers; between them what its float twin does: pooling, ReLU."""

    name: str
    layers: Mapping[str, Layer]

    @property
    def bits(self) -> int:
        """Bits that the weights take, biases left out."""
        return sum(layer.codes.size * layer.F.bits for layer in self.layers.values())


def calibrated(
    name: str, images, bits_F: int | Mapping[str, int] = 8, bits_I: int = 8, per_channel: bool = False,
    weights: Mapping[str, np.ndarray] | None = None, clip: Callable | None = None,
) -> Recipe:  # fmt: skip
    """The recipe of a network whose ranges come from images that it is run on in floats.

    bits_F: bits of the weights, for all layers or by layer. clip: activations -> (low, high), as in quant.calibrate;
    by default their least and largest. A layer before a ReLU is calibrated after it.
    Errors: ValueError names the network, or the bits, that do not exist.
    """
    if name not in FLOAT:
        raise ValueError(
            f"unknown network {name!r}: choose {', '.join(map(repr, FLOAT))}"
        )
    weights = data.weights(name) if weights is None else weights
    made, found, I = activations(FLOAT[name](weights), images), {}, PIXELS
    steps = list(made)
    for step in [step for step in steps if f"{step}.weight" in weights]:
        after = steps[min(steps.index(step) + 1, len(steps) - 1)]
        bits = bits_F if isinstance(bits_F, int) else bits_F[step]
        F, bias = weights[f"{step}.weight"], weights[f"{step}.bias"]
        if step == steps[-1]:
            found[step] = _layer(step, I, symmetric(F, bits, per_channel), F, bias)
        else:
            sample = made[after if after.startswith("relu") else step]
            O = asymmetric(sample, bits_I, clip=clip and clip(sample))
            found[step] = _layer(step, I, symmetric(F, bits, per_channel), F, bias, O)
            I = O
    return Recipe(name, found)


def _layer(
    name: str, I: Affine, F: Affine, weights, bias, O: Affine | None = None
) -> Layer:
    """The layer whose weights have the scale that the multiplier makes of it, 2^-31 off: nothing else is approximate."""
    factor = multiplier(I.scale * F.scale / O.scale) if O else None
    F = Affine(factor.value * O.scale / I.scale, F.zero, F.low, F.high) if O else F
    codes = accumulate(halves_up(np.asarray(bias, float) / (I.scale * F.scale)))
    return Layer(name, I, F, F.quantize(weights), codes, O, factor)


def integer(recipe: Recipe, width: int = WIDTH, on_overflow: str = "raise") -> Network:
    """The network on codes: uint8 pixels through integer sums in accumulators of so many bits; scores at the end.

    Each step gives codes (int64); the last one the scores as floats, its sums times their scale.
    Errors: OverflowError, in use, where a sum does not fit the accumulator and on_overflow is "raise".
    """

    def run(layer: Layer, x):
        sums = (conv if layer.codes.ndim == 4 else product)(
            _as(x, layer.codes), layer.codes, int(layer.I.zero)
        )
        sums = accumulate(sums + _beside(layer.bias, sums), width, on_overflow)
        if layer.O is None:
            return sums * _beside(layer.scale, sums)
        return np.clip(layer.multiplier(sums) + layer.O.zero, layer.O.low, layer.O.high)

    return _network(recipe, run, PIXELS.quantize, f"{recipe.name} on integers")


def simulated(recipe: Recipe) -> Network:
    """The same in floats: weights and activations are real numbers, each rounded to a level of its quantizer.

    Each step gives real values; where `integer` has the code q, this has scale*(q - zero). The scores are rounded to the
    accumulator's steps, or two that are equal in integers would differ by the floats' rounding.
    """

    def run(layer: Layer, x):
        F = layer.F.dequantize(layer.codes)
        bias = layer.bias * layer.scale
        O = (
            layers.conv(x, F, bias)
            if F.ndim == 4
            else layers.fully_connected(x, F, bias)
        )
        return layer.O(O) if layer.O else halves_up(O / layer.scale) * layer.scale

    return _network(
        recipe,
        run,
        lambda pixels: PIXELS(np.asarray(pixels, float)),
        f"{recipe.name}, simulated",
    )


def _network(recipe: Recipe, run: Callable, first: Callable, name: str) -> Network:
    """The float network's steps with its layers replaced; a ReLU's work is done by the clipping before it."""
    steps = {"pixels": first}
    for step, function in FLOAT[recipe.name]().steps.items():
        layer = recipe.layers.get(step)
        steps[step] = (
            partial(run, layer)
            if layer
            else (lambda x: x)
            if step.startswith("relu")
            else function
        )
    return Network(name, steps)


def _as(x, F) -> np.ndarray:
    """Maps as vectors, where a fully connected layer wants them."""
    return x if F.ndim == 4 else x.reshape(len(x), -1)


def _beside(values, sums):
    """A value an output channel, with axes for what follows the channel."""
    return values.reshape(-1, *(1,) * (sums.ndim - 2)) if np.ndim(values) else values
