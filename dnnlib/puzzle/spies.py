"""An array that counts the words read from it and written to it, so that a budget of traffic is physics, not style."""

from collections import Counter

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from dnnlib.puzzle.row import KNOWN as FREE
from dnnlib.puzzle.row import Row
from dnnlib.puzzle.site import site

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
# take words out without looking at the others: which, an array of places tells
TAKING = (np.take, np.take_along_axis, np.diagonal, np.diag)


class Spy(NDArrayOperatorsMixin):
    """A memory holding one array: what is taken out is counted as read, what is put in as written.

    reads = sum of the words of every element, slice or whole array taken;  writes alike

    What comes out is an ordinary array or number, in the reader's own registers: using it again is free, taking it
    again is not. `a[i, j]`, `a.item(i, j)`, `a.flat[k]` and `np.take(a, k)` read one word; `a[i][j]` reads the row
    a[i], and `len(a[i])` none of it; `a + 1`, `a.sum()`, `a.T` and np.asarray(a) read all of it; `a[i] += 1` reads a
    word and writes one; `shape`, `dtype`, `ndim`, `size` and `len` are free.
    sites: how many words each expression of the reader's has read.  idle: words of rows that nobody has used yet.
    Units: words (array elements). Errors: those of the array. Source: srush, GPU-Puzzles (arrays that record).
    """

    def __init__(self, array, name: str = ""):
        self._array = np.array(array)  # a copy: what the answer does to it stays here
        self.name, self.reads, self.writes = name, 0, 0
        self.sites: Counter = Counter()
        self.idle = 0

    def __getitem__(self, key):
        if isinstance(key, int | np.integer) and self._array.ndim > 1:
            return self._row(key)
        return self._take(_plain(key))

    def __setitem__(self, key, value):
        self.writes += np.size(self._array[_plain(key)])
        self._array[_plain(key)] = _plain(value)

    def __array__(self, dtype=None, copy=None):
        return self._read(self._array).astype(dtype or self._array.dtype)

    def __dlpack__(self, **options):
        return self.copy().__dlpack__(**options)

    def __dlpack_device__(self):
        return self._array[:0].__dlpack_device__()

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
        flat = function is np.diag and self._array.ndim < 2  # then it makes a matrix
        if function in TAKING and args and args[0] is self and not flat:
            return self._at(lambda places: function(places, *args[1:], **kwargs))
        memories = {}  # each spy is read once, however often the function mentions it

        def opened(value):
            if isinstance(value, tuple | list):
                return type(value)(map(opened, value))
            if not isinstance(value, Spy):
                return value
            if id(value) not in memories:
                known = function in KNOWN
                memories[id(value)] = value._array if known else np.asarray(value)
            return memories[id(value)]

        named = {name: opened(value) for name, value in kwargs.items()}
        return function(*map(opened, args), **named)

    def __getattr__(self, name):
        # the array protocols must not see the memory behind the counter's back
        if name.startswith("_"):
            raise AttributeError(name)
        if name in FREE:
            return getattr(self._array, name)
        return getattr(self._read(self._array), name)

    def item(self, *place):
        """One word, by its indices or its place in the flat array."""
        return np.asarray(self._at(lambda places: places.item(*place))).item()

    def take(self, indices, axis=None, **options):
        """The words at these places."""
        return self._at(lambda places: places.take(indices, axis, **options))

    def diagonal(self, *axes, **options):
        """The words on the diagonal."""
        return self._at(lambda places: places.diagonal(*axes, **options))

    @property
    def flat(self) -> "Flat":
        """The words one after the other, each read when it is taken."""
        return Flat(self)

    def copy(self, order="C") -> np.ndarray:
        """All words, read once."""
        return self._read(self._array)

    def __copy__(self):
        return self.copy()

    def __deepcopy__(self, memory):
        return self.copy()

    def __reduce__(self):
        return self.copy().__reduce__()

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

    def _row(self, key) -> Row:
        """A row, charged at once, and not charged after all where its shape alone is asked for."""
        empty = np.empty_like(self._array[key], subok=False)
        charge = self._charge(empty.size)

        def read():
            self._refund(charge)
            return self._take(key)

        return Row(empty, read, lambda: self._refund(charge))

    def _charge(self, words: int) -> list:
        """Words put on the bill before they are read: where, and how many."""
        place = site()
        self.reads += words
        self.idle += words
        self.sites[place] += words
        return [place, words]

    def _refund(self, charge: list) -> None:
        place, words = charge
        self.reads -= words
        self.idle -= words
        self.sites[place] -= words
        charge[1] = 0

    def _at(self, choose):
        """The words that a choice among their places names."""
        places = np.arange(self._array.size).reshape(self._array.shape)
        return self._take(np.unravel_index(choose(places), self._array.shape))

    def _take(self, key):
        return self._read(self._array[key])

    def _read(self, words):
        self.reads += np.size(words)
        self.sites[site()] += int(np.size(words))
        return words.copy()

    def _written(self) -> np.ndarray:
        self.writes += self._array.size
        return self._array


class Flat:
    """A spy's words in the order of memory."""

    def __init__(self, spy: Spy):
        self._spy = spy

    def __getitem__(self, key):
        return self._spy._at(lambda places: places.ravel()[key])

    def __iter__(self):
        return (self[k] for k in range(len(self)))

    def __len__(self):
        return self._spy.size


def spy(array, name: str = "") -> Spy:
    """The array behind a counter: `s = spy(F); conv(I, s); s.reads`. Units: words."""
    return Spy(array, name)


def _plain(value):
    """A spy handed to NumPy as index, operand or value is read whole; so are those inside a tuple or a list."""
    if isinstance(value, tuple | list):
        return type(value)(_plain(v) for v in value)
    return np.asarray(value) if isinstance(value, Spy | Row) else value
