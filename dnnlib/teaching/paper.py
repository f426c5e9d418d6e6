"""An exam on paper: questions from the puzzles of some chapters, other numbers for each student, and a key apart.

The same secret and the same name give the same paper again, so nothing needs to be kept.
"""

import csv
import hashlib
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dnnlib.door import checked, save, whole
from dnnlib.puzzle import Puzzle
from dnnlib.puzzle.item import Item
from dnnlib.puzzles import CHAPTERS
from dnnlib.teaching.again import again
from dnnlib.teaching.items import item
from dnnlib.teaching.questions import Question, askable, question
from dnnlib.teaching.sheet import sheet, starless

LETTERS = "ABCDEFGH"
LINE = "A number, and how you found it: ____________"
PRINTED = {"text": "papers.html", "key": "keys.html"}
TURNS = 20  # seeds tried for one question
WHO = ("", "student", "user", "login", "sis", "sis user", "sis login")
HEADS = {f"{who} {what}".strip() for who in WHO for what in ("id", "name", "number")}
HEADS |= {"student", "students", "username", "full name", "first name", "last name"}
HEADS |= {"surname", "email", "e-mail", "email address"}  # as platforms export them


@checked
@dataclass(frozen=True)
class Paper:
    """One student's exam: `.text` for the student, `.key` for whoever marks it; a code on both says that they fit."""

    student: str
    code: str
    questions: tuple[Question, ...]
    numbers: tuple[Item, ...] = ()  # predictions of the chapters, with other numbers

    @property
    def text(self) -> str:
        """The paper, as Markdown. It holds no mistake's name and no answer."""
        head = f"# Exam\n\nName: {self.student}\u2003Paper: {self.code}\n"
        parts = [_asked(k, one) for k, one in enumerate(self.questions, 1)]
        first = len(parts) + 1
        parts += [f"## {k}. {one.ask}\n\n{LINE}{one.unit}\n" for k, one in enumerate(self.numbers, first)]  # fmt: skip
        return "\n".join([head, *parts])

    @property
    def key(self) -> str:
        """The right letters, and for each wrong one the mistake that it shows."""
        parts = [_told(k, one) for k, one in enumerate(self.questions, 1)]
        first = len(parts) + 1
        parts += [f"## {k}. {one.key}\n\n{_number(one)}\n" for k, one in enumerate(self.numbers, first)]  # fmt: skip
        head = f"# Key\n\nName: {self.student}\u2003Paper: {self.code}\n"
        return "\n".join([head, *parts])

    @property
    def letters(self) -> str:
        """The right letters in a row, and the numbers after them."""
        letters = "".join(LETTERS[one.right] for one in self.questions)
        return " ".join([letters, *map(_number, self.numbers)])


@checked
def exam(
    chapters: Sequence[str],
    student: str,
    secret: str = "",
    count: int = 10,
    predictions: bool = False,
) -> Paper:
    """A student's paper: `count` questions from the puzzles of the chapters, by turns, each with its own numbers.

    chapters: "ch05" or "05". secret: the instructor's, so that no student can draw a neighbour's paper.
    predictions: whether a number is asked, too, a prediction of each chapter with other numbers.
    Errors: ValueError names a chapter that has no puzzles, or says how many questions there are.
    """
    count, seed = whole("count", count, 1), f"{secret}/{student}"
    pools = [_pool(name) for name in chapters]
    chosen = _by_turns(pools, count)
    if len(chosen) < count:
        raise ValueError(
            f"count={count}: {', '.join(chapters)} have {len(chosen)} puzzles that make a question"
        )
    code = hashlib.sha256(seed.encode()).hexdigest()[:6]
    numbers = _predictions(chapters, seed) if predictions else ()
    return Paper(student, code, tuple(drawn(p, seed) for p in chosen), numbers)


def _predictions(chapters: Sequence[str], seed: str) -> tuple[Item, ...]:
    found = [again(name.removeprefix("ch").zfill(2), seed) for name in chapters]
    return tuple(item(one.key, seed) for one in found if one)


def _number(one: Item) -> str:
    return f"{one.truth:,.6g}{one.unit}"


@checked
def drawn(puzzle: Puzzle, seed: str) -> Question:
    """A seed's question of a puzzle; where its numbers make none, those of the next seed."""
    for turn in range(TURNS):
        if askable(puzzle, f"{seed} {turn}"):
            break
    return question(puzzle, f"{seed} {turn}")


def _pool(name: str) -> list[Puzzle]:
    chapter = name if name.startswith("ch") else f"ch{name.zfill(2)}"
    if chapter not in CHAPTERS:
        raise ValueError(f"no puzzles of {name!r}; there are {', '.join(CHAPTERS)}")
    found = [puzzle for puzzle in CHAPTERS[chapter] if askable(puzzle)]
    # which puzzles are asked does not depend on the student, or papers differ in weight
    random.Random(chapter).shuffle(found)
    return found


def _by_turns(pools: list[list[Puzzle]], count: int) -> list[Puzzle]:
    chosen: list[Puzzle] = []
    longest = max(map(len, pools), default=0)
    for place in range(longest):
        chosen += [pool[place] for pool in pools if place < len(pool)]
    return chosen[:count]


def _asked(number: int, one: Question) -> str:
    told = [starless(one.told), ""] if one.told else []
    rows = [f"- {LETTERS[k]}: `{o.text}`" for k, o in enumerate(one.options)]
    return "\n".join(
        [
            f"## {number}. `{one.call}`",
            "",
            starless(one.statement),
            "",
            *told,
            *rows,
            "",
        ]
    )


def _told(number: int, one: Question) -> str:
    rows = [
        f"- {LETTERS[k]}: `{o.text}` {starless(o.mistake) or '**right**'}"
        for k, o in enumerate(one.options)
    ]
    return "\n".join([f"## {number}. {one.puzzle}", "", *rows, ""])


@checked
def printed(
    chapters: Sequence[str],
    students: Path,
    secret: str,
    count: int,
    folder: Path,
    predictions: bool = False,
) -> list[str]:
    """Write every student's paper and key, all of them as two pages to print, and a table of the right letters.

    Returns the students' names.

    students: a CSV, the first column a name, a first line that is a head, such as "student" or "name", left out. The files: papers/
    and keys/ by the papers' codes, letters.csv. Errors: ValueError for a name that stands twice or a file without one.
    """
    names = _names(students)
    papers = [exam(chapters, name, secret, count, predictions) for name in names]
    for paper in papers:
        save(folder / "papers" / f"{paper.code}.md", paper.text)
        save(folder / "keys" / f"{paper.code}.md", paper.key)
    out = io.StringIO()
    rows = [(paper.student, paper.code, paper.letters) for paper in papers]
    csv.writer(out).writerows([("student", "paper", "letters"), *rows])
    save(folder / "letters.csv", out.getvalue())
    for what in ("text", "key"):
        together = "\n\n".join(getattr(paper, what) for paper in papers)
        save(folder / PRINTED[what], sheet(together))
    return names


def _names(students: Path) -> list[str]:
    text = students.read_text("utf-8-sig")
    found = [row[0].strip() for row in csv.reader(io.StringIO(text)) if row]
    names = [name for name in found if name]
    if names and names[0].lower().replace("_", " ") in HEADS:
        del names[0]
    twice = [name for name in names if names.count(name) > 1]
    if twice or not names:
        said = f"{twice[0]!r} stands twice" if twice else "there is no name"
        raise ValueError(f"{students}: {said}; give one student a line, in the first column")  # fmt: skip
    return names
