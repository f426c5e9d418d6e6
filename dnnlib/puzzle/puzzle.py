"""A puzzle as a value: what is asked, the cases it is tried on, its rules, and the mistakes known beforehand."""

import hashlib
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from functools import cached_property
from html import escape
from itertools import islice

import numpy as np

from dnnlib.puzzle.attempt import fresh
from dnnlib.puzzle.shrink import weight
from dnnlib.puzzle.source import statements

EXAMPLES = {"limit": '{"F": 12}', "wrong": '{"what the mistake is": a_wrong_function}'}


@dataclass(frozen=True, repr=False, eq=False)
class Puzzle:
    """A function to write, said by a slow one: answer(*case) must equal spec(*case) on every case.

    spec: the reference in plain loops; the first paragraph of its docstring is the statement, and a ValueError from
        it means that its arguments are no case.
    cases: argument tuples (a bare value is one argument), or a function rng -> one argument tuple, or one that yields.
    limit: words that may be moved, {"F": 12} reads of argument F, {"F writes": 0} writes; a number or a function of
        the case. With it those arrays come as spies.
    lines: at most so many statements in the answer's body (0: any number). lenient: the count is not the lesson, so a
        right answer that breaks it earns half the points.
    rule: (cases, results) -> why right values break the puzzle's own rule, or "".
    score: (what the answer returned, *case) -> what is compared with the spec's result. The answer is then a design,
        and the judge prices it; a ValueError says what is wrong with it.
    given: how many arguments of a case the answer gets (None: all); the others are the judge's own.
    wrong: {message: function}: known wrong answers; the message tells the learner the mistake and what to do.
    easier: (which, function of a case -> bool): an answer right on all of those cases earns half the points.
    name, points: as in the gradebook.  examples: cases tried before drawn ones.  trials: how many are drawn.
    tolerance: a function of the case, in place of n*eps*max|wanted|; scale: one in place of max|wanted|.
    axes: a letter for each axis of the result.
    Errors: ValueError where there are no cases, a limit names no parameter, or limit or wrong is no table.
    """

    spec: Callable
    cases: Sequence | Callable[[np.random.Generator], tuple]
    limit: Mapping[str, int | Callable] | None = None
    lines: int = 0
    wrong: Mapping[str, Callable] = field(default_factory=dict)
    _: KW_ONLY
    name: str = ""
    points: float = 1
    easier: tuple[str, Callable] | None = None
    examples: Sequence = ()
    trials: int = 24
    tolerance: Callable | None = None
    scale: Callable | None = None
    axes: str = ""
    lenient: bool = False
    rule: Callable | None = None
    score: Callable | None = None
    given: int | None = None

    def __post_init__(self):
        object.__setattr__(self, "name", self.name or self.spec.__name__)
        for field_name in ("limit", "wrong"):
            given = getattr(self, field_name)
            if not isinstance(given or {}, Mapping):
                raise ValueError(
                    f"{field_name}={given!r} of {self.name} is no table: write it like {EXAMPLES[field_name]}"
                )
            object.__setattr__(self, field_name, dict(given or {}))
        if not callable(self.cases):
            object.__setattr__(self, "cases", tuple(self.cases))
            if not self.cases and not self.examples:
                raise ValueError(f"{self.name} has no cases: any answer would pass")
        for key in self.limit:
            if key.removesuffix(" writes") not in self.parameters:
                raise ValueError(
                    f"limit {key!r} names no parameter of {self.name}({', '.join(self.parameters)})"
                )

    @cached_property
    def signature(self) -> inspect.Signature:
        """The spec's signature."""
        return inspect.signature(self.spec)

    @property
    def limits(self) -> Mapping[str, int | Callable]:
        """The budgets, {} where there are none."""
        return self.limit or {}

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the spec's parameters, in order."""
        return tuple(self.signature.parameters)

    @property
    def statement(self) -> str:
        """What is asked: the first paragraph of the spec's docstring, or that the spec is all there is."""
        text = (
            inspect.getdoc(self.spec)
            or "Write a function that gives what the puzzle's own gives."
        )
        return " ".join(text.split("\n\n")[0].split())

    @property
    def rules(self) -> tuple[str, ...]:
        """What the answer may spend, and what earns half the points, in words."""
        rules = []
        if self.lines:
            half = ", or half the points" if self.lenient else ""
            rules.append(
                f"At most {_count(self.lines, 'statement')} in the body{half}."
            )
        for key, most in self.limits.items():
            what = (
                f"writes to {key.removesuffix(' writes')}"
                if key.endswith(" writes")
                else f"reads of {key}"
            )
            example = " on the first example" if callable(most) else ""
            most = most(*self.draw(trials=1)[0]) if callable(most) else most
            rules.append(f"At most {most:,} {what}{example}, counted in words.")
        rules += (
            [f"Half the points for an answer that is right {self.easier[0]}."]
            if self.easier
            else []
        )
        return tuple(rules)

    def draw(
        self, seed: int | str | bytes = 0, trials: int | None = None
    ) -> list[tuple]:
        """The cases for a seed: the examples, then those drawn, from small to large; the same for the same seed.

        Errors: ValueError where the spec refuses a hundred times as many cases as were asked for.
        """
        examples = [_arguments(case) for case in self.examples]
        if not callable(self.cases):
            return examples + [_arguments(case) for case in self.cases]
        trials = self.trials if trials is None else trials
        drawn: list[tuple] = []
        for case in islice(
            _drawn(self.cases, _generator(self.name, seed)), 100 * trials
        ):
            if len(drawn) == trials:
                break
            if self.accepts(_arguments(case)):
                drawn.append(_arguments(case))
        # its cases may be few
        if len(drawn) < trials and not (
            drawn and inspect.isgeneratorfunction(self.cases)
        ):
            raise ValueError(
                f"the spec of {self.name} refuses nearly every case that is drawn: see its ValueErrors"
            )
        return examples + sorted(drawn, key=weight)

    def filled(self, case: tuple) -> tuple:
        """The case with the spec's defaults, so that an answer needs none of its own."""
        bound = self.signature.bind(*case)
        bound.apply_defaults()
        return bound.args

    def accepts(self, case: tuple) -> bool:
        """Whether the arguments are a case at all: the spec does not refuse them."""
        try:
            self.spec(*fresh(case))
        except Exception:  # a spec met by half a case may fail in any way
            return False
        return True

    @property
    def shown(self) -> bool:
        """Whether a learner may see the spec: where a rule keeps it from being the answer itself."""
        strict = 0 < self.lines and not self.lenient
        return bool(self.limit) or strict and self.lines < statements(self.spec)

    def __repr__(self) -> str:
        source = ["", inspect.getsource(self.spec).rstrip()] if self.shown else []
        return "\n".join(
            [
                f"{self.name} ({_count(self.points, 'point')}): {self.statement}",
                *self.rules,
                *source,
            ]
        )

    def _repr_html_(self) -> str:
        rules = "".join(f"<div>{escape(rule)}</div>" for rule in self.rules)
        source = (
            f"<pre>{escape(inspect.getsource(self.spec).rstrip())}</pre>"
            if self.shown
            else ""
        )
        slow = (
            f"<details><summary>the same in plain loops</summary>{source}</details>"
            if source
            else ""
        )
        head = f"<b>{escape(self.name)}</b> ({_count(self.points, 'point')}): {escape(self.statement)}"
        return f"<div>{head}{rules}{slow}</div>"


def _drawn(cases: Callable, rng) -> Iterator:
    """Cases one after the other: a generator function yields them, another function is asked again and again."""
    given = (rng,) if inspect.signature(cases).parameters else ()
    if inspect.isgeneratorfunction(cases):
        yield from cases(*given)
    else:
        while True:
            yield cases(*given)


def _arguments(case) -> tuple:
    return case if isinstance(case, tuple) else (case,)


def _generator(name: str, seed: int | str | bytes) -> np.random.Generator:
    """A generator for a puzzle and a seed of any kind: a secret text serves, and a puzzle's cases tell no other's."""
    text = f"{name}:{type(seed).__name__}:".encode() + (
        seed if isinstance(seed, bytes) else str(seed).encode()
    )
    return np.random.default_rng(int.from_bytes(hashlib.sha256(text).digest(), "big"))


def _count(number: float, what: str) -> str:
    return f"{number:g} {what}{'s' * (number != 1)}"
