"""A trained network as a value: its steps in order, run on real images.

net = lenet_5()
activations(net, mnist("test").images[:1])["conv1"]     [1, 20, 24, 24], what the first layer makes of a digit
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from dnnlib import data
from dnnlib.door import checked
from dnnlib.networks.layers import softmax

# images at a time: LeNet-5's largest Toeplitz matrix, conv2's, is then 64 MB
BATCH = 500


@checked
@dataclass(frozen=True, eq=False)
class Network:
    """Steps by name, each a function array -> array: the first takes inputs [N,1,28,28], the last gives [N,10]."""

    name: str
    steps: Mapping[str, Callable[[np.ndarray], np.ndarray]]

    def __post_init__(self):
        object.__setattr__(self, "steps", MappingProxyType(dict(self.steps)))

    def __call__(self, inputs) -> np.ndarray:
        """The last step's scores [N,10] for inputs [N,1,28,28]; what the steps before it made is not kept."""
        return reduce(lambda x, step: step(x), self.steps.values(), inputs)

    def __repr__(self) -> str:
        return f"Network({self.name}: {' -> '.join(self.steps)})"


class Classes(NamedTuple):
    """What a network says: labels [N], the likeliest class of each image, and probabilities [N, 10] of all."""

    labels: np.ndarray
    probabilities: np.ndarray


@checked
def activations(network: Network, images) -> dict[str, np.ndarray]:
    """What every step gives, by the step's name: all of it is kept, so mind the memory (0.2 MB an image of LeNet-5).

    Shapes: images as bytes [n,28,28] or [28,28], or as inputs [N,1,28,28] -> e.g. "conv1" [N,20,24,24], "fc2" [N,10].
    Errors: ValueError where the images are neither.
    """
    made, x = {}, as_inputs(images)
    for name, step in network.steps.items():
        made[name] = x = step(x)
    return made


@checked
def classify(network: Network, images) -> Classes:
    """The class of each image and the probabilities: the softmax of the last step's scores.

    Shapes and errors: as in activations; batch by batch, so that thousands of images need little memory.
    """
    scores = np.concatenate([network(batch) for batch in _batches(as_inputs(images))])
    return Classes(scores.argmax(axis=1), softmax(scores))


@checked
def accuracy(network: Network, images, labels) -> float:
    """The share of images that the network gives their labels, 0 to 1.

    Errors: ValueError where there are not as many labels as images, or the images are not as in activations.
    """
    found, labels = classify(network, images).labels, np.asarray(labels)
    if labels.dtype.kind not in "iu":
        raise ValueError(f"labels of type {labels.dtype}: give integers, one an image")
    if found.shape != labels.shape:
        raise ValueError(
            f"{len(found)} images but labels of shape {labels.shape}: give one label an image"
        )
    return float((found == labels).mean())


@checked
def as_inputs(images) -> np.ndarray:
    """Images as a network takes them, [N, C, H, W]: bytes / 255, or inputs as they are.

    Errors: ValueError where the images are neither.
    """
    images = np.asarray(images)
    images = data.inputs(images) if images.dtype == np.uint8 else images
    if images.ndim != 4:
        shape = f"{images.shape}, {images.dtype}"
        raise ValueError(
            f"images of shape {shape}: give bytes (uint8) [n, 28, 28] or inputs [N, 1, 28, 28]"
        )
    if images.dtype.kind == "f" and np.isnan(images).any():
        raise ValueError(
            f"images of shape {images.shape} hold NaN, which is no brightness"
        )
    return images


def _batches(I) -> Iterator[np.ndarray]:
    return (I[n : n + BATCH] for n in range(0, max(len(I), 1), BATCH))
