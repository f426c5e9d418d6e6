"""Inputs that are nearly zero: made zero too, they need no MAC, and the network may not mind.

Source: Sze et al. 2017, VII-B.1, of Albericio et al., ISCA 2016 (Cnvlutin) and Reagen et al., ISCA 2016 (Minerva).
"""

from typing import NamedTuple

import numpy as np

from dnnlib import data
from dnnlib.door import checked
from dnnlib.networks import lenet_300_100
from dnnlib.table import Table

THRESHOLDS = (0.0, 0.1, 0.2, 0.4, 0.8, 1.6)


class Skipped(NamedTuple):
    """What a threshold does: MACs of fc2 and fc3 that have an input left, and images that are right; both are shares."""

    macs: float
    accuracy: float


@checked
def small(threshold: float, images, labels) -> Skipped:
    """LeNet-300-100 with every activation below a threshold made 0, after each of its two ReLUs.

    Shapes: images [n,28,28] bytes, labels [n]. Errors: ValueError for a threshold below 0, which would change nothing.
    """
    if threshold < 0:
        raise ValueError(f"threshold={threshold}: after ReLU nothing is below 0")
    x, made, wanted = data.inputs(images), 0.0, 0
    steps = lenet_300_100().steps
    for name, step in steps.items():
        if name in ("fc2", "fc3"):
            fan = 100 if name == "fc2" else 10
            made += np.count_nonzero(x) * fan
            wanted += x.size * fan
        x = step(x)
        if name.startswith("relu"):
            x = np.where(x < threshold, 0, x)
    right = x.reshape(len(x), -1).argmax(1) == np.asarray(labels)
    return Skipped(made / wanted, float(right.mean()))


def by_threshold(images, labels, thresholds=THRESHOLDS) -> Table:
    """A row a threshold: the MACs that are left after ReLU's zeros and the small ones, and the accuracy."""
    rows = [(t, *small(t, images, labels)) for t in thresholds]
    header = ("activations below", "share of MACs left", "accuracy")
    return Table(header, rows, "LeNet-300-100, fc2 and fc3")
