"""What a machine multiplies when a network runs: each weighted layer's I and F on real images."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from dnnlib.door import checked
from dnnlib.kernels import pad
from dnnlib.networks.architecture import Architecture
from dnnlib.networks.network import activations, as_inputs
from dnnlib.networks.steps import Conv


class Operands(NamedTuple):
    """A layer as kernels and arrays take it: I [N,C,H,W], framed; F [M,C/G,R,S]; stride U; groups G."""

    name: str
    I: np.ndarray
    F: np.ndarray
    U: int = 1
    G: int = 1


@checked
def operands(
    net: Architecture, images, weights: Mapping[str, np.ndarray] | None = None
) -> Iterator[Operands]:
    """The weighted layers of a network in order, an FC layer as a convolution over all of its input.

    Shapes: images as in `activations`; a vector [N,C] becomes [N,C,1,1]. Errors: as there.
    """
    weights = net.weights() if weights is None else weights
    made = {None: as_inputs(images)} | activations(net.build(weights), images)
    for name, step in net.weighted.items():
        I, F = made[net.before(name)], weights[f"{name}.weight"]
        I = I.reshape(*I.shape, *(1,) * (4 - I.ndim))
        if isinstance(step, Conv):
            yield Operands(name, pad(I, step.by) if step.by else I, F, step.U, step.G)
        else:
            yield Operands(name, I, F.reshape(len(F), *I.shape[1:]))
