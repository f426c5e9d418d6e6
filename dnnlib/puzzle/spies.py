"""An array that counts the words read from it and written to it, so that a budget of traffic is physics, not style."""

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

# read no word
KNOWN = (
    np.shape,
    np.ndim,
    np.size,
    np.zeros_like,
    np.ones_like,
    np.empty_like,
    np.full_like,
)
CHANGING = (np.copyto, np.put, np.place, np.putmask)
# what is known of an array without reading it
FREE = ("shape", "dtype", "ndim", "size", "nbytes", "itemsize")


class Spy(NDArrayOperatorsMixin):
    """A memory holding one array: what is taken out is counted as read, what is put in as written.

    reads = sum of the words of every element, slice or whole array taken;  writes alike

    What comes out is an ordinary array or number, in the reader's own registers: using it again is free, taking it
    again is not. `a[i, j]` reads one word, `a[i][j]` the row a[i]; `a + 1`, `a.sum()`, `a.T` and np.asarray(a) read
    all of it; `a[i] += 1` reads a word and writes one; `shape`, `dtype`, `ndim`, `size` and `len` are free.
    Units: words (array elements). Errors: those of the array. Source: srush, GPU-Puzzles (arrays that record).
    """

    def __init__(self, array, name: str = ""):
        self._array = np.array(array)  # a copy: what the answer does to it stays here
        self.name, self.reads, self.writes = name, 0, 0

    def __getitem__(self, key):
        return self._read(self._array[_plain(key)])

    def __setitem__(self, key, value):
        self.writes += np.size(self._array[_plain(key)])
        self._array[_plain(key)] = _plain(value)

    def __array__(self, dtype=None, copy=None):
        return self._read(self._array).astype(dtype or self._array.dtype)

    def __array_ufunc__(self, ufunc, method, *inputs, out=(), **options):
        if out:
            options["out"] = tuple(
                spy._written() if isinstance(spy, Spy) else spy for spy in out
            )
        result = getattr(ufunc, method)(*map(_plain, inputs), **options)
        return out[0] if out else result

    def __array_function__(self, function, types, args, kwargs):
        if function in CHANGING:
            return NotImplemented  # NumPy then says that it cannot
        memories = {}  # each spy is read once, however often the function mentions it

        def opened(value):
            if isinstance(value, tuple | list):
                return type(value)(map(opened, value))
            if not isinstance(value, Spy):
                return value
            if id(value) not in memories:
                memories[id(value)] = (
                    value._array if function in KNOWN else np.asarray(value)
                )
            return memories[id(value)]

        return function(
            *map(opened, args),
            **{name: opened(value) for name, value in kwargs.items()},
        )

    def __getattr__(self, name):
        # the array protocols must not see the memory behind the counter's back
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._array if name in FREE else self._read(self._array), name)

    def __copy__(self):
        return self._read(self._array)

    def __deepcopy__(self, memo):
        return self._read(self._array)

    def __reduce__(self):
        return self._read(self._array).__reduce__()

    def __len__(self):
        return len(self._array)

    def __iter__(self):
        return (self[k] for k in range(len(self)))

    def __contains__(self, value):
        return value in np.asarray(self)

    def __bool__(self):
        return bool(self._read(self._array))

    def __int__(self):
        return int(self._read(self._array))

    def __float__(self):
        return float(self._read(self._array))

    def __repr__(self):
        return f"<{self.name or 'spy'} {self.shape} {self.dtype}: {self.reads} reads, {self.writes} writes>"

    def _read(self, words):
        self.reads += np.size(words)
        return words.copy()

    def _written(self) -> np.ndarray:
        self.writes += self._array.size
        return self._array


def spy(array, name: str = "") -> Spy:
    """The array behind a counter: `s = spy(F); conv(I, s); s.reads`. Units: words."""
    return Spy(array, name)


def _plain(value):
    """A spy handed to NumPy as index, operand or value is read whole; so are those inside a tuple or a list."""
    if isinstance(value, tuple | list):
        return type(value)(_plain(v) for v in value)
    return np.asarray(value) if isinstance(value, Spy) else value
