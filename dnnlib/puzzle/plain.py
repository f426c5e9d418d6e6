"""What an answer returned, as plain data that cannot lie."""

from array import array
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from dnnlib.puzzle.spies import Spy

SCALARS = (bool, int, float, complex, str)
# rows of values that are no lists, and lie no more than these do
ROWS: tuple[type, ...] = (range, deque, array, type({}.keys()), type({}.values()))
_written: dict[type, Callable] = {}


def written_as(kind: type, text: Callable) -> None:
    """Let answers return objects of this class: text(value) is the data that is judged.

    For designs, such as a loop nest: the judge reads the text again and trusts no method of the object.
    """
    _written[kind] = text


def plain(value):
    """The value as None, numbers, text, arrays, and tuples, lists and dicts of them.

    Types are matched exactly and converted by their own base class, so no method that an answer defines is trusted:
    an array subclass, a torch tensor or anything with __array__ becomes a base array, one of no axes a number.
    Errors: TypeError says what came instead and what would do.
    """
    kind = type(value)
    if value is None or kind in SCALARS:
        return value
    if kind in _written:
        return _text(value)
    if issubclass(kind, tuple):
        return tuple(plain(v) for v in tuple.__iter__(value))
    if issubclass(kind, list):
        return [plain(v) for v in list.__iter__(value)]
    if issubclass(kind, dict):
        return {plain(k): plain(v) for k, v in dict.items(value)}
    if kind in ROWS:
        return [plain(v) for v in value]
    if kind in (Fraction, Decimal):
        return _number(value)
    if issubclass(kind, Spy):
        return value._array.copy()
    if issubclass(kind, np.ndarray | np.generic) or hasattr(kind, "__array__"):
        return _array(value)
    raise TypeError(_stranger(kind))


def _text(value):
    text = _written[type(value)](value)
    if type(text) is not str:
        raise TypeError(f"a {type(value).__name__} came back that has no text")
    return text


def _number(value):
    """A Fraction or a Decimal as the integer or the float that it says."""
    try:
        whole = int(value)
        return whole if whole == value else float(value)
    except (ValueError, OverflowError) as error:
        raise TypeError(f"a {type(value).__name__} came back: {error}") from None


def _array(value):
    if type(value).__module__.partition(".")[0] == "torch":
        value = value.detach()
    try:
        words = np.array(value, subok=False)
    except Exception as error:
        kind = type(value).__name__
        raise TypeError(
            f"a {kind} came back that does not turn into an array: {error}"
        ) from None
    if words.dtype.kind not in "biufcU":
        raise TypeError(
            f"an array of {words.dtype} came back: its values must be numbers (dtype=float or int)"
        )
    return words if words.ndim else _scalar(words)


def _scalar(words: np.ndarray):
    """The number of an array without axes."""
    number = words.item()
    if type(number) in SCALARS:
        return number
    # NumPy's extended floats have no Python type of their own
    return complex(number) if words.dtype.kind == "c" else float(number)


def _stranger(kind: type) -> str:
    if issubclass(kind, Iterator):
        return f"a {kind.__name__} came back, not its values: wrap it in list(...) or np.array(list(...))"
    if is_dataclass(kind):
        return f"a {kind.__name__} came back, not its values: `dataclasses.asdict` makes a dict of them"
    return f"a {kind.__name__} came back: return a number, an array, or a tuple, list or dict of them"
