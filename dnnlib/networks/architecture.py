"""A network that ships, as a value: its steps, its data set and how it was trained. All else follows from it.

NETWORKS["LeNet-5"].build()             a Network that runs in NumPy, with the weights that ship
NETWORKS["LeNet-5"].layers              its weighted layers, as `models` has them: name, ConvShape, kind
train.model("LeNet-5")                  the same steps in PyTorch
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType

import numpy as np

from dnnlib import data
from dnnlib.door import Unlisted, checked
from dnnlib.models.layer_tables import Layer
from dnnlib.networks.network import Network
from dnnlib.networks.steps import FC, WEIGHTED, Conv, Map, Step
from dnnlib.shapes import ConvShape


@checked
@dataclass(frozen=True)
class Training:
    """How a network is trained: SGD, Nesterov momentum 0.9, weight decay 0.0005.

    The rate goes up to `rate` in a tenth of the steps, without which some seeds of LeNet-5 diverge, then down by a
    cosine. norm: batch normalization after each CONV layer, folded into its weights before they ship.
    shift: images are moved by up to so many pixels, a batch at a time, at random.
    at_least: the share of test images that must come out right, or the network is not shipped.
    """

    epochs: int
    batch: int
    rate: float
    at_least: float
    seed: int = 1
    norm: bool = False
    shift: int = 0


@checked
@dataclass(frozen=True, eq=False)
class Architecture:
    """A network's steps by name, in order, the data set it learned from and the training that made its weights.

    Shapes: input (C, H, W) of one image; the last step gives one score a class. digits: split -> images and labels.
    """

    name: str
    steps: Mapping[str, Step]
    training: Training
    source: str
    input: Map = (1, 28, 28)
    digits: Callable[[str], data.Digits] = field(default=data.mnist, repr=False)

    def __post_init__(self):
        object.__setattr__(self, "steps", MappingProxyType(dict(self.steps)))

    def build(self, weights: Mapping[str, np.ndarray] | None = None) -> Network:
        """The network in NumPy, with these weights or those that ship.

        Errors: ValueError lists the weights that are missing, or what may be read where none shipped.
        """
        weights = self.weights() if weights is None else weights
        for name in self.weighted:
            needed = (f"{name}.weight", f"{name}.bias")
            missing = [key for key in needed if key not in weights]
            if missing:
                raise ValueError(
                    f"{self.name} needs {' and '.join(missing)}; the weights given are {', '.join(weights)}"
                )
        return Network(
            self.name,
            {name: _filled(name, step, weights) for name, step in self.steps.items()},
        )

    def weights(self, folder=None) -> dict[str, np.ndarray]:
        """The arrays that ship, by PyTorch's names. Errors: as in data.weights."""
        return data.weights(self.name, data.ASSETS if folder is None else folder)

    @property
    def weighted(self) -> dict[str, Conv | FC]:
        """The steps that have weights, by name."""
        return {n: step for n, step in self.steps.items() if isinstance(step, WEIGHTED)}

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The weighted layers in order, for one image: name, shape, kind."""
        return tuple(
            Layer(name, self.shape(name), "fc" if isinstance(step, FC) else "conv")
            for name, step in self.weighted.items()
        )

    @property
    def macs(self) -> int:
        """Multiply-accumulates for one image."""
        return sum(layer.macs for layer in self.layers)

    @property
    def size(self) -> int:
        """Weights of all layers, biases not counted. Units: words."""
        return sum(layer.weights for layer in self.layers)

    def shape(self, layer: str) -> ConvShape:
        """The shape of a weighted layer, for one image. Errors: KeyError lists the layers."""
        if layer not in self.weighted:
            raise Unlisted(
                f"{self.name} has no layer {layer!r}; it has {', '.join(self.weighted)}"
            )
        return self.weighted[layer].shape(self.entering(layer))

    def before(self, step: str) -> str | None:
        """The step whose output a step takes; None for the first, which takes the image."""
        names = [None, *self.steps]
        return names[names.index(step) - 1]

    def entering(self, step: str) -> Map:
        """The shape (C, H, W) of what enters a step."""
        I = self.input
        for name, one in self.steps.items():
            if name == step:
                break
            I = one.after(I)
        return I


def _filled(name: str, step: Step, weights: Mapping[str, np.ndarray]) -> Callable:
    """The step as a function of its input alone."""
    if not isinstance(step, WEIGHTED):
        return step
    return partial(step, F=weights[f"{name}.weight"], bias=weights[f"{name}.bias"])
