"""Judging a network: the best k, a fair comparison, leaks, and boxes that are found."""

from math import comb

import numpy as np

from dnnlib.puzzle import Puzzle


def top_k_error(scores: np.ndarray, labels: np.ndarray, k: int) -> float:
    """Which share of the images has its label not among the k classes with the highest scores?

    scores [images, classes], labels [images]. A class whose score is as high as the label's goes before it.
    """
    if not 1 <= k <= scores.shape[1]:
        raise ValueError("k is 1 to the number of classes")
    wrong = 0
    for n in range(len(scores)):
        before = 0
        for c in range(scores.shape[1]):
            if c != labels[n] and scores[n, c] >= scores[n, labels[n]]:
                before += 1
        wrong += before >= k
    return wrong / len(scores)


def _scores(rng):
    images, classes = int(rng.integers(2, 9)), int(rng.integers(3, 7))
    scores = rng.integers(-4, 8, (images, classes)) / 4
    return scores, rng.integers(0, classes, images), int(rng.integers(1, classes))


def _before(scores, labels, tie=True):
    own = scores[np.arange(len(scores)), labels][:, None]
    return (scores >= own).sum(1) - 1 if tie else (scores > own).sum(1)


top_k_error_puzzle = Puzzle(
    top_k_error,
    _scores,
    points=3,
    easier=("for k = 1", lambda scores, labels, k: k == 1),
    examples=(
        (np.array([[0.5, 1.0, 0.25], [2.0, 1.0, 0.5]]), np.array([0, 0]), 1),
        (np.array([[0.5, 1.0, 0.25], [2.0, 1.0, 0.5], [0.5, 1.0, 0.75]]), np.array([0, 1, 0]), 2),
        (np.array([[1.0, 1.0, 0.5], [1.0, 0.5, 0.25]]), np.array([0, 0]), 1),
    ),
    wrong={
        "That is the accuracy: the error is what is left of one.": (
            lambda scores, labels, k: float((_before(scores, labels) < k).mean())
        ),
        "Only the best class was looked at: the label may be among the best k.": (
            lambda scores, labels, k: float((_before(scores, labels) >= 1).mean())
        ),
        "A tie was taken as a hit: a class as high as the label goes before it.": (
            lambda scores, labels, k: float((_before(scores, labels, tie=False) >= k).mean())
        ),
        "The lowest scores were taken for the best.": (
            lambda scores, labels, k: float((_before(-scores, labels) >= k).mean())
        ),
        "k + 1 classes were allowed: fewer than k may go before the label.": (
            lambda scores, labels, k: float((_before(scores, labels) > k).mean())
        ),
        "k - 1 classes were allowed: the label itself is one of the k.": (
            lambda scores, labels, k: float((_before(scores, labels) >= k - 1).mean())
        ),
        "Errors were counted: give their share of the images.": (
            lambda scores, labels, k: float((_before(scores, labels) >= k).sum())
        ),
        "Percent, not a share of one.": (
            lambda scores, labels, k: 100 * float((_before(scores, labels) >= k).mean())
        ),
        "The wrong ones were divided by the classes: a share is of the images.": (
            lambda scores, labels, k: float((_before(scores, labels) >= k).sum() / scores.shape[1])
        ),
        "The fractions are cut off: keep what is behind the point.": (
            lambda scores, labels, k: float(int((_before(scores, labels) >= k).mean()))
        ),
        "The label was compared with k: k is how many classes may be named.": (
            lambda scores, labels, k: float((labels >= k).mean())
        ),
    },
)


def better_by_luck(right_a: np.ndarray, right_b: np.ndarray) -> float:
    """How likely is so uneven a result, if both networks are equally good?

    right_a, right_b [images] of bool: the same images, in order. Only images that exactly one network has
    right say anything: call them n, and few those of the network with fewer of them. The answer is
    twice the chance of at most `few` heads in n throws of a coin, and at most 1.
    """
    a = sum(1 for x, y in zip(right_a, right_b) if x and not y)
    b = sum(1 for x, y in zip(right_a, right_b) if y and not x)
    n, few = a + b, min(a, b)
    chance = 0.0
    for k in range(few + 1):
        chance += comb(n, k) / 2**n
    return min(1.0, 2 * chance)


def _results(rng):
    n, p = int(rng.integers(4, 30)), rng.random(2)
    return rng.random(n) < p[0], rng.random(n) < p[1]


def _split(right_a, right_b):
    a = int((right_a & ~right_b).sum())
    b = int((right_b & ~right_a).sum())
    return a, b


def _luck(split=_split, tail=lambda a, b: range(min(a, b) + 1), sides=2, most=1.0):
    """The test with one thing wrong."""

    def wrong(right_a, right_b):
        a, b = split(right_a, right_b)
        chance = sum(comb(a + b, k) for k in tail(a, b)) / 2 ** (a + b)
        return min(most, sides * chance)

    return wrong


def _all(right_a, right_b):
    return int(right_a.sum()), int(right_b.sum())


def _agreed(right_a, right_b):
    return int((right_a & right_b).sum()), int((~right_a & ~right_b).sum())


def _share(right_a, right_b):
    a, b = _split(right_a, right_b)
    return min(a, b) / (a + b) if a + b else 1.0


better_by_luck_puzzle = Puzzle(
    better_by_luck,
    _results,
    points=4,
    easier=(
        "where only one network is ever right alone",
        lambda a, b: not ((a & ~b).any() and (b & ~a).any()),
    ),
    examples=(
        (np.array([True, True, True, False]), np.array([False, False, True, True])),
        (np.array([True] * 6), np.array([False] * 5 + [True])),
        (np.array([True, False]), np.array([True, False])),
    ),
    wrong={
        "One side only: B could have been the better one too, so twice the chance.": _luck(sides=1),
        "The networks were compared as on images of their own: what both have right says nothing.": (
            _luck(split=_all)
        ),
        "Images that both judge alike were counted: only those that differ say anything.": (
            _luck(split=_agreed)
        ),
        "A chance above 1: twice the half is all, so stop at 1.": _luck(most=2.0),
        "`few` itself is left out: at most `few` heads.": _luck(tail=lambda a, b: range(min(a, b))),
        "Exactly `few` heads: fewer would have been as uneven.": _luck(
            tail=lambda a, b: range(min(a, b), min(a, b) + 1)
        ),
        "The larger number was taken: at most the few.": _luck(tail=lambda a, b: range(max(a, b) + 1)),
        "A share, not a chance: few / n of a coin's throws can be luck.": _share,
        "A's images alone were summed: the network with fewer counts.": _luck(tail=lambda a, b: range(a + 1)),
        "The difference of two accuracies: say how likely it is.": (
            lambda right_a, right_b: float(abs(right_a.mean() - right_b.mean()))
        ),
        "The fractions are cut off: keep what is behind the point.": (
            lambda right_a, right_b: float(int(_luck()(right_a, right_b)))
        ),
        "1 minus the chance: a small answer says that luck is unlikely.": (
            lambda right_a, right_b: 1 - _luck()(right_a, right_b)
        ),
    },
)


def leaked(train: np.ndarray, test: np.ndarray) -> list:
    """Which test images lie among the training images too?

    train [n, pixels], test [m, pixels]. The places in `test`, in order; an image is the same if all of its
    pixels are.
    """
    found = []
    for k in range(len(test)):
        for other in train:
            if (other == test[k]).all():
                found.append(k)
                break
    return found


def _images(rng):
    pixels = int(rng.integers(2, 4))
    train = rng.integers(0, 3, (int(rng.integers(2, 7)), pixels))
    test = rng.integers(0, 3, (int(rng.integers(1, 6)), pixels))
    for k in range(len(test)):
        if rng.random() < 0.4:
            test[k] = train[int(rng.integers(len(train)))]
    return train, test


def _same(train, test, equal):
    return [k for k, one in enumerate(test) if any(equal(one, other) for other in train)]


def _whole(a, b):
    return bool((a == b).all())


leaked_puzzle = Puzzle(
    leaked,
    _images,
    points=3,
    easier=("where one test image leaks at most", lambda train, test: len(_same(train, test, _whole)) <= 1),
    examples=(
        (np.array([[0, 1], [2, 2], [1, 0]]), np.array([[1, 1], [2, 2]])),
        (np.array([[0, 1], [2, 0]]), np.array([[1, 0], [1, 0], [0, 2]])),
        (np.array([[0, 1], [0, 1]]), np.array([[0, 1], [1, 2], [0, 1]])),
    ),
    wrong={
        "Places in `train` were given: those in `test` are asked.": (
            lambda train, test: _same(test, train, _whole)
        ),
        "How many, not which: give their places.": lambda train, test: len(_same(train, test, _whole)),
        "Images that occur twice within `test` were given: look in `train`.": (
            lambda train, test: [k for k, one in enumerate(test) if sum(_whole(one, o) for o in test) > 1]
        ),
        "One pixel in common was enough: all must be equal.": (
            lambda train, test: _same(train, test, lambda a, b: bool((a == b).any()))
        ),
        "Sums of pixels were compared: different images can have the same sum.": (
            lambda train, test: _same(train, test, lambda a, b: a.sum() == b.sum())
        ),
        "Pixels were sorted before: their places matter.": (
            lambda train, test: _same(train, test, lambda a, b: _whole(np.sort(a), np.sort(b)))
        ),
        "Only the same place was looked at: an image may lie anywhere in `train`.": (
            lambda train, test: [k for k in range(min(len(train), len(test))) if _whole(train[k], test[k])]
        ),
        "Only the first leak was given: all are asked.": (lambda train, test: _same(train, test, _whole)[:1]),
        "Those that do not leak were given.": (
            lambda train, test: [k for k in range(len(test)) if k not in _same(train, test, _whole)]
        ),
        "A place for each copy in `train`: a test image is named once.": (
            lambda train, test: [k for k, one in enumerate(test) for other in train if _whole(one, other)]
        ),
        "Images that differ by one step a pixel were taken as the same.": (
            lambda train, test: _same(train, test, lambda a, b: bool((abs(a - b) <= 1).all()))
        ),
        "Places count from 0.": lambda train, test: [k + 1 for k in _same(train, test, _whole)],
    },
)


def hits_and_misses(found: list, true: list) -> tuple:
    """How many of these boxes are hits, how many false, and how many objects are missed?

    A box is (left, top, right, bottom); `found` is ordered, the surest first. A find takes the object that it
    overlaps most, the first of equal ones. It is a hit if the area of both is at least half of the area of
    either, and if no find before it has had that object. All other finds are false.
    """
    had = set()
    for box in found:
        best, place = 0.0, None
        for k, other in enumerate(true):
            w = min(box[2], other[2]) - max(box[0], other[0])
            h = min(box[3], other[3]) - max(box[1], other[1])
            both = max(w, 0) * max(h, 0)
            either = _area(box) + _area(other) - both
            if both / either > best:
                best, place = both / either, k
        if best >= 0.5 and place not in had:
            had.add(place)
    return len(had), len(found) - len(had), len(true) - len(had)


def _area(box):
    return (box[2] - box[0]) * (box[3] - box[1])


def _boxes(rng):
    def box():
        x, y = (int(v) for v in rng.integers(0, 4, 2))
        w, h = (int(v) for v in rng.integers(1, 5, 2))
        return x, y, x + w, y + h

    true = [box() for _ in range(int(rng.integers(1, 4)))]
    found = []
    for _ in range(int(rng.integers(1, 5))):
        x, y, r, b = true[int(rng.integers(len(true)))]
        near = (x, y, r + int(rng.integers(0, 3)), b + int(rng.integers(0, 2)))
        found.append(near if rng.random() < 0.7 else box())
    return found, true


def _both(a, b):
    w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return max(w, 0) * max(h, 0)


def _iou(a, b):
    return _both(a, b) / (_area(a) + _area(b) - _both(a, b))


def _judge(overlap=_iou, passes=lambda share: share >= 0.5, again=False, onward=False, first=False):
    """Hits by one rule that is wrong."""

    def wrong(found, true):
        had, hits = set(), 0
        for box in found:
            ranked = sorted(range(len(true)), key=lambda k: -overlap(box, true[k]))
            if first:
                ranked = [k for k in range(len(true)) if passes(overlap(box, true[k]))] or ranked
            if onward:
                ranked = [k for k in ranked if k not in had] or ranked
            place = ranked[0]
            if passes(overlap(box, true[place])) and (again or place not in had):
                had.add(place)
                hits += 1
        return hits, len(found) - hits, len(true) - len(had)

    return wrong


hits_and_misses_puzzle = Puzzle(
    hits_and_misses,
    _boxes,
    points=4,
    easier=("with one object and one find", lambda found, true: len(found) == len(true) == 1),
    examples=(
        ([(0, 0, 2, 2)], [(0, 0, 2, 4)]),
        ([(0, 0, 2, 2), (0, 0, 2, 2)], [(0, 0, 2, 2)]),
        ([(0, 0, 4, 4), (0, 0, 4, 4)], [(0, 0, 4, 4), (0, 0, 4, 5)]),
        ([(0, 0, 4, 1)], [(0, 0, 1, 1), (6, 6, 7, 7)]),
        ([(0, 0, 3, 3), (0, 0, 3, 5)], [(0, 0, 3, 5), (0, 0, 3, 3)]),
        ([(0, 0, 1, 1)], [(0, 0, 4, 1)]),
        ([(0, 0, 3, 1)], [(1, 0, 4, 1)]),
        ([(0, 0, 3, 1)], [(1, 0, 3, 2)]),
        ([(0, 0, 1, 1)], [(1, 0, 2, 1)]),
        ([(0, 0, 1, 1)], [(0, 1, 1, 2)]),
    ),
    wrong={
        "A second find of one object was a hit too: it is false.": _judge(again=True),
        "Exactly half was turned away: at least half is asked.": _judge(passes=lambda share: share > 0.5),
        "Any overlap was a hit: at least half of what either covers.": _judge(passes=lambda share: share > 0),
        "Divided by the object's area alone: a huge box would find everything.": (
            _judge(overlap=lambda a, b: _both(a, b) / _area(b))
        ),
        "Divided by the find's area alone: a tiny box inside would be a hit.": (
            _judge(overlap=lambda a, b: _both(a, b) / _area(a))
        ),
        "Both areas were added, and what they share counted twice: take it off once.": (
            _judge(overlap=lambda a, b: _both(a, b) / (_area(a) + _area(b)))
        ),
        "Twice the shared area over the sum of both: another measure, and a milder one.": (
            _judge(overlap=lambda a, b: 2 * _both(a, b) / (_area(a) + _area(b)))
        ),
        "A find whose object was had went on to another: it takes the one that it overlaps most.": (
            _judge(onward=True)
        ),
        "The first object with half was taken: a find takes the one that it overlaps most.": (
            _judge(first=True)
        ),
        "Missed objects cost nothing, as in localization: in detection they are counted.": (
            lambda found, true: (*_judge()(found, true)[:2], 0)
        ),
        "False finds cost nothing: in detection they are counted.": (
            lambda found, true: (_judge()(found, true)[0], 0, _judge()(found, true)[2])
        ),
        "All finds were called false.": (
            lambda found, true: (_judge()(found, true)[0], len(found), _judge()(found, true)[2])
        ),
        "Hits, missed, false: give false before missed.": (
            lambda found, true: tuple(_judge()(found, true)[k] for k in (0, 2, 1))
        ),
    },
)
