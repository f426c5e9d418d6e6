"""A chapter on a page for whoever teaches it tomorrow, put together from what the library knows of it.

    guide("06", root)      Markdown: objectives, a plan in minutes, keys, mistakes to expect, questions, reading

Nothing in it is typed twice: the plan is that of the lecture, the keys are computed, the mistakes are the puzzles' own.
"""

import inspect
import json
import re
from importlib import import_module
from pathlib import Path

from dnnlib.authoring.chapters import CHAPTERS as ROWS
from dnnlib.lecture.build import chapter as notebook_of
from dnnlib.lecture.build import lecture, seen
from dnnlib.lecture.deck import Deck
from dnnlib.lecture.shows import Answer
from dnnlib.puzzles import CHAPTERS
from dnnlib.table import show
from dnnlib.teaching import objectives
from dnnlib.teaching.paper import LETTERS
from dnnlib.teaching.questions import askable, question

MISTAKES = 3  # of a puzzle; the exercise's own feedback has the rest
ASKED = 2  # questions for the room
SOURCE = re.compile(
    r"Sources?: (.+?)(?:\n\s*\n|$)", re.DOTALL
)  # to the paragraph's end
IMPORT = re.compile(r"^(?:from|import) (dnnlib[\w.]*)", re.MULTILINE)


def guide(number: str, root: Path) -> str:
    """The guide of a chapter, as Markdown.

    number: "06" or "ch06". root: of the checkout; what the chapter shows is kept under build/lectures.
    Errors: ValueError lists the chapters; RuntimeError names a cell that fails.
    """
    path = notebook_of(number, root)
    kept = root / "build/lectures"
    made = lecture(path, kept).deck
    cells = json.loads(path.read_text("utf-8"))
    found = seen(path, cells, kept / f"{path.name[:2]}.shown")
    answers = [one for cell in found for one in cell if isinstance(one, Answer)]
    row = next(one for one in ROWS if one.notebook == path.stem)
    parts = [f"# Teach chapter {row.number}: {row.title}", _plan(made), _key(answers)]
    if row.folder in CHAPTERS:
        parts[1:1] = [_objectives(row.folder)]
        parts += [_mistakes(row.folder), _questions(row.folder)]
    return "\n\n".join([*parts, _reading(cells)]) + "\n"


def _objectives(chapter: str) -> str:
    lines = [
        f"- **{one.text}**: {', '.join(one.puzzles)}. Who answers *{one.shown_by[1]} ...* in "
        f"`{one.shown_by[0]}` has missed it."
        for one in objectives.OBJECTIVES[chapter]
    ]
    return "\n".join(["## What they can do afterwards", "", *lines])


def _plan(made: Deck) -> str:
    sections: dict[str, float] = {}
    for face in made.faces:
        title = re.sub(r"[*`]", "", face.title)
        sections[title] = sections.get(title, 0.0) + face.minutes
    rows = [f"| {title} | {minutes:.0f} |" for title, minutes in sections.items()]
    head = f"## A lecture of {made.minutes:.0f} minutes"
    said = "Beyond 50 minutes, leave a section to be read at home; the slides are those of `dnnlib lecture`."
    return "\n".join([head, "", said, "", "| section | minutes |", "| --- | --- |", *rows])  # fmt: skip


def _key(answers: list[Answer]) -> str:
    rows = [f"| {one.question} | {one.number}{one.unit} |" for one in answers]
    head = ["## Key of the predictions", "", "| question | answer |", "| --- | --- |"]
    return "\n".join([*head, *rows])


def _mistakes(chapter: str) -> str:
    lines = []
    for puzzle in CHAPTERS[chapter]:
        named = [text for text in puzzle.wrong if not text.startswith("The fractions")]
        lines.append(f"- `{puzzle.name}`, {show(puzzle.points)} points")
        lines += [f"  - {text}" for text in named[:MISTAKES]]
    said = "`dnnlib report` says which of them your class made, and how often."
    return "\n".join(["## Wrong answers to expect", "", said, "", *lines])


def _questions(chapter: str) -> str:
    able = [one for one in CHAPTERS[chapter] if askable(one, "room", 4)]
    parts = ["## Questions for the room"]
    for puzzle in able[:ASKED]:
        one = question(puzzle, "room")
        rows = [f"- {LETTERS[k]}: `{o.text}` {o.mistake or '**right**'}" for k, o in enumerate(one.options)]  # fmt: skip
        parts += [f"{one.statement} `{one.call}`", "\n".join(rows)]
    return "\n\n".join(parts)


def _reading(cells: dict) -> str:
    code = ["".join(c["source"]) for c in cells["cells"] if c["cell_type"] == "code"]
    found: dict[str, None] = {}
    for name in dict.fromkeys(IMPORT.findall("\n".join(code))):
        for source in _sources(import_module(name)):
            found[source] = None
    return "\n".join(["## Reading", "", *(f"- {one}" for one in found)])


def _sources(module) -> list[str]:
    """What the docstrings of a module name as their sources, and those of the modules that it hands on."""
    things = [thing for name, thing in vars(module).items() if name[0] != "_"]
    within = [one for one in things if inspect.ismodule(one) and "dnnlib" in one.__name__]  # fmt: skip
    for one in within:
        things += [thing for name, thing in vars(one).items() if name[0] != "_"]
    told = [one for one in things if callable(one) or inspect.ismodule(one)]
    texts = [inspect.getdoc(thing) or "" for thing in [module, *told]]
    found = [" ".join(one.split()) for text in texts for one in SOURCE.findall(text)]
    return sorted({one for one in found if re.search(r"\d{4}", one)})
