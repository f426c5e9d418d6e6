"""A row of a counted array: its shape is known, its words are read when they are first used."""

from collections.abc import Callable

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

# what is known of an array without reading it
KNOWN = ("shape", "dtype", "ndim", "size", "nbytes", "itemsize")


class Row(NDArrayOperatorsMixin):
    """What `a[i]` gives where a row is meant: an ordinary array once a word of it is wanted, and read whole then.

    read() takes the words out. asked() says that somebody wants to know the row's shape alone: `len(a[0])` and
    `a[0].shape` read nothing. A row that is kept is read once.
    """

    def __init__(self, empty: np.ndarray, read: Callable, asked: Callable):
        self._empty, self._read, self._asked = empty, read, asked
        self._words: np.ndarray | None = None

    @property
    def _opened(self) -> np.ndarray:
        if self._words is None:
            self._words = self._read()
        return self._words

    def _known(self) -> np.ndarray:
        """An array of the row's shape and type, to be asked for these."""
        if self._words is None:
            self._asked()
        return self._empty

    def __len__(self):
        return len(self._known())

    def __getitem__(self, key):
        return self._opened[_open(key)]

    def __setitem__(self, key, value):
        self._opened[_open(key)] = _open(value)

    def __iter__(self):
        return iter(self._opened)

    def __contains__(self, value):
        return value in self._opened

    def __bool__(self):
        return bool(self._opened)

    def __repr__(self):
        return repr(self._opened)

    def __array__(self, dtype=None, copy=None):
        words = self._opened if dtype is None else self._opened.astype(dtype)
        return words.copy() if copy else words

    def __dlpack__(self, **options):
        return self._opened.__dlpack__(**options)

    def __dlpack_device__(self):
        return np.zeros(0).__dlpack_device__()

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        if "out" in options:
            options["out"] = tuple(map(_open, options["out"]))
        return getattr(ufunc, method)(*map(_open, inputs), **options)

    def __array_function__(self, function, types, args, kwargs):
        if function in (np.shape, np.ndim, np.size) and args[0] is self:
            return function(self._known(), *args[1:], **kwargs)
        named = {name: _open(value) for name, value in kwargs.items()}
        return function(*map(_open, args), **named)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._known() if name in KNOWN else self._opened, name)

    def __deepcopy__(self, memory):
        return self._opened.copy()

    def __reduce__(self):
        return self._opened.__reduce__()


def _open(value):
    if isinstance(value, tuple | list):
        return type(value)(map(_open, value))
    if isinstance(value, Row):
        return value._opened
    # a counted array beside its rows is read whole
    return np.asarray(value) if isinstance(value, NDArrayOperatorsMixin) else value
