"""The course's puzzles, a chapter a module, and the two ways to check them: the learner's and the grader's.

check(ch02.output_size, output_size)      # answers at once, and remembers what was solved

ids     what a puzzle is called in each place; hints and reset help a learner on
later   mistakes that a class made and an instructor named
chNN/   a chapter's puzzles: one file an idea, its spec in plain loops
"""

import os
import sys
from importlib import import_module
from pathlib import Path

from dnnlib import progress
from dnnlib.authoring.chapters import EXERCISES
from dnnlib.puzzle import Puzzle, Report
from dnnlib.puzzle import check as judge
from dnnlib.puzzles.hints import hint as hint  # for those who write `from dnnlib.puzzles import check, hint`
from dnnlib.puzzles.ids import key
from dnnlib.puzzles.later import with_later

CHAPTERS: dict[str, tuple[Puzzle, ...]] = {
    name: with_later(name, import_module(f"dnnlib.puzzles.{name}").PUZZLES) for name in EXERCISES
}
NO_SECRET = b"no secret"  # everybody can read it here: right for trying things out, not for grades
HIDDEN_TRIALS = 32  # more than a learner's check draws


def check(puzzle: Puzzle, answer) -> Report:
    """Judge the answer on the puzzle's open cases and keep a pass or the attempt in the learner's progress file.

    Under `nbgrader validate` a wrong answer raises AssertionError with the report, or validation would praise it.
    """
    report = judge(puzzle, answer)
    execution = os.environ.get("NBGRADER_EXECUTION")
    if execution == "validate" and not report:
        raise AssertionError(repr(report))
    if not execution:  # a grader's run is nobody's progress
        progress.update(key(puzzle), lambda earlier: _tried(earlier, report))
    return report


def grade(puzzle: Puzzle, answer) -> float:
    """Judge the answer on hidden cases, show the report, and return the points: the last line of a graded cell.

    The cases are drawn from `hidden_seed()` when it is called, so they stand in no file. Nothing is recorded.
    """
    report = judge(puzzle, answer, hidden_seed(), HIDDEN_TRIALS)
    notebook = sys.modules.get("IPython")  # imported already by a kernel, and by nothing else
    (notebook.display.display if notebook else print)(report)
    return report.points


def hidden_seed() -> bytes:
    """What hidden cases are drawn from: $DNNLIB_COURSE_SECRET, else the file course_secret in `progress.home()`.

    A course that grades sets one of the two to a text of its own, any length, and keeps it out of its repository.
    Without either it is NO_SECRET.
    """
    text = os.environ.get("DNNLIB_COURSE_SECRET", "").encode()
    try:
        return text or Path(progress.home(), "course_secret").read_bytes().strip() or NO_SECRET
    except OSError:
        return NO_SECRET


def find(chapter: str, name: str) -> Puzzle:
    """A puzzle by its chapter and name. Errors: ValueError says what there is."""
    if chapter not in CHAPTERS:
        raise ValueError(f"there is no chapter {chapter!r} with puzzles; there are {', '.join(CHAPTERS)}")
    named = {puzzle.name: puzzle for puzzle in CHAPTERS[chapter]}
    if name not in named:
        raise ValueError(f"{chapter} has no puzzle {name!r}; its puzzles are {', '.join(named)}")
    return named[name]


def solved():
    """The learner's progress: a row a chapter, puzzles solved and offered."""
    return progress.summary({name: [puzzle.name for puzzle in puzzles] for name, puzzles in CHAPTERS.items()})


def _tried(earlier: dict, report: Report) -> dict:
    """The record of a puzzle after one more try: once passed, it stays so."""
    passed = report.passed or bool(earlier.get("passed"))
    return {"passed": passed, "tries": _tries(earlier) + 1}


def _tries(entry) -> int:
    return entry["tries"] if isinstance(entry.get("tries"), int) else 0
