"""A new chapter: its notebook by the anatomy, its exercise, its puzzles' package, its row in the table."""

import re
from pathlib import Path

from dnnlib.authoring.chapters import CHAPTERS
from dnnlib.authoring.places import Places, cell, chapter_of, name_of

TABLE = "dnnlib/authoring/chapters.py"
FRONT = '''"""The puzzles of chapter {number}: TODO, a word or two each."""

from dnnlib.puzzle import Puzzle

PUZZLES: tuple[Puzzle, ...] = ()
'''
HINTS = '''"""Hints to the puzzles of chapter {number}: where to look, how to go about it, nearly the answer."""

HINTS = {{}}
'''
ANSWERS = '''"""Right answers to the puzzles of chapter {number}, each puzzle in at least three different ways: all must pass."""

ANSWERS = {{}}
'''
# the anatomy of a chapter, as CONTRIBUTING.md has it
TITLE = """# {number} · {title}

*Survey, section {section}. About TODO minutes to work through; the notebook itself runs in under a minute.*

**Afterwards you can**

- TODO: three to five things, each a verb that can be tested.

Of the five things that this course is for, it serves TODO."""
IMPORTS = """from dnnlib import plots
from dnnlib.screen import explorers, predict"""
IDEA = """## 1. TODO: the surprising thing first

TODO: the toy example that stays all the way; each term before its use. Then a question."""
PREDICT = """TODO: what do you expect? Commit a number before you run on."""
SINCE = """## 2. Since 2017

TODO: what changed, each with its source."""
BELIEVED = """## 3. Things that people believe

TODO: a misconception, and a cell that shows the counter-example."""
SUMMARY = """## Summary

- TODO: one line an idea.

Now the [exercises](../exercises/ch{number}/{name}.ipynb)."""
EXERCISE = """# Exercise {number}: {lower}

About 0 minutes, 0 points. You need [chapter {number}](../../notebooks/{number}_{name}.ipynb).

Each puzzle is one sentence and its rules; some show the same in plain, slow loops (unfold them). Write your function,
then run the cell with `check`. It answers at once: right, or the smallest call that goes wrong, your result beside the
one wanted, and the mistake if it is a known one. Try as often as you like. For the grade your function meets other
cases, of the same kind. Stuck? `hint` gives a nudge; run it again for more. Hints cost no points."""
CLOSING = """Solved? The [map of the course](../../notebooks/00_start_here.ipynb) shows what comes next. This exercise
belongs to section {section} of Sze, Chen, Yang and Emer, *Efficient Processing of Deep Neural Networks*,
Proc. IEEE 105(12), 2017."""
LEFT = """What is left, in this order:
  1. {notebook}: every TODO, by the anatomy of a chapter in CONTRIBUTING.md
  2. dnnlib new puzzle ch{number} NAME, for each puzzle; dnnlib new explorer NAME, for each explorer
  3. dnnlib new lists; make notebooks NB="{notebook} {exercise}"; make release; make test"""


def chapter(root: Path | str, number: str, name: str) -> tuple[list[str], str]:
    """Begin a chapter in every place that it needs: which files were written, and what is left to fill in.

    Its title and section are those of its row in the table.
    Errors: ValueError where the table has no such row, or the chapter is there.
    """
    number, name, places = chapter_of(number), name_of(name), Places(Path(root))
    known = {one.number: one for one in CHAPTERS}
    if number not in known or known[number].notebook:
        free = ", ".join(one.number for one in CHAPTERS if not one.notebook)
        raise ValueError(f"chapter {number} is no planned one: choose among {free}")
    told = {"number": number, "name": name, "title": known[number].title}
    told |= {"lower": told["title"].lower(), "section": known[number].section}
    notebook, folder = f"notebooks/{number}_{name}.ipynb", f"dnnlib/puzzles/ch{number}"
    exercise = f"solutions/ch{number}/{name}.ipynb"
    places.notebook(notebook, _notebook(told))
    places.notebook(exercise, _exercise(told))
    places.new(f"{folder}/__init__.py", FRONT.format(**told))
    places.new(f"{folder}/hints.py", HINTS.format(**told))
    places.new(f"tests/answers_ch{number}.py", ANSWERS.format(**told))
    _add_row(places, number, name)
    left = LEFT.format(notebook=notebook, exercise=exercise, number=number)
    return places.write(), left


def _notebook(told: dict) -> list[dict]:
    return [
        cell("markdown", "title", TITLE.format(**told)),
        cell("code", "imports", IMPORTS),
        cell("markdown", "idea", IDEA),
        cell("markdown", "question", PREDICT),
        cell("markdown", "since", SINCE),
        cell("markdown", "believed", BELIEVED),
        cell("markdown", "summary", SUMMARY.format(**told)),
    ]


def _exercise(told: dict) -> list[dict]:
    line = f"from dnnlib.puzzles import ch{told['number']}, check, hint"
    return [
        cell("markdown", "title", EXERCISE.format(**told)),
        cell("code", "setup", line, grade=False),
        cell("markdown", "closing", CLOSING.format(**told)),
    ]


def _add_row(places: Places, number: str, name: str) -> None:
    """The names of notebook and exercise come into the chapter's row of the table."""
    old = places.read(TABLE)
    row = re.search(rf"^{number} \|[^|]*\|[^|]*\|", old, re.M)
    if row is None:
        raise ValueError(f"{TABLE} has no row {number}")
    end = old.index("\n", row.end())
    cells = f" {number}_{name}".ljust(22) + f"| {name}"
    places.texts[TABLE] = old[: row.end()] + cells + old[end:]
