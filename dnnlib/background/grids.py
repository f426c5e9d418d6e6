"""Training with weights of few bits: an update smaller than the grid's step vanishes.

784-100-10 looks at 20,000 digits once. The weights live on multiples of 2^-k: after each step they are
rounded, to the nearest or by chance. Beside them: trained in float, and rounded once at the end.
"""

from functools import cache, partial

import numpy as np

from dnnlib import data
from dnnlib.door import checked, whole
from dnnlib.learning import Layer, accuracy, nearest, start, stochastic, train
from dnnlib.table import Table

SIZES, IMAGES, TESTED = (784, 100, 10), 20_000, 5_000
STOPS = (4, 6, 8, 10, 12)
WAYS = ("nearest", "stochastic", "afterwards")


@cache
def _digits():
    digits, test = data.mnist("train"), data.mnist("test")
    as_rows = lambda images: data.inputs(images).reshape(len(images), -1)
    return (
        as_rows(digits.images[:IMAGES]), digits.labels[:IMAGES].astype(int),
        as_rows(test.images[:TESTED]), test.labels[:TESTED],
    )  # fmt: skip


@cache
def trained(way: str = "float", k: int = 0):
    """The network, its weights rounded to multiples of 2^-k in that way: "nearest", "stochastic", "afterwards", or "float".

    Errors: ValueError where the way is none of them.
    """
    X, labels = _digits()[:2]
    step = 2.0 ** -whole("k", k, 0, 20)
    if way == "afterwards":
        return tuple(Layer(nearest(W, step), nearest(b, step)) for W, b in trained())
    if way == "float":
        return train(start(SIZES), X, labels, 1, rate=0.1, batch=64)
    keep = _keeping(way, step)
    first = tuple(Layer(*map(keep, layer)) for layer in start(SIZES))
    return train(first, X, labels, 1, rate=0.1, batch=64, keep=keep)


def _keeping(way: str, step: float):
    """How a weight is stored after each step."""
    if way == "nearest":
        return partial(nearest, step=step)
    if way == "stochastic":
        return partial(stochastic, step=step, rng=np.random.default_rng(0))
    raise ValueError(f"way={way!r}: choose float, {', '.join(WAYS)}")


@cache
def right(way: str = "float", k: int = 0) -> float:
    """Its accuracy on 5,000 test digits."""
    return accuracy(trained(way, k), *_digits()[2:])


@checked
def table(stops=STOPS) -> Table:
    """A row a grid: rounded after every step to the nearest, by chance; and once, after training in float."""
    rows = []
    for k in stops:
        rows.append((f"2^-{k}", *(right(way, k) for way in WAYS)))
    caption = f"accuracy; in float {right():.4f}"
    header = (
        "grid",
        "nearest, every step",
        "by chance, every step",
        "nearest, afterwards",
    )
    return Table(header, rows, caption)


@checked
def lost(k: int) -> float:
    """The share of the first step's updates that rounding to the nearest multiple of 2^-k undoes."""
    from dnnlib.learning import backward, forward, loss

    X, labels = (part[:64] for part in _digits()[:2])
    net = tuple(
        Layer(*(nearest(part, 2.0**-k) for part in layer)) for layer in start(SIZES)
    )
    made = forward(net, X)
    gradients = backward(net, made, loss(made[-1], labels)[1])
    updates = np.concatenate([0.1 * layer.W.ravel() for layer in gradients])
    moved = updates[updates != 0]  # a pixel that is always paper moves nothing
    return float((np.abs(moved) < 2.0**-k / 2).mean())
