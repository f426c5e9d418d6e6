"""Bits chosen layer by layer on the network that ships: its accuracy, run at once, and its energy."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from dnnlib import data
from dnnlib.door import checked, shown
from dnnlib.networks import NETWORKS
from dnnlib.networks.lenet import lenet_300_100
from dnnlib.networks.network import accuracy, activations
from dnnlib.precision.joules import Spent, best, widths
from dnnlib.precision.results import results
from dnnlib.precision.rounded import (
    HIDDEN,
    LAYERS,
    rounded,
    second_order,
    unsigned,
    with_activations,
)
from dnnlib.quant.calibrate import least_squares

ROUNDINGS = ("nearest", "GPTQ")
PIXELS = 8  # bits of the first layer's inputs, as they come
LEARNED_FROM = 2000  # training images, for GPTQ and for the range of activations


@checked
def right(
    bits: tuple[int, int, int], inputs: int = 8, rounding: str = "nearest"
) -> float:
    """The share of the 5,000 validation images that the network gets right, run in these bits.

    bits: of the weights of fc1, fc2, fc3; inputs: of what enters fc2 and fc3, clipped where the squared error is least.
    Errors: ValueError lists the roundings.
    """
    if len(bits) != 3:
        raise ValueError(
            f"bits={shown(tuple(bits))}: give three, of the weights of fc1, fc2 and fc3"
        )
    split = data.mnist("validation")
    return accuracy(network(tuple(bits), inputs, rounding), split.images, split.labels)


@checked
def network(bits: tuple[int, ...], inputs: int = 8, rounding: str = "nearest"):
    """The network in these bits, as in `right`."""
    if rounding not in ROUNDINGS:
        raise ValueError(f"rounding={rounding!r}: choose {', '.join(ROUNDINGS)}")
    rounders = {step: unsigned(_top(step, inputs), inputs) for step in HIDDEN}
    return with_activations(lenet_300_100(_arrays(tuple(bits), rounding)), rounders)


@checked
def spent(
    bits: tuple[int, int, int], inputs: int = 8, batch: int = 1
) -> dict[str, Spent]:
    """What each layer takes in these bits under its best mapping (row stationary), for a batch. See joules.best."""
    entering = (PIXELS, inputs, inputs)
    return {
        layer: _layer(layer, b, i, batch) for layer, b, i in zip(LAYERS, bits, entering)
    }


@checked
def energy(bits: tuple[int, int, int], inputs: int = 8, batch: int = 1) -> float:
    """All layers, an image, in 16-bit MACs."""
    return sum(one.total for one in spent(bits, inputs, batch).values()) / batch


@checked
def tried(
    rounding: str = "nearest", split: str = "test"
) -> list[tuple[tuple[int, ...], float]]:
    """Every choice of bits that was tried, with the percent right: [(bits, percent)]; activations in floats."""
    found, mark = results()["by layer"]["1"], "GPTQ " if rounding == "GPTQ" else ""
    wanted = (name for name in found if name.startswith("GPTQ") == bool(mark))
    return [
        (tuple(map(int, name.removeprefix(mark).split())), found[name][split])
        for name in wanted
    ]


@checked
def front(points: list[tuple[float, float]]) -> list[int]:
    """Which of the points (energy, percent) none beats: none is at least as right for less, nor cheaper."""
    order, best_yet, kept = (
        sorted(range(len(points)), key=lambda k: (points[k][0], -points[k][1])),
        -np.inf,
        [],
    )
    for k in order:
        if points[k][1] > best_yet:
            kept.append(k)
            best_yet = points[k][1]
    return kept


@lru_cache(maxsize=512)
def _arrays(bits: tuple[int, ...], rounding: str) -> dict[str, np.ndarray]:
    """The arrays with the first layers rounded, as many as there are bits: a choice for fc3 need not do fc1 again."""
    if not bits:
        return data.weights("LeNet-300-100")
    before, here = _arrays(bits[:-1], rounding), {LAYERS[len(bits) - 1]: bits[-1]}
    if rounding == "nearest":
        return rounded(before, here)
    return second_order(
        lenet_300_100, before, here, data.mnist("train").images[:LEARNED_FROM]
    )


@lru_cache(maxsize=64)
def _top(step: str, bits: int) -> float:
    return least_squares(_outputs()[step], min(bits, 16))[1]


@lru_cache(maxsize=1)
def _outputs() -> dict[str, np.ndarray]:
    return activations(lenet_300_100(), data.mnist("train").images[:LEARNED_FROM])


def _layer(layer: str, weights: int, inputs: int, batch: int) -> Spent:
    shape = replace(NETWORKS["LeNet-300-100"].shape(layer), N=batch)
    return best(shape, widths(shape, weights, inputs), flows=("row",))
