"""The site's other pages: the way in, the tables that the library makes of itself, the reference."""

import re
from pathlib import Path

from dnnlib.authoring.chapters import CHAPTERS, Chapter
from dnnlib.door import checked
from dnnlib.metrics import errata, survey
from dnnlib.site import reference
from dnnlib.site.reference import escaped
from dnnlib.table import Table, show

PACKAGE = Path(__file__).parents[1]
INSTRUCTORS = ("start", "orders", "grading", "papers", "trust", "written", "honesty", "accessibility", "asked", "adding")  # fmt: skip
WAY_IN = """# Efficient processing of deep neural networks

An interactive course after the survey of Sze, Chen, Yang and Emer (2017). Every picture moves, every number
comes from a program that you can read, and before an answer you are asked for a guess.

**Here nothing runs but your browser.** An explorer on these pages has a selection of its pictures in it. With
Python the same chapters are notebooks: there every slider has all its stops, and the exercises are graded.

"""


@checked
def pages(chapters: list[Chapter]) -> dict[str, str]:
    """The text pages by their path, as Markdown; chapters: those that the site has."""
    made = {f"reference/{name}.md": text for name, text in reference.pages().items()}
    names = sorted(Path(name).stem for name in made)
    listed = "\n".join(names)
    return {
        **made,
        "index.md": WAY_IN + _chapters(chapters) + _trees(chapters),
        "reference/index.md": f"# Reference\n\nEvery public name, package by package.\n\n```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n",
        **{f"instructors/{name}.md": _for_instructors(name) for name in INSTRUCTORS},
        "words.md": (PACKAGE / "GLOSSARY.md").read_text("utf-8"),
        "coverage.md": (PACKAGE / "COVERAGE.md").read_text("utf-8"),
        "systems.md": (PACKAGE / "SYSTEMS.md").read_text("utf-8"),
        "wanted.md": (PACKAGE / "I_WANT_TO.md").read_text("utf-8"),
        "survey.md": _survey(),
        "errata.md": _errata(),
    }


@checked
def markdown(table: Table) -> str:
    """A table as Markdown. What is a number is written as the course writes it."""
    head = f"| {' | '.join(map(escaped, map(str, table.header)))} |"
    rule = "|" + " --- |" * len(table.header)
    rows = [f"| {' | '.join(_said(value) for value in row)} |" for row in table.rows]
    return "\n".join([head, rule, *rows])


def _said(value) -> str:
    return escaped(" ".join(show(value).split())) if value is not None else ""


def _chapters(chapters: list[Chapter]) -> str:
    rows = [
        f"| [{one.number} {one.title}](chapters/{one.notebook}.ipynb) | {one.section} |"
        for one in chapters
    ]
    return "\n".join(["| chapter | of the survey |", "| --- | --- |", *rows, "", ""])


def _trees(chapters: list[Chapter]) -> str:
    named = "\n".join(f"chapters/{one.notebook}" for one in chapters)
    more = "\n".join(["survey", "errata", "words", "coverage", "systems", "wanted", "reference/index"])  # fmt: skip
    taught = "\n".join(f"instructors/{name}" for name in INSTRUCTORS)
    return _tree("The course", named) + _tree("Beside it", more) + _tree("To teach it", taught)  # fmt: skip


def _for_instructors(name: str) -> str:
    return (PACKAGE / f"site/instructors/{name}.md").read_text("utf-8")


def _tree(caption: str, names: str) -> str:
    return f"```{{toctree}}\n:hidden:\n:caption: {caption}\n\n{names}\n```\n\n"


def _survey() -> str:
    said = "Every figure and table of the survey, recomputed: ours beside the published number, with the reason for the difference."
    return f"# The survey, recomputed\n\n{said}\n\n{markdown(survey.page())}\n"


def _errata() -> str:
    said = re.sub(r"\n(?!\n)", " ", (errata.__doc__ or "").strip())
    rows = [(e.number, e.place, e.printed, e.instead, e.chapter) for e in errata.ERRATA]
    header = ("no.", "where", "printed", "what follows", "shown in")
    return f"# Errata\n\n{escaped(said)}\n\n{markdown(Table(header, rows))}\n"


def ready() -> list[Chapter]:
    """The chapters that there are."""
    return [one for one in CHAPTERS if one.notebook]
