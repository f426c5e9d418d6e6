"""What took minutes to train, as it ships, and its tables: ours beside the published, with the spread over seeds."""

import json
from functools import cache
from pathlib import Path

import numpy as np

from dnnlib.door import checked, listed
from dnnlib.precision.published import LOGNET_4_BITS, SOURCE, TABLE_III
from dnnlib.table import Table

FILE = Path(__file__).parents[1] / "assets" / "precision.json"
WHY = {
    "without training": "MNIST on a small FC network: ten classes, and weights to spare",
    "ends": "only fc2 is quantized, a ninth of the weights: first and last layer hold the others",
    "binary": "all three layers; pixels are easy to tell apart, photographs are not",
    "inq": "an easier data set; half, 3/4, 7/8 of the weights as in the paper",
    "shared": "not pruned here; we have no conv layer",
}
REASON = {
    "fixed point 8/10": "without training", "fixed point 8/8": "without training", "LogNet": "without training",
    "BinaryConnect": "binary", "BNN": "binary", "QNN": "binary", "INQ": "inq",
    "BWN": "ends", "TWN": "ends", "TTQ": "ends", "XNOR-Net": "ends", "DoReFa-Net": "ends", "HWGQ-Net": "ends",
    "shared 4": "shared", "shared 2": "shared",
}  # fmt: skip
NORMED = ("XNOR-Net", "BNN", "DoReFa-Net", "QNN", "HWGQ-Net")


@cache
def results() -> dict[str, dict[str, dict[str, dict[str, float]]]]:
    """{part: {seed: {name: {"validation": percent right, "test": percent right}}}}; made by `precision.experiments`."""
    return json.loads(FILE.read_text())


@checked
def accuracies(part: str, name: str, split: str = "test") -> np.ndarray:
    """Percent right of one result, a value a seed. Errors: KeyError where there is no such part or name."""
    seeds = results()[listed("part", part, results())]
    first = next(iter(seeds.values()))
    listed("split", split, first[listed("result", name, first)])
    return np.array([found[name][split] for found in seeds.values()])


@checked
def losses(name: str, split: str = "test") -> np.ndarray:
    """Percent points that a method loses against the float network of the same seed; below 0 it gains. [seeds]"""
    reference = "float, norm" if name in NORMED else "float"
    return accuracies("table", reference, split) - accuracies("table", name, split)


@checked
def table_iii(split: str = "test") -> Table:
    """The survey's Table III with ours on MNIST beside it: published loss, our loss, its spread, and why they differ.

    The data sets differ by far: the losses are not to be compared one by one, their order may be.
    """
    rows = []
    for row in TABLE_III:
        lost = losses(row.ours, split)
        ours = f"{lost.mean():.2f} ({lost.min():.2f} to {lost.max():.2f})"
        error = f"{lost.mean() - row.loss:+.2f}"
        method = (
            f"{row.group}, {row.method}"
            if row.group.startswith("dynamic")
            else row.method
        )
        rows.append(
            (
                method,
                row.weights,
                row.activations,
                ours,
                row.loss,
                error,
                WHY[REASON[row.ours]],
            )
        )
    header = ("method", "W bits", "A bits", "ours", "published", "error, points", "why")
    seeds = len(results()["table"])
    caption = f"Loss in percent points. Published: {SOURCE}. Ours: LeNet-300-100, top-1, MNIST, {seeds} seeds (range)"
    return Table(header, rows, caption)


@checked
def all_layers(split: str = "test") -> Table:
    """Weights in few bits in all three layers, first and last too, after training: accuracy, loss and their spread."""
    names = ("float", "float, as long", "linear 8", "linear 4", "linear 3", "linear 2", "TTQ, all layers",
             "TWN, all layers", "BWN, all layers", "BinaryConnect")  # fmt: skip
    rows = [
        (
            name,
            *_spread(accuracies("table", name, split)),
            f"{losses(name, split).mean():+z.2f}",
        )
        for name in names
    ]
    header = ("weights", "mean, %", "least", "most", "loss, points")
    return Table(header, rows, f"LeNet-300-100, {split} images")


@checked
def log_against_linear(split: str = "test") -> Table:
    """Weights in powers of two against equal steps, rounded to nearest: loss in points on our network and on VGG-16."""
    base = accuracies("table", "float", split)
    rows = []
    for bits in (3, 4, 5):
        for name in ("linear", "log2", "log sqrt 2", "k-means"):
            lost = base.mean() - accuracies("bits", f"{name} {bits}", split)
            rows.append(
                (
                    bits,
                    name,
                    *_spread(lost),
                    LOGNET_4_BITS.get(name) if bits == 4 else None,
                )
            )
    header = ("bits", "levels", "loss, points", "least", "most", "published, VGG-16")
    return Table(
        header,
        rows,
        "Weights of all layers, one range a layer; published: weights and activations, ImageNet",
    )


@checked
def ends_wider(split: str = "test") -> Table:
    """The first and the last layer kept at 8 bits while the middle has few, against few everywhere: percent right."""
    rows = []
    for bits in (1, 2, 3):
        for what, key in (("everywhere", "weights {}"), ("last layer at 8", "last at 8, others {}"),
                          ("first and last at 8", "ends at 8, middle {}")):  # fmt: skip
            rows.append(
                (bits, what, *_spread(accuracies("bits", key.format(bits), split)))
            )
    return Table(
        ("bits", "where", "mean, %", "least", "most"),
        rows,
        "Rounded to nearest, each filter its own range",
    )


def _spread(values) -> tuple[float, float, float]:
    mean, low, high = (
        round(float(f(values)), 2) + 0.0 for f in (np.mean, np.min, np.max)
    )
    return mean, low, high
