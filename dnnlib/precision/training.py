"""Training in few bits: the methods of the survey's Table III on LeNet-300-100, by one loop (fine_tune.descend).

Each starts from a trained float network and trains on, its weights, and for some its activations, quantized on the way
(quant.qat). Two networks serve: the one that ships, for methods that quantize weights alone; one with batch
normalization before each activation, as the papers have it, for those that quantize activations too.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import torch
from torch import nn

from dnnlib import data
from dnnlib.networks import train
from dnnlib.networks.fine_tune import Tuning, descend
from dnnlib.quant import qat

NETWORK = "LeNet-300-100"
LAYERS = ("fc1", "fc2", "fc3")
MIDDLE = ("fc2",)  # where the first and the last layer are left as they are
FROM_SCRATCH = Tuning(epochs=10, rate=0.2, decay=5e-4)
TUNING = Tuning(epochs=5, rate=0.05, decay=0.0)
# by the float network, which can say so where activations stay as they are
TAUGHT = replace(TUNING, teacher=0.7)
LONG = replace(TAUGHT, epochs=10)


@dataclass(frozen=True)
class Method:
    """How to train in few bits: what weights become, in which layers, and what stands in place of the two ReLUs.

    scales: for each layer so many scalars are trained beside its weights and given to `weights` after them (TTQ).
    """

    weights: Callable | None = None
    layers: tuple[str, ...] = LAYERS
    activations: tuple[Callable, Callable] = (torch.relu, torch.relu)
    norm: bool = False
    scales: int = 0
    tuning: Tuning = TUNING


@dataclass(frozen=True, eq=False)
class Trained:
    """A trained network: its arrays as the hardware will use them, and the arrays behind them, to train on from."""

    net: nn.Module
    arrays: Mapping[str, np.ndarray]
    behind: Mapping[str, np.ndarray]

    def accuracy(self, split: str) -> float:
        """The share of a split's digits that it gets right. Errors: ValueError for an unknown split."""
        return train.accuracy(self.net, data.mnist(split))


def network(
    activations: tuple[Callable, Callable] = (torch.relu, torch.relu),
    norm: bool = False,
) -> nn.Sequential:
    """LeNet-300-100 with these functions for its ReLUs, and, if norm, batch normalization before each of them."""
    first, second = activations
    layers = OrderedDict(
        flatten=nn.Flatten(),
        fc1=nn.Linear(784, 300), norm1=nn.BatchNorm1d(300), relu1=_Function(first),
        fc2=nn.Linear(300, 100), norm2=nn.BatchNorm1d(100), relu2=_Function(second),
        fc3=nn.Linear(100, 10),
    )  # fmt: skip
    return nn.Sequential(
        OrderedDict(
            (name, layer)
            for name, layer in layers.items()
            if norm or "norm" not in name
        )
    )


def float_network(
    seed: int = 1, norm: bool = False, digits=None, quiet: bool = True
) -> Trained:
    """The float network to start from, trained from nothing: with seed 1 and without norm by the recipe that ships."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        start = {
            name: p.detach().numpy()
            for name, p in network(norm=norm).named_parameters()
        }
    return fit(Method(norm=norm, tuning=FROM_SCRATCH), start, seed, digits, quiet)


def fit(
    method: Method,
    start: Mapping[str, np.ndarray],
    seed: int = 1,
    digits=None,
    quiet: bool = True,
) -> Trained:
    """Train a method from a network's arrays on "train" (or other digits); the same seed gives the same weights.

    Shapes: start as data.weights("LeNet-300-100"), with norm1.weight and so on where the method has norms.
    """
    net = network(method.activations, method.norm)
    net.load_state_dict(
        {name: torch.tensor(np.asarray(a)) for name, a in start.items()}, strict=False
    )
    free = {
        name: p.detach().clone().requires_grad_() for name, p in net.named_parameters()
    }
    scales = {
        layer: _scales(free[f"{layer}.weight"], method.scales)
        for layer in method.layers
    }

    def effective():
        few = {
            f"{layer}.weight": method.weights(free[f"{layer}.weight"], *scales[layer])
            for layer in method.layers
        }
        return {**free, **few}

    if method.weights is None:
        effective = free.copy
    learned = [*free.values(), *sum(scales.values(), [])]
    descend(
        NETWORK,
        start,
        learned,
        effective,
        replace(method.tuning, seed=seed),
        digits,
        _nothing,
        quiet,
        net,
    )
    return _trained(net, effective(), free)


def inq(
    start: Mapping[str, np.ndarray],
    bits: int,
    seed: int = 1,
    digits=None,
    quiet=True,
    tuning=TUNING,
) -> Trained:
    """Incremental quantization: half of the weights, the largest, become powers of two and stay; the rest trains on.

    Then 3/4 stay, then 7/8, then all. Levels 0 and +-2^e, 2^(bits-1) of them by sign and 0. Source: Zhou et al.,
    ICLR 2017 (INQ), whose AlexNet has 5 bits.
    """
    net = network()
    net.load_state_dict(
        {name: torch.tensor(np.asarray(a)) for name, a in start.items()}
    )
    free = {
        name: p.detach().clone().requires_grad_() for name, p in net.named_parameters()
    }
    names = [f"{layer}.weight" for layer in LAYERS]
    tops = {name: free[name].detach().abs().max() for name in names}
    held = {name: torch.zeros_like(free[name], dtype=torch.bool) for name in names}
    fixed = {name: torch.zeros_like(free[name]) for name in names}

    def effective():
        return {
            name: torch.where(held[name], fixed[name], w) if name in held else w
            for name, w in free.items()
        }

    def hold(progress: float):
        share = 1 - 0.5 ** (1 + int(4 * progress)) if progress < 0.75 else 1.0
        for name in names:
            w = free[name].detach()
            new = _largest(w, held[name], share)
            fixed[name] = torch.where(new, powers(w, tops[name], bits), fixed[name])
            held[name] = held[name] | new

    descend(
        NETWORK,
        start,
        list(free.values()),
        effective,
        replace(tuning, seed=seed),
        digits,
        hold,
        quiet,
        net,
    )
    return _trained(net, effective(), free)


def powers(w, top, bits: int):
    """The nearest of 0 and +-2^e, e from floor(log2(4/3 top)) down, 2^(bits-2) exponents. Source: INQ, Eqs. 1-4."""
    most = torch.floor(torch.log2(4 * top / 3))
    levels = 2 ** torch.arange(float(most) - 2 ** (bits - 2) + 1, float(most) + 1)
    edges = torch.cat([levels[:1] / 2, (levels[:-1] + levels[1:]) / 2])
    return torch.cat([torch.zeros(1), levels])[
        torch.bucketize(w.abs(), edges, right=True)
    ] * torch.sign(w)


def half_wave(bits: int) -> torch.Tensor:
    """0 and the 2^bits - 1 positive levels with which a Gaussian, its lower half cut off, loses least: Lloyd's rounds.

    Source: Cai et al., CVPR 2017 (HWGQ), 3.2.
    """
    x = np.sort(np.random.default_rng(0).standard_normal(200_000))
    x, levels = x[x > 0], np.linspace(0, 2, 2**bits)
    for _ in range(100):
        cuts = np.searchsorted(x, (levels[:-1] + levels[1:]) / 2)
        levels = np.array([0, *(part.mean() for part in np.split(x, cuts)[1:])])
    return torch.tensor(levels, dtype=torch.float32)


_GENTLE = replace(TUNING, rate=0.01, epochs=3)
_GROWN8, _UNIT2 = partial(qat.grown, bits=8), partial(qat.unit, bits=2)
_SCALED, _HALF2 = qat.scaled_sign, partial(qat.levels, codebook=half_wave(2))
METHODS: Mapping[str, Method] = {
    #                          weights                                  layers  activations           norm
    "float, as long":  Method(tuning=TAUGHT),
    "fixed point 8/8": Method(partial(qat.dynamic_fixed_point, bits=8), LAYERS, (_GROWN8, _GROWN8), tuning=_GENTLE),
    "linear 8":        Method(partial(qat.linear, bits=8), tuning=TAUGHT),
    "linear 4":        Method(partial(qat.linear, bits=4), tuning=TAUGHT),
    "linear 3":        Method(partial(qat.linear, bits=3), tuning=TAUGHT),
    "linear 2":        Method(partial(qat.linear, bits=2), tuning=TAUGHT),
    "BinaryConnect":   Method(qat.binary_connect, tuning=TAUGHT),
    "BWN":             Method(qat.bwn, MIDDLE, tuning=TAUGHT),
    "BWN, all layers": Method(qat.bwn, tuning=LONG),
    "TWN":             Method(qat.twn, MIDDLE, tuning=TAUGHT),
    "TWN, all layers": Method(qat.twn, tuning=LONG),
    "TTQ":             Method(qat.ttq, MIDDLE, scales=2, tuning=TAUGHT),
    "TTQ, all layers": Method(qat.ttq, scales=2, tuning=TAUGHT),
    "XNOR-Net":        Method(qat.bwn,                                  MIDDLE, (_SCALED, torch.relu), norm=True),
    "BNN":             Method(qat.binary_connect,                       LAYERS, (qat.sign, qat.sign),  norm=True),
    "DoReFa-Net":      Method(qat.bwn,                                  MIDDLE, (_UNIT2, torch.relu),  norm=True),
    "QNN":             Method(qat.binary_connect,                       LAYERS, (_UNIT2, torch.relu),  norm=True),
    "HWGQ-Net":        Method(qat.bwn,                                  MIDDLE, (_HALF2, torch.relu),  norm=True),
}  # fmt: skip


class _Function(nn.Module):
    """A function as a layer."""

    def __init__(self, function: Callable):
        super().__init__()
        self.forward = function


def _scales(w, count: int) -> list[torch.Tensor]:
    return [(1.5 * w.detach().abs().mean()).requires_grad_() for _ in range(count)]


def _largest(w, held, share: float):
    """Which weights to hold now: the largest of those still free, until a share of all is held."""
    count = round(share * w.numel()) - int(held.sum())
    new = torch.zeros(w.numel(), dtype=torch.bool)
    if count > 0:
        new[torch.where(held, -1.0, w.abs()).flatten().topk(count).indices] = True
    return new.reshape(w.shape)


def _trained(net: nn.Module, effective: dict, free: dict) -> Trained:
    """The network with its weights in, set to evaluate; buffers of the norms are part of its arrays."""
    with torch.no_grad():
        net.load_state_dict(
            {name: w.detach() for name, w in effective.items()}, strict=False
        )
    buffers = {name: b.numpy().copy() for name, b in net.named_buffers()}
    behind = {name: w.detach().numpy().copy() for name, w in free.items()}
    arrays = {name: w.detach().numpy().copy() for name, w in effective.items()}
    return Trained(net.eval(), {**buffers, **arrays}, {**buffers, **behind})


def _nothing(progress: float) -> None:
    """No masks to choose."""
