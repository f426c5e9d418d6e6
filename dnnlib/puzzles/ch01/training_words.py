"""What must wait for the way back."""

from dnnlib.puzzle import Puzzle


def training_words(sizes: list, batch: int) -> int:
    """How many words does a step of training hold: weights, their gradients, and the activations that wait?

    sizes: the inputs, then the neurons of each layer. The gradient by a layer's weights takes that layer's inputs,
    of every image; so they wait from the forward pass until the backward pass comes to the layer. The last layer's
    outputs are no layer's inputs. Biases, and gradients by activations, are left out. Source: Sze et al. 2017, II-C.
    """
    sizes = [int(size) for size in sizes]
    if len(sizes) < 2 or min(*sizes, batch) < 1:
        raise ValueError("inputs and a layer or more, sizes and batch of 1 or more")
    words = 0
    for n in range(len(sizes) - 1):
        words += 2 * sizes[n] * sizes[n + 1]
        words += batch * sizes[n]
    return words


def _case(rng):
    return [int(v) for v in rng.integers(1, 12, int(rng.integers(2, 6)))], int(rng.integers(1, 9))


def _weights(sizes):
    return sum(K * M for K, M in zip(sizes, sizes[1:]))


training_words_puzzle = Puzzle(
    training_words,
    _case,
    points=3,
    examples=(([3, 4], 1), ([3, 4, 2], 1), ([784, 300, 100, 10], 64), ([2, 9, 3, 5], 4)),
    wrong={
        "The gradients of the weights are missing: there is one for each weight.": lambda sizes, batch: (
            _weights(sizes) + batch * sum(sizes[:-1])
        ),
        "The weights are held once an image: all images share them.": lambda sizes, batch: (
            batch * (2 * _weights(sizes) + sum(sizes[:-1]))
        ),
        "The activations are those of one image: every image's wait.": lambda sizes, batch: (
            2 * _weights(sizes) + sum(sizes[:-1])
        ),
        "The last layer's outputs are counted: no layer's gradient takes them.": lambda sizes, batch: (
            2 * _weights(sizes) + batch * sum(sizes)
        ),
        "The input is left out: the first layer's gradient takes it.": lambda sizes, batch: (
            2 * _weights(sizes) + batch * sum(sizes[1:-1])
        ),
        "Outputs are counted for inputs: a layer's gradient takes what went in.": lambda sizes, batch: (
            2 * _weights(sizes) + batch * sum(sizes[1:])
        ),
        "Only the largest layer waits: that is inference, in training all of them wait.": lambda sizes, batch: (
            2 * _weights(sizes) + batch * max(sizes[:-1])
        ),
        "Two layers are held: that is inference, in training all of them wait.": lambda sizes, batch: (
            2 * _weights(sizes) + batch * max(K + M for K, M in zip(sizes, sizes[1:]))
        ),
        "Each weight has a gradient an image: they are added up over the batch.": lambda sizes, batch: (
            (1 + batch) * _weights(sizes) + batch * sum(sizes[:-1])
        ),
        "Only activations are counted: weights and their gradients are words, too.": lambda sizes, batch: (
            batch * sum(sizes[:-1])
        ),
        "Gradients by activations are counted: they are left out here.": lambda sizes, batch: (
            2 * _weights(sizes) + 2 * batch * sum(sizes[:-1])
        ),
        "Biases are counted: they are left out here.": lambda sizes, batch: (
            2 * (_weights(sizes) + sum(sizes[1:])) + batch * sum(sizes[:-1])
        ),
    },
)
