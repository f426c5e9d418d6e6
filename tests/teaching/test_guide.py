"""A guide has all its parts for every chapter, names nothing that is not there, and agrees with the notebook."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dnnlib.authoring.chapters import CHAPTERS as ROWS
from dnnlib.cli import app
from dnnlib.grading.class_report import ClassReport
from dnnlib.lecture.minutes import MOST
from dnnlib.puzzle.item import ran
from dnnlib.puzzles import CHAPTERS
from dnnlib.screen import explorers
from dnnlib.table import Table
from dnnlib.teaching.believed import told
from dnnlib.teaching.guide import guide, stated
from dnnlib.teaching.plan import left, plan
from dnnlib.teaching.predictions import asked, believed, keep, predictions, took
from dnnlib.teaching.reading import reading
from dnnlib.teaching.sheet import sheet, starless
from dnnlib.teaching.slices import slice_of
from dnnlib.teaching.tasks import tasks

ROOT = Path(__file__).parents[2]
# a chapter that is being written has not been run by .ci/notebooks.py
READY = {one.number: one for one in ROWS if one.notebook and took(one.number)}
BY_NUMBER = pytest.mark.parametrize("number", READY)


def notebook(number: str) -> dict:
    path = ROOT / "notebooks" / f"{READY[number].notebook}.ipynb"
    return json.loads(path.read_text("utf-8"))


@BY_NUMBER
def test_every_chapter_has_a_guide_with_all_its_parts(number):
    text = guide(number, ROOT)
    parts = ["What it takes", "The lecture", "Reading"]
    if READY[number].folder in CHAPTERS:
        parts += ["What they can do afterwards", "Wrong answers", "Questions for"]
        for puzzle in CHAPTERS[READY[number].folder]:
            assert f"- `{puzzle.name}`, {puzzle.points:g} points" in text
    for part in parts:
        assert f"\n## {part}" in text, part
    assert len(re.findall(r"\*\*right\*\*", text)) == 3 * (number != "00")


@BY_NUMBER
def test_the_plan_is_of_fifty_minutes_and_asks_and_drags_what_there_is(number):
    stretches = plan(notebook(number))
    assert 0 < sum(one.minutes for one in stretches) <= MOST + 1e-9
    keys = {one.key for one in predictions(number)}
    assert {key for one in stretches for key in one.asks} <= keys
    made = {*dir(explorers), "workbench", "animate", "pad", "watch"}
    assert {name for one in stretches for name in one.drags} <= made


@BY_NUMBER
def test_the_key_is_that_of_the_notebook_as_it_stands(number):
    """Else the chapter was changed and not run: python .ci/notebooks.py NOTEBOOK."""
    kept = [(one.key, one.section, one.measured) for one in predictions(number)]
    assert kept == asked(notebook(number))
    assert all(one.truth > 0 for one in predictions(number))
    assert took(number).cpu_seconds > 0 and took(number).peak_megabytes > 0


def test_each_task_of_an_explorer_has_its_answer():
    """Where the chapter has none the picture must: these do."""
    silent = [one.explorer for n in READY for one in tasks(notebook(n)) if not one.answer]  # fmt: skip
    assert set(silent) <= PICTURES


PICTURES = {"workbench"}  # of chapter 06: its own text tells how far the best is


def test_a_question_for_the_room_says_what_its_arguments_are():
    """A list of numbers without a word on them cannot be answered on paper."""
    text = guide("07", ROOT)
    assert "taps K, filters M and pixels T of each" in text and "Source:" not in text


def test_an_answer_does_not_end_where_it_leads_on():
    for number in READY:
        for one in tasks(notebook(number)):
            assert not one.answer.endswith(":"), (number, one.explorer)


def test_minutes_and_reading_are_the_chapters_own():
    assert stated(notebook("06")) == 75
    found = reading(notebook("06"))
    assert found[0].startswith("the survey's section V-B")
    assert any("Parashar" in one for one in found)
    assert left(notebook("06")) == ("Quick check",)


def test_a_class_that_was_graded_says_how_often():
    rows = [("fetched", "The carry is left out: ...", 7, "35%")]
    header = ("question", "mistake", "students", "share")
    report = ClassReport("ch06", 20, Table((), []), Table(header, rows))
    text = guide("06", ROOT, report)
    assert "Of 20 graded papers" in text
    assert "  - **7 (35%)** The carry is left out" in text


def test_a_measured_answer_stays_and_a_computed_one_follows(tmp_path, monkeypatch):
    monkeypatch.setattr("dnnlib.teaching.predictions.KEPT", tmp_path / "kept.json")
    reveal = {"cell_type": "code", "metadata": {}, "source": "guess.reveal(1)"}
    timed = {**reveal, "metadata": {"tags": ["nbval-ignore-output"]}}
    ask = lambda key: {**reveal, "source": f'guess = predict("{key}", "?")'}
    cells = {"cells": [ask("99/a"), reveal, ask("99/b"), timed]}
    for run in (1, 2):
        one = {"question": "?", "unit": "", "truth": float(run)}
        spent = {"cpu_seconds": 10.0 + run, "peak_megabytes": 100.0 * run}
        keep(cells, "99", {"predictions": {"99/a": one, "99/b": one}, "took": spent})
    assert [one.truth for one in predictions("99")] == [2, 1]
    assert took("99").cpu_seconds == 11 and took("99").peak_megabytes == 200
    with pytest.raises(ValueError, match="99/a is asked and never revealed"):
        keep(cells, "99", {"predictions": {}, "took": spent})


def test_the_command_prints_it_or_writes_a_page(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    said = CliRunner().invoke(app, ["teach", "guide", "ch05"])
    assert said.exit_code == 0 and "# Teach chapter 05" in said.output
    page = tmp_path / "guide.html"
    said = CliRunner().invoke(app, ["teach", "guide", "5", "--out", str(page)])
    assert said.exit_code == 0 and "<table>" in page.read_text("utf-8")
    said = CliRunner().invoke(app, ["teach", "guide", "77"])
    assert said.exit_code == 1 and "no chapter '77'; there are 00" in said.output


def test_a_star_is_a_product_and_no_emphasis():
    assert "<em>" not in sheet(starless("a*b*c of `x*y*z`")) and "`x*y*z`" in starless("`x*y*z`")  # fmt: skip


def test_a_page_shows_html_as_text():
    assert "&lt;script&gt;" in sheet("# A\n\n<script>1</script>")


@BY_NUMBER
def test_what_people_believe_is_the_notebooks_and_each_program_runs_alone(number):
    kept = [{"statement": b.statement, "code": b.code} for b in believed(number)]
    assert kept == told(notebook(number))
    for one in believed(number):
        if not any(name in one.code for name in SECONDS):
            assert ran(one.code), one.statement


SECONDS = {"without_kinks", "timeit"}  # what trains or times is run in its notebook


def test_a_slice_has_what_a_cell_needs_and_no_more():
    above = ["import a, b\nfrom c import d, e", "x = [d]\ny = b.y", "x[0] = 1\nz = 5"]
    made = slice_of(above, "print(sum(y for y in x))")
    assert made.splitlines() == ["from c import d", "x = [d]", "x[0] = 1", "print(sum((y for y in x)))"]  # fmt: skip


def test_an_answer_that_only_leads_on_brings_the_table_below_it():
    (watched,) = [one for one in tasks(notebook("01")) if one.explorer == "watch"]
    assert "digits until 90%" in watched.answer
