"""The shapes that a docstring promises, looked at when a call has failed.

    def turned(x, angles):
        '''... Shapes: x [...,T,D], angles [T,D/2] -> [...,T,D].'''

    turned(2.5, angles)     IndexError deep in NumPy; misfit says: "x has no axes; turned takes x [...,T,D]"

A call that works is never looked at: this costs nothing, and refuses nothing that has an answer.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from inspect import getdoc, signature

import numpy as np

from dnnlib.door.integers import shown

NAMED = re.compile(r"(\w+(?:(?:, | and )\w+)*) ?\[([^\]]+)\]")
TOKEN = re.compile(r"^[A-Za-z]\w*$")


def misfit(function: Callable, args: tuple, kwargs: Mapping) -> str | None:
    """What of the arguments is not as the docstring's "Shapes:" has it, in a sentence; None where all is."""
    try:
        given = signature(function).bind(*args, **kwargs).arguments
    except TypeError:
        return None
    name, sizes = function.__qualname__, dict[str, tuple[int, str]]()
    for parameter, axes in promised(getdoc(function) or ""):
        if parameter not in given:
            continue
        said = _misfit(parameter, given[parameter], axes, sizes)
        if said:
            return f"{name}: {said}; it takes {parameter} [{','.join(axes)}]"
    return None


def promised(text: str) -> Iterator[tuple[str, list[str]]]:
    """(a parameter, its axes) for each that stands between "Shapes:" and "->"."""
    _, _, after = text.partition("Shapes:")
    before = re.split(r"->|\.\s", after.replace("...", "\u2026"))[0]
    if " or " in before or " as " in before:  # more than one form is right
        return
    for names, axes in NAMED.findall(before):
        parts = [axis.strip().replace("\u2026", "...") for axis in axes.split(",")]
        for name in re.split(r", | and ", names):
            yield name, parts


def _misfit(name: str, value, axes: list[str], sizes: dict) -> str | None:
    """One argument against its axes; the sizes of letters are kept for the next one."""
    shape = _shape(value)
    if shape is None:
        return f"{name}={shown(value)} is no array of numbers"
    open_ended = "..." in axes
    closed = [axis for axis in axes if axis != "..."]
    if len(shape) < len(closed) or len(shape) > len(closed) and not open_ended:
        return f"{name} has {_axes(len(shape))}, shape {shape}"
    if open_ended:
        return None
    for axis, size in zip(axes, shape):
        known, where = sizes.setdefault(axis, (size, name))
        if TOKEN.match(axis) and known != size:
            return f"{axis} is {size} in {name} and {known} in {where}"
    return None


def _shape(value) -> tuple[int, ...] | None:
    try:
        array = np.asarray(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return array.shape if array.dtype.kind in "biufc" else None


def _axes(count: int) -> str:
    return {0: "no axes", 1: "one axis"}.get(count, f"{count} axes")
