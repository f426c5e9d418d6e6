"""One right result in all the forms in which students return it: each of them must pass."""

from collections import Counter, deque
from fractions import Fraction

import numpy as np
import torch


def every(value, number=lambda v: v, array=lambda a: a, row=lambda r: r, table=None):
    """The value with each number, array, tuple or list and dict in it made anew."""
    again = lambda v: every(v, number, array, row, table)
    if isinstance(value, dict):
        made = {key: again(v) for key, v in value.items()}
        return table(made) if table else made
    if isinstance(value, tuple | list):
        return row(type(value)(map(again, value)))
    if isinstance(value, np.ndarray):
        return array(value)
    return value if isinstance(value, bool | str) or value is None else number(value)


def whole_floats(value):
    """As np.zeros and += 1 make counts."""
    as_floats = lambda a: a.astype(float) if a.dtype.kind in "iu" else a
    return every(value, float, as_floats)


def single(value):
    """In float32 throughout."""
    narrow = lambda a: a.astype(np.float32) if a.dtype.kind == "f" else a
    return every(value, lambda v: np.float32(v) if isinstance(v, float) else v, narrow)


def back_from_single(value):
    """Made in float32, and float64 again."""
    wide = lambda a: a.astype(np.float32).astype(float) if a.dtype.kind == "f" else a
    return every(
        value, lambda v: float(np.float32(v)) if isinstance(v, float) else v, wide
    )


def tensors(value):
    """As torch has them; it has none of text."""
    array = lambda a: a if a.dtype.kind == "U" else torch.tensor(a)
    return every(value, torch.tensor, array)


def numpys(value):
    """NumPy's numbers, and arrays where tuples are wanted."""
    return every(value, np.asarray, row=_array)


def _array(row):
    flat = all(np.ndim(v) == 0 for v in row)
    kinds = {np.asarray(v).dtype.kind for v in row}
    return np.array(row) if flat and (kinds <= set("iuf") or kinds == {"U"}) else row


def lists(value):
    """Lists of lists, and lists where tuples are wanted."""
    return every(value, array=lambda a: a.tolist(), row=list)


def tuples(value):
    """Tuples of tuples."""
    frozen = lambda v: tuple(map(frozen, v)) if isinstance(v, list) else v
    return every(value, array=lambda a: frozen(a.tolist()), row=tuple)


def rows(value):
    """Rows that are no lists: of a queue, of a dict, of an array of the standard library."""
    lists_of = lambda a: deque(a.tolist()) if a.ndim == 1 else a.tolist()
    return every(value, array=lists_of, row=lambda r: dict(enumerate(r)).values())


def exact(value):
    """Fractions, as somebody who distrusts floats has them."""
    number = lambda v: Fraction(v) if np.isfinite(v) else v
    return every(value, number)


def counters(value):
    """A Counter has no key for what never came."""
    return every(
        value, table=lambda made: Counter({k: v for k, v in made.items() if v})
    )


FORMS = {
    form.__name__: form
    for form in (
        whole_floats,
        single,
        back_from_single,
        tensors,
        numpys,
        lists,
        tuples,
        rows,
        exact,
        counters,
    )
}
