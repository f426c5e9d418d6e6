"""A neuron: a weighted sum of its inputs, and a kink."""

import numpy as np

from dnnlib.door import checked, summed


@checked
def relu(z) -> np.ndarray:
    """max(0, z): the kink. Source: Sze et al. 2017, III-A-1."""
    return np.maximum(z, 0)


@checked
def neuron(x, w, b=0.0, f=relu) -> np.ndarray:
    """y = f(sum over i of w[i] * x[i] + b): what one neuron says of its inputs.

    Shapes: x [K] or a batch of it [N, K], w [K] -> one number, or [N].
    Errors: ValueError where x and w have not as many values. Source: Sze et al. 2017, Fig. 2.
    """
    x, w = summed(x), summed(w)
    if w.ndim != 1 or x.shape[-1:] != w.shape:
        raise ValueError(
            f"x of shape {x.shape}, w of shape {w.shape}: a neuron has a weight for each input, w [{x.shape[-1] if x.ndim else 1}]"
        )
    return f(x @ w + b)
