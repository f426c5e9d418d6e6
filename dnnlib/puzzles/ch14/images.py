"""Images that judge: how many it takes, and which of them stay hidden."""

import numpy as np

from dnnlib.puzzle import Puzzle

Z = 2.5758  # standard errors on both sides of nothing hold 99 %


def gate(right: float, points: float, disagree: float | None) -> int:
    """How many images are the fewest that tell two networks apart, at 99 %, that differ by `points`?

    Their difference must be at least 2.5758 standard errors. right: percent that both have right, the same for both. On images of
    its own each network's share p has variance p(1 - p)/n, and the two variances add. On the *same* images only those
    count where just one is right: disagree is their percent, and the variance is that share over n. None: own images.
    """
    if not (0 < right < 100 and 0 < points <= (disagree or 100) <= 100):
        raise ValueError(
            "right is between 0 and 100, and the difference no larger than what they disagree on"
        )
    share, apart, n = right / 100, points / 100, 1
    variance = 2 * share * (1 - share) if disagree is None else disagree / 100
    while apart**2 < Z**2 * variance / n:
        n += 1
    return n


def _networks(rng):
    right = float(rng.choice([90, 95, 97.5, 98, 98.5, 99]))
    points = float(rng.choice([0.5, 1, 1.5, 2, 3]))
    more = points + float(rng.integers(0, 8)) / 2
    return right, points, more if rng.random() < 0.5 else None


def _least(z=Z, own=lambda p: 2 * p * (1 - p), same=lambda p, d: d, apart=lambda points: (points / 100) ** 2, power=2, by=0,
           rounded=np.ceil):  # fmt: skip
    """The least n with one thing wrong."""

    def wrong(right, points, disagree):
        p = right / 100
        variance = own(p) if disagree is None else same(p, disagree / 100)
        return int(max(rounded(z**power * variance / apart(points)), 1)) + by

    return wrong


def _two_shares(right, points, disagree):
    q = (right - points) / 100
    return _least(own=lambda share: share * (1 - share) + q * (1 - q))(right, points, disagree)


gate_puzzle = Puzzle(
    gate,
    _networks,
    points=4,
    trials=12,
    easier=("on images of their own", lambda right, points, disagree: disagree is None),
    examples=(
        (98.0, 0.5, None),
        (98.0, 0.5, 1.0),
        (90.0, 3.0, None),
        (99.0, 2.0, 4.5),
        (95.0, 1.0, 1.5),
        (25.0, 10.0, None),
    ),
    wrong={
        "That is for 95 %: 1.96 standard errors. 99 % takes 2.5758.": _least(z=1.96),
        "That is for one side, 2.3263: nobody knows before which network is better.": _least(z=2.3263),
        "Only one network's variance is counted: both are measured, and the variances add.": _least(
            own=lambda p: p * (1 - p)
        ),
        "The second network was given `points` less: take `right` for both.": _two_shares,
        "Standard errors were added: variances add.": _least(own=lambda p: 4 * p * (1 - p)),
        "On the same images only those count where just one network is right.": _least(
            same=lambda p, d: 2 * p * (1 - p)
        ),
        "Those that disagree were counted for each network: one share for both.": _least(
            same=lambda p, d: 2 * d
        ),
        "The variance of those that disagree is taken as d(1 - d), as if it were a share that is right.": _least(
            same=lambda p, d: d * (1 - d)
        ),
        "Rounded down: then the difference is less than 2.5758 standard errors.": _least(
            rounded=lambda n: np.ceil(n) - 1
        ),
        "One fewer would do.": _least(by=1),
        "2.5758 is not squared: the standard error falls with the root of n.": _least(power=1),
        "The difference is not squared: half of it takes four times the images.": _least(
            apart=lambda points: points / 100
        ),
        "Points are percent: half a point is a share of 0.005.": _least(apart=lambda points: points**2),
        "The worst share, a half, was taken: these networks are mostly right.": _least(own=lambda p: 0.5),
        "So many images are worth `points` once: one standard error of luck is as large.": (
            lambda right, points, disagree: int(np.ceil(100 / points))
        ),
    },
)


def fair_split(writers: np.ndarray, order: np.ndarray, hidden: int) -> np.ndarray:
    """Which images are hidden, when no writer may be both hidden and public?

    writers [n]: who wrote each image, 0 to w - 1. order [w]: the writers as a secret has shuffled them. Go through
    them in that order and hide all images of each, until `hidden` images or more are hidden. Give n truth values.
    """
    if sorted(order) != list(range(len(order))) or not len(writers) or not 0 <= writers.max() < len(order):
        raise ValueError("order has each writer once, and every image a writer in it")
    if not 0 < hidden <= len(writers):
        raise ValueError("some images are hidden, and no more than there are")
    mask = np.zeros(len(writers), bool)
    for writer in order:
        if mask.sum() < hidden:
            for image in range(len(writers)):
                if writers[image] == writer:
                    mask[image] = True
    return mask


def _writers(rng):
    w, n = int(rng.integers(1, 6)), int(rng.integers(1, 11))
    return rng.integers(0, w, n), rng.permutation(w), int(rng.integers(1, n + 1))


def _split(order=lambda order, writers: order, stop=lambda done, size, hidden: done >= hidden, turned=False, skip=False,
           counts=lambda size: size):  # fmt: skip
    """The split with one thing wrong. skip: a writer that does not fit is passed over."""

    def wrong(writers, shuffled, hidden):
        mask, done = np.zeros(len(writers), bool), 0
        for writer in order(shuffled, writers):
            size = int((writers == writer).sum())
            if stop(done, size, hidden):
                if skip:
                    continue
                break
            mask |= writers == writer
            done += counts(size)
        return ~mask if turned else mask

    return wrong


def _images(writers, order, hidden):
    """The first `hidden` images, writer by writer: the last one's are cut in two."""
    places = np.argsort(np.argsort(order)[writers], kind="stable")[:hidden]
    return np.isin(np.arange(len(writers)), places)


def _dealt(writers, order, hidden):
    return np.arange(len(writers)) < hidden


fair_split_puzzle = Puzzle(
    fair_split,
    _writers,
    points=3,
    axes="n",
    examples=(
        (np.array([0, 1, 0, 1]), np.array([1, 0]), 2),
        (np.array([0, 1, 1, 1]), np.array([1, 0]), 2),
        (np.array([2, 0, 1, 2, 0]), np.array([1, 2, 0]), 3),
        (np.array([0, 1, 2, 2, 2]), np.array([0, 2, 1]), 2),
        (np.array([0, 0, 1, 2, 3]), np.array([2, 0, 3, 1]), 3),
    ),
    wrong={
        "Images were dealt, not writers: the last writer is on both sides.": _images,
        "The first images of the file are hidden: everybody knows them, and writers are on both sides.": _dealt,
        "The order is left out: without the secret everybody knows who is hidden.": _split(
            order=lambda order, writers: sorted(order)
        ),
        "Those are the public images: the hidden ones are asked.": _split(turned=True),
        "The order was taken from its end.": _split(order=lambda order, writers: order[::-1]),
        "order[k] is the writer at place k: here it was taken as the place of writer k.": _split(
            order=lambda order, writers: np.argsort(order)
        ),
        "It ends before `hidden` is reached: the writer that reaches it is hidden too.": _split(
            stop=lambda done, size, hidden: done + size > hidden
        ),
        "A writer too large was passed over for a later one: the order decides, not the size.": _split(
            stop=lambda done, size, hidden: done >= hidden or done + size > hidden, skip=True
        ),
        "One writer too many: with `hidden` images hidden, it is enough.": _split(
            stop=lambda done, size, hidden: done > hidden
        ),
        "Those are the places of the images: a truth value for each image is asked.": lambda *case: (
            np.flatnonzero(_split()(*case))
        ),
        "Writers were counted, not images.": _split(counts=lambda size: 1),
        "Only the first writer is hidden.": _split(stop=lambda done, size, hidden: done > 0),
        "Writers come as they first wrote an image: the secret's order decides.": _split(
            order=lambda order, writers: list(dict.fromkeys(writers.tolist()))
        ),
    },
)
