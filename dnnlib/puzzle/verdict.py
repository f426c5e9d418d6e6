"""The verdict on one case: what became of the answer there, and whether that is right."""

from collections.abc import Callable
from dataclasses import dataclass

from dnnlib.puzzle.attempt import Outcome, attempt, fresh
from dnnlib.puzzle.compare import Difference, difference, plain
from dnnlib.puzzle.puzzle import Puzzle
from dnnlib.puzzle.shrink import weight


@dataclass(frozen=True)
class Fault:
    """Why an outcome is not right: how the call failed, how its value differs, or which budget it broke."""

    kind: str
    message: str
    difference: Difference | None = None


def run_on(
    puzzle: Puzzle, answer: Callable, case: tuple, run: Callable = attempt
) -> Outcome:
    """What becomes of the answer on one case, its budgeted arrays handed in as spies."""
    watched = tuple({key.removesuffix(" writes") for key in puzzle.limit})
    return run(answer, fresh(case), puzzle.parameters, watched)


def judge(puzzle: Puzzle, case: tuple, outcome: Outcome) -> Fault | None:
    """What is wrong with an outcome, or None: compares data with the spec's result and runs nothing of the answer."""
    if outcome.failure:
        return Fault(outcome.failure, outcome.message)
    found = difference(outcome.value, wanted(puzzle, case), **measure(puzzle, case))
    if found:
        return Fault(found.kind, found.message, found)
    for key, most in puzzle.limit.items():
        most = most(*fresh(case)) if callable(most) else most
        if outcome.traffic.get(key, 0) > most:
            what = (
                f"writes to {key.removesuffix(' writes')}"
                if key.endswith(" writes")
                else f"reads of {key}"
            )
            return Fault(
                "budget",
                f"right values, but {outcome.traffic[key]:,} {what}: at most {most:,} allowed",
            )
    return None


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
    """How results of this case are compared: the words of its input, the tolerance if the puzzle has its own, axes."""
    tolerance = None if puzzle.tolerance is None else puzzle.tolerance(*fresh(case))
    return {"words": weight(case)[0], "tolerance": tolerance, "axes": puzzle.axes}
