"""The order of energy-aware pruning: where the energy is, not where the weights are."""

import numpy as np

from dnnlib.puzzle import Puzzle

DRAM, RF, MAC = 200, 1, 1  # energies of a MAC, Sze et al. 2017, Fig. 22


def energy_order(layers: np.ndarray) -> np.ndarray:
    """In which order does energy-aware pruning take the layers, the one that costs most first?

    A row of layers is (weights, kept, uses, inputs, outputs): `kept` of the weights are not zero, and each is used so
    many times. Every kept weight, input and output crosses DRAM's border once (200). Every use of a kept weight is a
    MAC (1) with four accesses to a register file (1 each). Of equals the earlier layer comes first.
    Shapes: [L, 5] -> rows (layer, energy), [L, 2]. Source: Yang et al., CVPR 2017; Sze et al. 2017, VII-B and Fig. 22.
    """
    if (
        layers.ndim != 2
        or layers.shape[1] != 5
        or len(layers) < 1
        or layers.min() < 0
        or (layers[:, 1] > layers[:, 0]).any()
    ):
        raise ValueError("a layer is five numbers, and keeps at most what it has")
    left = []
    for number, (weights, kept, uses, inputs, outputs) in enumerate(layers):
        energy = 0
        for _ in range(kept + inputs + outputs):
            energy += DRAM
        for _ in range(kept * uses):
            energy += MAC + 4 * RF
        left.append((number, energy))
    order = []
    while left:
        best = left[0]
        for layer in left:
            if layer[1] > best[1]:
                best = layer
        left.remove(best)
        order.append(best)
    return np.array(order)


def _network(rng):
    L = int(rng.integers(2, 6))
    weights = rng.choice([4, 8, 20, 60], L)
    kept = (weights * rng.choice([0.25, 0.5, 1.0], L)).astype(int)
    layers = np.stack(
        [weights, kept, rng.choice([1, 2, 30, 60, 90], L), rng.integers(1, 12, L), rng.integers(1, 12, L)], 1
    )
    if L > 2 and rng.random() < 0.5:
        layers[-1] = layers[0]  # equals
    return (layers,)


def _ranked(score=lambda energy, *layer: energy, dram=lambda w, k, u, i, o: k + i + o, uses=lambda w, k, u: k * u,
            each=5, up=False, late=False):  # fmt: skip
    """The order with one thing wrong."""

    def wrong(layers):
        energies = np.array([200 * dram(w, k, u, i, o) + each * uses(w, k, u) for w, k, u, i, o in layers])
        by = np.array([score(energy, *layer) for energy, layer in zip(energies, layers)])
        order = np.argsort(by if up else -by, kind="stable")
        if late:
            order = np.argsort(by, kind="stable")[::-1]
        return np.stack([order, energies[order]], 1)

    return wrong


def _unmoved(layers):
    order = energy_order(layers)
    return np.stack([order[:, 0], order[np.argsort(order[:, 0]), 1]], 1)


def _places(layers):
    """Each layer's place in the order, instead of the layer at each place."""
    order = energy_order(layers)
    return np.stack([np.argsort(order[:, 0]), order[:, 1]], 1)


energy_order_puzzle = Puzzle(
    energy_order,
    _network,
    lines=5,
    lenient=True,
    points=4,
    axes="kj",
    examples=(
        (np.array([[60, 60, 1, 2, 1], [8, 8, 90, 4, 4]]),),
        (np.array([[8, 2, 60, 5, 5], [8, 4, 30, 5, 5], [8, 8, 15, 5, 5]]),),
        (np.array([[4, 4, 2, 1, 1], [4, 4, 2, 1, 1]]),),
        (np.array([[20, 20, 1, 1, 1], [4, 4, 60, 11, 9], [20, 5, 60, 3, 3]]),),
        (np.array([[4, 4, 1, 1, 1], [60, 60, 1, 1, 1], [20, 20, 1, 1, 1]]),),
    ),
    wrong={
        "The layers are taken by their weights: the count of weights is not their energy.": _ranked(lambda e, w, *_: w),
        "The layers are taken by the weights that are left: a weight of a CONV layer is used many times.": (
            _ranked(lambda e, w, k, *_: k)
        ),
        "Layers are taken by their MACs: a word of DRAM costs 200 of them.": _ranked(lambda e, w, k, u, *_: k * u),
        "The layer that costs least comes first: most can be saved where most is spent.": _ranked(up=True),
        "Zero weights are multiplied: each use of a *kept* weight is a MAC.": _ranked(uses=lambda w, k, u: w * u),
        "Zero weights are fetched: only what is kept comes from DRAM.": _ranked(dram=lambda w, k, u, i, o: w + i + o),
        "Pruning is left out: only kept weights are fetched and used.": _ranked(
            dram=lambda w, k, u, i, o: w + i + o, uses=lambda w, k, u: w * u
        ),
        "Only DRAM is paid: in CONV layers the register files take more.": _ranked(each=0),
        "DRAM is left out: in FC layers it is nearly all.": _ranked(dram=lambda *layer: 0),
        "The register files are left out: each MAC has four accesses to them.": _ranked(each=1),
        "Four are charged for each use: the MAC and four accesses are five, for the sum is read and written.": _ranked(each=4),
        "Each kept weight is one MAC: it is used many times.": _ranked(uses=lambda w, k, u: k),
        "Only weights cross DRAM's border: inputs and outputs do, too.": _ranked(dram=lambda w, k, u, i, o: k),
        "The outputs are left out: they are written to DRAM.": _ranked(dram=lambda w, k, u, i, o: k + i),
        "Of equals the later layer comes first.": _ranked(late=True),
        "The energies have not moved with their layers.": _unmoved,
        "Each layer's place is returned: row k is to say which layer comes k-th.": _places,
    },
)  # fmt: skip
