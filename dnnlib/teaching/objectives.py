"""All objectives of the course, by chapter, and what is not yet proven of them."""

from importlib import import_module

from dnnlib.metrics.takeaways import TAKEAWAYS
from dnnlib.puzzle.objective import Objective
from dnnlib.puzzles import CHAPTERS
from dnnlib.table import Table

OBJECTIVES: dict[str, tuple[Objective, ...]] = {
    # a chapter that is being written has none yet: tests/teaching says so
    name: getattr(import_module(f"dnnlib.puzzles.{name}"), "OBJECTIVES", ())
    for name in CHAPTERS
}


def table(chapter: str) -> Table:
    """A chapter's objectives: text, takeaway, puzzles with their points, the answer that shows a failure.

    Errors: KeyError where the chapter has none.
    """
    points = {puzzle.name: puzzle.points for puzzle in CHAPTERS[chapter]}
    rows = [
        (
            one.text,
            one.takeaway,
            ", ".join(f"{name} {points[name]:g}" for name in one.puzzles),
            "{}: {} ...".format(*one.shown_by),
        )
        for one in OBJECTIVES[chapter]
    ]
    header = ("afterwards you can", "takeaway", "puzzles, points", "shown by")
    return Table(header, rows, f"chapter {chapter[2:]}")


def takeaways() -> Table:
    """The five promises, and the chapters whose objectives serve each."""
    rows = []
    for number, takeaway in enumerate(TAKEAWAYS, 1):
        served = [
            name[2:]
            for name, lines in OBJECTIVES.items()
            if any(one.takeaway == number for one in lines)
        ]
        rows.append((number, takeaway.text, ", ".join(served)))
    return Table(("", "the reader can", "chapters"), rows)
