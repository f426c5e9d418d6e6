"""Real networks that run, layer by layer, in NumPy; how they were trained, in PyTorch.

layers      what a layer does to its input: conv, fully_connected, max_pool, relu, softmax ...
network     a network is its steps in order: activations, classify, accuracy
lenet       the two LeNets that ship with their weights
train       how they were trained; fine_tune trains on where some weights may not move; imagenet is a larger one
"""

from dnnlib.networks.lenet import lenet_5, lenet_300_100
from dnnlib.networks.network import Classes, Network, accuracy, activations, classify

__all__ = [
    "Classes",
    "Network",
    "accuracy",
    "activations",
    "classify",
    "lenet_300_100",
    "lenet_5",
]
