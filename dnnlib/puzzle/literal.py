"""Values and calls as text that can be pasted into a cell."""

import inspect
import re
from collections.abc import Callable

import numpy as np


def spelled(spec: Callable, case: tuple) -> str:
    """The call of a spec on a case as it can be pasted: conv(np.array([[1., 2.]]), 3, U=2).

    Parameters without a default stand in their place, the others by name, unless they have their default.
    """
    parameters = list(inspect.signature(spec).parameters.values())
    words = []
    for parameter, value in zip(parameters, case):
        if parameter.default is parameter.empty:
            words.append(literal(value))
        elif not (isinstance(value, int | str) and value == parameter.default):
            words.append(f"{parameter.name}={literal(value)}")
    return f"{spec.__name__}({', '.join(words)})"


def literal(value) -> str:
    """A value as Python text; an array of up to 64 values as np.array(...), a larger one by its shape."""
    if isinstance(value, np.ndarray):
        if value.size > 64:
            return f"<array of shape {value.shape}: report.case has it>"
        pasted = np.array(value.tolist())
        dtype = "" if value.dtype == pasted.dtype else f", dtype=np.{value.dtype.name}"
        # a list cannot say how wide no rows are
        if value.shape != pasted.shape:
            return f"np.zeros({value.shape}{dtype})"
        return f"np.array({dotted(repr(value.tolist()))}{dtype})"
    if isinstance(value, tuple | list):
        inside = ", ".join(map(literal, value))
        return (
            f"[{inside}]"
            if isinstance(value, list)
            else f"({inside}{',' if len(value) == 1 else ''})"
        )
    if isinstance(value, dict):
        pairs = [f"{literal(k)}: {literal(v)}" for k, v in value.items()]
        return f"{{{', '.join(pairs)}}}"
    # Python refuses to print what has too many digits
    if isinstance(value, int) and value.bit_length() > 4000:
        return f"<an integer of {value.bit_length()} bits>"
    return dotted(repr(value)) if isinstance(value, float) else repr(value)


def dotted(text: str) -> str:
    """Floats as NumPy prints them, 1. for 1.0, and nan and inf as names that Python knows."""
    return re.sub(r"(\d)\.0\b(?!\d)", r"\1.", re.sub(r"\b(nan|inf)\b", r"np.\1", text))


def place(index: tuple, axes: str = "") -> str:
    """An index in the letters of its axes, [n=0, m=1, p=2, q=0], or as plain numbers where it has none."""
    if len(axes) != len(index):
        return f"[{', '.join(map(str, index))}]"
    return f"[{', '.join(f'{letter}={k}' for letter, k in zip(axes, index))}]"
