"""The first place where a result differs from what was wanted; both are plain data."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dnnlib.puzzle.plain import plain

KINDS = {
    "b": "a truth value",
    "i": "an integer",
    "u": "an integer",
    "f": "a float",
    "c": "a complex number",
}
# an integer may stand where a float is wanted: its value is judged
WIDENS = {"i": "iufc", "u": "iufc", "f": "fc"}
# the coarsest type that counts: half precision would let wrong answers pass as rounding
SINGLE = float(np.finfo(np.float32).eps)
DIVISION = "`/` makes floats, `//` divides integers"
MOST = 1 << 22  # words of nested lists that are made an array


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
    yours: Any = None
    wanted: Any = None


@dataclass(frozen=True)
class Measure:
    """How results of a case are compared: the words of its input, a tolerance of its own, how large terms are, axes."""

    words: int = 1
    tolerance: float | None = None
    scale: float | None = None
    axes: str = ""

    def within(self, yours, wanted) -> float:
        """How far a float may be off."""
        if self.tolerance is not None:
            return self.tolerance
        return allowed(wanted, self.words, yours, self.scale)


def allowed(wanted, words: int, yours=None, scale: float | None = None) -> float:
    """How far a float may be off: n * eps * scale, n the words of input; else 0.

    A sum of n products rounds n times, each time by at most eps/2 of what has been summed: scale, by default
    max|wanted|. eps is that of float32 where each of your values is one, that of `wanted` otherwise.
    Units: those of `wanted`. Source: Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 3.1.
    """
    array = np.asarray(wanted)
    if array.dtype.kind not in "fc":
        return 0.0
    if scale is None:
        scale = np.abs(array[np.isfinite(array)]).max(initial=0.0)
    eps = float(np.finfo(array.dtype).eps)
    return float(words * (max(eps, SINGLE) if _single(yours) else eps) * scale)


def _single(values) -> bool:
    """Whether float32 can say all of the values: then they were made in it, whatever they are now."""
    array = np.asarray(values)
    if array.dtype.kind not in "fc":
        return False
    narrow = np.complex64 if array.dtype.kind == "c" else np.float32
    with np.errstate(all="ignore"):
        same = array.astype(narrow) == array
    return bool((same | ~np.isfinite(array)).all())


def difference(
    yours,
    wanted,
    words: int = 1,
    tolerance: float | None = None,
    axes: str = "",
    scale: float | None = None,
) -> Difference | None:
    """The first difference between two plain values, or None: types, then lengths and shapes, then kinds, then values.

    Integers, truth values and text must be equal, floats within `tolerance` (by default `allowed(wanted, words)`);
    NaN equals NaN in the same place, an infinity the one of its sign. Whole floats stand for integers, an array for
    the tuple or list of its parts and the other way round, and a dict may lack a key whose count is 0.
    `axes` names the axes in messages, a letter each.
    """
    return _compared(yours, wanted, Measure(words, tolerance, scale, axes))


def _compared(yours, wanted, measure: Measure) -> Difference | None:
    yours, wanted = _bare(yours), _bare(wanted)
    if isinstance(wanted, dict):
        return _in_dict(yours, wanted, measure)
    if isinstance(wanted, tuple | list):
        return _in_sequence(yours, wanted, measure)
    if isinstance(wanted, np.ndarray) and isinstance(yours, tuple | list):
        yours = _numbers(yours)
    if _nested(yours) or isinstance(wanted, np.ndarray) != isinstance(
        yours, np.ndarray
    ):
        return _of_type(yours, wanted)
    if any(x is None or isinstance(x, str) for x in (yours, wanted)):
        if type(yours) is type(wanted) and yours == wanted:
            return None
        return Difference("value", "", (), (), yours, wanted)
    for kind, message in (
        ("shape", _shape(np.shape(yours), np.shape(wanted), measure.axes)),
        ("kind", _kind(yours, wanted)),
    ):
        if message:
            return Difference(kind, message, (), (), yours, wanted)
    index = _first(yours, wanted, measure.within(yours, wanted))
    return None if index is None else Difference("value", "", (), index, yours, wanted)


def _bare(value):
    """An array without axes as its number: some come so from the worker."""
    return plain(value) if isinstance(value, np.ndarray) and not value.ndim else value


def _nested(value) -> bool:
    return isinstance(value, tuple | list | dict)


def _of_type(yours, wanted) -> Difference:
    message = f"yours is {_describe(yours)}, wanted is {_describe(wanted)}"
    return Difference("type", message, (), (), yours, wanted)


def _numbers(nested):
    """A rectangular nest of numbers as the array that it says; anything else as it is."""
    leaves = list(_leaves(nested, MOST))
    if len(leaves) > MOST or not all(_is_number(leaf) for leaf in leaves):
        return nested
    if sum(np.size(leaf) for leaf in leaves) > MOST:
        return nested
    try:
        array = np.array(nested)
    except ValueError:
        return nested
    return array if array.dtype.kind in "biufc" else nested


def _leaves(nested, most: int):
    """What stands in nested lists and tuples, of more than `most` the first ones."""
    left, found = [nested], 0
    while left and found <= most:
        value = left.pop()
        if isinstance(value, tuple | list):
            left.extend(value)
        else:
            found += 1
            yield value


def _is_number(leaf) -> bool:
    if isinstance(leaf, np.ndarray):
        return leaf.dtype.kind in "biufc"
    return isinstance(leaf, bool | int | float | complex | np.number)


def _in_sequence(yours, wanted, measure: Measure) -> Difference | None:
    if isinstance(yours, np.ndarray):
        yours = [plain(part) for part in yours]
    if not isinstance(yours, tuple | list):
        return _of_type(yours, wanted)
    if len(yours) != len(wanted):
        message = f"{len(yours)} results, wanted {len(wanted)}"
        return Difference("length", message, (), (), yours, wanted)
    return _in_parts(enumerate(zip(yours, wanted)), measure)


def _in_dict(yours, wanted, measure: Measure) -> Difference | None:
    if not isinstance(yours, dict):
        return _of_type(yours, wanted)
    # a Counter has no key for what never came
    counted = {k: v for k, v in yours.items() if k in wanted or not _zero(v)}
    needed = {k for k, v in wanted.items() if k in yours or not _zero(v)}
    if counted.keys() != needed:
        message = f"keys {list(yours)}, wanted {list(wanted)}"
        return Difference("keys", message, (), (), yours, wanted)
    pairs = ((key, (yours.get(key, 0), right)) for key, right in wanted.items())
    return _in_parts(pairs, measure)


def _zero(value) -> bool:
    return type(value) in (int, float) and value == 0


def _in_parts(pairs, measure: Measure) -> Difference | None:
    for key, (mine, right) in pairs:
        found = _compared(mine, right, measure)
        if found:
            return replace(found, path=(key, *found.path))
    return None


def _shape(yours: tuple, wanted: tuple, axes: str) -> str:
    if yours == wanted:
        return ""
    message = f"shape {yours}, wanted {wanted}"
    if len(yours) != len(wanted):
        return f"{message}: {len(yours)} axes instead of {len(wanted)}"
    if yours == wanted[::-1] and 1 not in wanted:
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
    if mine == "f" and theirs in "iu" and _whole(yours):
        return ""
    hint = ""
    if mine == "f" and theirs in "iu":
        hint = f" ({DIVISION})"
    elif mine in "iuf" and theirs == "b":
        hint = " (`.astype(bool)` makes truth values)"
    return f"{KINDS.get(mine, 'text')}, wanted {KINDS.get(theirs, 'text')}{hint}"


def _whole(values) -> bool:
    array = np.asarray(values)
    return bool((np.isfinite(array) & (array == np.round(array))).all())


def _first(yours, wanted, tolerance) -> tuple | None:
    """The index of the first value out of tolerance, in the order of the axes; () for a number."""
    if np.asarray(wanted).dtype.kind in "biuUO":
        same = np.asarray(_exact(yours) == wanted)
    else:
        same = _near(yours, wanted, tolerance)
    return None if same.all() else tuple(int(k) for k in np.argwhere(~same)[0])


def _exact(yours):
    """Whole floats as integers: as floats they would be equal to integers that they are not."""
    array = np.asarray(yours)
    if array.dtype.kind != "f":
        return yours
    if np.abs(array).max(initial=0) < 2**53:
        return array.astype(np.int64)
    return np.frompyfunc(int, 1, 1)(array)


def _near(yours, wanted, tolerance) -> np.ndarray:
    if type(yours) is int and abs(yours) > 2**1000:  # beyond every float
        yours = np.inf if yours > 0 else -np.inf
    with np.errstate(all="ignore"):
        yours, wanted = np.asarray(yours), np.asarray(wanted)
        wide = np.result_type(yours, wanted, np.float64)
        close = np.abs(yours.astype(wide) - wanted.astype(wide)) <= tolerance
        return close | (yours == wanted) | (np.isnan(yours) & np.isnan(wanted))


def _describe(value) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if _nested(value):
        return f"a {type(value).__name__} of {len(value)}"
    if value is None:
        return "None"
    kind = KINDS.get(np.asarray(value).dtype.kind, "the value")
    return (
        f"{kind} {str(value)[:80] if not isinstance(value, str) else repr(value[:80])}"
    )
