"""The smallest case that still fails: a learner debugs a 1 x 2 array, not a 7 x 9 one."""

import time
from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np


def shrink(
    case: tuple,
    fails: Callable[[tuple], bool],
    tries: int = 400,
    seconds: float = 1.0,
    together: tuple = (),
) -> tuple:
    """Greedily replace the case by a smaller one that still fails, until none does or the effort is spent.

    Smaller: an axis loses an index (two arrays that share its length lose it together, and so do the axes that are
    said to be of one length: `together`, pairs of argument and axis), a sequence an element, an integer steps
    towards 0 or 1, a value in an array becomes 0, 1 or an integer. `fails` also says whether a candidate is a case
    at all. Effort: at most `tries` calls of `fails` and about `seconds`.
    """
    until = time.monotonic() + seconds
    smaller = True
    while smaller:
        smaller = False
        for candidate in candidates(case, together):
            if not tries or time.monotonic() > until:
                return case
            tries -= 1
            if weight(candidate) < weight(case) and fails(candidate):
                case, smaller = candidate, True
                break
    return case


def weight(value) -> tuple[int, float]:
    """How big a case is: the words in it, then how far its values are from nought.

    Shapes say most, so they weigh first. Units: words; the sum of |value|, with 1 added for each that is no integer
    and 1/2 for each that is negative.
    """
    if isinstance(value, tuple | list | dict):
        parts = [
            weight(v) for v in (value.values() if isinstance(value, dict) else value)
        ]
        return len(parts) + sum(w for w, _ in parts), sum(far for _, far in parts)
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
        finite = np.where(np.isfinite(value), value, 1e6)
        return value.size, float(
            (
                np.abs(finite)
                + (finite != np.round(finite))
                + (np.real(finite) < 0) / 2
            ).sum()
        )
    if isinstance(value, int | float):
        near = value if abs(value) < 1e6 else 1e6
        return 1, abs(near) + (near != round(near)) + (near < 0) / 2
    return 1, 0.0


def candidates(case: tuple, together: tuple = ()) -> Iterator[tuple]:
    """Cases a step smaller, those that shrink most first: shapes, then numbers, then the values in arrays."""
    yield from _in_step(case, together)
    yield from _thinner(case)
    for k, x in enumerate(case):
        if not isinstance(x, np.ndarray):
            for part in _simpler(x):
                yield (*case[:k], part, *case[k + 1 :])
    for k, x in enumerate(case):
        if isinstance(x, np.ndarray) and x.dtype.kind in "iuf":
            for part in _plainer(x):
                yield (*case[:k], part, *case[k + 1 :])


def _in_step(case: tuple, together: tuple) -> Iterator[tuple]:
    """Axes that are always equally long lose an index together."""
    for axes in together:
        k, axis = axes[0]
        size = np.shape(case[k])[axis] if axis else len(case[k])
        for drop in _drops(size):
            yield _without(case, axes, drop)


def _thinner(case: tuple) -> Iterator[tuple]:
    """An axis loses an index, or two that happen to be equally long."""
    arrays = [
        (k, axis)
        for k, x in enumerate(case)
        if isinstance(x, np.ndarray)
        for axis in range(x.ndim)
    ]
    length = {(k, axis): case[k].shape[axis] for k, axis in arrays}
    shared = [
        pair
        for pair in combinations(arrays, 2)
        if pair[0][0] != pair[1][0] and len({length[a] for a in pair}) == 1
    ]
    for axes in [*((a,) for a in arrays), *shared]:
        for drop in _drops(length[axes[0]]):
            yield _without(case, axes, drop)


def _drops(length: int) -> Iterator[slice | int]:
    """Which indices to leave out of an axis: half of it, then one at a time."""
    if length > 3:
        yield slice(length // 2, None)
        yield slice(0, length // 2)
    if length > 1:
        yield from reversed(range(length))


def _without(case: tuple, axes, drop) -> tuple:
    shorter = list(case)
    for k, axis in axes:
        shorter[k] = _shorter(shorter[k], drop, axis)
    return tuple(shorter)


def _shorter(x, drop: slice | int, axis: int):
    """An array without some indices of an axis; a list or a tuple without some of its elements."""
    if isinstance(x, np.ndarray):
        return np.delete(x, drop, axis)
    gone = {*range(len(x))[drop]} if isinstance(drop, slice) else {drop}
    return type(x)(v for k, v in enumerate(x) if k not in gone)


def _simpler(x) -> Iterator:
    """Simpler numbers, and sequences with an element fewer or simpler."""
    if isinstance(x, tuple | list):
        for k in range(len(x)):
            yield type(x)(v for j, v in enumerate(x) if j != k)
        for k, v in enumerate(x):
            yield from (type(x)((*x[:k], part, *x[k + 1 :])) for part in _simpler(v))
    elif isinstance(x, int) and not isinstance(x, bool):
        yield from dict.fromkeys(
            v for v in (0, 1, abs(x), x // 2, x - 1, x + 1) if v != x
        )
    elif isinstance(x, float):
        yield from (0.0, 1.0, *((float(round(x)),) if np.isfinite(x) else ()))


def _plainer(x: np.ndarray) -> Iterator[np.ndarray]:
    """The array with simpler values: all nought, all rounded, then each in turn (of small arrays only)."""
    yield np.zeros_like(x)
    yield np.sign(x)
    yield np.abs(x)
    if x.dtype.kind == "f":
        yield np.round(x) + 0.0  # no -0.
    if x.size <= 64:
        for index in np.ndindex(x.shape):
            for value in (0, 1, 2):
                if x[index] != value:
                    part = x.copy()
                    part[index] = value
                    yield part
