"""How near two numbers, or two arrays of one shape, must be: their kinds, and how far rounding may part them."""

from dataclasses import dataclass

import numpy as np

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


def kind_apart(yours, wanted) -> str:
    """How the kinds of two values part, such as "a float, wanted an integer"; "" where one may stand for the other."""
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


def first_apart(yours, wanted, tolerance) -> tuple | None:
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
    yours, wanted = _as_floats(yours), _as_floats(wanted)
    with np.errstate(all="ignore"):
        wide = np.result_type(yours, wanted, np.float64)
        close = np.abs(yours.astype(wide) - wanted.astype(wide)) <= tolerance
        return close | (yours == wanted) | (np.isnan(yours) & np.isnan(wanted))


def _as_floats(values) -> np.ndarray:
    """Integers of Python's that no type holds as the nearest floats; beyond every float they are infinite."""
    array = np.asarray(values)
    if array.dtype.kind != "O":
        return array
    return np.asarray(np.frompyfunc(_as_float, 1, 1)(array), float)


def _as_float(value) -> float:
    try:
        return float(value)
    except OverflowError:
        return np.inf if value > 0 else -np.inf
