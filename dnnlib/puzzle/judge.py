"""Judging an answer: the cases, what came back, the mistake it makes, and the smallest case that shows it."""

from collections.abc import Callable
from dataclasses import replace
from itertools import islice

import numpy as np

from dnnlib.puzzle.attempt import Outcome, attempt, fresh
from dnnlib.puzzle.compare import difference
from dnnlib.puzzle.fractions_cut import CUT_OFF, LET_FLOATS, cut_arguments, cut_off
from dnnlib.puzzle.kind import kind_of
from dnnlib.puzzle.message import explained, report, too_long
from dnnlib.puzzle.plain import plain
from dnnlib.puzzle.puzzle import Puzzle
from dnnlib.puzzle.report import Report
from dnnlib.puzzle.shrink import shrink, weight
from dnnlib.puzzle.source import Written
from dnnlib.puzzle.verdict import Fault, alike, asked, judge, priced, run_on, wanted

# easier cases that are tried beyond those of the draw, of so many further ones
MORE, FURTHER = 8, 300
MOST_KEPT = 64 << 20  # bytes of all that an answer returns for its cases


def check(
    puzzle: Puzzle,
    answer: Callable | str | Written,
    seed=0,
    trials: int | None = None,
    run: Callable = attempt,
) -> Report:
    """Try the answer on the puzzle's cases and say what is wrong, on the smallest case that shows it.

    passed = on every case: value right, budgets kept; and at most puzzle.lines statements, and the puzzle's rule kept

    seed: an int, text or bytes; a grader's secret draws hidden cases. trials: how many, instead of puzzle.trials.
    run: (answer, case, names, watched) -> Outcome, called in place of `attempt`: a grader that does not trust the
    answer runs it elsewhere and sends the data back. Only `run` touches the answer, and `statements` its source.
    """
    cases, outcomes = puzzle.draw(seed, trials), []
    room = MOST_KEPT
    for case in cases:
        outcomes.append(_within(room, asked(puzzle, answer, case, run)))
        room -= _bytes(outcomes[-1].value)
        # every other case would say the same
        if outcomes[-1].failure in ("stub", "parameters"):
            return report(puzzle, outcomes[-1].message)
    # the answer's time is spent before the judge takes his own
    outcomes = [priced(puzzle, case, made) for case, made in zip(cases, outcomes)]
    faults = [judge(puzzle, case, outcome) for case, outcome in zip(cases, outcomes)]
    long = too_long(puzzle, answer)
    if any(faults):
        return _failed(puzzle, answer, cases, outcomes, faults, long, run)
    broken = long or _broken(puzzle, cases, outcomes)
    if not broken:
        message = f"right on {len(cases)} case{'s' * (len(cases) != 1)}"
        return report(puzzle, message, puzzle.points, passed=True)
    half = bool(long) and puzzle.lenient
    notes = ("right, but long: half the points",) if half else ()
    points = puzzle.points / 2 if half else 0
    return report(puzzle, f"right values, but {broken}", points, notes=notes)


def _within(room: int, outcome: Outcome) -> Outcome:
    """An outcome, or that it is too much: all are kept until the last one is there."""
    if _bytes(outcome.value) <= room:
        return outcome
    much = (
        f"what came back has more than {MOST_KEPT >> 20} MB in all: too much to compare"
    )
    return replace(outcome, value=None, failure="refused", message=much)


def _bytes(value) -> int:
    """About how much memory plain data takes."""
    if isinstance(value, np.ndarray):
        return value.nbytes
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    if isinstance(value, list | tuple):
        return 64 + sum(map(_bytes, value))
    return len(value) if isinstance(value, str) else 32


def passes(puzzle: Puzzle, answer: Callable, seed=0, trials: int | None = None) -> bool:
    """Whether `check` would pass the answer, without the words: the first fault ends it."""
    cases, outcomes = puzzle.draw(seed, trials), []
    for case in cases:
        outcomes.append(run_on(puzzle, answer, case))
        if judge(puzzle, case, outcomes[-1]):
            return False
    return not (too_long(puzzle, answer) or _broken(puzzle, cases, outcomes))


def _broken(puzzle: Puzzle, cases: list, outcomes: list) -> str:
    """How right values break the puzzle's own rule, or ""."""
    values = [outcome.value for outcome in outcomes]
    return puzzle.rule([fresh(case) for case in cases], values) if puzzle.rule else ""


def grade(puzzle: Puzzle, answer: Callable, seed, trials: int | None = None) -> float:
    """The points of an answer on the cases of a seed: all, half where it is right on the easier ones, or none."""
    return check(puzzle, answer, seed, trials).points


def _failed(puzzle, answer, cases, outcomes, faults, rule, run) -> Report:
    """The report on a wrong answer: the mistake, the smallest case that shows it, and what it still earns."""
    bad = [k for k, fault in enumerate(faults) if fault]
    wrong = [k for k in bad if faults[k].kind != "budget"]
    mistake, twin = _mistake(puzzle, cases, outcomes, budget=not wrong)
    first = min(wrong, key=lambda k: weight(cases[k])) if wrong else bad[0]
    case, outcome, fault = cases[first], outcomes[first], faults[first]
    if wrong:  # a broken budget tells most on the puzzle's own example
        kind = kind_of(cases)
        fails = lambda c: (
            kind.has(c) and _same_fault(puzzle, answer, c, fault, twin, run)
        )
        small = shrink(case, fails, together=kind.together)
        again = run_on(puzzle, answer, small, run)
        # an answer that changes its mind may be right this time
        if judge(puzzle, small, again):
            # a small case may hide what the answer does to its input
            outcome = replace(again, changed=outcome.changed)
            case, fault = small, judge(puzzle, small, outcome)
    half = not rule and _right_where_easier(puzzle, answer, cases, faults, run)
    notes = (
        [rule]
        if rule
        else [f"right {puzzle.easier[0]}: half the points"]
        if half
        else []
    )
    return explained(
        puzzle, case, outcome, fault, mistake, puzzle.points / 2 if half else 0, notes
    )


def _mistake(puzzle, cases, outcomes, budget: bool) -> tuple[str, Callable | None]:
    """The named wrong answer that does what this one did on every case: its message and itself."""
    for message, wrong in puzzle.wrong.items():
        if all(
            alike(puzzle, case, outcome, wrong, budget)
            for case, outcome in zip(cases, outcomes)
        ):
            return message, wrong
    if budget or any(outcome.failure for outcome in outcomes):
        return "", None
    return _fractions_cut(puzzle, cases, outcomes)


def _fractions_cut(puzzle, cases, outcomes) -> tuple[str, Callable | None]:
    """The slip that every puzzle with floats knows: in what came back, or in an argument."""
    results = [outcome.value for outcome in outcomes]
    if cut_off(results, [wanted(puzzle, case) for case in cases]):
        named = (message for message in puzzle.wrong if CUT_OFF in message)
        return next(named, f"The {CUT_OFF}: {LET_FLOATS}."), None
    for message, cut in cut_arguments(cases[0], puzzle.parameters):
        wrong = lambda *case, cut=cut: puzzle.spec(*cut(case))
        if all(alike(puzzle, case, o, wrong) for case, o in zip(cases, outcomes)):
            return message, wrong
    return "", None


def _same_fault(puzzle, answer, case, fault: Fault, twin, run) -> bool:
    """Whether a smaller case still shows the fault, and the named mistake if there is one."""
    if not puzzle.accepts(case):
        return False
    outcome = run_on(puzzle, answer, case, run)
    now = judge(puzzle, case, outcome)
    if now is None or now.kind != fault.kind:
        return False
    if (
        fault.kind == "raised"
        and now.message.split(":")[0] != fault.message.split(":")[0]
    ):
        return False
    return twin is None or alike(puzzle, case, outcome, twin)


def _right_where_easier(puzzle, answer, cases, faults, run) -> bool:
    """Whether the easier cases are right, and are more than one constant would be right on."""
    easy = [k for k, case in enumerate(cases) if _is_easier(puzzle, case)]
    if not easy or any(faults[k] for k in easy):
        return False
    asked_for = [wanted(puzzle, cases[k]) for k in easy]
    if not _all_alike(asked_for):
        return True
    more = filter(lambda case: _is_easier(puzzle, case), _others(puzzle, cases))
    for case in islice(more, MORE):
        if judge(puzzle, case, run_on(puzzle, answer, case, run)):
            return False
        asked_for.append(wanted(puzzle, case))
    return not _all_alike(asked_for)


def _is_easier(puzzle, case: tuple) -> bool:
    return bool(puzzle.easier) and bool(puzzle.easier[1](*fresh(case)))


def _others(puzzle, cases: list) -> list[tuple]:
    """Further cases, which nobody knows who does not know these."""
    known = [plain(fresh(case)) for case in cases]
    return puzzle.draw(f"further than {known!r}", FURTHER)


def _all_alike(values: list) -> bool:
    return all(difference(one, values[0]) is None for one in values)
