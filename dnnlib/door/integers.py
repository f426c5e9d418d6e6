"""Whole numbers from anywhere: Python's own integer, which never wraps, or a sentence that says why not.

NumPy's integers have 8 to 64 bits, and a product that needs more is silently another
number: np.int8(20) ** 2 is -112. So every parameter that must be an integer comes in by
this one door, and goes on as Python's.
"""

from operator import index

import numpy as np


def is_whole(value) -> bool:
    """Whether a value is an integer: Python's, NumPy's or an array of one; not a bool."""
    try:
        index(value)
    except TypeError:
        return False
    return not isinstance(value, bool)


def whole(
    name: str,
    value,
    least: int | None = 1,
    most: int | None = None,
    means: str = "",
) -> int:
    """An integer parameter as Python's own, once it is one and lies in its range.

    whole("rows", np.int64(4), 1) is 4. least, most: the range, both ends in it; None is no
    end. means: what the name stands for, for the message. Errors: ValueError names the parameter, what it was given and what would fit.
    """
    if is_whole(value):
        number = index(value)
        low = least is None or number >= least
        high = most is None or number <= most
        if low and high:
            return number
    means = f" ({means})" if means else ""
    raise ValueError(f"{name}={shown(value)}{means} must be {_range(least, most)}")


def shown(value) -> str:
    """A value as a message shows it: in few letters, a number of NumPy's like Python's."""
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}, {value.dtype}"
    if isinstance(value, int) and value.bit_length() > 400:  # too long to read
        return f"an integer of {value.bit_length():,} bits"
    try:
        text = repr(value)
    except Exception:  # a stranger's own repr may fail: the message must not
        return f"a {type(value).__name__}"
    return text if len(text) <= 80 else text[:77] + "..."


def _range(least: int | None, most: int | None) -> str:
    if most is not None:
        low = "" if least is None else f"from {least:,} "
        return f"an integer {low}to {most:,}"
    return "an integer" if least is None else f"an integer of {least:,} or more"
