"""Hints to a puzzle, in three grades: where to look, how to go about it, and nearly the answer."""

from dataclasses import dataclass
from html import escape
from importlib import import_module

from dnnlib import progress
from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ids import chapter, key

GRADES = ("where to look", "how to go about it", "nearly the answer")


@dataclass(frozen=True)
class Hints:
    """The hints to a puzzle that were asked for so far, the last one last, of as many as there are."""

    puzzle: str
    shown: tuple[str, ...]
    offered: int

    def __repr__(self) -> str:
        lines = [f"{k}. {GRADES[k - 1]}: {text}" for k, text in enumerate(self.shown, 1)]
        return "\n".join([*lines, self._more()])

    def _repr_html_(self) -> str:
        rows = "".join(f"<li><b>{GRADES[k]}</b>: {_html(text)}</li>" for k, text in enumerate(self.shown))
        return f"<div>{escape(self.puzzle)}<ol>{rows}</ol><i>{escape(self._more())}</i></div>"

    def _more(self) -> str:
        left = self.offered - len(self.shown)
        return f"Run it again for the next hint ({left} left)." if left else "There are no more hints."


def hint(puzzle: Puzzle, grade: int | None = None) -> Hints:
    """The next hint to a puzzle of the course, after those already shown; grade=1, 2 or 3 shows up to that one.

    A hint costs no points. How many were asked for stays in the learner's progress file.
    Errors: ValueError for a grade that there is not, KeyError for a puzzle without hints.
    """
    offered = hints_of(chapter(puzzle), puzzle.name)
    if grade is not None and grade not in range(1, len(offered) + 1):
        raise ValueError(
            f"grade={grade!r}: hints have the grades 1 to {len(offered)}, from a nudge to nearly the answer"
        )
    record = f"hints:{key(puzzle)}"
    seen = progress.load().get(record, {}).get("shown", 0)
    seen = seen if isinstance(seen, int) else 0  # the file is the learner's, who may have edited it
    count = grade or min(seen + 1, len(offered))
    progress.record(record, {"shown": max(count, seen)})
    return Hints(puzzle.name, offered[:count], len(offered))


def hints_of(chapter: str, name: str) -> tuple[str, ...]:
    """All hints to a puzzle, from dnnlib/puzzles/chNN/hints.py. Errors: KeyError where it has none."""
    try:
        return import_module(f"dnnlib.puzzles.{chapter}.hints").HINTS[name]
    except (ModuleNotFoundError, KeyError):
        raise KeyError(f"there are no hints to {name}: the course's own puzzles have them") from None


def _html(text: str) -> str:
    """Text with `code` in it."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if k % 2 else part for k, part in enumerate(parts))
