"""Running an answer on one case: the only file that calls a learner's code, and what comes back is data."""

import inspect
import linecache
import sys
import warnings
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stderr
from dataclasses import dataclass, field, replace

import numpy as np

from dnnlib.puzzle.plain import plain
from dnnlib.puzzle.site import expression
from dnnlib.puzzle.source import is_empty
from dnnlib.puzzle.spies import Spy


@dataclass(frozen=True)
class Outcome:
    """What became of one call: a plain value, or how it failed; the words it moved; the arguments it changed.

    failure: "" or "stub", "nothing", "parameters", "raised", "refused"; traffic: {"F": words read, "F writes": ...}
    charged: {"F": {expression of the answer: words that it read}}
    """

    value: object = None
    failure: str = ""
    message: str = ""
    traffic: dict[str, int] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    charged: dict[str, dict[str, int]] = field(default_factory=dict)


def attempt(
    answer: Callable,
    case: tuple,
    names: tuple[str, ...] = (),
    watched: tuple[str, ...] = (),
) -> Outcome:
    """Call the answer on a copy of the case; arrays named in `watched` go in as spies.

    Never raises, but for KeyboardInterrupt: what the answer raises becomes a failure with the line where it happened.
    What it prints to stderr goes to stdout, since a grader may take any stderr for an error.
    """
    misfit = _misfit(answer, case, names)
    if misfit:
        return Outcome(failure="parameters", message=misfit)
    called = [*names, *[""] * len(case)]  # a spec may take *more than it names
    given = [
        Spy(x, n) if n in watched and isinstance(x, np.ndarray) else x
        for x, n in zip(fresh(case), called)
    ]
    try:
        with (
            warnings.catch_warnings(),
            redirect_stderr(sys.stdout),
            np.errstate(all="ignore"),
        ):
            warnings.simplefilter("ignore")
            value = answer(*given)
            result = _outcome(answer, value)
    except NotImplementedError:
        result = Outcome(failure="stub", message="not written yet")
    except (Exception, SystemExit) as error:
        result = Outcome(failure="raised", message=_raised(error, answer))
    spies = [x for x in given if isinstance(x, Spy)]
    traffic = {
        key: words
        for x in spies
        for key, words in ((x.name, x.reads - x.idle), (f"{x.name} writes", x.writes))
    }
    changed = tuple(
        n
        for n, x, was in zip(names, given, case)
        if not isinstance(x, Spy) and _changed(x, was)
    )
    charged = {x.name: _charged(x) for x in spies}
    return replace(result, traffic=traffic, changed=changed, charged=charged)


def _charged(spy: Spy) -> dict[str, int]:
    """The words that each expression has read."""
    words: Counter[str] = Counter()
    for place, count in spy.sites.items():
        words[expression(*place) if place else "a call of a library"] += count
    return dict(words)


def _outcome(answer, value) -> Outcome:
    if (
        value is Ellipsis
        or value is NotImplemented
        or value is None
        and is_empty(answer)
    ):
        return Outcome(failure="stub", message="not written yet")
    if value is None:
        return Outcome(
            failure="nothing",
            message="returned nothing (None): is the `return` missing?",
        )
    try:
        return Outcome(plain(value))
    except (TypeError, RecursionError) as error:
        return Outcome(failure="refused", message=str(error))


def fresh(value):
    """A copy that shares nothing that can be changed: arrays, lists, tuples and dicts are copied, numbers are kept."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, tuple | list):
        return type(value)(fresh(v) for v in value)
    return {k: fresh(v) for k, v in value.items()} if isinstance(value, dict) else value


def written(answer: Callable) -> Callable:
    """The function that the learner wrote, where a decorator of a puzzle stands around it."""
    return getattr(answer, "written", answer)


def _misfit(answer, case, names) -> str:
    """Why the answer cannot take the case's arguments, or "": the first parameter missing or left over."""
    try:
        signature = inspect.signature(answer)
    except (TypeError, ValueError):  # built-ins need not have one
        return (
            ""
            if callable(answer)
            else f"a function is needed, not {type(answer).__name__}"
        )
    try:
        signature.bind(*case)
        return ""
    except TypeError:
        given, takes = names[: len(case)], tuple(signature.parameters)
        fault = (
            f"it lacks {given[len(takes)]!r}"
            if len(takes) < len(given)
            else f"what is {takes[-1]!r}?"
        )
        return f"the call gives ({', '.join(given)}), your function takes ({', '.join(takes)}): {fault}"


def _raised(error: BaseException, answer) -> str:
    """The exception and the deepest line of the answer's own file on its way."""
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if "(got Spy)" in text or "(got Row)" in text:
        text += (
            ": this array counts its reads; np.asarray(...) makes it an ordinary one"
        )
    code = getattr(written(answer), "__code__", None)
    where, trace = "", error.__traceback__
    while code and trace:
        if trace.tb_frame.f_code.co_filename == code.co_filename:
            line = linecache.getline(code.co_filename, trace.tb_lineno).strip()
            inside = trace.tb_frame.f_code is code
            number = (
                f"line {trace.tb_lineno - code.co_firstlineno + 1} of your function"
                if inside
                else "a line it calls"
            )
            where = f"\n  at {number}: {line}" if line else f"\n  at {number}"
        trace = trace.tb_next
    return text + where


def _changed(now, was) -> bool:
    if isinstance(was, np.ndarray):
        return not (
            np.shape(now) == was.shape
            and np.array_equal(now, was, equal_nan=was.dtype.kind in "fc")
        )
    if isinstance(was, list | tuple):
        return len(now) != len(was) or any(_changed(a, b) for a, b in zip(now, was))
    return isinstance(was, dict) and (
        now.keys() != was.keys() or any(_changed(now[k], was[k]) for k in was)
    )
