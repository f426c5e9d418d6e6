"""The front of many designs: which are dominated, and how much the others dominate."""

import numpy as np

from dnnlib.puzzle import Puzzle


def dominated(points: np.ndarray) -> np.ndarray:
    """Which of these designs are dominated by another one?

    points [n,d]: n designs, d costs of each; less is better in all of them. A design is dominated when another
    one is no worse in any cost, and better in at least one. Give n truth values. Source: the Pareto front.
    """
    if points.ndim != 2 or not points.size:
        raise ValueError("points [n,d] are one design or more, with one cost or more")
    n, d = points.shape
    found = np.zeros(n, bool)
    for mine in range(n):
        for other in range(n):
            worse, better = False, False
            for k in range(d):
                worse = worse or points[other, k] > points[mine, k]
                better = better or points[other, k] < points[mine, k]
            if better and not worse:
                found[mine] = True
    return found


def _designs(rng):
    return (rng.integers(0, 5, (rng.integers(1, 8), rng.integers(1, 4))) / 2,)


def _by(beats, points):
    """Whether some other design beats each one. beats: function of (other, mine) -> bool."""
    n = len(points)
    return np.array([any(beats(points[j], points[i]) for j in range(n) if j != i) for i in range(n)])


def _beats(other, mine):
    return (other <= mine).all() and (other < mine).any()


def _staircase(points):
    """Sorted by the first cost, and only the next costs compared: enough for two, wrong for three."""
    found, least = np.zeros(len(points), bool), np.inf
    last = points[:, min(1, points.shape[1] - 1)]
    for i in np.lexsort((last, points[:, 0])):
        found[i] = last[i] >= least
        least = min(least, last[i])
    return found


def _turned(points, axis):
    """Where one cost is taken as a gain."""
    signs = np.ones(points.shape[1])
    signs[axis] = -1
    return _by(_beats, points * signs)


dominated_puzzle = Puzzle(
    dominated,
    _designs,
    points=3,
    axes="n",
    easier=("for one cost", lambda points: points.shape[1] == 1),
    examples=(
        (np.array([[1.0], [2.0]]),),
        (np.array([[1.0, 3.0], [2.0, 2.0], [2.0, 3.0]]),),
        (np.array([[1.0, 1.0], [1.0, 1.0]]),),
        (np.array([[1.0, 3.0, 1.0], [2.0, 3.5, 0.5], [1.0, 3.0, 2.0]]),),
        (np.array([[2.0, 0.5, 2.0], [0.5, 2.0, 2.0], [1.0, 1.0, 1.0], [0.5, 2.0, 2.0]]),),
    ),
    wrong={
        "Two equal designs dominate each other here: a better one must be better in at least one cost.": (
            lambda points: _by(lambda other, mine: (other <= mine).all(), points)
        ),
        "Each design was compared with itself: nobody is better than himself in any cost.": (
            lambda points: np.ones(len(points), bool)
        ),
        "Better in every cost was asked: no worse in any, and better in one, is enough.": (
            lambda points: _by(lambda other, mine: (other < mine).all(), points)
        ),
        "Better in one cost is not enough: it must be no worse in the others.": (
            lambda points: _by(lambda other, mine: (other < mine).any(), points)
        ),
        "More was taken as better: these are costs.": lambda points: _by(_beats, -points),
        "The first cost was taken as a gain: less is better in all of them.": lambda points: _turned(
            points, 0
        ),
        "The last cost was taken as a gain: less is better in all of them.": lambda points: _turned(
            points, -1
        ),
        "Sorting by one cost and keeping the best of another is right for two costs, not for three.": _staircase,
        "Sums were compared: a design may cost less in all and be no better in one.": (
            lambda points: _by(lambda other, mine: other.sum() < mine.sum(), points)
        ),
        "That is the front: the others are asked for.": lambda points: ~_by(_beats, points),
        "Only those before in the list were compared: those behind may dominate too.": (
            lambda points: np.array(
                [any(_beats(p, points[i]) for p in points[:i]) for i in range(len(points))]
            )
        ),
        "Only the first cost was looked at.": lambda points: points[:, 0] > points[:, 0].min(),
        "Two designs may be equal, and both stay: neither dominates the other.": (
            lambda points: np.array(
                [
                    _by(_beats, points)[i] or any((points[:i] == points[i]).all(axis=1))
                    for i in range(len(points))
                ]
            )
        ),
        "A design must be beaten in each cost by somebody: it takes one that beats it in all together.": (
            lambda points: (points > points.min(axis=0)).all(axis=1)
        ),
    },
)


def hypervolume(points: np.ndarray, corner: np.ndarray) -> float:
    """How large is the area that these designs dominate, up to a corner?

    points [n,2]: two costs of each design, less is better; corner [2]: the worst that counts. The area holds
    every place (x, y) before the corner that is no better than some design. All are 0 or more, in quarters.
    """
    if points.ndim != 2 or points.shape[1] != 2 or min(points.min(initial=0), corner.min()) < 0:
        raise ValueError("points [n,2] and corner [2] are 0 or more")
    cells = 0  # each a quarter wide and a quarter high
    for x in range(int(4 * corner[0])):
        for y in range(int(4 * corner[1])):
            inside = False
            for a, b in points:
                inside = inside or (4 * a <= x and 4 * b <= y)
            if inside:
                cells += 1
    return cells / 16


def _costs(rng):
    points = rng.integers(0, 13, (rng.integers(1, 6), 2)) / 4
    return points, rng.integers(4, 13, 2) / 4


def _front(points, corner, keep=True):
    """The designs that count, from left to right."""
    inside = [(float(a), float(b)) for a, b in points if not keep or (a < corner[0] and b < corner[1])]
    return sorted(inside)


def _strips(height, last=True, keep=True, running=True):
    """The area in upright strips; height(this, next): how far below the corner a strip reaches."""

    def wrong(points, corner):
        total, least = 0.0, np.inf
        steps = []
        for a, b in _front(points, corner, keep):
            if b < least or not running:
                steps.append((a, b))
                least = b
        for k, (a, b) in enumerate(steps):
            following = steps[k + 1] if k + 1 < len(steps) else (float(corner[0]), b)
            if k + 1 < len(steps) or last:
                total += (following[0] - a) * (float(corner[1]) - height(b, following[1]))
        return total

    return wrong


_area = _strips(lambda this, following: this)


def _boxes(points, corner):
    return [(float(corner[0]) - a) * (float(corner[1]) - b) for a, b in _front(points, corner)]


def _stairs(points, corner):
    """Down the stairs from the corner, wherever a design stands."""
    area, low = 0.0, float(corner[1])
    for a, b in _front(points, corner, keep=False):
        if b < low:
            area += (float(corner[0]) - a) * (low - b)
            low = b
    return area


hypervolume_puzzle = Puzzle(
    hypervolume,
    _costs,
    points=4,
    easier=("for one design", lambda points, corner: len(points) == 1),
    examples=(
        (np.array([[0.5, 0.25]]), np.array([1.0, 1.0])),
        (np.array([[0.0, 0.5], [0.5, 0.0]]), np.array([1.0, 1.0])),
        (np.array([[0.0, 0.5], [0.5, 0.0], [0.25, 0.75]]), np.array([1.0, 1.25])),
        (np.array([[0.25, 0.25], [1.5, 0.0]]), np.array([1.0, 1.0])),
        (np.array([[2.0, 1.25]]), np.array([1.0, 1.0])),
    ),
    wrong={
        "Places that two designs dominate were counted twice.": lambda points, corner: sum(
            _boxes(points, corner), 0.0
        ),
        "A dominated design raised the staircase: keep the least second cost seen so far.": (
            _strips(lambda this, following: this, running=False)
        ),
        "A design beyond the corner took area away: it dominates nothing before it, so it adds nothing.": _stairs,
        "Places were counted twice, and designs beyond the corner were counted, too.": (
            lambda points, corner: float(np.prod(corner - points, axis=1).sum())
        ),
        "A design beyond the corner was counted: it dominates nothing before it.": (
            _strips(lambda this, following: this, keep=False)
        ),
        "That is the area that nobody dominates: between the axes and the designs.": (
            lambda points, corner: float(corner[0] * corner[1]) - _area(points, corner)
        ),
        "That is the largest rectangle of one design: the others add to it.": (
            lambda points, corner: max(_boxes(points, corner), default=0.0)
        ),
        "The best of both costs was taken together: no design has them.": (
            lambda points, corner: float(np.prod(corner - np.minimum(points.min(axis=0), corner)))
        ),
        "Straight lines join the designs here: between two of them lies a step.": (
            _strips(lambda this, following: (this + following) / 2)
        ),
        "Each strip has the height of the next design: from a design on, its own cost holds.": (
            _strips(lambda this, following: following)
        ),
        "The last strip, up to the corner, is left out.": _strips(lambda this, following: this, last=False),
        "The fractions are cut off.": lambda points, corner: float(int(_area(points, corner))),
        "Those are quarters: sixteen of these cells have area 1.": (
            lambda points, corner: 16 * _area(points, corner)
        ),
        "The corner's two costs are exchanged.": lambda points, corner: _area(points, corner[::-1]),
        "That is a share of the corner's rectangle: the area itself is asked.": (
            lambda points, corner: _area(points, corner) / float(corner[0] * corner[1])
        ),
    },
)
