"""Deep Compression, end to end: prune, share, code. Makes the compressed networks that ship, and the table of seeds.

    python -m dnnlib.sparsity.deep_compression --out DIR           both networks, seeds 1 to 3

Trained on "train"; densities, bits and rates were chosen on "validation"; the test images are looked at once, at the
end. Accuracies are those of the file, read back: what is not in it cannot help.
Source: Han, Mao, Dally, ICLR 2016; Sze et al. 2017, VII-A and VII-B.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch

from dnnlib.compress import network_file, shipped
from dnnlib.compress.network_file import Shared
from dnnlib.compress.shipped import Run
from dnnlib.door import save
from dnnlib.networks import fine_tune
from dnnlib.networks.command import command
from dnnlib.networks.fine_tune import Tuning
from dnnlib.networks.network import accuracy
from dnnlib.networks.shipped import NETWORKS
from dnnlib.quant.kmeans import kmeans


@dataclass(frozen=True)
class Recipe:
    """The share of each layer's weights that stays, the bits of its codes, and how the two stages are trained."""

    densities: Mapping[str, float]
    bits: Mapping[str, int]
    pruning: Tuning
    sharing: Tuning


RECIPES = {
    "LeNet-300-100": Recipe(
        densities={"fc1": 0.04, "fc2": 0.08, "fc3": 0.30},
        bits={"fc1": 4, "fc2": 4, "fc3": 4},
        pruning=Tuning(epochs=15, rate=0.1, teacher=0.5),
        sharing=Tuning(epochs=5, rate=0.01, teacher=0.5),
    ),
    "LeNet-5": Recipe(
        densities={"conv1": 0.50, "conv2": 0.08, "fc1": 0.02, "fc2": 0.12},
        bits={"conv1": 5, "conv2": 4, "fc1": 4, "fc2": 4},
        pruning=Tuning(epochs=6, rate=0.05, teacher=0.5),
        sharing=Tuning(epochs=2, rate=0.01, teacher=0.5),
    ),
}


_OURS = RECIPES["LeNet-300-100"]
_ALONE = {"pruning": replace(_OURS.pruning, teacher=0.0)}
_ALONE["sharing"] = replace(_OURS.sharing, teacher=0.0)
# From the paper's densities and bits to ours, one change a row; all are trained as long.
ABLATION = {
    "the paper's densities and bits": Recipe(
        {"fc1": 0.08, "fc2": 0.09, "fc3": 0.26}, dict.fromkeys(_OURS.bits, 6), **_ALONE
    ),
    "codes of 4 bits": Recipe(
        {"fc1": 0.08, "fc2": 0.09, "fc3": 0.26}, _OURS.bits, **_ALONE
    ),
    "fewer weights": Recipe(_OURS.densities, _OURS.bits, **_ALONE),
    "taught by the dense network": _OURS,
}


def ablate(seed: int = 1) -> list[str]:
    """The rows of `ablation.RECORDED`, measured again: about a minute each on one core."""
    network, lines = "LeNet-300-100", []
    test = NETWORKS[network].digits("test")
    for name, recipe in ABLATION.items():
        coded = compress(network, seed, recipe)["coded"]
        net = NETWORKS[network].build(network_file.read(coded)[1])
        right = accuracy(net, test.images, test.labels)
        lines.append(f"{name} | {len(coded)} | {right:.4f}")
    return lines


def compress(
    network: str, seed: int = 1, recipe: Recipe | None = None, digits=None
) -> dict[str, Any]:
    """The shipped network after each stage: {"pruned": weights, "shared": Shared by array, "coded": bytes of a file}.

    Biases are not pruned and each has a level of its own; all levels end as float16. The same seed gives the same.
    Errors: KeyError where the network is not one of RECIPES.
    """
    recipe, dense = recipe or RECIPES[network], NETWORKS[network].weights()
    pruned = fine_tune.prune(
        network, dense, recipe.densities, _seeded(recipe.pruning, seed), digits
    )
    start = {
        name: share(array, recipe.bits.get(name.removesuffix(".weight")))
        for name, array in pruned.items()
    }
    levels = fine_tune.share(
        network, {name: one.codes for name, one in start.items()}, {name: one.levels for name, one in start.items()},
        _seeded(recipe.sharing, seed), digits, teacher=dense,
    )  # fmt: skip
    shared = {
        name: tidy(Shared(one.codes, levels[name].astype(np.float16)))
        for name, one in start.items()
    }
    return {
        "pruned": pruned,
        "shared": shared,
        "coded": network_file.pack(network, shared),
    }


def share(array: np.ndarray, bits: int | None) -> Shared:
    """An array as codes and levels: 2^bits levels by k-means for what is not 0; without bits a level for each value."""
    if bits is None:
        return Shared(
            np.arange(array.size).reshape(array.shape), array.ravel().astype(np.float32)
        )
    codes, stay = np.full(array.shape, -1), array != 0
    book = kmeans(array[stay], bits)
    codes[stay] = book.encode(array[stay])
    return Shared(codes, book.levels.astype(np.float32))


def tidy(shared: Shared) -> Shared:
    """An array with levels that rise and are all in use; biases, a level for each, stay as they are."""
    if shared.levels.size == shared.codes.size:
        return shared
    stay = shared.codes >= 0
    levels, found = np.unique(shared.levels[shared.codes[stay]], return_inverse=True)
    codes = np.full(shared.codes.shape, -1)
    codes[stay] = found
    return Shared(codes, levels)


def run(network: str, seed: int) -> tuple[Run, bytes]:
    """A whole run: its sizes and accuracies, the seconds of processor time it took, and the file."""
    start = time.thread_time()
    made = compress(network, seed)
    seconds = time.thread_time() - start
    _, arrays = network_file.read(made["coded"])
    right = {
        f"{stage} {split}": round(
            accuracy(NETWORKS[network].build(weights), digits.images, digits.labels), 4
        )
        for stage, weights in (
            ("dense", NETWORKS[network].weights()),
            ("pruned", made["pruned"]),
            ("coded", arrays),
        )
        for split in ("validation", "test")
        for digits in [NETWORKS[network].digits(split)]
    }
    return Run(network, seed, len(made["coded"]), round(seconds, 1), right), made[
        "coded"
    ]


def main(arguments=None):
    """Run the recipes over the seeds; ship the file of the first seed, and a line for each."""
    says = "Make the compressed networks."
    parser = command("dnnlib.sparsity.deep_compression", says, "network", RECIPES)
    parser.add_argument(
        "--seeds", type=int, default=3, help="seeds 1 to this (default: 3)"
    )
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)
    known = (
        {(r.network, r.seed): r for r in shipped.runs(chosen.out)}
        if (chosen.out / shipped.RESULTS).exists()
        else {}
    )
    for network in chosen.network or RECIPES:
        for seed in range(1, chosen.seeds + 1):
            result, content = run(network, seed)
            known[network, seed] = result
            print(shipped.line(result), flush=True)
            if seed == 1:
                save(chosen.out / network_file.FILES[network], content)
            lines = "".join(shipped.line(known[key]) + "\n" for key in sorted(known))
            save(chosen.out / shipped.RESULTS, lines)


def _seeded(tuning: Tuning, seed: int) -> Tuning:
    return Tuning(**{**vars(tuning), "seed": seed})


if __name__ == "__main__":
    main()
