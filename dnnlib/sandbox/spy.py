"""The worker's end of a counted array: it holds no word, and asks for each when it is read."""

from collections import Counter
from collections.abc import Callable

import numpy as np

from dnnlib.puzzle.row import Row
from dnnlib.puzzle.spies import Spy


class Held(np.ndarray):
    """The shape and type of an array that lies elsewhere; a copy of it is a read of it all."""

    ask: Callable | None = None

    def copy(self, order="C"):
        """All words, read where they lie."""
        return self.ask("read", ...)


class RemoteSpy(Spy):
    """A Spy whose array is in the grader: ask("read", key) and ask("write", key, value) go there and are counted there.

    So a word that was not asked for cannot be known here, and no counter here can be turned back.
    """

    def __init__(self, shape: tuple, dtype: str, name: str, ask: Callable):
        held = np.broadcast_to(np.zeros((), dtype), shape).view(Held)
        held.ask = self._ask = ask
        self._array = held
        self.name, self.reads, self.writes = name, 0, 0
        # the judge counts words itself
        self.sites, self.idle = Counter(), 0

    def _take(self, key):
        return self._ask("read", _opened(key))

    def __setitem__(self, key, value):
        self._ask("write", _opened(key), _opened(value))

    def __array_ufunc__(self, ufunc, method, *inputs, out=(), **options):
        held = [x for x in out if isinstance(x, RemoteSpy)]
        if held:
            # what `where` leaves out must be known
            room = np.asarray if "where" in options else np.empty_like
            options["out"] = tuple(
                room(x) if isinstance(x, RemoteSpy) else x for x in out
            )
        elif out:
            options["out"] = out
        result = getattr(ufunc, method)(*map(_opened, inputs), **options)
        for x, words in zip(out, options.get("out", ())):
            if isinstance(x, RemoteSpy):
                x[...] = words
        return out[0] if held else result

    def _read(self, words):
        return self._ask("read", ...)


def _opened(value):
    if isinstance(value, tuple | list):
        return type(value)(_opened(v) for v in value)
    return np.asarray(value) if isinstance(value, Spy | Row) else value
