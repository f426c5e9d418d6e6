"""Trains the two networks that ship with the package: `make weights`, or `python -m dnnlib.networks.train --out DIR`.

Trained on "train", watched on "validation"; the recipes were chosen there. The test images are looked at once, at
the end: a network below its `at_least` is not written. The accuracies are those of the float16 weights that ship.
"""

import argparse
import sys
from collections import OrderedDict
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy
from tqdm import tqdm

from dnnlib import data


@dataclass(frozen=True)
class Recipe:
    """How a network is trained: SGD, Nesterov momentum 0.9, weight decay 0.0005; up to `rate` in a tenth of the steps,
    which LeNet-5 needs lest some seeds diverge, then down by a cosine.
    """

    epochs: int
    batch: int
    rate: float
    at_least: float  # of the test images, or the network is not shipped
    seed: int = 1


RECIPES = {
    #                      epochs batch  rate  at_least
    "LeNet-300-100": Recipe(   10,  128, 0.20, 0.983),
    "LeNet-5":       Recipe(    5,  256, 0.10, 0.990),
}  # fmt: skip


def model(network: str) -> nn.Sequential:
    """The network in PyTorch, not yet trained; its layers and weights bear the names of `data.weights`.

    Shapes: [N, 1, 28, 28] -> scores [N, 10]. Errors: KeyError where the network is not one of RECIPES.
    Source: LeNet-300-100: LeCun et al., Proc. IEEE 86(11), 1998. LeNet-5: Caffe's 20-50-500-10 (SURVEY Table II).
    """
    layers = {
        "LeNet-300-100": lambda: dict(
            flatten=nn.Flatten(),
            fc1=nn.Linear(784, 300), relu1=nn.ReLU(),
            fc2=nn.Linear(300, 100), relu2=nn.ReLU(),
            fc3=nn.Linear(100, 10),
        ),
        "LeNet-5": lambda: dict(
            conv1=nn.Conv2d(1, 20, 5),  pool1=nn.MaxPool2d(2),   # [N, 20, 24, 24] -> [N, 20, 12, 12]
            conv2=nn.Conv2d(20, 50, 5), pool2=nn.MaxPool2d(2),   # [N, 50, 8, 8]   -> [N, 50, 4, 4]
            flatten=nn.Flatten(),
            fc1=nn.Linear(800, 500),    relu1=nn.ReLU(),
            fc2=nn.Linear(500, 10),
        ),
    }  # fmt: skip
    return nn.Sequential(OrderedDict(layers[network]()))


def train(
    network: str, digits: data.Digits, recipe: Recipe, quiet: bool = False
) -> nn.Sequential:
    """A network trained on digits by a recipe: the same seed, threads and machine give the same weights.

    Errors: KeyError where the network is not one of RECIPES.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(recipe.seed)
        net = model(network).to(memory_format=torch.channels_last)
        images, labels = _tensors(digits)
        sgd = torch.optim.SGD(
            net.parameters(),
            recipe.rate,
            momentum=0.9,
            weight_decay=5e-4,
            nesterov=True,
        )
        steps = recipe.epochs * -(-len(labels) // recipe.batch)
        cosine = torch.optim.lr_scheduler.OneCycleLR(
            sgd, recipe.rate, steps, pct_start=0.1, cycle_momentum=False
        )
        with tqdm(total=steps, desc=network, unit="step", disable=quiet) as progress:
            for _ in range(recipe.epochs):
                for batch in torch.randperm(len(labels)).split(recipe.batch):
                    sgd.zero_grad()
                    cross_entropy(net(images[batch]), labels[batch]).backward()
                    sgd.step()
                    cosine.step()
                    progress.update()
    return net


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
    net, due = deepcopy(net).half().float(), RECIPES[network].at_least
    reached = {
        split: accuracy(net, data.mnist(split)) for split in ("validation", "test")
    }
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
    parser = argparse.ArgumentParser(
        prog="python -m dnnlib.networks.train",
        description="Train the networks that ship.",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=data.ASSETS,
        help="the folder to write to (default: the package)",
    )
    parser.add_argument(
        "--network",
        choices=RECIPES,
        action="append",
        help="only this one (default: all)",
    )
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)  # networks this small gain nothing from more
    for network in chosen.network or RECIPES:
        try:
            print(
                ship(
                    network,
                    train(network, data.mnist("train"), RECIPES[network]),
                    chosen.out,
                )
            )
        except ValueError as error:
            sys.exit(str(error))


def _tensors(digits: data.Digits) -> tuple[torch.Tensor, torch.Tensor]:
    images = torch.from_numpy(data.inputs(digits.images)).to(
        memory_format=torch.channels_last
    )
    return images, torch.from_numpy(digits.labels.astype(np.int64))


if __name__ == "__main__":
    main()
