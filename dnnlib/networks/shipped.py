"""The networks that ship with their weights. A new one is one entry here, and `make weights`.

    NETWORKS["LeNet-5"].build()     runs in NumPy; see `architecture` for what else an entry can say

A step's name is also the name of its weights. Comments give the shape after a step, for N images.
"""

from collections.abc import Mapping

from dnnlib.door import Unlisted, checked
from dnnlib.networks.architecture import Architecture, Training
from dnnlib.networks.steps import FC, AveragePool, Conv, MaxPool, Relu

ENTRIES = (
    Architecture(
        "LeNet-300-100",
        dict(
            fc1=FC(300), relu1=Relu(),      # [N,300]
            fc2=FC(100), relu2=Relu(),      # [N,100]
            fc3=FC(10),                     # [N,10]
        ),
        Training(epochs=10, batch=128, rate=0.20, at_least=0.983),
        "LeCun et al., Proc. IEEE 86(11), 1998",
    ),
    Architecture(
        "LeNet-5",
        dict(
            conv1=Conv(20, 5), pool1=MaxPool(2),    # [N,20,24,24] -> [N,20,12,12]
            conv2=Conv(50, 5), pool2=MaxPool(2),    # [N,50,8,8]   -> [N,50,4,4]
            fc1=FC(500), relu1=Relu(),              # [N,500]
            fc2=FC(10),                             # [N,10]
        ),
        Training(epochs=5, batch=256, rate=0.10, at_least=0.990),
        "Caffe's 20-50-500-10; Sze et al. 2017, Table II (its shapes)",
    ),
    Architecture(
        "DS-CNN",
        dict(
            conv1=Conv(16, 3, U=2, by=1), relu1=Relu(),                                            # [N,16,14,14]
            dw2=Conv(16, 3, by=1, G=16), relu2=Relu(), pw2=Conv(24), relu2p=Relu(),                # [N,24,14,14]
            dw3=Conv(24, 3, U=2, by=1, G=24), relu3=Relu(), pw3=Conv(48), relu3p=Relu(),           # [N,48,7,7]
            dw4=Conv(48, 3, by=1, G=48), relu4=Relu(), pw4=Conv(64), relu4p=Relu(),                # [N,64,7,7]
            pool=AveragePool(7), fc=FC(10),                                                        # [N,10]
        ),
        Training(epochs=16, batch=128, rate=0.20, at_least=0.990, norm=True, shift=1),
        "ours, after Howard et al. 2017 (MobileNet v1): a stem, separable blocks, global pooling",
    ),
)  # fmt: skip
NETWORKS: Mapping[str, Architecture] = {one.name: one for one in ENTRIES}


@checked
def known(network: str | Architecture) -> Architecture:
    """The network of that name; one that is no name is taken as it is. Errors: KeyError lists the names."""
    if isinstance(network, Architecture):
        return network
    if network not in NETWORKS:
        raise Unlisted(f"no network {network!r}; there are {', '.join(NETWORKS)}")
    return NETWORKS[network]
