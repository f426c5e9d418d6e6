"""The two LeNets by name: what `NETWORKS[...].build` does, for those who read aloud.

lenet_5({**weights("LeNet-5"), "fc1.weight": pruned})   the trained network with other weights in one layer
"""

from collections.abc import Mapping

import numpy as np

from dnnlib.door import checked
from dnnlib.networks.network import Network
from dnnlib.networks.shipped import NETWORKS


@checked
def lenet_5(weights: Mapping[str, np.ndarray] | None = None) -> Network:
    """LeNet-5 as Caffe has it, 20 and 50 filters of 5x5, 2x2 max pooling, FC 500, ReLU, FC 10.

    Weights: those of data.weights("LeNet-5"), or others under the same names.
    Errors: ValueError lists the weights that are missing. Source: Sze et al. 2017, Table II (its shapes).
    """
    return NETWORKS["LeNet-5"].build(weights)


@checked
def lenet_300_100(weights: Mapping[str, np.ndarray] | None = None) -> Network:
    """LeNet-300-100: FC 300, ReLU, FC 100, ReLU, FC 10 on the 784 pixels.

    Weights: those of data.weights("LeNet-300-100"), or others under the same names.
    Errors: ValueError lists the weights that are missing. Source: LeCun et al., Proc. IEEE 86(11), 1998.
    """
    return NETWORKS["LeNet-300-100"].build(weights)
