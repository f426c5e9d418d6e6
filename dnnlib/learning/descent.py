"""Stochastic gradient descent: look at a few images, take a small step downhill, look at the next.

for net, wrong in lessons(start((784, 100, 10)), X, labels, rate=0.1, batch=64): ...
"""

from collections.abc import Callable, Iterator
from itertools import islice

import numpy as np

from dnnlib.door import checked, real, whole
from dnnlib.learning.backward import backward, loss
from dnnlib.learning.net import Layer, Net, fits, forward
from dnnlib.learning.neuron import relu

Keep = Callable[[np.ndarray], np.ndarray]


@checked
def step(net: Net, gradients: list, rate: float, keep: Keep | None = None) -> tuple:
    """w <- w - rate * dL/dw for every weight and bias. keep: how a weight is stored, such as rounded to a grid.

    Shapes: gradients as net. Source: Sze et al. 2017, II-C.
    """
    moved = []
    for (W, b), (dW, db) in zip(net, gradients):
        new = (W - rate * dW, b - rate * db)
        moved.append(Layer(*(map(keep, new) if keep else new)))
    return tuple(moved)


@checked
def lessons(
    net: Net, X, labels, rate: float = 0.1, batch: int = 64, seed: int = 0, keep: Keep | None = None, f=relu
) -> Iterator[tuple[Net, float]]:  # fmt: skip
    """The network after each step, and the loss of that step's images; without end, every epoch in another order.

    Shapes: X [N, K], labels [N]. rate, batch: as w <- w - rate * dL/dw takes them, L the mean over a batch.
    Errors: ValueError where rate or batch is not above 0.
    """
    rate, batch = real("rate", rate), whole("batch", batch)
    X, labels = np.asarray(X), np.asarray(labels)
    fits(net, X)
    if labels.shape != X.shape[:1] or not labels.size:
        raise ValueError(
            f"X of shape {X.shape} and labels of shape {labels.shape}: give a label for each image"
        )
    return _lessons(net, X, labels, rate, batch, seed, keep, f)


def _lessons(net, X, labels, rate, batch, seed, keep, f):
    for few in batches(len(X), batch, seed):
        made = forward(net, X[few], f)
        wrong, G = loss(made[-1], labels[few])
        net = step(net, backward(net, made, G, f), rate, keep)
        yield net, wrong


@checked
def batches(count: int, batch: int, seed: int = 0) -> Iterator[np.ndarray]:
    """The places of a batch's images, batch after batch: each image once an epoch, then again in a new order."""
    count, batch = whole("count", count), whole("batch", batch)
    return _batches(count, batch, seed)


def _batches(count: int, batch: int, seed: int) -> Iterator[np.ndarray]:
    rng = np.random.default_rng(seed)
    while True:
        order = rng.permutation(count)
        for first in range(0, count, batch):
            yield order[first : first + batch]


@checked
def train(net: Net, X, labels, epochs: int = 1, **how) -> Net:
    """The network after so many passes over all images; how: rate, batch, seed, keep, f, as in lessons."""
    steps = epochs * -(-len(X) // how.get("batch", 64))
    learned = net
    for learned, _ in islice(lessons(net, X, labels, **how), steps):  # noqa: B007
        pass
    return learned


@checked
def accuracy(net: Net, X, labels, f=relu) -> float:
    """The share of images whose largest score is at their label, 0 to 1."""
    return float((forward(net, X, f)[-1].argmax(axis=1) == labels).mean())
