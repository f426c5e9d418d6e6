"""A trained layer of a network that ships, replaced by its factors: a network like any other, that runs and trains on.

    at = factored("LeNet-5", "conv2", "cp", 16)     four layers in place of one
    at.net.build(at.weights)                        runs;  train, fine_tune, integer_network take at.net as well

Between the factors stands nothing but sums, so together they are one linear layer still.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from dnnlib.compact import low_rank
from dnnlib.compact.chain import Filters, compose
from dnnlib.compact.cp import cp
from dnnlib.door import checked
from dnnlib.networks import NETWORKS, Architecture
from dnnlib.networks.steps import FC, Conv, Step

ROUNDS, SEED = 100, 0  # of CP


def _cp(F, r: int) -> tuple[Filters, ...]:
    return low_rank.cp_chain(cp(F, r, ROUNDS, SEED))


def _tucker(F, m: int, c: int) -> tuple[Filters, ...]:
    return low_rank.tucker_chain(*low_rank.tucker(F, m, c))


def _svd(F, r: int) -> tuple[Filters, ...]:
    A, B = low_rank.svd(F, r)
    return Filters(B[:, :, None, None]), Filters(A[:, :, None, None])


KINDS: Mapping[str, Callable] = {"cp": _cp, "tucker": _tucker, "svd": _svd}


@checked
@dataclass(frozen=True, eq=False)
class Factored:
    """A network with one layer in factors: its steps, its weights, and how far the factors are from the layer."""

    net: Architecture
    weights: Mapping[str, np.ndarray]
    layer: str
    kind: str
    rank: tuple[int, ...]
    error: float

    @property
    def parts(self) -> tuple:
        """The layers that stand for the one, in order."""
        mark = f"{self.layer}_"
        return tuple(one for one in self.net.layers if one.name.startswith(mark))


@cache
def factored(network: str, layer: str, kind: str, *rank: int) -> Factored:
    """A network of NETWORKS with one layer in factors of this rank; nothing is trained.

    kind: "cp" (r) and "tucker" (m, c) for CONV layers, "svd" (r) for FC layers.
    Errors: ValueError where the kind does not fit the layer; KeyError lists the layers; those of the factors.
    """
    net, weights = NETWORKS[network], NETWORKS[network].weights()
    net.shape(layer)  # says which layers there are
    step, F = net.steps[layer], weights[f"{layer}.weight"].astype(float)
    if kind not in KINDS or isinstance(step, FC) != (kind == "svd"):
        raise ValueError(
            f"kind={kind!r} does not fit {layer}: cp, tucker (CONV), svd (FC)"
        )
    chain = KINDS[kind](F, *rank)
    near = compose(*chain).F.reshape(F.shape)
    names = [f"{layer}_{k}" for k in range(1, len(chain) + 1)]
    parts = {n: _step(step, one, k) for k, (n, one) in enumerate(zip(names, chain))}
    label = f"{network}, {layer} {kind} {', '.join(map(str, rank))}"
    return Factored(
        replace(net, name=label, steps=_spliced(net.steps, layer, parts)),
        _arrays(weights, layer, names, chain, step),
        layer,
        kind,
        rank,
        low_rank.error(F, near),
    )


@checked
def approximation(at: Factored) -> np.ndarray:
    """The layer that the factors compose to, of the layer's own shape."""
    steps, weights = at.net.steps, at.weights
    chain = []
    for part in at.parts:
        F, G = weights[f"{part.name}.weight"], getattr(steps[part.name], "G", 1)
        chain.append(Filters(F.reshape(*F.shape, *(1,) * (4 - F.ndim)), 1, G))
    F = compose(*chain).F
    return F if at.kind != "svd" else F[:, :, 0, 0]


def _step(step: Step, filters: Filters, place: int) -> Step:
    """A factor as a step; the frame of the whole layer is put before its first factor."""
    F, U, G = filters
    M, _, R, S = F.shape
    if not isinstance(step, Conv):
        return FC(M)
    return Conv(M, R, U, step.by if place == 0 else 0, G, S)


def _spliced(steps, layer: str, parts: dict) -> dict[str, Step]:
    found: dict[str, Step] = {}
    for name, step in steps.items():
        found |= parts if name == layer else {name: step}
    return found


def _arrays(weights, layer: str, names, chain, step: Step) -> dict[str, np.ndarray]:
    """All weights, in the order of the steps; only the last factor has the layer's bias."""
    found = {}
    for key, array in weights.items():
        name, _, what = key.rpartition(".")
        if name != layer:
            found[key] = array
        elif what == "weight":
            for part, (F, *_) in zip(names, chain):
                F = F[:, :, 0, 0] if isinstance(step, FC) else F
                found[f"{part}.weight"] = np.ascontiguousarray(F, np.float32)
                found[f"{part}.bias"] = np.zeros(len(F), np.float32)
    return found | {f"{names[-1]}.bias": weights[f"{layer}.bias"]}
