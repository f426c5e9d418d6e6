"""Real numbers at the door: finite, and above 0 where they must be, or a sentence that says why not."""

from math import isfinite

import numpy as np

from dnnlib.door.integers import shown


def real(name: str, value, zero: bool = False, below: bool = False) -> float:
    """A number that is finite and above 0; or 0 or more, with `zero`; or of any sign, with `below`.

    NumPy's integers become Python's, so that a product of them cannot wrap. Errors: ValueError
    names the parameter, what it was given and what would fit.
    """
    if isinstance(value, np.generic) or (
        isinstance(value, np.ndarray) and not value.ndim
    ):
        value = value.item()
    if (
        is_real(value)
        and isfinite(value)
        and (below or value > 0 or (zero and value == 0))
    ):
        return value
    wanted = "a number" if below else "0 or more" if zero else "a number above 0"
    raise ValueError(f"{name}={shown(value)} must be {wanted}, and finite")


def share(name: str, value) -> float:
    """A number from 0 to 1. Errors: ValueError names the parameter and what it was given."""
    if is_real(value) and 0 <= value <= 1:
        return float(value)
    raise ValueError(f"{name}={shown(value)} is a share: a number from 0 to 1")


def is_real(value) -> bool:
    """Whether a value is one real number: no bool, NaN among them."""
    real_kind = isinstance(value, int | float | np.integer | np.floating)
    return real_kind and not isinstance(value, bool)
