"""Which of many designs no other beats, and how much a front covers.

    dominated([(1, 4), (2, 2), (3, 3)])      [False False  True]: (2, 2) is better than (3, 3) in both
    hypervolume([(1, 4), (2, 2)], (5, 5))    10: the area that the two beat, up to the corner

Less is better everywhere: energy, cycles, mm^2, points lost.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from dnnlib.door import checked
from dnnlib.studio.evaluate import Card


@checked
def dominated(points) -> np.ndarray:
    """For each point whether another is no worse in every number and better in one: bool [n] for points [n, k].

    Equal points do not dominate each other. Less is better; infinity is the worst.
    Errors: ValueError where points is no matrix, or holds NaN.
    """
    points = _matrix(points)
    found = np.zeros(len(points), bool)
    # a point is dominated by one whose sum is not larger: those come first
    order = np.lexsort(points.T[::-1])
    kept = np.empty((0, points.shape[1]))
    for k in order:
        point = points[k]
        beaten = (kept <= point).all(axis=1) & (kept < point).any(axis=1)
        found[k] = beaten.any()
        if not found[k]:
            kept = np.vstack([kept, point])
    return found


@checked
def dominated_by_definition(points) -> np.ndarray:
    """The definition of `dominated`: each point against each. Errors: as there."""
    points = _matrix(points)
    found = np.zeros(len(points), bool)
    for k, point in enumerate(points):
        for other in points:
            found[k] |= bool((other <= point).all() and (other < point).any())
    return found


@checked
def front(cards: Iterable[Card]) -> list[Card]:
    """The cards that no other beats in energy, latency, area and, where it is known, points lost; least energy first.

    A design that does not fit is on no front.
    """
    cards = [card for card in cards if card.feasible]
    if not cards:
        return []
    beaten = dominated([aims(card) for card in cards])
    kept = [card for card, out in zip(cards, beaten) if not out]
    return sorted(kept, key=aims)


@checked
def aims(card: Card) -> tuple[float, float, float, float]:
    """What a design is to keep small: energy, latency, relative area, points lost (0 where nobody looked)."""
    loss = 0.0 if card.loss != card.loss else card.loss
    return card.energy, card.latency, card.area.relative, loss


@checked
def hypervolume(points, corner: Sequence[float]) -> float:
    """The area that some points in a plane beat, between them and a corner: the union of [x, X] x [y, Y].

    points [n, 2], less is better; those beyond the corner (X, Y) beat nothing.
    Errors: ValueError where points are not in a plane, or hold NaN. Source: Zitzler and Thiele, PPSN 1998.
    """
    points, ends = _matrix(points), np.asarray(corner, float)
    if points.shape[1:] != (2,) or ends.shape != (2,):
        given = f"points {points.shape}, corner {ends.shape}"
        raise ValueError(f"{given}: give points [n, 2] and two numbers")
    inside = points[(points < ends).all(axis=1)]
    area, top = 0.0, ends[1]
    for x, y in inside[np.lexsort(inside.T[::-1])]:
        if y < top:
            area += (ends[0] - x) * (top - y)
            top = y
    return float(area)


def _matrix(points) -> np.ndarray:
    points = np.asarray(points, float)
    points = points.reshape(0, 2) if points.shape == (0,) else points
    if points.ndim != 2 or np.isnan(points).any():
        raise ValueError(f"points of shape {points.shape}: give [n, k], without NaN")
    return points
