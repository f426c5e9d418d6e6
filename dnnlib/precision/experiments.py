"""Makes assets/precision.json again: `python -m dnnlib.precision.experiments` (about 20 minutes on one core).

What is chosen (rates, epochs, how far activations are clipped, the bits of each layer) is chosen on "validation".
The test images are looked at once a result. `--part bits` makes one part again and keeps the others.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from dnnlib import data
from dnnlib.door import save
from dnnlib.networks import NETWORKS, fine_tune, train
from dnnlib.networks.command import command
from dnnlib.networks.lenet import lenet_300_100
from dnnlib.networks.network import accuracy, activations
from dnnlib.precision.results import FILE
from dnnlib.precision.rounded import (
    HIDDEN,
    LAYERS,
    rounded,
    second_order,
    tops,
    unsigned,
    with_activations,
)
from dnnlib.precision.training import (
    METHODS,
    NETWORK,
    TUNING,
    Trained,
    fit,
    float_network,
    inq,
)
from dnnlib.quant.codebook import QUANTIZERS, dynamic_fixed_point, kmeans, log2

SEEDS = (1, 2, 3)
SHARED_RATE = 1e-4  # a level's gradient is a sum over thousands of weights
# training images from which levels of activations and second moments are learned
CALIBRATION = 2000
BITS = (1, 2, 3, 4, 5, 6, 7, 8)
# quantiles of the positive activations, one of which is the top
CLIPS = (1.0, 0.999, 0.99, 0.97)
LAYER_BITS = (1, 2, 3, 4, 6, 8)
EACH = ("validation", "test")


def judged(network) -> dict[str, float]:
    """Percent right of a NumPy network, or of a Trained one, on the validation and the test images."""
    if isinstance(network, Trained):
        return {split: round(100 * network.accuracy(split), 2) for split in EACH}
    splits = {split: data.mnist(split) for split in EACH}
    return {
        split: round(100 * accuracy(network, d.images, d.labels), 2)
        for split, d in splits.items()
    }


def floats(seed: int) -> dict[str, np.ndarray]:
    """The float network of a seed, by the recipe that ships; seed 1 is the one that ships."""
    if seed == 1:
        return data.weights(NETWORK)
    net = train.train(
        NETWORK,
        data.mnist("train"),
        replace(NETWORKS[NETWORK].training, seed=seed),
        quiet=True,
    )
    return {name: array.numpy().copy() for name, array in net.state_dict().items()}


def clipped(make: Callable, images) -> Callable:
    """The one of several networks, make(share), that does best on the validation images."""
    split = data.mnist("validation")
    return max(
        (make(share) for share in CLIPS),
        key=lambda net: accuracy(net, split.images, split.labels),
    )


def bits(start: dict, images) -> Iterator[tuple[str, dict]]:
    """Accuracy against bits, without training: weights alone, by rounding and by GPTQ; activations alone; both."""
    net = lenet_300_100(start)

    def few(weights, b):
        def at(share):
            top = tops(net, images, share)
            return with_activations(
                lenet_300_100(weights),
                {step: unsigned(top[step], b) for step in HIDDEN},
            )

        return clipped(at, images)

    for b in BITS:
        same = dict.fromkeys(LAYERS, b)
        nearest, gptq = (
            rounded(start, same),
            second_order(lenet_300_100, start, same, images),
        )
        yield f"weights {b}", judged(lenet_300_100(nearest))
        yield f"weights, GPTQ {b}", judged(lenet_300_100(gptq))
        yield f"activations {b}", judged(few(start, b))
        yield f"both {b}", judged(few(nearest, b))
    for name, b in product(QUANTIZERS, (2, 3, 4, 5)):
        yield (
            f"{name} {b}",
            judged(
                lenet_300_100(
                    rounded(start, dict.fromkeys(LAYERS, b), QUANTIZERS[name])
                )
            ),
        )
    for b in (1, 2, 3):
        yield (
            f"ends at 8, middle {b}",
            judged(lenet_300_100(rounded(start, {"fc1": 8, "fc2": b, "fc3": 8}))),
        )
        yield (
            f"last at 8, others {b}",
            judged(lenet_300_100(rounded(start, {"fc1": b, "fc2": b, "fc3": 8}))),
        )


def untrained(start: dict, images) -> dict:
    """The rows of Table III that train nothing: fixed point 8/10, and powers of two for weights and activations."""
    made = activations(lenet_300_100(start), images)
    books = {
        "fixed point 8/10": (
            dynamic_fixed_point,
            8,
            {s: dynamic_fixed_point(made[s], 10) for s in HIDDEN},
        ),
        "LogNet": (log2, 4, {s: log2(made[s], 4, signed=False) for s in HIDDEN}),
    }
    return {
        name: judged(
            with_activations(
                lenet_300_100(rounded(start, dict.fromkeys(LAYERS, b), quantizer)),
                outputs,
            )
        )
        for name, (quantizer, b, outputs) in books.items()
    }


def shared(start: dict, b: int, seed: int) -> dict:
    """Weight sharing, 2^b values a layer from k-means, trained on together (fine_tune.share)."""
    codes = {
        name: np.arange(array.size)
        for name, array in start.items()
        if name.endswith("bias")
    }
    levels = {name: start[name].copy() for name in codes}
    for name in (f"{layer}.weight" for layer in LAYERS):
        book = kmeans(start[name], b)
        codes[name], levels[name] = (
            book.encode(start[name]).astype(np.int64),
            book.levels.astype(np.float32),
        )
    tuning = replace(TUNING, rate=SHARED_RATE, epochs=2, seed=seed)
    after = fine_tune.share(NETWORK, codes, levels, tuning)
    return judged(lenet_300_100({name: after[name][codes[name]] for name in start}))


def table(start: dict, images, seed: int) -> Iterator[tuple[str, dict]]:
    """Every method of training.METHODS, and the other rows of Table III, from one float network: name, accuracies."""
    norm = float_network(seed, norm=True)
    yield from {
        "float": judged(lenet_300_100(start)),
        "float, norm": judged(norm),
        **untrained(start, images),
    }.items()
    for name, method in METHODS.items():
        yield name, judged(fit(method, norm.behind if method.norm else start, seed))
    yield "INQ", judged(inq(start, 5, seed))
    yield from ((f"shared {b}", shared(start, b, seed)) for b in (4, 2))


def by_layer(start: dict, images) -> Iterator[tuple[str, dict]]:
    """Accuracy with every choice of bits a layer, to the nearest level ("4 3 8") and by GPTQ ("GPTQ 4 3 8")."""
    for name, few in (
        ("", rounded),
        ("GPTQ ", partial(second_order, lenet_300_100, images=images)),
    ):
        made: dict[tuple, dict] = {(): start}
        for layer in LAYERS:  # each layer for all that the layers before it may be
            made = {
                (*key, b): few(one, bits={layer: b})
                for key, one in made.items()
                for b in LAYER_BITS
            }
        for key, one in made.items():
            yield name + " ".join(map(str, key)), judged(lenet_300_100(one))


def main(arguments=None):
    """Make the parts named on the command line, all of them by default, and write each when it is there."""
    says = "Results that ship."
    parts = {"bits": bits, "table": table, "by layer": by_layer}
    parser = command("dnnlib.precision.experiments", says, "part", parts, FILE)
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)
    images = data.mnist("train").images[:CALIBRATION]
    for part in chosen.part or parts:
        for seed in (1,) if part == "by layer" else chosen.seeds:
            more = {"seed": seed} if part == "table" else {}
            for name, found in tqdm(
                parts[part](floats(seed), images=images, **more),
                desc=f"{part}, seed {seed}",
            ):
                keep(chosen.out, part, str(seed), name, found)


def keep(path: Path, part: str, seed: str, name: str, found: dict) -> None:
    """Put a result under {part: {seed: {name: ...}}} of the file, which keeps all others."""
    held = json.loads(path.read_text()) if path.exists() else {}
    held.setdefault(part, {}).setdefault(seed, {})[name] = found
    save(path, json.dumps(held, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
