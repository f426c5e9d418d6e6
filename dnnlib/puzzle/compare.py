"""The first place where a result differs from what was wanted; both are plain data."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dnnlib.puzzle.closeness import KINDS, Measure, first_apart, kind_apart
from dnnlib.puzzle.closeness import allowed as allowed  # for those who look for it here
from dnnlib.puzzle.literal import literal
from dnnlib.puzzle.nested import numbers
from dnnlib.puzzle.plain import plain


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
        yours = numbers(yours)
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
        ("kind", kind_apart(yours, wanted)),
    ):
        if message:
            return Difference(kind, message, (), (), yours, wanted)
    index = first_apart(yours, wanted, measure.within(yours, wanted))
    return None if index is None else Difference("value", "", (), index, yours, wanted)


def _bare(value):
    """An array without axes as its number: some come so from the worker."""
    return plain(value) if isinstance(value, np.ndarray) and not value.ndim else value


def _nested(value) -> bool:
    return isinstance(value, tuple | list | dict)


def _of_type(yours, wanted) -> Difference:
    message = f"yours is {_describe(yours)}, wanted is {_describe(wanted)}"
    return Difference("type", message, (), (), yours, wanted)


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
        message = f"keys {_keys(yours)}, wanted {_keys(wanted)}"
        return Difference("keys", message, (), (), yours, wanted)
    pairs = ((key, (yours.get(key, 0), right)) for key, right in wanted.items())
    return _in_parts(pairs, measure)


def _keys(value: dict) -> str:
    return literal(list(value))[:300]


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


def _describe(value) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if _nested(value):
        return f"a {type(value).__name__} of {len(value)}"
    if value is None:
        return "None"
    if isinstance(value, str):
        return f"the value {value[:80]!r}"
    if isinstance(value, int):  # one of any size
        return f"{KINDS['b' if isinstance(value, bool) else 'i']} {literal(value)[:80]}"
    kind = KINDS.get(np.asarray(value).dtype.kind, "the value")
    return f"{kind} {str(value)[:80]}"
