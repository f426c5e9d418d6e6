"""The wrong answers to expect of a chapter's puzzles: those that a class gave, with their number, or all that are known.

expected("ch06")            before anybody handed in
expected("ch06", report)    as often as they came
"""

from dataclasses import dataclass

from dnnlib.door import checked
from dnnlib.puzzles import CHAPTERS

MOST = 3  # of a puzzle; the exercise's own feedback has the rest
EVERYBODYS = "The fractions"  # are cut off: known of every puzzle with real numbers


@dataclass(frozen=True)
class Expected:
    """A puzzle's wrong answer, and how many of the class gave it; None while nobody was graded."""

    puzzle: str
    mistake: str
    students: int | None = None
    share: str = ""


@checked
def expected(chapter: str, report=None) -> tuple[Expected, ...]:
    """The first three mistakes of each puzzle; with a class's report the most frequent, those without a name too.

    report: `dnnlib.grading.class_report.class_report(course, chapter)`.
    """
    found: list[Expected] = []
    for puzzle in CHAPTERS[chapter]:
        made = _counted(puzzle.name, report) if report else _known(puzzle)
        found += made[:MOST]
    return tuple(found)


def _known(puzzle) -> list[Expected]:
    named = [text for text in puzzle.wrong if not text.startswith(EVERYBODYS)]
    return [Expected(puzzle.name, text) for text in named]


def _counted(name: str, report) -> list[Expected]:
    rows = [row for row in report.mistakes.rows if row[0].replace("-", "_") == name]
    rows.sort(key=lambda row: -row[2])
    return [Expected(name, what, count, share) for _, what, count, share in rows]
