"""One layer of a real network pruned at a threshold: weights that stay, accuracy without training, energy by machine.

    at = pruned("LeNet-5", "fc1", 1.2)         weights below 1.2 standard deviations go
    at.density, at.accuracy, at.energy("gating")

Accuracies are recorded, since a slider cannot wait for 5,000 images: `measure` makes the table again.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from dnnlib import data
from dnnlib.costs import NORMALIZED
from dnnlib.dataflow.accesses import count
from dnnlib.dataflow.energy import Energy, energy
from dnnlib.dataflow.hardware import EYERISS
from dnnlib.dataflow.loopnest import MULTIPLIER, Mapping
from dnnlib.dataflow.stationary import row_stationary
from dnnlib.door import checked
from dnnlib.networks import NETWORKS
from dnnlib.networks.network import Network
from dnnlib.shapes import ConvShape

MACHINES = ("dense", "gating", "compressed")
# thresholds, in standard deviations of the layer's weights
STOPS = tuple(round(0.2 * k, 1) for k in range(16))
IMAGES = 5000  # the validation images: nothing is chosen on those of the test
WORD = 16  # bits


@checked
@dataclass(frozen=True)
class Pruned:
    """A layer after pruning: its shape, the share of weights that stays, the accuracy on validation images."""

    network: str
    layer: str
    threshold: float
    shape: ConvShape
    density: float
    accuracy: float

    def energy(self, machine: str = "compressed") -> Energy:
        """Energy in energies of a MAC, row stationary on an Eyeriss-sized array, one image.

        "dense": the machine does not look at weights. "gating": where a weight is 0, no MAC is made and neither input
        nor sum is read from RF. "compressed": moreover weights cross DRAM and the buffer as a bitmap, and what is zero
        does not reach the PEs. Errors: ValueError lists the machines. Source: Sze et al. 2017, VII-B and Fig. 22.
        """
        if machine not in MACHINES:
            raise ValueError(
                f"machine={machine!r} is unknown; choose from {', '.join(MACHINES)}"
            )
        words = count(self.shape, _nest(self.shape))
        for (level, tensor, what), number in words.items():
            # a Counter of floats, which the type of Counter does not know
            share = self._share(machine, level, tensor, what)
            words[level, tensor, what] = number * share  # type: ignore[assignment]
        spent = energy(words, self.shape.macs, NORMALIZED)
        if machine == "dense":
            return spent
        left = spent[MULTIPLIER, MULTIPLIER] * self.density
        return Energy({**spent, (MULTIPLIER, MULTIPLIER): left})

    def _share(self, machine: str, level: str, tensor: str, what: str) -> float:
        """Which part of the dense machine's words still moves."""
        if machine == "dense" or (tensor != "F" and (level != "RF" or what == "fill")):
            return 1.0
        if tensor != "F":
            return self.density
        if machine == "gating":
            return 1.0  # a weight must be seen to be known as zero
        return (
            min(self.density + 1 / WORD, 1.0)
            if level in ("DRAM", "GLB")
            else self.density
        )


@cache
def pruned(network: str, layer: str, threshold: float) -> Pruned:
    """A layer after all its weights below a threshold became 0, nothing trained.

    Units: the threshold in standard deviations of the layer's weights, one of STOPS.
    Errors: ValueError lists the networks, the layers or the stops. Source: Han et al., NIPS 2015 (a threshold in them).
    """
    table = recorded()
    if network not in NETWORKS or (network, layer) not in table:
        raise ValueError(
            f"no layer {layer!r} in {network!r}; there are {', '.join(' '.join(key) for key in table)}"
        )
    if threshold not in STOPS:
        raise ValueError(
            f"threshold={threshold!r} was not recorded; the stops are {', '.join(map(str, STOPS))}"
        )
    F = NETWORKS[network].weights()[f"{layer}.weight"]
    kept = float((np.abs(F) >= threshold * F.std()).mean())
    right = table[network, layer][STOPS.index(threshold)]
    return Pruned(
        network, layer, threshold, layer_shape(network, layer), kept, right / IMAGES
    )


@checked
def layer_shape(network: str, layer: str) -> ConvShape:
    """The shape of a layer of a network that ships, for one image."""
    return NETWORKS[network].shape(layer)


@checked
def measure(network: str, layer: str, thresholds=STOPS, images=None) -> list[int]:
    """How many of the images (by default all for validation) are right at each threshold: a row of RECORDED."""
    digits = NETWORKS[network].digits("validation")
    images, labels = data.inputs(digits.images[:images]), digits.labels[:images]
    weights, right = NETWORKS[network].weights(), []
    F = weights[f"{layer}.weight"]
    for threshold in thresholds:
        masked = np.where(np.abs(F) >= np.float32(threshold) * F.std(), F, 0)
        net = NETWORKS[network].build({**weights, f"{layer}.weight": masked})
        batches = [slice(k, k + 500) for k in range(0, len(labels), 500)]
        right.append(
            sum(
                int((_scores(net, images[part]) == labels[part]).sum())
                for part in batches
            )
        )
    return right


@cache
def recorded() -> dict[tuple[str, str], list[int]]:
    """Right answers of 5,000 at each of STOPS, by (network, layer)."""
    rows = [line.split() for line in RECORDED.strip().splitlines()]
    return {(network, layer): list(map(int, right)) for network, layer, *right in rows}


def _scores(net: Network, images) -> np.ndarray:
    return net(images).argmax(axis=1)


@cache
def _nest(shape: ConvShape) -> Mapping:
    return row_stationary(shape, EYERISS)


RECORDED = """
LeNet-300-100 fc1   4927 4927 4928 4927 4920 4920 4914 4910 4891 4860 4815 4741 4630 4454 4207 4003
LeNet-300-100 fc2   4927 4927 4925 4924 4926 4921 4920 4911 4898 4892 4865 4789 4649 4475 4144 3564
LeNet-300-100 fc3   4927 4927 4930 4928 4928 4920 4918 4874 4825 4625 3794 3074 2966 2585 1610  744
LeNet-5       conv1 4954 4953 4955 4952 4944 4946 4937 4880 4848 4291 1937  916  979  539  563  563
LeNet-5       conv2 4954 4952 4951 4952 4952 4950 4946 4937 4933 4920 4902 4793 4638 4492 4346 4016
LeNet-5       fc1   4954 4954 4953 4952 4950 4949 4949 4946 4938 4930 4888 4729 4479 4341 4112 3812
LeNet-5       fc2   4954 4953 4954 4954 4954 4954 4947 4945 4934 4905 4686 4191 3593 3311 2669 2156
"""
