"""What comes to the instructor's desk: archives, names, words and pages. `make hostile` writes tests/hostile/DESK.md."""

import csv
import io
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dnnlib import doctor
from dnnlib.grading import Course
from dnnlib.grading.collect import collect
from dnnlib.grading.intake.names import folder
from dnnlib.grading.office import tables
from dnnlib.grading.pages import markdown
from dnnlib.sandbox.printable import one_line
from hostile.folders import zipped
from hostile.html import TEXTS
from hostile.shapes import NAMES, NO_NAMES, PLATFORMS
from hostile.words import CELLS, CODES

HEAD = """# What comes to the instructor's desk

Made by `make hostile`. An archive is read if each student has his own paper; a name is somebody's folder or a sentence; a word is
text in a table and in a terminal; a text cell runs nothing in Chromium. {count} inputs, {good} as they should be.

| kind | input | as it should be | what became of it |
|---|---|---|---|
"""
SOLUTIONS = Path(__file__).parents[2] / "solutions"
ARGS = ["--no-sandbox", "--disable-gpu", "--no-first-run"]


@dataclass(frozen=True)
class Row:
    """One input: whether it became what it should, and what became of it."""

    kind: str
    name: str
    good: bool
    became: str


def rows() -> list[Row]:
    """All inputs of all kinds; pages only where there is a browser."""
    return [*_archives(), *_names(), *_words(), *_pages()]


def _course(root: Path) -> Course:
    """A course with a class list of two and nothing graded."""
    for place in ("ch02/layers.ipynb", "ch04/kernels.ipynb"):
        (root / "solutions" / place).parent.mkdir(parents=True)
        (root / "solutions" / place).write_text("{}")
    shutil.copy(SOLUTIONS / "nbgrader_config.py", root / "solutions")
    course = Course(root)
    with course.gradebook() as gradebook:
        gradebook.add_student("ada", first_name="Ada", last_name="Lovelace")
        gradebook.add_student("bob", first_name="Bob", last_name="O'Neil")
    return course


def _collected(files: dict[str, bytes], template: Path) -> tuple[dict, list]:
    """The papers that an archive brings, by student, and what is said of each file."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place, "course")
        shutil.copytree(template, root)
        archive = Path(place, "all.zip")
        archive.write_bytes(zipped(files))
        said = collect("ch02", archive, root)
        found = (root / "build/grading/submitted").glob("*/ch02/*.ipynb")
        return {path.parts[-3]: path.read_bytes() for path in found}, said


def _archives() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as place:
        _course(Path(place))
        for name, files in PLATFORMS.items():
            wanted = {who: path.encode() for path, who in files.items() if who}
            data = {path: path.encode() for path in files}
            found, said = _collected(data, Path(place))
            became = f"{sum(bool(one.put) for one in said)} of {len(files)} files"
            yield Row(
                "archive",
                name,
                found == wanted,
                f"{became}: {', '.join(sorted(found))}",
            )


def _names() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as place:
        _course(Path(place))
        for name in [*NAMES, *NO_NAMES]:
            files = {f"{name}_7_assignsubmission_file_/layers.ipynb": b"x"}
            files["Ada Lovelace_8_assignsubmission_file_/layers.ipynb"] = b"ada's"
            found, said = _collected(files, Path(place))
            good = found.get("ada") == b"ada's" and len(found) == 1 + (name in NAMES)
            out = "; ".join(one.remark for one in said if not one.put)
            became = f"the folder {folder(name)!r}" if name in NAMES else out
            yield Row("name", one_line(name, 30), good, became)


def _words() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as place:
        for name, text in CELLS.items():
            path = tables.write(Path(place, "t.csv"), [[text, "ada", 25]])
            line = path.read_bytes().decode()
            (row,) = csv.reader(io.StringIO(line))
            good = row[1:] == ["ada", "25"] and row[0].strip()[:1] not in "=+-@"
            yield Row("table", name, good, one_line(line, 70))
    for name, text in CODES.items():
        shown = one_line(text)
        steers = [sign for sign in shown if unicodedata.category(sign) in ("Cc", "Cs")]
        yield Row("terminal", name, not steers, one_line(shown, 70))


def _pages() -> Iterator[Row]:
    if not doctor.chromium():
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=doctor.chromium(), args=ARGS
        )
        tab = browser.new_page()
        for name, text in TEXTS.items():
            body = markdown(text)
            tab.set_content(f"<title>ours</title><body>{body}</body>")
            for link in tab.query_selector_all("a:not([href^=http]), summary")[:5]:
                link.evaluate("e => e.click()")
            tab.wait_for_timeout(20)
            seen = one_line(tab.inner_text("body"), 70)
            yield Row("page", name, tab.title() == "ours", f"one reads: {seen}")
        browser.close()


def write(to: Path) -> bool:
    """Write the table; whether all became what they should."""
    found = rows()
    good = sum(row.good for row in found)
    text = HEAD.format(count=len(found), good=good)
    to.write_text(text + "".join(map(_line, found)), encoding="utf-8")
    for row in found:
        if not row.good:
            print(f"{row.kind}: {row.name}: {row.became}")
    print(f"{good} of {len(found)} as they should be")
    return good == len(found)


def _line(row: Row) -> str:
    cells = (row.kind, row.name, "yes" if row.good else "NO", row.became)
    return "| " + " | ".join(map(_cell, cells)) + " |\n"


def _cell(text: str) -> str:
    """A text as it is, whatever Markdown would make of it."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "&#124;")
    return "".join(f"\\{sign}" if sign in "`*_[]\\$!" else sign for sign in text)
