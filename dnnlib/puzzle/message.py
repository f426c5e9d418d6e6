"""A verdict in words: what the learner reads."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dnnlib.puzzle.attempt import Outcome
from dnnlib.puzzle.closeness import DIVISION, allowed
from dnnlib.puzzle.compare import Difference
from dnnlib.puzzle.literal import literal, place, spelled
from dnnlib.puzzle.puzzle import Puzzle
from dnnlib.puzzle.report import Report
from dnnlib.puzzle.source import Written, statements
from dnnlib.puzzle.verdict import Fault, measure, wanted


def report(
    puzzle: Puzzle, message: str, points: float = 0.0, passed: bool = False, **fields
) -> Report:
    """A report under the puzzle's name."""
    return Report(
        puzzle.name, passed, points, puzzle.points, message, axes=puzzle.axes, **fields
    )


def explained(
    puzzle: Puzzle,
    case: tuple,
    outcome: Outcome,
    fault: Fault,
    mistake: str,
    points: float,
    notes: list[str],
) -> Report:
    """The report on one failing case: where it fails, by how much, and what else is known."""
    shared: dict[str, Any] = {
        "points": points,
        "mistake": mistake,
        "call": spelled(puzzle.spec, case[: puzzle.given]),
        "case": case[: puzzle.given],
    }
    found = fault.difference
    if found is None:
        message = "raised " * (fault.kind == "raised") + fault.message
        return report(puzzle, message, notes=tuple(notes), **shared)
    if outcome.changed:
        notes = [
            *notes,
            f"your function changes its argument {', '.join(outcome.changed)}: work on a copy of it",
        ]
    results: dict[str, Any] = {
        "yours": outcome.value,
        "wanted": wanted(puzzle, case),
        "path": found.path,
        "index": found.index,
    }
    said = (*notes, *_tolerance(puzzle, case, found))
    return report(puzzle, _sentence(puzzle, found), notes=said, **shared, **results)


def _sentence(puzzle, found: Difference) -> str:
    where = "".join(f"[{key!r}]" for key in found.path) + (
        place(found.index, puzzle.axes) if found.index else ""
    )
    what = found.message
    if found.kind == "value":
        yours, right = (
            literal(x[found.index].item() if found.index else x)
            for x in (found.yours, found.wanted)
        )
        what = f"yours is {yours}, wanted {right}{_hint(found)}"
    return f"wrong at {where}: {what}" if where else f"wrong: {what}"


def _hint(found: Difference) -> str:
    """What makes a float of an integer, and loses digits on the way: where there are so many that it can."""
    yours, wanted = np.asarray(found.yours), np.asarray(found.wanted)
    floats, counts = yours.dtype.kind == "f", wanted.dtype.kind in "iuO"
    at = found.index or ()
    lost = floats and counts and not abs(float(yours[at])) < 2.0**53
    return f" ({DIVISION})" if lost else ""


def _tolerance(puzzle, case, found: Difference) -> list[str]:
    how = measure(puzzle, case)
    if found.kind != "value":
        return []
    if how["tolerance"] is not None:
        return [f"tolerance {how['tolerance']:.2g}"]
    bound = allowed(found.wanted, how["words"], found.yours, how["scale"])
    of = "max|wanted|" if how["scale"] is None else "the sum of |terms|"
    because = f"n*eps*{of}, n={how['words']} words of input"
    return [f"tolerance {bound:.2g} = {because}"] if bound else []


def too_long(puzzle: Puzzle, answer: Callable | str | Written) -> str:
    """How the answer breaks the rule on lines, or ""."""
    if not puzzle.lines:
        return ""
    try:
        count = statements(answer, puzzle.spec.__name__)
    except (OSError, TypeError, SyntaxError, IndexError):
        return (
            "the source of your function cannot be read to count its statements "
            f"(at most {puzzle.lines} allowed): write it with def in a notebook cell or in a file"
        )
    return (
        f"{count} statements in the body: at most {puzzle.lines} allowed"
        if count > puzzle.lines
        else ""
    )
