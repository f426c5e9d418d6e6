"""A chapter on a page for whoever teaches it tomorrow, put together from what the library knows of it.

    guide("06", root)      Markdown: objectives, a plan in minutes, keys, mistakes to expect, questions, reading

Nothing in it is typed twice: the plan is that of the lecture, the keys are what the chapter's own cells computed, the
mistakes are the puzzles' own, and a class's verdicts say how often each came.
"""

import json
import re
from pathlib import Path

from dnnlib.authoring.chapters import CHAPTERS as ROWS
from dnnlib.authoring.lists import first_sentence
from dnnlib.door import checked
from dnnlib.lecture.build import chapter as notebook_of
from dnnlib.lecture.minutes import MOST
from dnnlib.lecture.vote import MINUTES as VOTE
from dnnlib.lecture.vote import Vote
from dnnlib.puzzles import CHAPTERS
from dnnlib.teaching import objectives
from dnnlib.teaching.mistakes import expected
from dnnlib.teaching.paper import LETTERS
from dnnlib.teaching.plan import left, plan, text
from dnnlib.teaching.predictions import predictions, took
from dnnlib.teaching.questions import Question, askable, question
from dnnlib.teaching.reading import reading
from dnnlib.teaching.sheet import starless
from dnnlib.teaching.tasks import tasks
from dnnlib.teaching.votes import in_lecture
from dnnlib.teaching.written import written

ASKED = 3  # questions for the room
LONG = re.compile(r"\d{5}|\d\.\d{4}")  # too many digits for the head
LINK = re.compile(r"\[([^\]]+)\]\((?!https?:)[^)]+\)")
STATED = re.compile(r"About (\d+) minutes")


def guide(number: str, root: Path, report=None) -> str:
    """The guide of a chapter, as Markdown.

    number: "06" or "ch06". root: of the checkout. report: a class's, so that mistakes come with their frequency.
    Errors: ValueError lists the chapters.
    """
    path = notebook_of(number, root)
    notebook = json.loads(path.read_text("utf-8"))
    row = next(one for one in ROWS if one.notebook == path.stem)
    parts = [f"# Teach chapter {row.number}: {row.title}", _takes(notebook, row)]
    has = row.folder in CHAPTERS
    parts += [_objectives(row.folder)] if has else []
    parts += [_plan(notebook, row.number), _key(row.number), _tasks(notebook)]
    if has:
        parts += [_mistakes(row.folder, report), _questions(row.folder)]
    parts += [_written(row.number), _reading(notebook)]
    return "\n\n".join(filter(None, parts)) + "\n"


@checked
def stated(notebook: dict) -> int:
    """The minutes that a chapter says it takes to work through; 0 where it says none."""
    found = STATED.search(text(notebook["cells"][0]))
    return int(found[1]) if found else 0


def _takes(notebook: dict, row) -> str:
    lines = [f"- To work through: {stated(notebook)} minutes."]
    if row.folder in CHAPTERS:
        said = first_sentence(CHAPTERS[row.folder])
        lines.append(f"- The exercise, {len(CHAPTERS[row.folder])} puzzles: {said}")
    lecture = sum(stretch.minutes for stretch in plan(notebook))
    lines.append(f"- The lecture below: {lecture:.0f} minutes.")
    spent = took(row.number)
    if spent:
        lines.append(
            f"- The notebook from top to bottom: {spent.cpu_seconds:g} s of one processor and "
            f"{spent.peak_megabytes:,.0f} MB of memory. Nothing is downloaded."
        )
    return "\n".join(["## What it takes", "", *lines])


def _objectives(chapter: str) -> str:
    head = ["## What they can do afterwards", ""]
    head += ["| afterwards they can | shown by | missed by who answers |", "| --- | --- | --- |"]  # fmt: skip
    rows = [
        f"| {one.text} | {_code(one.puzzles)} | *{one.shown_by[1]} ...* in `{one.shown_by[0]}` |"
        for one in objectives.OBJECTIVES[chapter]
    ]
    return "\n".join([*head, *rows])


def _plan(notebook: dict, number: str) -> str:
    answers = {one.key: one.said for one in predictions(number)}
    votes = {vote.after: _voted(vote) for vote in in_lecture(number)}
    stretches = plan(notebook)
    said = f"The slides are those of `dnnlib lecture`, {MOST} minutes at most."
    if not any(one.note for one in stretches):
        said += (
            " This chapter has no notes yet: its minutes are guessed from its slides."
        )
    head = ["## The lecture", "", said, ""]
    head += ["| from | sections | ask | drag | in mind |", "| --: | --- | --- | --- | --- |"]  # fmt: skip
    rows, clock = [], 0.0
    for one in stretches:
        titles = "; ".join(one.sections) or "the opening"
        asked = [f"`{key[3:]}` ({answers.get(key, '?')})" for key in one.asks]
        asked += [votes.pop(after) for after in _ended(one.sections) if after in votes]
        asks = "; ".join(asked)
        rows.append(f"| {clock:.0f} | {_cell(titles)} | {asks} | {_code(one.drags)} | {_cell(one.note)} |")  # fmt: skip
        clock += one.minutes
    rows.append(f"| {clock:.0f} | the end | | | |")
    home = left(notebook)
    tail = ["", f"To be read at home: {'; '.join(home)}."] if home else []
    return "\n".join([*head, *rows, *tail])


def _ended(sections: tuple[str, ...]) -> list[str]:
    """The numbers of sections: "6. The taxonomy" -> "6"."""
    return [title.partition(".")[0] for title in sections]


def _voted(vote: Vote) -> str:
    name = vote.item.key.partition("/")[2]
    return f"vote, {VOTE:g} minutes: `{name}` ({_cell(vote.answer)})"


def _key(number: str) -> str:
    found = predictions(number)
    if not found:
        return ""
    head = ["## Key of the predictions", ""]
    head += ["| prediction | section | question | answer |", "| --- | --- | --- | --: |"]  # fmt: skip
    rows = [f"| `{one.key}` | {_cell(one.section)} | {_cell(one.question)} | {one.said} |" for one in found]  # fmt: skip
    timed = any(one.measured for one in found)
    tail = ["", "*About*: measured, and another on your machine."] if timed else []
    return "\n".join([*head, *rows, *tail])


def _tasks(notebook: dict) -> str:
    found = tasks(notebook)
    if not found:
        return ""
    parts = ["## Key of the explorers' tasks"]
    for one in found:
        answer = one.answer or "The picture itself answers, with the numbers under it."
        parts += [f"### `{one.explorer}`", one.task, f"> {_quoted(answer)}"]
    return linkless("\n\n".join(parts))


def _mistakes(chapter: str, report) -> str:
    said = "Nobody is graded yet, so these stand in the puzzles' own order; `dnnlib report` counts them."
    if report:
        said = f"Of {report.submissions} graded papers, the most frequent first."
    lines: list[str] = []
    before = ""
    points = {one.name: one.points for one in CHAPTERS[chapter]}
    for one in expected(chapter, report):
        if one.puzzle != before:
            lines.append(f"- `{one.puzzle}`, {points[one.puzzle]:g} points")
        before = one.puzzle
        count = f"**{one.students} ({one.share})** " if one.students else ""
        lines.append(f"  - {count}{starless(one.mistake)}")
    return "\n".join(["## Wrong answers to expect", "", said, "", *lines])


def _questions(chapter: str) -> str:
    able = [one for one in CHAPTERS[chapter] if askable(one, "room", 4)]
    made = [question(puzzle, "room") for puzzle in able]
    # the shortest: they are worked out in the head
    short = sorted(made, key=_length)
    parts = ["## Questions for the room"]
    for one in short[:ASKED]:
        rows = [f"- {LETTERS[k]}: `{o.text}` {starless(o.mistake) or '**right**'}" for k, o in enumerate(one.options)]  # fmt: skip
        asked = f"{starless(one.statement)} `{one.call}`"
        parts += [asked, *filter(None, [starless(one.told)]), "\n".join(rows)]
    return "\n\n".join(parts)


def _written(number: str) -> str:
    text = written(number)
    said = "Half a page each. A point for a number of one's own, for a reason, for what is lost."
    return f"## Written questions\n\n{said}\n\n{text}" if text else ""


def _length(one: Question) -> tuple[bool, int]:
    """The order of questions for a room: those with long numbers, which want a machine, stand last."""
    right = one.options[one.right].text
    hard = LONG.search(f"{one.call} {right}".replace(",", ""))
    return bool(hard), len(one.call) + len(one.options[0].text)


def _reading(notebook: dict) -> str:
    said = "The first is what the chapter tells to read on; the others stand behind the functions that it calls."
    rows = [f"- {linkless(one)}" for one in reading(notebook)]
    told = [said, "", *rows] if rows else ["None: it needs nothing but itself."]
    return "\n".join(["## Reading", "", *told])


def linkless(words: str) -> str:
    """Prose without its links to files of the course: a guide lies anywhere, and they would be dead."""
    return LINK.sub(r"\1", words)


def _code(names) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _cell(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|")


def _quoted(words: str) -> str:
    return words.replace("\n", "\n> ")
