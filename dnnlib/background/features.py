"""What the classifier looks at: the same linear classifier on pixels, on gradients made by hand, on learned features.

pixels      784 brightnesses
by hand     edges: the strength of the gradient in 8 directions, added up in 7 x 7 cells (a histogram of gradients)
learned     the 500 values before the last layer of LeNet-5

Source: Sze et al. 2017, I; Dalal and Triggs, CVPR 2005, for the histograms.
"""

from functools import cache

import numpy as np

from dnnlib import data
from dnnlib.door import checked
from dnnlib.learning import accuracy, start, train
from dnnlib.networks import NETWORKS, activations
from dnnlib.table import Table

DIRECTIONS, CELL = 8, 4
TRAINED, TESTED = 5000, 2000


@checked
def pixels(images) -> np.ndarray:
    """The brightness of each pixel. Shapes: bytes [n, 28, 28] -> [n, 784]."""
    return data.inputs(images).reshape(len(images), -1)


@checked
def by_hand(images) -> np.ndarray:
    """How much of an edge goes in which direction, cell by cell, each image's values scaled to length 4.

    Shapes: bytes [n, 28, 28] -> [n, 7 * 7 * 8], float32.
    """
    I = data.inputs(images)[:, 0]
    down, across = np.gradient(I, axis=(1, 2))
    strength = np.hypot(down, across)
    direction = np.arctan2(down, across) % (2 * np.pi)
    bins = np.floor(direction / (2 * np.pi) * DIRECTIONS).astype(int) % DIRECTIONS
    cells = []
    for k in range(DIRECTIONS):
        one = np.where(bins == k, strength, 0)
        cells.append(one.reshape(-1, 7, CELL, 7, CELL).sum(axis=(2, 4)))
    made = np.stack(cells, axis=-1).reshape(len(I), -1)
    long = np.linalg.norm(made, axis=1, keepdims=True)
    return (4 * made / np.maximum(long, 1e-6)).astype(np.float32)


@checked
def learned(images) -> np.ndarray:
    """What LeNet-5 gives before its last layer, each image's values scaled to length 4. Shapes: -> [n, 500]."""
    net, made = NETWORKS["LeNet-5"].build(), []
    for first in range(0, len(images), 500):
        made.append(activations(net, images[first : first + 500])["relu1"])
    values = np.concatenate(made)
    return 4 * values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-6)


KINDS = {
    "pixels": pixels,
    "gradients made by hand": by_hand,
    "learned features": learned,
}


@cache
def right(kind: str) -> float:
    """The accuracy of one linear layer, trained on so many digits with these features. Errors: KeyError for another kind."""
    digits, test = data.mnist("train"), data.mnist("test")
    X, labels = (
        KINDS[kind](digits.images[:TRAINED]),
        digits.labels[:TRAINED].astype(int),
    )
    net = train(start((X.shape[1], 10)), X, labels, epochs=10, rate=0.2, batch=50)
    return accuracy(net, KINDS[kind](test.images[:TESTED]), test.labels[:TESTED])


def table() -> Table:
    """The accuracy of the same classifier on each kind of features."""
    size = {
        name: make(data.mnist("test").images[:1]).shape[1]
        for name, make in KINDS.items()
    }
    rows = [(name, size[name], right(name)) for name in KINDS]
    caption = f"one linear layer, {TRAINED:,} training digits, {TESTED:,} test digits"
    return Table(("it looks at", "inputs", "accuracy"), rows, caption)
