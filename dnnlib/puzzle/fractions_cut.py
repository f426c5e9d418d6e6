"""The most usual slip with arrays: they hold integers, and what is put into them loses its fraction."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

CUT_OFF = "fractions are cut off"
LEAVE = "leave what you are given as it is"
LET_FLOATS = "let arrays hold floats (np.zeros does, dtype=int does not)"


def cut_off(yours: list, wanted: list) -> bool:
    """Whether every number of the results is whole where some that are wanted are not, and near them all the same.

    However it came about: an array of integers, a sum of rounded products, int, astype, np.round.
    """
    pairs = [pair for y, w in zip(yours, wanted) for pair in _floats(y, w)]
    if not pairs or any(y.shape != w.shape for y, w in pairs):
        return False
    mine, right = (np.concatenate([a.ravel() for a in side]) for side in zip(*pairs))
    usual = np.isfinite(mine) & np.isfinite(right)
    if not usual.all() or _whole(right) or not _whole(mine):
        return False
    return bool(np.abs(mine - right).sum() < np.abs(right).sum())


def cut_arguments(case: tuple, names: tuple) -> Iterator[tuple[str, Callable]]:
    """Which arguments of a case hold floats, one by one and together; and what makes whole numbers of these."""
    floats = tuple(k for k, x in enumerate(case) if _is_real(x))
    arrays = tuple(k for k in floats if isinstance(case[k], np.ndarray))
    for chosen in dict.fromkeys([*((k,) for k in floats), arrays, floats]):
        if chosen:
            named = " and ".join(names[k] for k in chosen)
            yield f"The {CUT_OFF} in {named}: {LEAVE}.", partial(_cut, chosen)


def _is_real(value) -> bool:
    return isinstance(value, float | np.ndarray) and np.asarray(value).dtype.kind == "f"


def _cut(chosen: tuple, case: tuple) -> tuple:
    return tuple(np.trunc(x) if k in chosen else x for k, x in enumerate(case))


def _floats(yours, wanted) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Numbers beside those that are wanted, wherever floats are."""
    if isinstance(wanted, dict):
        keys = wanted.keys() & yours.keys() if isinstance(yours, dict) else ()
        for key in keys:
            yield from _floats(yours[key], wanted[key])
    elif isinstance(wanted, tuple | list):
        for mine, right in zip(yours, wanted) if _row(yours) else ():
            yield from _floats(mine, right)
    elif np.asarray(wanted).dtype.kind == "f":
        yield _array(yours), np.asarray(wanted)


def _row(value) -> bool:
    array = isinstance(value, np.ndarray) and value.ndim > 0
    return array or isinstance(value, tuple | list)


def _array(value) -> np.ndarray:
    """The numbers of a value; nothing where it has none."""
    try:
        return np.asarray(value, float)
    except (TypeError, ValueError, OverflowError):
        return np.empty(0)


def _whole(values: np.ndarray) -> bool:
    return bool((values == np.round(values)).all())
