"""Fine-tuning: weights that learned one task begin another, for which there are few examples.

The first task has 10,000 digits. Then the camera slips: every digit lies two pixels lower and two further
right, and only a handful of such digits have labels. Source: Sze et al. 2017, II-C.
"""

from functools import cache

import numpy as np

from dnnlib import data
from dnnlib.door import checked, whole
from dnnlib.learning import accuracy, start, train
from dnnlib.table import Table

SIZES, EPOCHS, SLIPPED, TESTED = (784, 100, 10), 30, 2, 2_000


@cache
def _digits(split: str, count: int, slipped: bool) -> tuple[np.ndarray, np.ndarray]:
    """The first digits of a split as rows, and their labels."""
    digits = data.mnist(split)
    images = data.inputs(digits.images[:count])[:, 0]
    if slipped:
        images = np.roll(images, (SLIPPED, SLIPPED), axis=(1, 2))
    return images.reshape(count, -1), digits.labels[:count].astype(int)


@cache
def first():
    """The network of the first task, 784-100-10."""
    return train(start(SIZES), *_digits("train", 10_000, False), 3, rate=0.1, batch=32)


@checked
def right(examples: int, tuned: bool) -> float:
    """The accuracy on slipped test digits, learned from so many slipped examples.

    tuned: it begins with the weights of the first task, else with random ones. Errors: ValueError below 0.
    """
    net = first() if tuned else start(SIZES, seed=1)
    if whole("examples", examples, 0):
        few = _digits("validation", examples, True)
        net = train(net, *few, EPOCHS, rate=0.05, batch=10)
    return accuracy(net, *_digits("test", TESTED, True))


@checked
def table(counts=(0, 10, 50, 250)) -> Table:
    """A row for each number of examples: begun anew, and fine-tuned."""
    rows = [(count, right(count, False), right(count, True)) for count in counts]
    caption = "digits two pixels lower and further right, accuracy"
    return Table(("examples", "begun anew", "fine-tuned"), rows, caption)
