"""Energy-aware pruning of LeNet-5: layers in order of their energy, each as sparse as the accuracy bears, none trained.

    prune("energy")       the dearest layer first; "weights" takes the largest first
    outcomes()            both orders, by magnitude alone and mended, as `python -m dnnlib.sparsity.energy_aware` left them

Energies are those of `thresholds`: row stationary, an Eyeriss-sized array, one image, zero weights neither stored nor
multiplied. In a layer small weights go, those that the output misses most come back, and least squares mends the rest.
Source: Yang, Chen, Sze, CVPR 2017, without its last step, training; Sze et al. 2017, VII-B.
"""

import json
from dataclasses import asdict, dataclass

import numpy as np

from dnnlib import data
from dnnlib.compress import prune as pruning
from dnnlib.compress.output_error import least_squares, restored
from dnnlib.door import save
from dnnlib.kernels import toeplitz
from dnnlib.networks import NETWORKS
from dnnlib.networks.lenet import lenet_5
from dnnlib.networks.network import accuracy, activations
from dnnlib.sparsity import threshold_sweep
from dnnlib.table import Table

NETWORK = "LeNet-5"
LAYERS = tuple(NETWORKS[NETWORK].weighted)
# densities tried, one after the other
LADDER = (0.7, 0.5, 0.35, 0.25, 0.18, 0.12, 0.08, 0.05)
BUDGET = 0.005  # the accuracy that the whole network may lose
ORDERS = ("energy", "weights")
RESULTS = "energy_aware.json"


@dataclass(frozen=True)
class PrunedNetwork:
    """A pruned LeNet-5: the density of each layer, the accuracy on the validation images that it was judged by, and
    on the test images, which were asked once at the end; what is left of both costs."""

    densities: dict[str, float]
    accuracy: float
    test: float | None = None

    @property
    def weights(self) -> float:
        """The share of weights that is left."""
        size = {layer: _shape(layer).size("F") for layer in LAYERS}
        return sum(
            size[layer] * share for layer, share in self.densities.items()
        ) / sum(size.values())

    @property
    def energy(self) -> float:
        """The share of the dense network's energy that is left."""
        dense = sum(layer_energy(layer) for layer in LAYERS)
        return (
            sum(layer_energy(layer, share) for layer, share in self.densities.items())
            / dense
        )


def layer_energy(layer: str, density: float | None = None) -> float:
    """The energy of a layer for one image, in energies of a MAC; without a density, of the dense machine."""
    at = threshold_sweep.Pruned(
        NETWORK, layer, 0.0, _shape(layer), 1.0 if density is None else density, 0.0
    )
    return at.energy("dense" if density is None else "compressed").total


def order(by: str) -> list[str]:
    """The layers as they are taken: the dearest first, or the one of most weights. Errors: ValueError lists ORDERS."""
    if by not in ORDERS:
        raise ValueError(f"by={by!r} is unknown; choose from {', '.join(ORDERS)}")
    cost = layer_energy if by == "energy" else lambda layer: _shape(layer).size("F")
    return sorted(LAYERS, key=cost, reverse=True)


def prune(
    by: str = "energy", mend: bool = True, images: int = 1000, budget: float = BUDGET
) -> PrunedNetwork:
    """Take the layers in order, each down LADDER while the network loses no more than the budget.

    mend: restore what the output misses and solve least squares; without it, magnitude alone. images: of
    "validation", to judge by; inputs of the layers come from 500 of "train". Errors: as in `order`.
    """
    judge = data.mnist("validation")
    right = lambda weights: accuracy(
        lenet_5(weights), judge.images[:images], judge.labels[:images]
    )
    weights = data.weights(NETWORK)
    least, best = right(weights) - budget, right(weights)
    densities = dict.fromkeys(LAYERS, 1.0)
    for layer in order(by):
        A, F = _gram(layer, weights), weights[f"{layer}.weight"]
        for density in LADDER:
            tried = weights | {f"{layer}.weight": pruned_layer(F, A, density, mend)}
            reached = right(tried)
            if reached < least:
                break
            weights_so_far, densities[layer], best = tried, density, reached
        if densities[layer] < 1:
            weights = weights_so_far
    test = data.mnist("test")
    return PrunedNetwork(
        densities, best, accuracy(lenet_5(weights), test.images, test.labels)
    )


def pruned_layer(
    F: np.ndarray, A: np.ndarray, density: float, mend: bool = True
) -> np.ndarray:
    """A layer's weights at a density, of F's shape and type: mended by A = I^T I, or by magnitude alone."""
    rows = F.reshape(len(F), -1)
    if not mend:
        return np.where(pruning.magnitude(F, density), F, 0)
    return (
        least_squares(rows, restored(rows, A, density), A)
        .reshape(F.shape)
        .astype(F.dtype)
    )


def outcomes() -> Table:
    """Densities by layer, the accuracy, and what is left of weights and energy, as they ship; made by `main`."""
    rows = []
    for run in json.loads((data.ASSETS / RESULTS).read_text()):
        found = PrunedNetwork(run["densities"], run["accuracy"], run["test"])
        mended = "put back, mended" if run["mend"] else "magnitude alone"
        rows.append(
            (
                run["by"],
                mended,
                *found.densities.values(),
                found.test,
                found.weights,
                found.energy,
            )
        )
    return Table(
        ("first", "within a layer", *LAYERS, "test", "weights left", "energy left"),
        rows,
        "LeNet-5, not trained",
    )


def main() -> None:
    """Prune in both orders, by magnitude alone and mended, and write what came out: about three minutes."""
    runs = [
        {"by": by, "mend": mend} | asdict(prune(by, mend))
        for mend in (False, True)
        for by in ORDERS
    ]
    save(data.ASSETS / RESULTS, json.dumps(runs, indent=1) + "\n")


def _gram(layer: str, weights) -> np.ndarray:
    """A = I^T I of the layer's inputs, windows of a CONV layer, on 500 images of "train"."""
    images = data.mnist("train").images[:500]
    name = NETWORKS[NETWORK].before(layer)
    x = (
        data.inputs(images)
        if name is None
        else activations(lenet_5(weights), images)[name]
    )
    shape = _shape(layer)
    windows = (
        toeplitz.matrix(x, shape.R, shape.S)
        if layer.startswith("conv")
        else x.reshape(len(x), -1).T
    )
    return windows.astype(float) @ windows.astype(float).T


def _shape(layer: str):
    return threshold_sweep.layer_shape(NETWORK, layer)


if __name__ == "__main__":
    main()
