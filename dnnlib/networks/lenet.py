"""The two LeNets that ship with their weights.

lenet_5({**weights("LeNet-5"), "fc1.weight": pruned})   the trained network with other weights in one layer
"""

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from dnnlib import data
from dnnlib.networks.layers import conv, fully_connected, max_pool, relu
from dnnlib.networks.network import Network


def lenet_5(weights: Mapping[str, np.ndarray] | None = None) -> Network:
    """LeNet-5 as Caffe has it, 20 and 50 filters of 5x5, 2x2 max pooling, FC 500, ReLU, FC 10.

    Weights: those of data.weights("LeNet-5"), or others under the same names.
    Errors: ValueError lists the weights that are missing. Source: Sze et al. 2017, Table II (its shapes).
    """
    layer = _trained("LeNet-5", weights)
    pool = partial(max_pool, window=2)
    return Network("LeNet-5", {
        "conv1": layer("conv1", conv), "pool1": pool,             # [N,20,24,24] -> [N,20,12,12]
        "conv2": layer("conv2", conv), "pool2": pool,             # [N,50,8,8]   -> [N,50,4,4]
        "fc1":   layer("fc1", fully_connected), "relu1": relu,    # [N,500]
        "fc2":   layer("fc2", fully_connected),                   # [N,10]
    })  # fmt: skip


def lenet_300_100(weights: Mapping[str, np.ndarray] | None = None) -> Network:
    """LeNet-300-100: FC 300, ReLU, FC 100, ReLU, FC 10 on the 784 pixels.

    Weights: those of data.weights("LeNet-300-100"), or others under the same names.
    Errors: ValueError lists the weights that are missing. Source: LeCun et al., Proc. IEEE 86(11), 1998.
    """
    layer = _trained("LeNet-300-100", weights)
    return Network("LeNet-300-100", {
        "fc1": layer("fc1", fully_connected), "relu1": relu,    # [N,300]
        "fc2": layer("fc2", fully_connected), "relu2": relu,    # [N,100]
        "fc3": layer("fc3", fully_connected),                   # [N,10]
    })  # fmt: skip


def _trained(network: str, weights) -> Callable:
    """layer(name, function): the function with the weights of that name put in."""
    shipped = data.weights(network) if weights is None else {}
    weights = shipped if weights is None else weights

    def layer(name: str, function: Callable) -> Callable:
        missing = [
            key for key in (f"{name}.weight", f"{name}.bias") if key not in weights
        ]
        if missing:
            raise ValueError(
                f"{network} needs {' and '.join(missing)}; the weights given are {', '.join(weights)}"
            )
        return partial(
            function, F=weights[f"{name}.weight"], bias=weights[f"{name}.bias"]
        )

    return layer
