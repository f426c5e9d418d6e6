"""Why a very deep network needs a shortcut: the gradient that comes back to its first layer.

    gradient(depth=20, scale=1.0)                       7e-4 of what entered at the top
    gradient(depth=20, scale=1.0, shortcut=True)        3

One layer is F(x) = relu(W x), with W of variance scale**2 / width; with a shortcut it is H(x) = F(x) + x.
Source: Sze et al. 2017, III-B and Fig. 15; He et al. 2015.
"""

import numpy as np

from dnnlib.door import checked, whole

WIDTH = 64


@checked
def forward(x, layers, shortcut: bool = False) -> list[np.ndarray]:
    """What stands before each layer, and after the last. Shapes: x [width], each W [width, width]."""
    seen = [np.asarray(x, float)]
    for W in _matrices(layers):
        y = np.maximum(W @ seen[-1], 0)
        seen.append(y + seen[-1] if shortcut else y)
    return seen


@checked
def backward(seen, layers, top, shortcut: bool = False) -> np.ndarray:
    """The gradient at the input, where `top` is that at the output: through each layer W^T, and past it by the shortcut."""
    g, layers = np.asarray(top, float), _matrices(layers)
    for W, x in zip(reversed(layers), reversed(seen[:-1])):
        through = W.T @ (g * (W @ x > 0))
        g = through + g if shortcut else through
    return g


@checked
def gradient(
    depth: int, scale: float = 1.0, shortcut: bool = False, seed: int = 0
) -> float:
    """The length of the gradient at the input of random layers, that at the output being 1.

    Errors: ValueError where depth is below 1.
    """
    rng = np.random.default_rng(seed)
    sizes = (whole("depth", depth, 1), WIDTH, WIDTH)
    layers = list(scale * rng.standard_normal(sizes) / WIDTH**0.5)
    x, top = rng.standard_normal((2, WIDTH))
    seen = forward(x, layers, shortcut)
    back = backward(seen, layers, top / np.linalg.norm(top), shortcut)
    return float(np.linalg.norm(back))


def _matrices(layers) -> list[np.ndarray]:
    """Each layer as an array of floats. Errors: ValueError where one has not two axes."""
    found = [np.asarray(W, float) for W in layers]
    for W in found:
        if W.ndim != 2:
            raise ValueError(f"a layer is a matrix [out, in]; this has shape {W.shape}")
    return found
