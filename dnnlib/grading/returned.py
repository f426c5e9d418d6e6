"""What a wrong answer without a name returns on open cases: the same cases for everybody, so that answers can be grouped."""

from collections.abc import Callable

from dnnlib.puzzle import Puzzle, Report
from dnnlib.puzzle.literal import literal, spelled
from dnnlib.puzzle.verdict import judge, run_on, wanted

CASES = 12  # looked at, the smallest first
SHOWN = 2  # of those where it is wrong
LONG = 80  # letters of one
RIGHT = "right on small open cases"


def returned(puzzle: Puzzle, answer, run: Callable, report: Report) -> str:
    """Two calls and what came back, "" for an answer that is right, raises, or has a name."""
    if report.passed or report.mistake or report.yours is None:
        return ""
    found = []
    for case in puzzle.draw(0)[:CASES]:
        made = run_on(puzzle, answer, case, run)
        if made.failure:
            return ""
        if judge(puzzle, case, made):
            call = spelled(puzzle.spec, case[: puzzle.given])
            told = f"{call} gives {literal(made.value)}, not {literal(wanted(puzzle, case))}"  # fmt: skip
            found.append(told[:LONG])
        if len(found) == SHOWN:
            break
    return "; ".join(found) or RIGHT
