"""The bill of a network: weights, MACs and energy, at any batch, on the engine of chapter 6. Fewer is not cheaper.

    bill("SqueezeNet", 16).energy / bill("AlexNet", 16).energy      1.29, with 49 times fewer weights

Row stationary, 256 PEs, all layers dense, each with its best tiles. Energies are in energies of a MAC, an image.
Source: Sze et al. 2017, VII-B-3 and Fig. 43; the model of Chen et al., ISCA 2016.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from dnnlib.dataflow.energy import Energy
from dnnlib.dataflow.isca16.model import energy_per_mac
from dnnlib.door import checked
from dnnlib.models import MODELS
from dnnlib.models.layer_tables import Layer
from dnnlib.table import Claim, Table, compare

PES = 256
SEVEN = (
    "AlexNet", "SqueezeNet", "GoogLeNet v1", "ResNet-50", "VGG-16", "MobileNet v1", "MobileNet v2",
)  # fmt: skip
# Sze et al. 2017, Fig. 43, read from the image to 3 %: energy of an image, in energies of a MAC; no batch is stated.
FIG_43 = {
    "AlexNet": 3.96e9,
    "SqueezeNet": 5.28e9,
    "GoogLeNet v1": 7.61e9,
    "ResNet-50": 2.55e10,
    "VGG-16": 4.98e10,
}
WHY = (
    "all values dense here; theirs has other hardware, skips zeros, and states no batch"
)


@checked
@dataclass(frozen=True)
class Bill:
    """What one image costs: weights, MACs, and the energy of each layer by level and tensor."""

    name: str
    batch: int
    layers: tuple[Layer, ...]
    energies: tuple[Energy, ...]

    @property
    def weights(self) -> int:
        """Weights, biases not counted."""
        return sum(layer.weights for layer in self.layers)

    @property
    def macs(self) -> int:
        """Multiply-accumulates."""
        return sum(layer.macs for layer in self.layers)

    @property
    def energy(self) -> float:
        """All layers, in energies of a MAC."""
        return self.spent.total

    @property
    def spent(self) -> Energy:
        """The energy of all layers by level and tensor; .by_level and .by_tensor are its sums."""
        return sum(self.energies, Energy())

    def share(self, wanted) -> tuple[float, float]:
        """The share of MACs and of energy in the layers for which wanted(layer) is true."""
        chosen = [wanted(layer) for layer in self.layers]
        macs = sum(one.macs for one, yes in zip(self.layers, chosen) if yes)
        spent = sum(one.total for one, yes in zip(self.energies, chosen) if yes)
        return macs / self.macs, spent / self.energy


class Sums(NamedTuple):
    """What a bill adds up to: weights, MACs, and the energy of an image in energies of a MAC."""

    name: str
    weights: int
    macs: int
    energy: float


def bill(name: str, batch: int = 16) -> Bill:
    """The bill of a model of MODELS. Errors: KeyError lists them; ValueError where the batch is below 1."""
    return bill_of(name, MODELS[name].layers, batch)


def bill_of(name: str, layers: tuple[Layer, ...], batch: int = 16) -> Bill:
    """The bill of any layers, such as NETWORKS["DS-CNN"].layers. Errors: ValueError where the batch is below 1."""
    if batch < 1:
        raise ValueError(f"batch={batch}: give 1 image or more")
    return Bill(name, batch, layers, tuple(_energy(one.shape, batch) for one in layers))


@checked
def depthwise(layer: Layer) -> bool:
    """Whether each filter of a layer sees one channel of several."""
    return layer.shape.G == layer.shape.C > 1


@checked
def table(batch: int = 16, names: tuple[str, ...] = SEVEN) -> Table:
    """A row a network: weights and MACs in millions, energy, and energy a MAC; then each against AlexNet."""
    return table_of([bill(name, batch) for name in names], batch)


@checked
def table_of(bills: Sequence, batch: int) -> Table:
    """The table of bills that are there, values with .name, .weights, .macs and .energy; the first is compared with."""
    first, rows = bills[0], []
    for one in bills:
        own = (one.weights / 1e6, one.macs / 1e6, one.energy / 1e9)
        ratio = (
            one.weights / first.weights,
            one.macs / first.macs,
            one.energy / first.energy,
        )
        rows.append((one.name, *own, one.energy / one.macs, *ratio))
    heads = ("weights M", "MACs M", "energy 10^9", "energy a MAC")
    against = tuple(f"{what} / {first.name}" for what in ("weights", "MACs", "energy"))
    return Table(
        ("network", *heads, *against),
        rows,
        f"One image at batch {batch}, energies of a MAC",
    )


def claims(batch: int = 16) -> Table:
    """Fig. 43's dense networks: energies and their ratios to AlexNet, ours | published | error | why."""
    rows = [
        Claim(f"{name}, 10^9", bill(name, batch).energy / 1e9, at / 1e9, WHY)
        for name, at in FIG_43.items()
    ]
    base, printed = bill("AlexNet", batch).energy, FIG_43["AlexNet"]
    for name, at in list(FIG_43.items())[1:]:
        ours = bill(name, batch).energy / base
        rows.append(Claim(f"{name} / AlexNet", ours, at / printed, WHY))
    return compare(rows, f"Fig. 43 at batch {batch}; the survey states no batch")


@cache
def _energy(shape, batch: int) -> Energy:
    return energy_per_mac("RS", (shape,), PES, batch) * shape.macs
