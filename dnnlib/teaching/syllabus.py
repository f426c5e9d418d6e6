"""Syllabuses for 12, 6 and 3 weeks: the order is written by hand, the minutes come from the chapters.

syllabus("12")             a row a week
syllabus("3 learning")     a unit in another course
"""

import json
import re
from pathlib import Path

from dnnlib.authoring.chapters import CHAPTERS as ROWS
from dnnlib.authoring.lists import MINUTES
from dnnlib.door import checked
from dnnlib.puzzles import CHAPTERS
from dnnlib.table import Table
from dnnlib.teaching.guide import stated
from dnnlib.teaching.plan import text

ROOT = Path(__file__).parents[2]
SECTION = re.compile(r"^## (\d+)\. ", re.M)
# a week: chapters, and the sections of those that are not taught whole
ORDERS = {
    "12": "00 01 | 02 | 03 04:1-5 | 04:6-12 05 | 06 | 07 | 08 | 09 | 10 | 11 | 12 | 13:1-6",
    "6 hardware": "02:1-7 | 05 | 06:1-9 | 07:1-6 | 10:1-2 10:5-7 | 12",
    "6 networks": "02 | 04:1-5 04:8 | 09 | 10:1-4 10:8-10 | 11 | 12",
    "3 architecture": "05:1-5 | 06:1-9 | 07:1-6",
    "3 learning": "02:4 02:12 09:1-3 | 09:4-6 09:10 | 10:1-4 10:9-10",
}


def syllabus(name: str, root: Path = ROOT) -> Table:
    """A row a week: what is read, its minutes, the lecture's slides, the minutes of the exercises.

    name: "12", "6 hardware", "6 networks", "3 architecture" or "3 learning". root: of a checkout.
    Errors: ValueError lists the names.
    """
    if name not in ORDERS:
        raise ValueError(f"no syllabus {name!r}; there are {', '.join(ORDERS)}")
    rows: list[tuple] = []
    whole = [0, 0, 0]
    for week, order in enumerate(ORDERS[name].split("|"), 1):
        parts = order.split()
        read = sum(_minutes(part, root) for part in parts)
        done = sum(_exercise(part, root) for part in parts)
        minutes = read, done, read + done
        rows.append((week, " · ".join(map(_said, parts)), *minutes))
        whole = [a + b for a, b in zip(whole, minutes)]
    rows.append(("all", "", *whole))
    header = ("week", "chapters and sections", "minutes to read", "exercises", "in all")
    return Table(header, rows, f"{name.partition(' ')[0]} weeks")


def _minutes(part: str, root: Path) -> int:
    """The minutes that a chapter says; of some sections their share of its words."""
    book = _notebook(part[:2], root)
    return round(stated(book) * _share(part, book))


def _exercise(part: str, root: Path) -> int:
    folder = f"ch{part[:2]}"
    points = sum(puzzle.points for puzzle in CHAPTERS.get(folder, ()))
    return round(MINUTES * points * _share(part, _notebook(part[:2], root)))


def _share(part: str, book: dict) -> float:
    wanted = _wanted(part)
    if not wanted:
        return 1.0
    words = words_by_section(book)
    return sum(words.get(number, 0) for number in wanted) / sum(words.values())


@checked
def words_by_section(book: dict) -> dict[int, int]:
    """How many words each numbered section of a chapter has, its code among them."""
    found, number = {0: 0}, 0
    for cell in book["cells"]:
        if cell["cell_type"] == "markdown":
            heads = SECTION.findall(text(cell))
            number = int(heads[-1]) if heads else number
        found[number] = found.get(number, 0) + len(text(cell).split())
    return found


def _wanted(part: str) -> range | None:
    _, _, sections = part.partition(":")
    if not sections:
        return None
    first, _, last = sections.partition("-")
    return range(int(first), int(last or first) + 1)


def _said(part: str) -> str:
    chapter, _, sections = part.partition(":")
    return f"{chapter} §{sections}" if sections else chapter


def _notebook(number: str, root: Path) -> dict:
    name = next(one.notebook for one in ROWS if one.number == number)
    return json.loads((root / "notebooks" / f"{name}.ipynb").read_text("utf-8"))
