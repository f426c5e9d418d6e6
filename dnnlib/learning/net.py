"""A network of neurons: layers one after the other, and the values that it makes on the way."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from dnnlib.door import checked, whole
from dnnlib.learning.neuron import relu


class Layer(NamedTuple):
    """A layer's weights W [M, K], one row a neuron, and its biases b [M]. Its gradient has the same form."""

    W: np.ndarray
    b: np.ndarray


Net = Sequence[Layer]


@checked
def start(sizes: Sequence[int], seed: int = 0) -> tuple[Layer, ...]:
    """A network of random weights: sizes (784, 300, 100, 10) are its inputs and the neurons of each layer.

    W ~ normal with variance 2/K, so that sums keep their size from layer to layer; b = 0. float32.
    Errors: ValueError where there are not two sizes. Source: He et al., ICCV 2015.
    """
    sizes = [whole("sizes", size) for size in sizes]
    if len(sizes) < 2:
        raise ValueError(f"sizes={sizes}: give the inputs and one layer at least")
    rng = np.random.default_rng(seed)
    net = []
    for K, M in pairwise(sizes):
        W = rng.standard_normal((M, K)) * np.sqrt(2 / K)
        net.append(Layer(W.astype(np.float32), np.zeros(M, np.float32)))
    return tuple(net)


@checked
def forward(net: Net, X, f=relu) -> list[np.ndarray]:
    """Inference: [X, the values after each layer ..., scores]. Between layers stands f, after the last nothing.

    A = f(X @ W.T + b), layer by layer. f=None leaves the kinks out.
    Shapes: X [N, K] -> arrays [N, M]. Errors: ValueError where a layer has not the inputs that it gets.
    Source: Sze et al. 2017, II-A, Fig. 3.
    """
    fits(net, X)
    made = [np.asarray(X)]
    for n, (W, b) in enumerate(net, 1):
        z = made[-1] @ W.T + b
        made.append(z if f is None or n == len(net) else f(z))
    return made


@checked
def collapse(net: Net) -> Layer:
    """The one layer that a network without kinks is: W = W2 @ W1, b = W2 @ b1 + b2, and so on.

    Shapes: sizes (K, ..., M) -> W [M, K], b [M]. Errors: ValueError where layers do not fit one another.
    Source: Sze et al. 2017, II-A.
    """
    fits(net)
    W, b = net[0]
    for layer in net[1:]:
        W, b = layer.W @ W, layer.W @ b + layer.b
    return Layer(W, b)


@checked
def fits(net: Net, X=None) -> None:
    """Nothing, where layers fit one another and X [N, K]; else a ValueError that names the sizes that disagree."""
    if len(net) == 0 or any(np.ndim(W) != 2 for W, _ in net):
        raise ValueError("a network has a layer or more, each with weights W [M, K]")
    if X is not None and (np.ndim(X) != 2 or np.shape(X)[1] != net[0].W.shape[1]):
        raise ValueError(
            f"X of shape {np.shape(X)}: the first layer takes [N, {net[0].W.shape[1]}]"
        )
    for n, (one, other) in enumerate(pairwise(net), 1):
        if one.W.shape[0] != other.W.shape[1]:
            raise ValueError(
                f"layer {n - 1} gives {one.W.shape[0]} values, layer {n} takes {other.W.shape[1]}"
            )
