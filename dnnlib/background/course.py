"""Training runs on 10,000 digits, kept step by step, so that one can look back and try another rate.

run(rate=0.1, batch=32, hidden=(100,)).at(300)     the network after 300 steps
"""

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from dnnlib import data
from dnnlib.door import checked
from dnnlib.learning import accuracy, lessons, relu, start, train
from dnnlib.learning.net import Net
from dnnlib.table import Table

IMAGES, JUDGED = 10_000, 1_000
HIDDEN = {
    "none": (),
    "100": (100,),
    "300, 100": (300, 100),
    "100, 100, 100": (100, 100, 100),
}


@lru_cache(1)
def digits() -> tuple:
    """X [10000, 784] and labels of the training digits, and those of 1,000 validation digits to judge by."""
    some = []
    for split, count in (("train", IMAGES), ("validation", JUDGED)):
        part = data.mnist(split)
        some += [
            data.inputs(part.images[:count]).reshape(count, -1),
            part.labels[:count].astype(int),
        ]
    return tuple(some)


@dataclass(eq=False)
class Run:
    """One training run that goes on when it is asked to; `run` makes one.

    losses: of each step's own batch; seen: the digits looked at after it.
    kept: the network, and its accuracy on 1,000 other digits, by digits asked for.
    """

    rate: float
    batch: int
    hidden: tuple[int, ...]
    seed: int = 0
    losses: list[float] = field(default_factory=list)
    seen: list[int] = field(default_factory=list)

    def __post_init__(self):
        self.net: Net = start((784, *self.hidden, 10), self.seed)
        self.kept: dict[int, tuple[Net, float]] = {}
        self._begin()
        self._keep(0)

    def _begin(self):
        X, labels = digits()[:2]
        how = {"rate": self.rate, "batch": self.batch, "seed": self.seed}
        self._lessons, self._place = lessons(self.net, X, labels, **how), 0

    def at(self, images: int) -> tuple[Net, float]:
        """The network after so many digits, and its accuracy; it trains on as far as that takes."""
        if images not in self.kept:
            if self.seen and images < self.seen[-1]:  # not kept on the way: once more
                return Run(self.rate, self.batch, self.hidden, self.seed).at(images)
            self._to(images)
        return self.kept[images]

    def steps(self, images: int) -> int:
        """How many steps were made until so many digits were seen."""
        return int(np.searchsorted(self.seen, images)) + 1 if images else 0

    def change(self, rate: float, batch: int) -> None:
        """Go on from here with another rate, or another batch."""
        self.rate, self.batch = rate, batch
        self._begin()

    def _to(self, images: int):
        # a rate that is too large ends in NaN, and that is the lesson
        with np.errstate(over="ignore", invalid="ignore"):
            while not self.seen or self.seen[-1] < images:
                self._step()
        self._keep(images)

    def _step(self):
        self.net, wrong = next(self._lessons)
        looked = min(self.batch, IMAGES - self._place)  # an epoch's last batch is short
        self._place = (self._place + looked) % IMAGES
        self.losses.append(wrong)
        self.seen.append(looked + (self.seen[-1] if self.seen else 0))

    def _keep(self, images: int):
        with np.errstate(over="ignore", invalid="ignore"):
            X, labels = digits()[2:]
            self.kept[images] = (self.net, accuracy(self.net, X, labels))


@lru_cache(12)
def run(rate: float = 0.1, batch: int = 32, hidden: tuple[int, ...] = (100,)) -> Run:
    """The run of that rate, batch and hidden layers, begun or as far as it has come."""
    return Run(rate, batch, hidden)


@lru_cache(1)
def without_kinks() -> dict[str, float]:
    """The accuracy of three networks that saw 60,000 digits each: one layer, three without kinks, three with."""
    X, labels, other, wanted = digits()
    epochs, found = 6, {}
    for name, sizes, f in (
        ("one layer", (), relu),
        ("three layers, no kink", (300, 100), None),
        ("three layers, with kinks", (300, 100), relu),
    ):
        how = {"rate": 0.05, "batch": 16, "f": f}
        net = train(start((784, *sizes, 10)), X, labels, epochs, **how)
        found[name] = accuracy(net, other, wanted, f)
    return found


TRIED = {
    "as it begins": (0.1, 32, "100"),
    "rate 0.01": (0.01, 32, "100"),
    "rate 1": (1.0, 32, "100"),
    "rate 2": (2.0, 32, "100"),
    "batch 512": (0.1, 512, "100"),
    "no hidden layer": (0.1, 32, "none"),
    "two hidden layers": (0.1, 32, "300, 100"),
}


@checked
def reached(one: Run, share: float = 0.9, most: int = 20_000) -> int | None:
    """How many digits a run looks at until it names a share of new ones right; None if that takes more than `most`.

    It is asked every 640 digits.
    """
    for images in range(640, most, 640):
        if one.at(images)[1] >= share:
            return images
    return None


def tried(share: float = 0.9) -> Table:
    """A row a setting: digits looked at until the share is right, and what is right after 40,000 of them."""
    rows = []
    for name, (rate, batch, hidden) in TRIED.items():
        one = Run(rate, batch, HIDDEN[hidden])
        rows.append((name, reached(one, share), one.at(40_000)[1]))
    header = ("setting", f"digits until {share:.0%}", "right after 40,000")
    caption = "rate 0.1, batch 32, one hidden layer of 100, where nothing else is said"
    return Table(header, rows, caption)
