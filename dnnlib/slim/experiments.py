"""Makes the results of chapter 11 that take minutes: `python -m dnnlib.slim.experiments --out DIR` writes slim.json.

About six minutes of one core. Nothing is chosen on the test images; times are the processor's, the least of many turns.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from functools import partial
from typing import Any

import torch

from dnnlib import data
from dnnlib.door import save
from dnnlib.networks import NETWORKS, Architecture, fine_tune
from dnnlib.networks import train as training
from dnnlib.networks.command import command
from dnnlib.networks.fine_tune import Tuning
from dnnlib.slim import adapt, distilled, photographs, swap
from dnnlib.slim.bill import SEVEN, bill
from dnnlib.slim.distilled import Lesson
from dnnlib.slim.factored import Factored, factored
from dnnlib.slim.results import FILE, label

SEEDS = (1, 2, 3)
SLIDER = (1, 2, 4, 8, 16, 32, 64)  # batches
# the rate of the labels was tuned, too: 0.01 to 0.3 with 600 images give 84.6 to 84.9 %, 0.2 with all 98.0 %
LESSONS = {
    "labels": Lesson("labels"),
    "labels, twice the loss": Lesson("labels", weight=2.0),
    "softened, T = 1": Lesson("softened", 1),
    "softened, T = 4": Lesson("softened", 4),
    "softened, T = 20": Lesson("softened", 20),
    "squared scores": Lesson("squared", rate=0.01),
    "hint, then T = 4": Lesson("softened", 4, hint=0.25),
}
FEW = 600  # images, 100 epochs of them
SHARES = (0.25, 0.15)  # of the cost, left by the search for widths
JUDGED = 1500  # images of validation that judge its proposals
RANKS = (
    ("conv2", "cp", 4), ("conv2", "cp", 8), ("conv2", "cp", 16), ("conv2", "cp", 32), ("conv2", "cp", 64),
    ("conv2", "tucker", 5, 3), ("conv2", "tucker", 10, 6), ("conv2", "tucker", 15, 10), ("conv2", "tucker", 25, 15),
    ("fc1", "svd", 5), ("fc1", "svd", 10), ("fc1", "svd", 20), ("fc1", "svd", 40), ("fc1", "svd", 160),
)  # fmt: skip
TUNING = Tuning(epochs=1, rate=0.01)
TURNS = 60  # of each in a timing
LAYERS = {  # torch's layers whose speed is measured: C, M, map, R, groups
    "dense 3x3": (128, 128, 28, 3, 1),
    "1x1": (128, 128, 28, 1, 1),
    "depthwise 3x3": (128, 128, 28, 3, 128),
}


def torch_net(net: Architecture, weights: Mapping) -> torch.nn.Module:
    """A network in PyTorch with these weights."""
    model = training.model(net)
    model.load_state_dict(
        {name: torch.tensor(array) for name, array in weights.items()}
    )
    return model.eval()


def ranks() -> dict:
    """Each of RANKS: how far the factors are, and the percent right on the test images, untuned and tuned."""
    found = {}
    for layer, kind, *rank in RANKS:
        at = factored("LeNet-5", layer, kind, *rank)
        tuned = fine_tune.prune(at.net, at.weights, {}, TUNING)
        found[label(layer, kind, rank)] = {
            "error": round(at.error, 4),
            "right": percent(at, at.weights),
            "tuned": percent(at, tuned),
        }
    return found


def percent(at: Factored, weights) -> float:
    """Of the test images."""
    net = torch_net(at.net, weights)
    return round(100 * training.accuracy(net, data.mnist("test")), 2)


def omitted() -> dict:
    """Each lesson and seed, the 3s left out: see `distilled.Omitted`."""
    lessons = {name: one for name, one in LESSONS.items() if "squared" not in name}
    return {
        name: [asdict(distilled.without(3, replace(one, seed=seed))) for seed in SEEDS]
        for name, one in lessons.items()
    }


def plain(images: int | None = None) -> dict:
    """Each lesson with all ten digits, by seed: percent of the test images; so many training images, or all."""
    digits, scores = data.mnist("train"), distilled.teacher_scores()
    few = data.Digits(digits.images[:images], digits.labels[:images])
    epochs: dict[str, Any] = {} if images is None else {"epochs": 100}
    found = {}
    for name, one in LESSONS.items():
        runs = [replace(one, seed=seed, **epochs) for seed in SEEDS]
        hint = distilled.teacher_features()[:images] if one.hint else None
        made = (
            distilled.taught(distilled.STUDENT, few, scores[:images], run, hint)
            for run in runs
        )
        found[name] = [round(100 * distilled.right(arrays), 2) for arrays in made]
    return found


def times() -> dict:
    """Milliseconds in PyTorch on one thread: whole networks at batch 1 and 64, conv2 in factors; GMAC/s by layer."""
    nets = {
        name: torch_net(NETWORKS[name], NETWORKS[name].weights())
        for name in ("LeNet-5", "DS-CNN")
    }
    found = {}
    for batch in (1, 64):
        images = torch.from_numpy(data.inputs(data.mnist("test").images[:batch]))
        found[f"networks, batch {batch}"] = least(
            {name: partial(net, images) for name, net in nets.items()}
        )
        found[f"conv2, batch {batch}"] = least(_conv2(batch))
    found["GMAC/s"] = _speeds()
    return found


@torch.no_grad()
def least(calls: Mapping[str, Callable], turns: int = TURNS) -> dict[str, float]:
    """The least milliseconds of processor time of each call, all of them in turns, so that a busy moment hits all."""
    best = dict.fromkeys(calls, float("inf"))
    for _ in range(turns):
        for name, call in calls.items():
            call()  # what ran before leaves caches and memory of its own
            start = time.thread_time()
            call()
            best[name] = min(best[name], 1000 * (time.thread_time() - start))
    return {name: round(ms, 4) for name, ms in best.items()}


def _conv2(batch: int) -> dict[str, Callable]:
    """LeNet-5's second layer as it is, and each of its factored forms."""
    I = torch.rand(batch, 20, 12, 12)
    forms = {
        "dense": torch_net(NETWORKS["LeNet-5"], NETWORKS["LeNet-5"].weights()).conv2
    }
    for layer, kind, *rank in RANKS:
        if layer == "conv2":
            at = factored("LeNet-5", layer, kind, *rank)
            children = dict(torch_net(at.net, at.weights).named_children())
            forms[label(layer, kind, rank)] = torch.nn.Sequential(
                *(children[part.name] for part in at.parts)
            )
    return {name: lambda form=form: form(I) for name, form in forms.items()}


def _speeds() -> dict[str, float]:
    calls, macs = {}, {}
    for name, (C, M, P, R, G) in LAYERS.items():
        layer = torch.nn.Conv2d(C, M, R, padding=R // 2, groups=G)
        I = torch.rand(4, C, P, P)
        calls[name] = lambda layer=layer, I=I: layer(I)
        macs[name] = 4 * M * P * P * R * R * C // G
    return {
        name: round(macs[name] / ms / 1e6, 1) for name, ms in least(calls, 20).items()
    }


def swapped() -> dict:
    """Milliseconds of each layer of `swap` as each block, batch 1 and 16, in turns."""
    found = {}
    for name in swap.LAYERS:
        for batch in swap.BATCHES:
            blocks = {block: _block(name, block, batch) for block in swap.FORMS}
            found[f"{name}, batch {batch}"] = least(blocks, 30)
    return found


def _block(name: str, block: str, batch: int) -> Callable:
    """The layers of a block as PyTorch runs them: one after the other, a fire's two halves on the same input."""
    layers, fans = swap.layers(name, block), block == "fire"
    nets = [_torch_layer(layer.shape) for layer in layers]
    first = layers[0].shape
    I = torch.rand(batch, first.C, first.P * first.U, first.Q * first.U)
    if not fans:
        return lambda: torch.nn.Sequential(*nets)(I)
    squeeze, small, large = nets
    return lambda: torch.cat([small(x := squeeze(I)), large(x)], 1)


def _torch_layer(s) -> torch.nn.Conv2d:
    frame = (s.R // 2, s.S // 2)
    return torch.nn.Conv2d(s.C, s.M, (s.R, s.S), s.U, frame, groups=s.G, bias=False)


def bills() -> dict:
    """The energy of an image on each of the seven networks, by batch: exact, kept because a slider cannot wait."""
    return {str(n): {name: bill(name, n).energy for name in SEVEN} for n in SLIDER}


def adapted() -> dict:
    """LeNet-5's widths by each cost and share: what is left, percent right on the test images, and so tuned, by seed."""
    first, sample = adapt.start("LeNet-5"), data.mnist("validation")
    judge = data.Digits(sample.images[:JUDGED], sample.labels[:JUDGED])
    costs, found = {"MACs": adapt.macs, "energy": adapt.energy(1)}, {}
    for share in SHARES:
        for name, cost in costs.items():
            thin = adapt.adapt(first, cost, share, judge)[-1]
            left = {n: one(thin.net) / one(first.net) for n, one in costs.items()}
            found[f"{name}, {share:.0%}"] = {
                "widths": thin.widths,
                "left": {what: round(part, 4) for what, part in left.items()},
                "right": round(100 * thin.right(data.mnist("test")), 2),
                "tuned": [tuned(thin, seed) for seed in SEEDS],
            }
    return found


def tuned(thin: adapt.Thin, seed: int) -> float:
    """Percent of the test images after one epoch of training."""
    recipe = replace(TUNING, seed=seed)
    weights = fine_tune.prune(thin.net, thin.weights, {}, recipe)
    return round(100 * replace(thin, weights=weights).right(data.mnist("test")), 2)


def photographed() -> dict:
    """EfficientNet-Lite0 in 8 bits, form by form: the share of crops whose class stays; needs dnnlib[imagenet]."""
    judged = photographs.inputs(photographs.photos(photographs.JUDGED))
    ranges = photographs.inputs(photographs.photos(photographs.RANGES))
    exact = photographs.classes(photographs.folded(), judged)
    found: dict[str, Any] = {"crops": len(exact), "classes": len(set(exact.tolist()))}
    for form in photographs.FORMS:
        said = photographs.classes(photographs.quantized(form, ranges), judged)
        found[form] = round(float((said == exact).mean()), 4)
    return found


PARTS: Mapping[str, Callable] = {
    "adapted": adapted,
    "photographs": photographed,
    "bills": bills,
    "times": times,
    "swapped": swapped,
    "omitted": omitted,
    "ranks": ranks,
    "plain": plain,
    "few": lambda: plain(FEW),
}


def main(arguments=None):
    """Run the parts named on the command line, all of them by default; each is written as soon as it is there."""
    says = "Results that ship."
    parser = command("dnnlib.slim.experiments", says, "part", PARTS)
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)
    path = chosen.out / FILE
    for part in chosen.part or PARTS:
        found = json.loads(path.read_text()) if path.exists() else {}
        found[part] = PARTS[part]()
        save(path, json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
