"""What all cases of a puzzle have in common, so that the smaller one that a learner sees is of their kind.

kind = kind_of(cases)
kind.together       axes that are equally long in every case: they lose an index together
kind.has(case)      whether a case keeps what all of them share
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

Axis = tuple[int, int]  # which argument, which of its axes
FEWEST = 5  # of fewer cases nothing is common but by chance


@dataclass(frozen=True)
class Kind:
    """together: axes of one length. fixed: axes of the same length in all. rows: of lists, one length."""

    together: tuple[tuple[Axis, ...], ...] = ()
    fixed: tuple[tuple[Axis, int], ...] = ()
    rows: tuple[tuple[int, int], ...] = ()

    def has(self, case: tuple) -> bool:
        """Whether a case, smaller than one of theirs, is still of their kind."""
        return (
            all(len({length(case, a) for a in axes}) == 1 for axes in self.together)
            and all(length(case, axis) == size for axis, size in self.fixed)
            and all(_rows(case[k]) <= {size} for k, size in self.rows)
        )


def kind_of(cases: list[tuple]) -> Kind:
    """What these cases share; of few cases nothing, for their likeness may be chance."""
    if len(cases) < FEWEST or len({tuple(map(_form, case)) for case in cases}) > 1:
        return Kind()
    equal: dict[tuple[int, ...], list[Axis]] = defaultdict(list)
    for axis in _axes(cases[0]):
        equal[tuple(length(case, axis) for case in cases)].append(axis)
    together = [tuple(axes) for axes in equal.values() if len(axes) > 1]
    still = {sizes for sizes in equal if len({*sizes}) == 1}
    fixed: list[tuple[Axis, int]] = []
    # where nothing varies, sizes say nothing
    for sizes in still if len(still) < len(equal) else ():
        fixed += [(axis, sizes[0]) for axis in equal[sizes]]
    places = range(len(cases[0]))
    widths = {k: set.union(*(_rows(case[k]) for case in cases)) for k in places}
    rows = [(k, min(width)) for k, width in widths.items() if len(width) == 1]
    return Kind(tuple(together), tuple(fixed), tuple(rows))


def length(case: tuple, axis: Axis) -> int:
    """How long an axis of an argument is; a list and a tuple have one."""
    argument = case[axis[0]]
    return (
        argument.shape[axis[1]] if isinstance(argument, np.ndarray) else len(argument)
    )


def _form(value) -> tuple:
    return type(value), getattr(value, "ndim", 0)


def _axes(case: tuple) -> list[Axis]:
    found = []
    for k, x in enumerate(case):
        many = x.ndim if isinstance(x, np.ndarray) else isinstance(x, list | tuple)
        found += [(k, axis) for axis in range(many)]
    return found


def _rows(value) -> set[int]:
    """The lengths of a list's rows, if all of it are rows."""
    if not isinstance(value, list) or not all(isinstance(row, tuple) for row in value):
        return set()
    return {len(row) for row in value}
