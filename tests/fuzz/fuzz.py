"""Calls every public function with valid and odd arguments, and says what came of it.

A call is fine if it answers, or is refused with a ValueError or TypeError (or an error that
the docstring promises) by a sentence of ours. It is a finding if anything else comes out: another
exception, NumPy's or Python's own words, a warning, a NaN of finite arguments, a changed
argument, a hang, or an answer that an oracle (oracles.py) contradicts.
"""

import copy
import inspect
import random
import re
import resource
import signal
import sys
import traceback
import warnings
from collections import Counter
from dataclasses import dataclass

import numpy as np

from fuzz.discover import Target, targets
from fuzz.oracles import ORACLES
from fuzz.values import made, odd, valid

SECONDS, GIGABYTES = 5, 3
OK, REFUSED = "ok", "refused"
FOREIGN, OTHER, WARNED, NAN, CHANGED, HANGS, WRONG = (
    "refused in others' words", "other exception", "warning", "NaN", "changed argument", "hangs", "wrong",
)  # fmt: skip
FATAL = (OTHER, CHANGED, HANGS, WRONG)


@dataclass(frozen=True)
class Outcome:
    """What one call came to, where, and the call as text."""

    kind: str
    target: str
    what: str = ""
    call: str = ""


class Late(BaseException):
    """A call took too long."""


def fuzz(seed: int, calls: int, only: str = "") -> list[Outcome]:
    """So many calls, dealt to the functions in turn; the same seed makes the same calls."""
    found = [t for t in targets() if only in t.name]
    return [
        call(found[k % len(found)], random.Random(f"{seed}:{k}")) for k in range(calls)
    ]


def call(target: Target, rng: random.Random) -> Outcome:
    """One call, with valid arguments only in two of five."""
    try:
        function, args, kwargs = arguments(target, rng)
    except Unmade:
        return Outcome(OK, target.name, "no such value could be made")
    before = (
        copy.deepcopy((args, kwargs))
        if all(map(_plain, [*args, *kwargs.values()]))
        else None
    )
    shown = _shown(target.name, args, kwargs)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            answer = function(*args, **kwargs)
            if inspect.isgenerator(answer):
                answer = [one for one, _ in zip(answer, range(10))]
        signal.setitimer(signal.ITIMER_PROF, 0)
    except Late:
        return Outcome(HANGS, target.name, "", shown)
    except Warning as warning:
        return Outcome(
            WARNED, target.name, f"{type(warning).__name__}: {warning}", shown
        )
    except SystemExit as error:
        return Outcome(OTHER, target.name, f"SystemExit: {error}", shown)
    except Exception as error:
        return Outcome(_refusal(target, error), target.name, _said(error), shown)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    if before is not None and not _same(before, (args, kwargs)):
        return Outcome(CHANGED, target.name, "", shown)
    if not _finite(answer) and _finite((args, kwargs)):
        return Outcome(NAN, target.name, repr(answer)[:80], shown)
    oracle = ORACLES.get(target.name)
    if oracle and (complaint := oracle(answer, *args, **kwargs)):
        return Outcome(WRONG, target.name, complaint, shown)
    return Outcome(OK, target.name)


class Unmade(Exception):
    """No instance of a class could be made with valid values."""


def arguments(target: Target, rng: random.Random) -> tuple:
    """The function as it is called, its positional and its named arguments."""
    function, args, kwargs = target.call, [], {}
    try:
        parameters = list(
            inspect.signature(function, eval_str=True).parameters.values()
        )
    except (ValueError, NameError, TypeError):
        return function, [], {}
    if target.owner is not None:
        args.append(_instance(target.owner, rng))
        parameters = parameters[1:]
    parameters = [
        p for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
    ]
    strange = rng.sample(
        range(len(parameters)), min(len(parameters), rng.choice([0, 0, 1, 1, 2]))
    )
    for k, p in enumerate(parameters):
        if p.default is not p.empty and k not in strange and rng.random() < 0.5:
            continue
        value = (
            odd(rng) if k in strange else valid(p.name, p.annotation, p.default, rng)
        )
        if p.kind is p.KEYWORD_ONLY or len(args) < k + (target.owner is not None):
            kwargs[p.name] = value
        else:
            args.append(value)
    return function, args, kwargs


def _instance(owner: type, rng: random.Random):
    ready = made().get(owner.__name__)
    if ready and type(ready[0]) is owner:
        return rng.choice(ready)
    for _ in range(8):
        parameters = list(inspect.signature(owner).parameters.values())
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                needed = [
                    p
                    for p in parameters
                    if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
                ]
                return owner(
                    **{
                        p.name: valid(p.name, p.annotation, p.default, rng)
                        for p in needed
                    }
                )
        except Exception:
            continue
    raise Unmade(owner)


def _refusal(target: Target, error: Exception) -> str:
    documented = inspect.getdoc(target.call) or ""
    promised = type(error).__name__ in documented or (
        target.owner and type(error).__name__ in (target.owner.__doc__ or "")
    )
    frames = traceback.extract_tb(error.__traceback__)
    ours = (
        "dnnlib" in frames[-1].filename and "site-packages" not in frames[-1].filename
    )
    if isinstance(error, ValueError | TypeError) and not isinstance(
        error, UnicodeError
    ):
        if ours and not _pythons(str(error)):
            return REFUSED
        return (
            REFUSED if "missing" in str(error) and "argument" in str(error) else FOREIGN
        )
    return REFUSED if promised and ours else OTHER


PYTHONS = re.compile(
    r"^(unsupported operand|'[\w.<>=]+' (object|not supported)|.* object is not (iterable|subscriptable|callable)"
    r"|object of type|(list|tuple|string) indices|.*argument must be|can only|cannot convert|not enough values"
    r"|too many values|cannot unpack|bad operand|The truth value|only integer scalar|operands could not be"
    r"|must be real|unhashable|float\(\)|int\(\)|invalid literal|could not convert|math domain|zip\(\)|.*\bsequence\b item"
    r"|slice indices|min\(\)|max\(\)|.* iterable argument is empty|all the input|Too few|Exceeds the limit"
    r"|.*takes \d+ positional|argument of type|descriptor|isinstance\(\))"
)  # fmt: skip


def _pythons(text: str) -> bool:
    return bool(PYTHONS.match(text))


def _said(error: Exception) -> str:
    frames = [
        f for f in traceback.extract_tb(error.__traceback__) if "dnnlib" in f.filename
    ]
    where = (
        f"{frames[-1].filename.split('dnnlib/')[-1]}:{frames[-1].lineno}"
        if frames
        else "?"
    )
    try:
        return f"{where} {type(error).__name__}: {str(error)[:160]}"
    except Exception:
        return f"{where} {type(error).__name__}"


def _shown(name: str, args, kwargs) -> str:
    def one(x):
        if isinstance(x, np.ndarray):
            return f"array({x.dtype} {x.shape})"
        try:
            return repr(x)[:60]
        except Exception:
            return type(x).__name__

    return f"{name}({', '.join([*map(one, args), *(f'{k}={one(v)}' for k, v in kwargs.items())])})"


def _plain(x) -> bool:
    return isinstance(
        x, int | float | str | list | tuple | dict | np.ndarray | np.generic | None
    )


def _same(a, b) -> bool:
    try:
        np.testing.assert_equal(a, b)
    except (AssertionError, TypeError, ValueError):
        return repr(a) == repr(b)
    return True


def _finite(x) -> bool:
    """Whether no NaN is in it, as far as one can see."""
    if isinstance(x, float | np.floating):
        return not np.isnan(x)
    if isinstance(x, np.ndarray):
        return x.dtype.kind not in "fc" or not np.isnan(x).any()
    if isinstance(x, dict):
        return all(map(_finite, x.values()))
    return not isinstance(x, list | tuple) or all(map(_finite, x))


def prepare() -> None:
    """A clock that ends a call: of its own CPU seconds, which no other process of this machine uses up."""
    signal.signal(signal.SIGPROF, _late)
    sys.set_int_max_str_digits(0)


def limit_memory() -> None:
    """No call may take all of this machine's memory."""
    resource.setrlimit(resource.RLIMIT_AS, (GIGABYTES << 30, resource.RLIM_INFINITY))


def _late(*_):
    raise Late


def summary(outcomes: list[Outcome]) -> str:
    """The counts by kind, then each finding once, the most frequent first."""
    kinds = Counter(one.kind for one in outcomes)
    lines = [
        f"{len(outcomes):,} calls of {len({o.target for o in outcomes})} functions"
    ]
    lines += [f"{n:>8,}  {kind}" for kind, n in kinds.most_common()]
    bad = [one for one in outcomes if one.kind not in (OK, REFUSED)]
    sites = Counter((one.kind, one.target, one.what.split(": ")[0]) for one in bad)
    first = {}
    for one in bad:
        first.setdefault((one.kind, one.target, one.what.split(": ")[0]), one)
    for key, n in sorted(
        sites.items(), key=lambda item: (item[0][0], item[0][1], -item[1])
    ):
        one = first[key]
        lines.append(f"{n:>5}  {one.kind}: {one.call}\n         {one.what}")
    return "\n".join(lines)
