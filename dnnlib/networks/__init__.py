"""Real networks that run, layer by layer, in NumPy; how they were trained, in PyTorch.

NETWORKS      the networks that ship, by name: NETWORKS["LeNet-5"].build() runs, .layers, .weights() and .training say the rest
shipped       that table: a new network is one entry there, and `make weights`
architecture  what an entry is: steps, data set, training; steps has the kinds of steps
layers        what a layer does to its input: conv, fully_connected, max_pool, relu, softmax ...
network       a network that runs is its steps in order: activations, classify, accuracy
lenet         the two LeNets by name
shortcut      the gradient of a very deep stack, with and without a shortcut
train         training in PyTorch; fine_tune trains on where some weights may not move; imagenet is a larger network
"""

from dnnlib.networks.architecture import Architecture, Training
from dnnlib.networks.lenet import lenet_5, lenet_300_100
from dnnlib.networks.network import Classes, Network, accuracy, activations, classify
from dnnlib.networks.shipped import NETWORKS

__all__ = [
    "NETWORKS",
    "Architecture",
    "Training",
    "Classes",
    "Network",
    "accuracy",
    "activations",
    "classify",
    "lenet_300_100",
    "lenet_5",
]
