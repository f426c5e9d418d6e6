"""A trained network in few bits, without training: weights by layer, activations by step, evaluated as simulated.

arrays = data.weights("LeNet-300-100")
four = rounded(arrays, {"fc1": 4, "fc2": 4, "fc3": 4})                    weights to their nearest levels
better = second_order(arrays, {"fc1": 2, "fc2": 2, "fc3": 4}, images)     GPTQ
net = with_activations(lenet_300_100(four), {"relu1": unsigned(top=6.0, bits=4)})
"""

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from dnnlib import data
from dnnlib.door import checked
from dnnlib.networks.network import Network, activations
from dnnlib.quant.codebook import Codebook, binary, linear
from dnnlib.quant.gptq import gptq

Arrays = Mapping[str, np.ndarray]
LAYERS = ("fc1", "fc2", "fc3")  # of LeNet-300-100
# the steps whose outputs the next layer takes; the pixels have 8 bits as they come
HIDDEN = ("relu1", "relu2")
FLOAT = 32  # bits that stand for "as trained"


@checked
def per_filter(F, bits: int) -> Codebook:
    """The quantizer of this package for weights: affine, by filter; of 1 bit, -a and a with a = mean|F[m]|."""
    return (
        binary(F, per_channel=True)
        if bits == 1
        else linear(F, bits, symmetric=False, per_channel=True)
    )


@checked
def rounded(
    arrays: Arrays, bits: Mapping[str, int], quantizer: Callable = per_filter
) -> dict[str, np.ndarray]:
    """The arrays with each layer's weights at their nearest levels; biases, and layers of FLOAT bits, stay as they are.

    quantizer: (F, bits) -> Codebook. Errors: KeyError for a layer that has no weights; those of the quantizer.
    """
    changed = {f"{layer}.weight": b for layer, b in bits.items() if b < FLOAT}
    return {
        **arrays,
        **{
            name: quantizer(arrays[name], b)(arrays[name])
            for name, b in changed.items()
        },
    }


@checked
def second_order(
    make: Callable,
    arrays: Arrays,
    bits: Mapping[str, int],
    images,
    quantizer: Callable = per_filter,
) -> dict[str, np.ndarray]:
    """Weights rounded by GPTQ, layer after layer, each for the inputs that the rounded layers before it give.

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


@checked
def entering(network: Network, layer: str, images) -> np.ndarray:
    """What a layer is given: the output of the step before it, or the pixels. Shapes: images [n,28,28] -> [n,K]."""
    steps = list(network.steps)
    before = steps.index(layer)
    made = (
        activations(network, images)[steps[before - 1]]
        if before
        else data.inputs(images)
    )
    return made.reshape(len(made), -1)


@checked
def with_activations(network: Network, rounders: Mapping[str, Callable]) -> Network:
    """The network with the outputs of some steps rounded: {step: array -> array}, such as `unsigned` or a Codebook."""
    unknown = sorted(rounders.keys() - network.steps.keys())
    if unknown:
        raise ValueError(
            f"{network.name} has no step {', '.join(unknown)}; it has {', '.join(network.steps)}"
        )
    steps = {
        name: partial(_in_turn, step, rounders.get(name))
        for name, step in network.steps.items()
    }
    return Network(network.name, steps)


@checked
def unsigned(top: float, bits: int) -> Callable:
    """Outputs of a ReLU at the nearest of 2^bits equally spaced levels from 0 to top: floor(y / s + 1/2) * s.

    FLOAT bits leave them as they are. Errors: ValueError where top is not above 0.
    """
    if not top > 0:
        raise ValueError(
            f"top={top!r} must be above 0: it is the largest activation to keep"
        )
    return (
        _as_it_is
        if bits >= FLOAT
        else partial(_stepwise, top=np.float32(top), n=np.float32(2**bits - 1))
    )


@checked
def tops(network: Network, images, share: float = 1.0) -> dict[str, float]:
    """The largest output of each ReLU over some training images; with a share, the quantile of the positive ones."""
    made = activations(network, images)
    return {
        step: float(np.quantile(y[y > 0], share))
        for step, y in made.items()
        if step.startswith("relu")
    }


def _stepwise(y, top, n):
    s = top / n
    return np.floor(np.clip(y, 0, top) / s + np.float32(0.5)) * s


def _as_it_is(y):
    return y


def _in_turn(step: Callable, rounder: Callable | None, x):
    return step(x) if rounder is None else rounder(step(x))
