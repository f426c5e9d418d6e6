"""A search for widths, as NetAdapt has it: cut filters, layer by layer, until a cost is met. The cost decides who wins.

    adapt(start("LeNet-5"), macs, 0.25, digits)[-1]             the widths that MACs lead to
    adapt(start("LeNet-5"), energy(batch=1), 0.25, digits)[-1]  others: FC weights cross DRAM for one use

Each round every layer proposes: as many of its filters go as the round's cost needs, those of the smallest norm.
The proposal that keeps most images right is taken. Source: Yang et al., ECCV 2018, Algorithm 1, without the short
training of each proposal: what wins is trained afterwards.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from dnnlib import data
from dnnlib.compact import blocks
from dnnlib.door import checked
from dnnlib.networks import Architecture, accuracy
from dnnlib.networks.shipped import known
from dnnlib.networks.steps import FC, Conv
from dnnlib.slim.bill import bill_of
from dnnlib.table import Table

ROUND = 0.05  # of the first cost: what a round must save
GRAIN = 50  # a layer's width is tried in so many steps


@checked
@dataclass(frozen=True, eq=False)
class Thin:
    """A network with some filters cut: its steps, its weights, and what was cut last."""

    net: Architecture
    weights: Mapping[str, np.ndarray]
    cut: str = ""

    @property
    def widths(self) -> dict[str, int]:
        """Filters of each layer that may be cut: all but the last, and none of depthwise ones."""
        names = list(self.net.weighted)[:-1]
        steps = {name: self.net.weighted[name] for name in names}
        return {name: step.M for name, step in steps.items() if not _depthwise(step)}

    def right(self, digits: data.Digits) -> float:
        """The share of the images that it gets right, 0 to 1."""
        return accuracy(self.net.build(self.weights), digits.images, digits.labels)


Cost = Callable[[Architecture], float]


@checked
def macs(net: Architecture) -> float:
    """Multiply-accumulates of an image."""
    return blocks.macs(net.layers)


def energy(batch: int = 1) -> Cost:
    """The cost that is the energy of an image at a batch, by the engine of chapter 6."""
    return partial(_energy, batch)


def _energy(batch: int, net: Architecture) -> float:
    return bill_of(net.name, net.layers, batch).energy


def start(network: str) -> Thin:
    """A network that ships, whole. Errors: KeyError lists them."""
    net = known(network)
    return Thin(net, net.weights())


@checked
def narrowed(thin: Thin, layer: str, M: int) -> Thin:
    """The network with M filters of a layer, those of the largest norm; what read the others is cut with them.

    Errors: ValueError where M is not in 1 to the layer's filters; KeyError lists the layers.
    """
    thin.net.shape(layer)  # says which layers there are
    if layer not in thin.widths or not 1 <= M <= thin.widths[layer]:
        raise ValueError(f"M={M} of {layer}: cut one of {thin.widths}")
    F = thin.weights[f"{layer}.weight"]
    norms = np.linalg.norm(F.reshape(len(F), -1), axis=1)
    kept = np.sort(np.argsort(-norms, kind="stable")[:M])
    steps, weights = dict(thin.net.steps), dict(thin.weights)
    steps[layer] = replace(thin.net.weighted[layer], M=M)
    for what in ("weight", "bias"):
        weights[f"{layer}.{what}"] = weights[f"{layer}.{what}"][kept]
    _cut_readers(steps, weights, layer, kept, len(F))
    return Thin(replace(thin.net, steps=steps), weights, layer)


@checked
def proposals(thin: Thin, cost: Cost, most: float) -> list[Thin]:
    """One a layer: the widest that costs no more than `most`; none where no width of it does."""
    found = []
    for layer, whole in thin.widths.items():
        grain = max(1, whole // GRAIN)
        for M in range(whole - grain, 0, -grain):
            one = narrowed(thin, layer, M)
            if cost(one.net) <= most:
                found.append(one)
                break
    return found


@checked
def first_round(thin: Thin, costs: Mapping[str, Cost]) -> Table:
    """A row a layer: its filters, and how many must go, if it alone saves a round's share of each cost."""
    gone: dict[str, dict[str, int]] = {}
    for name, cost in costs.items():
        offered = proposals(thin, cost, (1 - ROUND) * cost(thin.net))
        gone[name] = {one.cut: one.widths[one.cut] for one in offered}
    rows = []
    for layer, M in thin.widths.items():
        left = [found.get(layer) for found in gone.values()]
        rows.append((layer, M, *(None if k is None else M - k for k in left)))
    heads = tuple(f"gone for {ROUND:.0%} of {name}" for name in costs)
    return Table(("layer", "filters", *heads), rows, thin.net.name)


@checked
def adapt(
    thin: Thin, cost: Cost, share: float, digits: data.Digits, rounds: int = 100
) -> list[Thin]:
    """The networks from the first to one whose cost is `share` of it, a round each; digits judge the proposals.

    Errors: ValueError where the share is not between 0 and 1, or no width of any layer gets there.
    """
    if not 0 < share < 1:
        raise ValueError(f"share={share}: the cost that is to be left, between 0 and 1")
    first = cost(thin.net)
    found = [thin]
    while cost(found[-1].net) > share * first and len(found) <= rounds:
        now = cost(found[-1].net)
        most = max(now - ROUND * first, share * first)
        offered = proposals(found[-1], cost, most)
        if not offered:
            raise ValueError(
                f"no layer alone saves {ROUND:.0%}; it is at {now / first:.0%}"
            )
        found.append(max(offered, key=lambda one: one.right(digits)))
    return found


def _cut_readers(steps: dict, weights: dict, layer: str, kept, M: int):
    """The layers after one: a depthwise one loses the same channels, and the next as well; others lose inputs."""
    names = list(steps)
    for name in names[names.index(layer) + 1 :]:
        step = steps[name]
        if not isinstance(step, Conv | FC):
            continue
        F = weights[f"{name}.weight"]
        if not (isinstance(step, Conv) and step.G > 1):
            weights[f"{name}.weight"] = _inputs(F, M, kept)
            return
        steps[name] = replace(step, M=len(kept), G=len(kept))
        weights[f"{name}.weight"] = F[kept]
        weights[f"{name}.bias"] = weights[f"{name}.bias"][kept]


def _inputs(F, M: int, kept):
    """F with the kept of M input channels; of an FC layer a channel is a whole map of inputs."""
    maps = F.reshape(len(F), M, -1)[:, kept]
    return (
        maps.reshape(len(F), len(kept), *F.shape[2:])
        if F.ndim == 4
        else maps.reshape(len(F), -1)
    )


def _depthwise(step) -> bool:
    return isinstance(step, Conv) and step.G > 1
