"""The verdict on one case: what became of the answer there, and whether that is right."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from dnnlib.puzzle.attempt import Outcome, attempt, fresh
from dnnlib.puzzle.compare import Difference, difference
from dnnlib.puzzle.plain import plain
from dnnlib.puzzle.puzzle import Puzzle
from dnnlib.puzzle.shrink import weight
from dnnlib.puzzle.source import Written

# F[m][c] takes a row, and a word of it
ROW = re.compile(r"`(\w+\[[^\[\]]+)\]\[([^\[\]]+)\]")


@dataclass(frozen=True)
class Fault:
    """Why an outcome is not right: how the call failed, how its value differs, or which budget it broke."""

    kind: str
    message: str
    difference: Difference | None = None


def run_on(
    puzzle: Puzzle,
    answer: Callable | str | Written,
    case: tuple,
    run: Callable = attempt,
) -> Outcome:
    """What becomes of the answer on one case, its budgeted arrays handed in as spies, its design priced."""
    return priced(puzzle, case, asked(puzzle, answer, case, run))


def asked(
    puzzle: Puzzle,
    answer: Callable | str | Written,
    case: tuple,
    run: Callable = attempt,
) -> Outcome:
    """What the answer itself made of the case: a design is still a design."""
    watched = tuple({key.removesuffix(" writes") for key in puzzle.limits})
    given = fresh(puzzle.filled(case))[: puzzle.given]
    return run(answer, given, puzzle.parameters[: puzzle.given], watched)


def priced(puzzle: Puzzle, case: tuple, outcome: Outcome) -> Outcome:
    """The outcome with what the judge makes of the design in place of the design."""
    if outcome.failure or puzzle.score is None:
        return outcome
    try:
        return replace(outcome, value=plain(puzzle.score(outcome.value, *fresh(case))))
    except (ValueError, TypeError) as error:
        return replace(outcome, value=None, failure="refused", message=str(error))


def judge(puzzle: Puzzle, case: tuple, outcome: Outcome) -> Fault | None:
    """What is wrong with an outcome, or None: compares data with the spec's result and runs nothing of the answer."""
    if outcome.failure:
        return Fault(outcome.failure, outcome.message)
    found = difference(outcome.value, wanted(puzzle, case), **measure(puzzle, case))
    if found:
        return Fault(found.kind, found.message, found)
    return next(
        filter(None, map(partial(_spent, case, outcome), puzzle.limits.items())), None
    )


def _spent(case: tuple, outcome: Outcome, budget: tuple) -> Fault | None:
    """How a budget was broken, and by which expressions most."""
    key, most = budget
    most = most(*fresh(case)) if callable(most) else most
    moved = outcome.traffic.get(key, 0)
    if moved <= most:
        return None
    name = key.removesuffix(" writes")
    what = f"writes to {name}" if key != name else f"reads of {name}"
    message = f"right values, but {moved:,} {what}: at most {most:,} allowed"
    charged = outcome.charged.get(key, {})
    dearest = sorted(charged, key=lambda place: -charged[place])[:3]
    lines = [
        f"\n  {place} read {_words(charged[place])}{_row(place)}" for place in dearest
    ]
    return Fault("budget", message + "".join(lines))


def _row(place: str) -> str:
    """What a bracket after a bracket costs, if there is one in the text of a place."""
    found = ROW.search(place)
    if not found:
        return ""
    row, inner = found.groups()
    return f": `{row}]` is read whole, `{row}, {inner}]` is not"


def _words(count: int) -> str:
    return f"{count:,} word{'s' * (count != 1)}"


def alike(
    puzzle: Puzzle, case: tuple, outcome: Outcome, wrong: Callable, budget: bool = False
) -> bool:
    """Whether a wrong answer fails or errs as the outcome did; its traffic counts only where a budget was broken."""
    other = run_on(puzzle, wrong, case)
    if outcome.failure or other.failure:
        return (outcome.failure, outcome.message.split(":")[0]) == (
            other.failure,
            other.message.split(":")[0],
        )
    if budget and outcome.traffic != other.traffic:
        return False
    return difference(outcome.value, other.value, **measure(puzzle, case)) is None


def wanted(puzzle: Puzzle, case: tuple):
    """What the spec makes of the case, as plain data."""
    return plain(puzzle.spec(*fresh(case)))


def measure(puzzle: Puzzle, case: tuple) -> dict:
    """How results of this case are compared: the words of its input, the puzzle's own tolerance or scale, axes."""
    own = {}
    for name in ("tolerance", "scale"):
        of = getattr(puzzle, name)
        own[name] = None if of is None else of(*fresh(case))
    return {"words": weight(case)[0], "axes": puzzle.axes, **own}
