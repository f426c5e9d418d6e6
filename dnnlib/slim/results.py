"""What took minutes to train or measure for chapter 11, as shipped, with the tables made of it.

`python -m dnnlib.slim.experiments` makes the file again.
"""

import json
from functools import cache
from math import nan
from statistics import mean

from dnnlib import data
from dnnlib.door import checked
from dnnlib.models import MODELS
from dnnlib.networks import NETWORKS
from dnnlib.slim.bill import SEVEN, Bill, Sums, bill, bill_of
from dnnlib.slim.factored import factored
from dnnlib.table import Claim, Table, compare

FILE = "slim.json"


@checked
def bills(batch: int) -> list[Bill | Sums]:
    """The seven networks at a batch: energies as recorded, for a slider cannot wait, or by the engine for others.

    Errors: ValueError where the batch is below 1.
    """
    recorded = results()["bills"].get(str(batch))
    if recorded is None:
        return [bill(name, batch) for name in SEVEN]
    models = (MODELS[name] for name in SEVEN)
    return [Sums(m.name, m.weights, m.macs, recorded[m.name]) for m in models]


def label(layer: str, kind: str, rank) -> str:
    """The name of a factored layer in the file: "conv2 cp 16"."""
    return " ".join(map(str, (layer, kind, *rank)))


@cache
def results() -> dict:
    """The whole file. Errors: OSError where it is missing."""
    return json.loads((data.ASSETS / FILE).read_text())


def ranks() -> Table:
    """LeNet-5 with one layer in factors: error of the weights, percent right, and what is left of each cost.

    times smaller / faster: of that layer, against as it was; MACs and weights as counted, time as measured.
    """
    rows = []
    for name, one in results()["ranks"].items():
        layer, kind, *rank = name.split()
        at = factored("LeNet-5", layer, kind, *map(int, rank))
        whole = NETWORKS["LeNet-5"].shape(layer)
        rows.append((
            name, one["error"], one["right"], one["tuned"],
            round(whole.size("F") / sum(part.weights for part in at.parts), 1),
            round(whole.macs / sum(part.macs for part in at.parts), 1),
            faster(name, 64), faster(name, 1),
        ))  # fmt: skip
    heads = (
        "layer, form, rank",
        "weight error",
        "right %",
        "tuned %",
        "weights, times less",
    )
    speed = ("MACs, times less", "faster, batch 64", "faster, batch 1")
    return Table(
        (*heads, *speed), rows, "LeNet-5, 99.18 % as it ships; tuned: one epoch"
    )


@checked
def faster(name: str, batch: int) -> float | None:
    """How many times faster than dense a form of conv2 was; None for layers that were not timed."""
    ms = results()["times"][f"conv2, batch {batch}"]
    return round(ms["dense"] / ms[name], 2) if name in ms else None


def omitted() -> Table:
    """A student that never saw a 3: percent of 3s named right, and of all digits, before and after one shift."""
    rows = []
    for name, seeds in results()["omitted"].items():
        means = [100 * mean(run[what] for run in seeds) for what in OMITTED]
        spread = 100 * (max(r["named"] for r in seeds) - min(r["named"] for r in seeds))
        rows.append((name, *(round(value, 1) for value in means), round(spread, 1)))
    heads = ("3s named", "3s, shifted", "all", "all, shifted", "range of 3s named")
    seeds = len(next(iter(results()["omitted"].values())))
    caption = f"Percent of the test images, means of {seeds} seeds; no 3 in training"
    return Table(("taught by", *heads), rows, caption)


OMITTED = ("named", "named_after", "right", "right_after")


def plain() -> Table:
    """A student with all digits: percent of the test images by lesson, all images and few of them."""
    rows = []
    for name in results()["plain"]:
        found = [results()[part][name] for part in ("plain", "few")]
        spread = (round(max(runs) - min(runs), 2) for runs in found)
        rows.append((name, *(round(mean(runs), 2) for runs in found), *spread))
    heads = ("55,000 images", "600 images", "range", "range, 600")
    return Table(
        ("taught by", *heads), rows, "784-100-10, percent right, means of 3 seeds"
    )


def adapted() -> Table:
    """LeNet-5's widths as each cost finds them: what is left of either cost, percent right as cut and tuned.

    tuned: one epoch, the mean of three seeds; range: the highest less the lowest of them.
    """
    rows = []
    for name, one in results()["adapted"].items():
        widths, tuned = ", ".join(map(str, one["widths"].values())), one["tuned"]
        apart = round(max(tuned) - min(tuned), 2)
        rows.append(
            (
                name,
                widths,
                *one["left"].values(),
                one["right"],
                round(mean(tuned), 2),
                apart,
            )
        )
    heads = ("searched by, left", "widths", "MACs left", "energy left")
    right = ("as cut, right %", "tuned %", "range")
    return Table((*heads, *right), rows, "LeNet-5: 20, 50, 500; energy at batch 1")


def photographs() -> Table:
    """EfficientNet-Lite0 in 8 bits, form by form: the percent of crops of photographs that keep their class."""
    found = results()["photographs"]
    rows = [(form, round(100 * part, 1)) for form, part in found.items() if part <= 1]
    caption = f"EfficientNet-Lite0, {found['crops']} crops of six photographs"
    return Table(("8 bits", "same class as in floats, %"), rows, caption)


def beside_lenet_5() -> Table:
    """DS-CNN beside LeNet-5: weights, MACs, energy, time and accuracy, each as it is and how many times less."""
    five, small = NETWORKS["LeNet-5"], NETWORKS["DS-CNN"]
    pairs = [("weights", five.size, small.size), ("MACs", five.macs, small.macs)]
    for batch in (1, 16):
        a, b = (round(bill_of(n.name, n.layers, batch).energy) for n in (five, small))
        pairs.append((f"energy, batch {batch}", a, b))
    for batch in (1, 64):
        ms = results()["times"][f"networks, batch {batch}"]
        pairs.append((f"ms, batch {batch}", ms["LeNet-5"], ms["DS-CNN"]))
    rows = [(what, a, b, round(a / b, 2)) for what, a, b in pairs]
    return Table(
        ("what", "LeNet-5", "DS-CNN", "times less"), rows, "One image; ms: the batch"
    )


def claims() -> Table:
    """Ours beside Hinton et al. 2015 (no 3s) and the survey's words: ours | published | error | why."""
    best = {row[0]: row for row in omitted().rows}["softened, T = 20"]
    small = "784-100-10 for 800-800, 8 epochs; the shift is set on images of validation"
    kim = factored("LeNet-5", "conv2", "cp", 16)
    macs = NETWORKS["LeNet-5"].shape("conv2").macs / sum(p.macs for p in kim.parts)
    rows = [
        Claim("3s named, none seen, %", best[1], 86.8, small),
        Claim("the same after one shift, %", best[2], 98.6, small),
        Claim("CP: times fewer MACs, LeNet-5 conv2", macs, None, "rank 16"),
        Claim(
            "CP: times faster, batch 64",
            faster("conv2 cp 16", 64) or nan,
            4.5,
            "theirs: another network, another CPU",
        ),
        Claim(
            "CP: times faster, batch 1",
            faster("conv2 cp 16", 1) or nan,
            None,
            "below 1 is slower: four calls for one",
        ),
    ]
    return compare(rows, "Low rank and distillation")
