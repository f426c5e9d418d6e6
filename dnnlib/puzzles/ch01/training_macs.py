"""The MACs of a step of training."""

from dnnlib.puzzle import Puzzle


def training_macs(sizes: list, batch: int) -> int:
    """How many MACs does one step of training make, in a network of fully connected layers?

    sizes: the inputs, then the neurons of each layer. Forward, then for each layer the gradient by its weights, and
    the gradient by its inputs where somebody needs it. The update of the weights is not counted, nor are biases.
    Source: Sze et al. 2017, II-C.
    """
    sizes = [int(size) for size in sizes]
    if len(sizes) < 2 or min(*sizes, batch) < 1:
        raise ValueError("inputs and a layer or more, sizes and batch of 1 or more")
    macs = 0
    for n in range(len(sizes) - 1):
        products = batch * sizes[n] * sizes[n + 1]
        macs += 2 * products  # forward, gradient by the weights
        if n > 0:
            macs += products  # the pixels need no gradient
    return macs


def _case(rng):
    return [int(v) for v in rng.integers(1, 12, int(rng.integers(2, 6)))], int(rng.integers(1, 9))


def _products(sizes):
    return [K * M for K, M in zip(sizes, sizes[1:])]


def _made(count):
    """batch times what `count` says of the layers' products."""
    return lambda sizes, batch: batch * count(_products(sizes), sizes, batch)


training_macs_puzzle = Puzzle(
    training_macs,
    _case,
    points=3,
    examples=(([3, 4], 1), ([3, 4, 2], 1), ([784, 300, 100, 10], 64), ([5, 1, 7], 2)),
    wrong={
        "Three times the forward pass: the first layer's inputs are pixels, and nobody needs their gradient.": (
            _made(lambda p, sizes, batch: 3 * sum(p))
        ),
        "Twice the forward pass: the gradient by the inputs of the later layers is missing.": (
            _made(lambda p, sizes, batch: 2 * sum(p))
        ),
        "Only the forward pass is counted.": _made(lambda p, sizes, batch: sum(p)),
        "Only the backward pass is counted: a step begins with the forward pass.": (
            _made(lambda p, sizes, batch: 2 * sum(p) - p[0])
        ),
        "The last layer is spared: the first one is, its inputs are pixels.": (
            _made(lambda p, sizes, batch: 3 * sum(p) - p[-1])
        ),
        "The first layer needs the gradient by its weights: only that by its inputs is spared.": (
            _made(lambda p, sizes, batch: 3 * sum(p) - 2 * p[0])
        ),
        "The batch is missing: every image makes its MACs.": lambda sizes, batch: (
            3 * sum(_products(sizes)) - sizes[0] * sizes[1]
        ),
        "The updates are counted as MACs: one a weight, and they are left out here.": lambda sizes, batch: (
            batch * (3 * sum(_products(sizes)) - sizes[0] * sizes[1]) + sum(_products(sizes))
        ),
        "The biases are counted: they are left out here.": _made(
            lambda p, sizes, batch: 3 * sum(p) - p[0] + sum(sizes[1:])
        ),
        "The gradient by the weights is made once for the batch: each image has its part in it.": (
            lambda sizes, batch: (
                batch * (2 * sum(_products(sizes)) - sizes[0] * sizes[1]) + sum(_products(sizes))
            )
        ),
        "Sizes are added: a layer has inputs times neurons.": _made(
            lambda p, sizes, batch: 3 * sum(sizes) - sizes[0]
        ),
        "FLOPs are counted: a MAC is one, not two.": _made(lambda p, sizes, batch: 2 * (3 * sum(p) - p[0])),
    },
)
