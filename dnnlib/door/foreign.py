"""An error in others' words, in a sentence: the function, what it was given, what came of it, what it takes.

    compose()      IndexError: tuple index out of range    deep in NumPy or in Python
                   compose: no arguments do not fit: ...; it takes (*chain: Filters)

The error stays of its kind, so whoever waits for a KeyError finds one, and is a ValueError too.
"""

from collections.abc import Callable
from functools import cache
from inspect import getdoc, signature
from linecache import getline

from dnnlib.door.integers import shown

LOOKED_UP = (AttributeError, IndexError, KeyError)
COUNTED = (OverflowError, ZeroDivisionError, MemoryError)
FOREIGN = (*LOOKED_UP, *COUNTED, TypeError, ValueError)


def is_ours(error: Exception, function: Callable) -> bool:
    """Whether a line of ours raised it on purpose, or the docstring promises it: it has its sentence already."""
    if isinstance(error, LOOKED_UP) and type(error).__name__ in (
        getdoc(function) or ""
    ):
        return True
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    if last is None:
        return True
    file = last.tb_frame.f_code.co_filename
    line = getline(file, last.tb_lineno).strip()
    return "site-packages" not in file and line.startswith("raise")


def sentence(function: Callable, error: Exception, args, kwargs) -> Exception:
    """The same kind of error, and a ValueError, that names what was given; those two kinds stay as they are."""
    if isinstance(error, TypeError | ValueError):
        return error
    try:
        takes = signature(function)
        given = takes.bind(*args, **kwargs).arguments.items()
    except (TypeError, ValueError):
        return error
    named = ", ".join(
        f"{name}={shown(value)}" for name, value in given if name != "self"
    )
    parameters = [one for one in takes.parameters.values() if one.name != "self"]
    wanted = ", ".join(map(str, parameters))
    kind = next(one for one in FOREIGN if isinstance(error, one))
    return _of_kind(kind)(
        f"{function.__qualname__}: {named or 'no argument'} does not fit "
        f"({type(error).__name__}: {error}); it takes ({wanted})"
    )


@cache
def _of_kind(kind: type) -> type:
    """A ValueError that is also of another kind; a KeyError's own text would be in quotes."""
    said = lambda self: str(self.args[0])
    return type(f"Unfit{kind.__name__}", (kind, ValueError), {"__str__": said})
