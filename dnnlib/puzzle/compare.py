"""What an answer returned, as plain data; and the first place where it differs from what was wanted."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dnnlib.puzzle.spies import Spy

SCALARS = (bool, int, float, complex, str)
KINDS = {
    "b": "a truth value",
    "i": "an integer",
    "u": "an integer",
    "f": "a float",
    "c": "a complex number",
}
# an integer may stand where a float is wanted: its value is judged
WIDENS = {"i": "iufc", "u": "iufc", "f": "fc"}


def plain(value):
    """The value as data that cannot lie: None, numbers, text, arrays, and tuples, lists and dicts of them.

    Types are matched exactly and converted by their own base class, so no method that an answer defines is trusted:
    an array subclass, a torch tensor or anything with __array__ becomes a base array, one of no axes a number.
    Errors: TypeError says what came instead and what would do.
    """
    kind = type(value)
    if value is None or kind in SCALARS:
        return value
    if issubclass(kind, tuple):
        return tuple(plain(v) for v in tuple.__iter__(value))
    if issubclass(kind, list):
        return [plain(v) for v in list.__iter__(value)]
    if issubclass(kind, dict):
        return {plain(k): plain(v) for k, v in dict.items(value)}
    if issubclass(kind, Spy):
        return value._array.copy()
    if issubclass(kind, np.ndarray | np.generic) or hasattr(kind, "__array__"):
        return _array(value)
    if issubclass(kind, Iterator):
        raise TypeError(
            f"a {kind.__name__} came back, not its values: wrap it in list(...) or np.array(list(...))"
        )
    raise TypeError(
        f"a {kind.__name__} came back: return a number, an array, or a tuple, list or dict of them"
    )


def _array(value):
    if type(value).__module__.partition(".")[0] == "torch":
        value = value.detach()
    try:
        array = np.array(value, subok=False)
    except Exception as error:
        raise TypeError(
            f"a {type(value).__name__} came back that does not turn into an array: {error}"
        ) from None
    if array.dtype.kind not in "biufcU":
        raise TypeError(
            f"an array of {array.dtype} came back: its values must be numbers (dtype=float or int)"
        )
    if array.ndim:
        return array
    number = array.item()  # NumPy's extended floats have no Python type of their own
    return (
        number
        if type(number) in SCALARS
        else complex(number)
        if array.dtype.kind == "c"
        else float(number)
    )


@dataclass(frozen=True)
class Difference:
    """The first place where two results part: what sort of difference, in words, where, and the two parts there.

    kind: "type", "length", "keys", "shape", "kind" or "value"; path: keys of tuples, lists, dicts down to the array;
    index: the index in it; yours, wanted: the arrays or numbers at the end of the path.
    """

    kind: str
    message: str
    path: tuple = ()
    index: tuple = ()
    yours: object = None
    wanted: object = None


def allowed(wanted, words: int, yours=0.0) -> float:
    """How far a float may be off: n * eps * max|wanted|, n the words of input, eps of the coarser type; else 0.

    A sum of n products rounds n times, each time by at most eps/2 of what has been summed.
    Units: those of `wanted`. Source: Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 3.1.
    """
    array = np.asarray(wanted)
    if array.dtype.kind not in "fc":
        return 0.0
    finite = np.abs(array[np.isfinite(array)])
    mine = np.asarray(yours).dtype
    eps = max(
        float(np.finfo(t).eps)
        for t in (array.dtype, mine if mine.kind in "fc" else array.dtype)
    )
    return float(words * eps * finite.max(initial=0.0))


def difference(
    yours, wanted, words: int = 1, tolerance: float | None = None, axes: str = ""
) -> Difference | None:
    """The first difference between two plain values, or None: types, then lengths and shapes, then kinds, then values.

    Integers, truth values and text must be equal, floats within `tolerance` (by default `allowed(wanted, words)`);
    NaN equals NaN in the same place, an infinity the one of its sign. `axes` names the axes in messages, a letter each.
    """
    if isinstance(wanted, tuple | list | dict):
        return _in_container(yours, wanted, words, tolerance, axes)
    if isinstance(wanted, np.ndarray) and isinstance(yours, tuple | list):
        yours = _numbers(yours)
    if isinstance(yours, tuple | list | dict) or isinstance(
        wanted, np.ndarray
    ) != isinstance(yours, np.ndarray):
        return Difference(
            "type",
            f"yours is {_describe(yours)}, wanted is {_describe(wanted)}",
            (),
            (),
            yours,
            wanted,
        )
    if (
        yours is None
        or wanted is None
        or isinstance(wanted, str)
        or isinstance(yours, str)
    ):
        if type(yours) is type(wanted) and yours == wanted:
            return None
        return Difference("value", "", (), (), yours, wanted)
    message = _shape(np.shape(yours), np.shape(wanted), axes)
    if message:
        return Difference("shape", message, (), (), yours, wanted)
    message = _kind(yours, wanted)
    if message:
        return Difference("kind", message, (), (), yours, wanted)
    index = _first(
        yours, wanted, allowed(wanted, words, yours) if tolerance is None else tolerance
    )
    return None if index is None else Difference("value", "", (), index, yours, wanted)


def _numbers(nested):
    """A rectangular nest of numbers as the array that it says; anything else as it is."""
    try:
        array = np.array(nested)
    except ValueError:
        return nested
    return array if array.dtype.kind in "biufc" else nested


def _in_container(yours, wanted, words, tolerance, axes):
    sequence = isinstance(wanted, tuple | list)
    if not isinstance(yours, (tuple | list) if sequence else dict):
        return Difference(
            "type",
            f"yours is {_describe(yours)}, wanted is {_describe(wanted)}",
            (),
            (),
            yours,
            wanted,
        )
    if not sequence and yours.keys() != wanted.keys():
        return Difference(
            "keys", f"keys {list(yours)}, wanted {list(wanted)}", (), (), yours, wanted
        )
    if len(yours) != len(wanted):
        return Difference(
            "length",
            f"{len(yours)} results, wanted {len(wanted)}",
            (),
            (),
            yours,
            wanted,
        )
    for key in range(len(wanted)) if sequence else wanted:
        found = difference(yours[key], wanted[key], words, tolerance, axes)
        if found:
            return Difference(
                found.kind,
                found.message,
                (key, *found.path),
                found.index,
                found.yours,
                found.wanted,
            )
    return None


def _shape(yours: tuple, wanted: tuple, axes: str) -> str:
    if yours == wanted:
        return ""
    message = f"shape {yours}, wanted {wanted}"
    if len(yours) != len(wanted):
        return f"{message}: {len(yours)} axes instead of {len(wanted)}"
    if yours == wanted[::-1]:
        return f"{message}: transposed?"
    axis = next(k for k in range(len(wanted)) if yours[k] != wanted[k])
    name = axes[axis] if axis < len(axes) else axis
    return f"{message}: axis {name} has {yours[axis]} instead of {wanted[axis]}"


def _kind(yours, wanted) -> str:
    mine, theirs = np.asarray(yours).dtype.kind, np.asarray(wanted).dtype.kind
    # Python's unlimited integers
    mine, theirs = ("i" if kind == "O" else kind for kind in (mine, theirs))
    if mine == theirs or theirs in WIDENS.get(mine, ""):
        return ""
    hint = (
        " (`/` makes floats, `//` divides integers)"
        if mine == "f" and theirs in "iu"
        else ""
    )
    return f"{KINDS.get(mine, 'text')}, wanted {KINDS.get(theirs, 'text')}{hint}"


def _first(yours, wanted, tolerance) -> tuple | None:
    """The index of the first value out of tolerance, in the order of the axes; () for a number."""
    if np.asarray(wanted).dtype.kind in "biuUO":
        same = np.asarray(yours == wanted)
    else:
        if type(yours) is int and abs(yours) > 2**1000:  # beyond every float
            yours = np.inf if yours > 0 else -np.inf
        with np.errstate(all="ignore"):
            yours, wanted = np.asarray(yours), np.asarray(wanted)
            wide = np.result_type(yours, wanted, np.float64)
            close = np.abs(yours.astype(wide) - wanted.astype(wide)) <= tolerance
            same = close | (yours == wanted) | (np.isnan(yours) & np.isnan(wanted))
    return None if same.all() else tuple(int(k) for k in np.argwhere(~same)[0])


def _describe(value) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, tuple | list | dict):
        return f"a {type(value).__name__} of {len(value)}"
    return (
        "None"
        if value is None
        else f"{KINDS.get(np.asarray(value).dtype.kind, 'the value')} {value!r}".strip()
    )
