"""Texts of students where an instructor meets them: tables, terminals, reports of a class."""

import csv
import io
import unicodedata

import pytest
from hostile.words import CELLS, CODES
from nbgrader.api import Gradebook
from rich.console import Console
from test_registrar import course  # noqa: F401 (a fixture)
from typer.testing import CliRunner

from dnnlib import cli
from dnnlib.cli.terminal import shown
from dnnlib.grading import registrar
from dnnlib.grading.class_report import OWN_ERROR, kind
from dnnlib.grading.examine import Result
from dnnlib.grading.office import tables
from dnnlib.sandbox.printable import one_line, printable, whole

LIVE = "=+-@\uff1d\uff0b\uff0d\uff20\t\r\n"


def cells(line: str, separator: str) -> list[str]:
    """A line as a program reads it that takes another separator."""
    return next(csv.reader(io.StringIO(line), delimiter=separator))


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("separator", ",;\t|")
def test_no_cell_is_live_whatever_separates_cells(tmp_path, name, separator):
    row = [CELLS[name], "ada", 25, CELLS[name]]
    path = tables.write(tmp_path / "t.csv", [["last", "id", "points", "first"], row])
    text = path.read_bytes().decode()
    (head, line) = text.split("\r\n")[:-1]
    for cell in cells(line, separator):
        assert not cell.strip().strip('"').startswith(tuple(LIVE)), cell
    assert len(line) < 2_000 and "\x00" not in line


@pytest.mark.parametrize("name", CELLS)
def test_a_name_shifts_no_column(tmp_path, name):
    path = tables.write(tmp_path / "t.csv", [[CELLS[name], "ada", 25.5, None, True]])
    with open(path, newline="", encoding="utf-8") as file:
        (row,) = csv.reader(file)
    assert row[1:] == ["ada", "25.5", "", "True"]


@pytest.mark.parametrize("name", [name for name in CELLS if "honest" in name])
def test_an_honest_name_is_itself(name):
    assert tables.safe(CELLS[name]) == CELLS[name]


@pytest.mark.parametrize("value", ["-2.5", "+3", "1e-3", "0017", "25"])
def test_a_number_is_no_formula(value):
    assert tables.safe(value) == value


@pytest.mark.parametrize("form", registrar.FORMS)
@pytest.mark.parametrize("name", CELLS)
def test_every_form_keeps_its_columns(course, tmp_path, form, name):  # noqa: F811
    last = whole(CELLS[name])[:100].replace("\x00", "")
    with Gradebook(course.folders.db_url, course.folders.course_id) as gradebook:
        gradebook.update_or_create_student("mal", last_name=last, email=last)
    try:
        path = registrar.write(course, ["ch02"], form, to=tmp_path / "t.csv")
    finally:
        with Gradebook(course.folders.db_url, course.folders.course_id) as gradebook:
            gradebook.remove_student("mal")
    with open(path, newline="", encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    assert {len(row) for row in rows} == {len(head)}
    for row in rows:
        assert not [c for c in row if c.lstrip().startswith(tuple(LIVE)) and len(c) > 1]


@pytest.mark.parametrize("name", CODES)
def test_a_terminal_obeys_nothing(name):
    out = io.StringIO()
    Console(file=out, force_terminal=True, width=300).print(shown(CODES[name]))
    said = out.getvalue().removesuffix("\n")
    strange = [c for c in said if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
    assert not strange and "\u202e" not in said and said
    if name == "markup of the printer":
        assert said == CODES[name]


@pytest.mark.parametrize("name", CODES)
def test_an_archives_names_are_shown_as_text(course, tmp_path, monkeypatch, name):  # noqa: F811
    from hostile.folders import zipped

    (course.root / "solutions/ch02").mkdir(exist_ok=True)
    (course.root / "solutions/ch02/layers.ipynb").write_text("{}")
    path = tmp_path / "all.zip"
    bad = whole(CODES[name]).replace("/", "_").replace("\\", "_")
    path.write_bytes(zipped({f"{bad}/x.ipynb": b"x", "ada/layers.ipynb": b"y"}))
    monkeypatch.chdir(course.root)
    done = CliRunner().invoke(cli.app, ["collect", "ch02", str(path)])
    strange = set(done.output) & set("\x1b\x07\x08\r\x9b\x9d\u202e\u2028\x85")
    assert done.exit_code == 0 and not strange, done.output


def test_clean_text_keeps_what_people_write():
    honest = "Zoë: 1 < 2 \u200dनेहा\n\t$x$ 🙂 ‘quoted’ \u00a0 שלום"
    assert printable(honest) == honest
    assert one_line("a\n b\tc") == "a b c"
    assert printable("x" * 99, 9) == "x" * 9 + " ... (cut)"
    assert printable("a\r\nb\rc") == "a\nb\nc"
    assert whole("a\ud800b") == "a\ufffdb"


@pytest.mark.parametrize("answer", ["AdaLovelaceWasHere", "Ada_Lovelace", "x" * 367])
def test_an_exceptions_class_names_nobody(answer):
    text = f"✗ conv: raised {answer}: reads of ada, not written yet"
    assert kind(Result("conv-check", 0, 4, text=text)) == OWN_ERROR


def test_a_value_that_spells_a_rule_is_no_rule():
    for words in ("reads of ada", "not written yet", "words of ada"):
        text = f"✗ conv: wrong: yours is {words!r}, wanted 1"
        assert kind(Result("conv-check", 0, 4, text=text)).startswith("wrong in a way")
    text = "✗ conv: right values, but 9 reads of F: at most 3 allowed"
    assert "reads of F" in kind(Result("conv-check", 0, 4, text=text))
    assert (
        kind(Result("c", 0, 4, text="✗ conv: raised KeyError: x")) == "raised KeyError"
    )
