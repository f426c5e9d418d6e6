"""A trained network in few bits, without training: weights by layer, activations by step, evaluated as simulated.

    arrays = data.weights("LeNet-300-100")
    four = rounded(arrays, {"fc1": 4, "fc2": 4, "fc3": 4})                    weights to their nearest levels
    better = second_order(arrays, {"fc1": 2, "fc2": 2, "fc3": 4}, images)     GPTQ
    net = with_activations(lenet_300_100(four), ranges(lenet_300_100(), images), bits=4)
"""

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from dnnlib import data
from dnnlib.network import Network, activations
from dnnlib.quant.codebook import Codebook, binary, linear
from dnnlib.quant.gptq import gptq

Arrays = Mapping[str, np.ndarray]
LAYERS = ("fc1", "fc2", "fc3")  # of LeNet-300-100
HIDDEN = ("relu1", "relu2")  # the steps whose outputs the next layer takes; the pixels have 8 bits as they come
FLOAT = 32  # bits that stand for "as trained"


def per_filter(F, bits: int) -> Codebook:
    """The quantizer of this package for weights: affine, by filter; of 1 bit, -a and a with a = mean|F[m]|."""
    return binary(F, per_channel=True) if bits == 1 else linear(F, bits, symmetric=False, per_channel=True)


def rounded(arrays: Arrays, bits: Mapping[str, int], quantizer: Callable = per_filter) -> dict[str, np.ndarray]:
    """The arrays with each layer's weights at their nearest levels; biases, and layers of FLOAT bits, stay as they are.

    quantizer: (F, bits) -> Codebook. Errors: KeyError for a layer that has no weights; those of the quantizer.
    """
    changed = {f"{layer}.weight": b for layer, b in bits.items() if b < FLOAT}
    return {**arrays, **{name: quantizer(arrays[name], b)(arrays[name]) for name, b in changed.items()}}


def second_order(
    make: Callable, arrays: Arrays, bits: Mapping[str, int], images, quantizer: Callable = per_filter
) -> dict[str, np.ndarray]:
    """The same by GPTQ, layer after layer, each for the inputs that the layers before it, already rounded, give it.

    make: arrays -> Network, such as network.lenet_300_100, of FC layers; images [n,28,28], bytes, to learn the inputs
    from: never those it is judged on. Errors: as in quant.gptq. Source: Frantar et al., ICLR 2023.
    """
    done = dict(arrays)
    for layer in make(arrays).steps:
        if layer in bits and bits[layer] < FLOAT:
            F = arrays[f"{layer}.weight"]
            I = entering(make(done), layer, images)
            done[f"{layer}.weight"] = gptq(F, I, quantizer(F, bits[layer]))
    return done


def entering(network: Network, layer: str, images) -> np.ndarray:
    """What a layer is given: the output of the step before it, or the pixels. Shapes: images [n,28,28] -> [n,K]."""
    steps = list(network.steps)
    before = steps.index(layer)
    made = activations(network, images)[steps[before - 1]] if before else data.inputs(images)
    return made.reshape(len(made), -1)


def ranges(network: Network, images, share: float = 1.0) -> dict[str, float]:
    """The largest output of each ReLU over some training images; or, with a share, the quantile below which it lies."""
    made = activations(network, images)
    return {step: float(np.quantile(made[step], share)) for step in made if step.startswith("relu")}


def with_activations(network: Network, tops: Mapping[str, float], bits: int | Mapping[str, int]) -> Network:
    """The network with the outputs of some steps rounded: 2^bits equally spaced levels from 0 to the step's top.

    bits: one number for all steps of `tops`, or {step: bits}; FLOAT leaves a step as it is.
    """
    steps = {}
    for name, step in network.steps.items():
        b = (bits if isinstance(bits, int) else bits[name]) if name in tops else FLOAT
        steps[name] = step if b >= FLOAT else partial(_then_rounded, step, top=tops[name], bits=b)
    return Network(network.name, steps)


def _then_rounded(step, x, top: float, bits: int):
    """A step, and its outputs at their nearest levels: floor(y / s + 1/2) * s, in place of y."""
    s = np.float32((top or 1.0) / (2**bits - 1))
    return np.floor(np.clip(step(x), 0, top) / s + np.float32(0.5)) * s
