"""What a value must be to pass as int, float, an array, a Literal or a class, and what to call that.

take(int, np.int8(4))     4, Python's own
take(int, 2.5)            REFUSED
wanted(Literal["I", "F"]) "one of 'I', 'F'"
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from inspect import signature
from os import PathLike
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import numpy as np

from dnnlib.door.integers import is_whole, whole

REFUSED = object()
MOST = 1000  # parts of a list that are looked at one by one
EXAMPLES = {
    "ConvShape": 'ConvShape(M=4, C=3) or MODELS["AlexNet"].layer("conv1").shape',
    "Mapping": 'Mapping.parse("DRAM: M4 / RF:")',
    "Hardware": "dataflow.hardware.EYERISS",
    "Costs": "costs.NORMALIZED",
    "Codebook": "quant.codebook.linear(F, 4)",
    "Encoded": 'compress.formats.encode(F, "csr")',
    "Layer": 'MODELS["AlexNet"].layer("conv1")',
    "Model": 'MODELS["AlexNet"]',
    "Machine": 'metrics.Machine("mine", 1e12, 1e11)',
    "Ops": "kernels.direct.ops(shape)",
    "Counter": "dataflow.accesses.count(shape, mapping)",
}


def take(kind, value):
    """The value as it goes on, or REFUSED where it is not of this kind."""
    return taker(kind)(value)


def taker(kind) -> Callable:
    """`take` for one kind: what its type says is worked out once, for a door that many calls go through."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Literal:  # which words there are the function itself says best
        return _kind(*map(type, parts))
    kind = origin or kind
    if kind in TAKES:
        takes = TAKES[kind]
        if parts and origin:
            return lambda value: _each(kind, parts, takes(value))
        return takes
    if not isinstance(kind, type):
        return lambda value: value  # a kind that cannot be asked about
    return lambda value: value if isinstance(value, kind) else _made(kind, value)


def _made(kind: Any, value):
    """A value of a class from another one, where the class knows how."""
    if issubclass(kind, tuple) and isinstance(
        value, tuple
    ):  # a NamedTuple from a plain one
        return kind(*value) if len(value) == len(kind._fields) else REFUSED
    made = kind.of(value) if hasattr(kind, "of") and _of_one(kind.of) else None
    return REFUSED if made is None else made


def wanted(kind) -> str:
    """A kind in words, with an example where one helps; nothing for None."""
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(choices(kind))
    parts = [one for one in get_args(kind) if one is not Ellipsis]
    kind = get_origin(kind) or kind
    if kind in (list, tuple, Sequence, Iterable) and len(parts) == 1:
        return f"{WORDS[kind]}, each {wanted(parts[0])}"
    if kind in WORDS:
        return WORDS[kind]
    name = getattr(kind, "__name__", str(kind))
    example = f", such as {EXAMPLES[name]}" if name in EXAMPLES else ""
    return f"{'an' if name[0] in 'AEIO' else 'a'} {name}{example}"


def choices(kind) -> list[str]:
    """The words of a Literal, as they are written; of other kinds none."""
    if get_origin(kind) is not Literal:
        return []
    return [repr(one) for one in get_args(kind)]


def numbers(value):
    """The value, once NumPy can take it as numbers: an array, a list, a tensor."""
    if hasattr(value, "numpy"):  # a tensor, which is somebody else's array
        return value
    return value if type_of(value).kind in "biufc" else REFUSED


def type_of(value) -> np.dtype:
    """The type of an array, or of what NumPy makes of a value; "object" where it can make nothing."""
    if isinstance(value, np.ndarray):
        return value.dtype
    try:
        return np.asarray(value).dtype
    except (ValueError, OverflowError, TypeError):  # rows of different lengths
        return np.dtype(object)


def _array(value):
    found = numbers(value)
    if found is REFUSED or hasattr(found, "shape"):
        return found
    return np.asarray(found)


def _each(kind, parts: tuple, value):
    """A list whose parts are of their kind too; a list of integers is one of Python's."""
    of = [one for one in parts if one is not Ellipsis]
    if isinstance(value, np.ndarray | range) and len(of) == 1 and np.size(value):
        first = np.ravel(value[:1])[0] if np.ndim(value) else value
        return REFUSED if _any(of[0], first) is REFUSED else value
    if kind is Callable or not isinstance(value, list | tuple) or len(value) > MOST:
        return value
    if kind is tuple and len(of) == len(value) and Ellipsis not in parts:
        found = [_any(one, part) for one, part in zip(of, value)]
    elif len(of) == 1:
        found = [_any(of[0], part) for part in value]
    else:
        return value if kind is not tuple else REFUSED
    return REFUSED if any(one is REFUSED for one in found) else type(value)(found)


def _any(kind, value):
    for one in alternatives(kind):
        found = take(one, value)
        if found is not REFUSED:
            return found
    return REFUSED


def alternatives(kind) -> tuple:
    """The kinds of `int | None`, each alone."""
    if get_origin(kind) in (Union, UnionType):
        return tuple(one for part in get_args(kind) for one in alternatives(part))
    return (kind,)


def _of_one(maker) -> bool:
    """Whether a class method `of` makes it from one value: Words.of takes two operands."""
    parameters = signature(maker).parameters.values()
    return sum(p.default is p.empty for p in parameters) == 1


def _integer(value):
    if type(value) is int:  # nearly always: a door costs little
        return value
    return whole("", value, None) if is_whole(value) else REFUSED


def _number(value):
    if type(value) is float:
        return value
    value = value.item() if isinstance(value, np.generic) else value
    real = isinstance(value, int | float | np.floating)
    return value if real and not isinstance(value, bool) else REFUSED


def _truth(value):
    return bool(value) if isinstance(value, bool | np.bool_) else REFUSED


def _kind(*classes, but=()):
    def taken(value):
        fits = isinstance(value, classes) and not isinstance(value, but)
        return value if fits else REFUSED

    return taken


def _called(value):
    return value if callable(value) else REFUSED


_TEXT = (str, bytes)
_ROWS: dict[Any, tuple[Callable, str]] = {
    # kind      takes                                         in words
    int:        (_integer,                                    "an integer"),
    float:      (_number,                                     "a number"),
    bool:       (_truth,                                      "True or False"),
    str:        (_kind(str),                                  "a text"),
    np.ndarray: (_array,                                      "numbers, in an array or a list"),
    Callable:   (_called,                                     "a function"),
    Path:       (_kind(PathLike),                             "a path"),
    dict:       (_kind(Mapping),                              "a dictionary"),
    Mapping:    (_kind(Mapping),                              "a dictionary"),
    list:       (_kind(Iterable, but=(*_TEXT, Mapping)),      "a list"),
    tuple:      (_kind(Iterable, but=(*_TEXT, Mapping)),      "a tuple"),
    Sequence:   (_kind(Sequence, np.ndarray, but=_TEXT),      "a list"),
    Iterable:   (_kind(Iterable, but=_TEXT),                  "a list"),
    NoneType:   (_kind(NoneType),                             ""),
}  # fmt: skip
TAKES: dict[Any, Callable] = {kind: takes for kind, (takes, _) in _ROWS.items()}
WORDS: dict[Any, str] = {kind: words for kind, (_, words) in _ROWS.items()}
