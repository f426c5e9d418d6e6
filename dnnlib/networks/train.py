"""Trains the networks that ship with the package: `make weights`, or `python -m dnnlib.networks.train --out DIR`.

Trained on "train", watched on "validation"; the recipes were chosen there. The test images are looked at once, at
the end: a network below its `at_least` is not written. The accuracies are those of the float16 weights that ship.
"""

import sys
from collections import OrderedDict
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy
from tqdm import tqdm

from dnnlib import data
from dnnlib.networks.architecture import Architecture, Training
from dnnlib.networks.command import command
from dnnlib.networks.layers import fold_batch_norm
from dnnlib.networks.shipped import NETWORKS, known
from dnnlib.networks.steps import FC, AveragePool, Conv, MaxPool, Relu, Step

NORM = "_norm"  # conv1_norm is the batch normalization after conv1
MODULES: dict[type, Callable] = {  # of a step and the channels that enter it
    Conv: lambda s, C: nn.Conv2d(C, s.M, s.window, s.U, s.by, groups=s.G),
    FC: lambda s, C: nn.Linear(C, s.M),
    MaxPool: lambda s, C: nn.MaxPool2d(s.window),
    AveragePool: lambda s, C: nn.AvgPool2d(s.window),
    Relu: lambda s, C: nn.ReLU(),
}


def model(network: str | Architecture, norm: bool = False) -> nn.Sequential:
    """The network in PyTorch, not yet trained; its layers and weights bear the names of `data.weights`.

    norm: with batch normalization after each CONV layer, as the training of some networks has it.
    Shapes: [N, C, H, W] -> scores [N, M]. Errors: KeyError where the network is not one of NETWORKS.
    """
    net = known(network)
    flat = next((name for name in net.steps if isinstance(net.steps[name], FC)), None)
    modules: OrderedDict[str, nn.Module] = OrderedDict()
    for name, step in net.steps.items():
        if name == flat:
            modules["flatten"] = nn.Flatten()
        modules[name] = _module(net, name, step)
        if norm and isinstance(step, Conv):
            modules[name + NORM] = nn.BatchNorm2d(step.M)
    return nn.Sequential(modules)


def train(
    network: str | Architecture,
    digits: data.Digits,
    recipe: Training,
    quiet: bool = False,
) -> nn.Sequential:
    """A network trained on digits by a recipe: the same seed, threads and machine give the same weights.

    Errors: KeyError where the network is not one of NETWORKS.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(recipe.seed)
        net = _channels_last(model(network, recipe.norm))
        _descend(net, *_tensors(digits), recipe, known(network).name, quiet)
        return folded(network, net) if recipe.norm else net


def folded(network: str | Architecture, net: nn.Sequential) -> nn.Sequential:
    """A network without batch normalization, the same function: it is part of the filters and biases before it."""
    arrays = {name: value.numpy() for name, value in net.state_dict().items()}
    plain = model(network)
    for name, norm in net.named_children():
        if isinstance(norm, nn.BatchNorm2d):
            layer = name.removesuffix(NORM)
            F, bias = fold_batch_norm(
                arrays[f"{layer}.weight"],
                arrays[f"{layer}.bias"],
                arrays[f"{name}.weight"],
                arrays[f"{name}.bias"],
                arrays[f"{name}.running_mean"],
                arrays[f"{name}.running_var"],
                norm.eps,
            )
            arrays |= {f"{layer}.weight": F, f"{layer}.bias": bias}
    state = {name: torch.tensor(arrays[name]) for name in plain.state_dict()}
    plain.load_state_dict(state)
    return _channels_last(plain)


def _channels_last(net: nn.Sequential) -> nn.Sequential:
    """Its images with the channel last: quicker here. The stubs of `to` do not know the word."""
    return net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]


def _descend(net: nn.Module, images, labels, recipe: Training, name: str, quiet: bool):
    """Follow the loss down, in place."""
    sgd = torch.optim.SGD(
        net.parameters(), recipe.rate, momentum=0.9, weight_decay=5e-4, nesterov=True
    )
    steps = recipe.epochs * -(-len(labels) // recipe.batch)
    cosine = torch.optim.lr_scheduler.OneCycleLR(
        sgd, recipe.rate, steps, pct_start=0.1, cycle_momentum=False
    )
    with tqdm(total=steps, desc=name, unit="step", disable=quiet) as progress:
        for _ in range(recipe.epochs):
            for batch in torch.randperm(len(labels)).split(recipe.batch):
                sgd.zero_grad()
                moved = _moved(images[batch], recipe.shift)
                cross_entropy(net(moved), labels[batch]).backward()
                sgd.step()
                cosine.step()
                progress.update()


def _moved(images, most: int):
    """The images moved by up to `most` pixels down and across; their frame is paper, so they may be rolled."""
    if not most:
        return images
    by = torch.randint(-most, most + 1, (2,)).tolist()
    return images.roll(by, (2, 3))


def _module(net: Architecture, name: str, step: Step) -> nn.Module:
    C, H, W = net.entering(name)
    return MODULES[type(step)](step, C * H * W if isinstance(step, FC) else C)


@torch.no_grad()
def accuracy(net: nn.Module, digits: data.Digits) -> float:
    """The share of digits whose highest score is at their label."""
    images, labels = _tensors(digits)
    right = [
        (net(i).argmax(1) == l).sum().item()
        for i, l in zip(images.split(1000), labels.split(1000))
    ]
    return sum(right) / len(digits)


def ship(network: str, net: nn.Module, folder: Path | str = data.ASSETS) -> str:
    """Write the weights as float16 and say how well they do, unless they fall below their recipe's `at_least`.

    Errors: ValueError with the accuracy reached and the one that was due; then nothing is written.
    """
    net, due = deepcopy(net).half().float(), NETWORKS[network].training.at_least
    digits = NETWORKS[network].digits
    reached = {split: accuracy(net, digits(split)) for split in ("validation", "test")}
    said = f"{network}: {reached['validation']:.2%} of the validation images, {reached['test']:.2%} of the test images"
    if reached["test"] < due:
        raise ValueError(f"{said}, of which {due:.1%} were due: nothing was written")
    path = data.save_weights(
        network,
        {name: array.numpy() for name, array in net.state_dict().items()},
        folder,
    )
    return f"{said} -> {path}, {path.stat().st_size:,} bytes"


def main(arguments=None):
    """Train the networks named on the command line, all of them by default, and ship them."""
    says = "Train the networks that ship."
    parser = command("dnnlib.networks.train", says, "network", NETWORKS)
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)  # networks this small gain nothing from more
    for network in chosen.network or NETWORKS:
        net = NETWORKS[network]
        trained = train(network, net.digits("train"), net.training)
        try:
            print(ship(network, trained, chosen.out))
        except ValueError as error:
            sys.exit(str(error))


def _tensors(digits: data.Digits) -> tuple[torch.Tensor, torch.Tensor]:
    images = torch.from_numpy(data.inputs(digits.images)).to(
        memory_format=torch.channels_last
    )
    return images, torch.from_numpy(digits.labels.astype(np.int64))


if __name__ == "__main__":
    main()
