"""Syllabus, index of systems, inventory, evidence: generated, and held to what they are made of."""

import csv
import json
import re
from pathlib import Path
from pkgutil import resolve_name

import pytest
from typer.testing import CliRunner

from dnnlib.authoring.systems import page, places, read, systems
from dnnlib.cli import app
from dnnlib.puzzles import find
from dnnlib.teaching.evidence import FEWEST, evidence
from dnnlib.teaching.inventory import chosen, gain, inventory
from dnnlib.teaching.objectives import OBJECTIVES
from dnnlib.teaching.syllabus import ORDERS, syllabus, words_by_section

ROOT = Path(__file__).parents[2]
# the survey names them, and no chapter does
UNTAUGHT = {"ETANN", "Tegra", "DGX-1", "Big Basin", "cuBLAS"}


def test_the_page_of_systems_is_fresh_and_each_name_is_taught_or_said_not_to_be():
    """Else: dnnlib new lists."""
    assert (ROOT / "dnnlib/SYSTEMS.md").read_text("utf-8") == page(ROOT)
    chapters = read(ROOT)
    silent = {one.name for one in systems() if not places(one.word, chapters)}
    assert silent == UNTAUGHT
    assert len({one.name for one in systems()}) == len(systems()) > 60


def test_what_one_can_run_of_a_system_exists():
    for one in systems():
        for name in one.runs:
            assert resolve_name(f"dnnlib.{name}") is not None, name


def test_a_name_is_found_as_a_word_with_its_section():
    chapters = {"07": [("2", "an EIE here"), ("3", "EIEs and theEIE"), ("", "EIE")]}
    assert places("EIE", chapters) == ["07 §2", "07"]
    with pytest.raises(ValueError, match="name . section"):
        systems("EIE | 3")


@pytest.mark.parametrize("name", ORDERS)
def test_a_syllabus_names_sections_that_exist_and_its_minutes_add_up(name):
    made = syllabus(name, ROOT)
    *weeks, whole = made.rows
    assert len(weeks) == int(name.split()[0])
    for column in (2, 3, 4):
        assert whole[column] == sum(row[column] for row in weeks) > 0
    assert all(row[2] > 0 for row in weeks)
    for part in re.findall(r"\d\d:\S+", ORDERS[name]):
        number, _, sections = part.partition(":")
        (path,) = (ROOT / "notebooks").glob(f"{number}_*.ipynb")
        there = words_by_section(json.loads(path.read_text("utf-8")))
        assert set(map(int, sections.split("-"))) <= set(there), part


def test_a_syllabus_that_is_none_is_refused():
    said = CliRunner().invoke(app, ["teach", "syllabus", "4"])
    assert said.exit_code == 1 and "there are 12, 6 hardware" in said.output


def test_the_inventory_has_two_questions_a_promise_and_other_numbers_each_time():
    puzzles = chosen()
    assert len({one.name for one in puzzles}) == 10
    for place, puzzle in enumerate(puzzles):
        served = [
            one.takeaway
            for lines in OBJECTIVES.values()
            for one in lines
            if puzzle.name in one.puzzles
        ]
        assert place // 2 + 1 in served, puzzle.name
    first, last = inventory("first"), inventory("last")
    assert [q.puzzle for q in first.questions] == [q.puzzle for q in last.questions]
    asked = zip(first.questions, last.questions)
    assert sum(a.call != b.call for a, b in asked) >= 9
    assert "**right**" in first.key and "**right**" not in first.text


def test_the_gain_is_what_was_gained_of_what_could_be():
    assert gain(4, 7) == 0.5 and gain(4, 10) == 1
    with pytest.raises(ValueError, match="nothing could be gained"):
        gain(10, 10)


def learner(right: bool, mistake="") -> dict:
    check = {"right": right, "first": right, "times": 1, "sure": "I am sure"}
    if mistake:
        check["mistake"] = mistake
    return {
        "check:06/fetched": check,
        "ch06/fetched": {"passed": right, "tries": 3},
        "hints:ch06/fetched": {"shown": 2},
        "prediction:06/carry": {"guess": 4, "truth": 3, "score": 0.5},
    }


def test_evidence_counts_and_names_nobody():
    files = [learner(False, "The carry is left out")] * 5 + [learner(True)] * 5
    rows = {row[:2]: row[2:] for row in evidence(files).rows}
    check = rows["quick check", "06/fetched"]
    assert check[:3] == (10, 0.5, 0.5) and check[-2:] == ("The carry is left out", 0.5)
    assert check[5] == 0.5  # of those who were sure
    assert rows["puzzle", "ch06/fetched"][1:5] == (0.5, "", 3, 2)
    assert rows["prediction", "06/carry"][6] == 0.5


def test_a_row_needs_five_learners_and_so_does_a_mistake():
    assert evidence([learner(True)] * (FEWEST - 1)).rows == ()
    files = [learner(False, "Ada's own")] + [learner(True)] * 5
    assert "Ada" not in repr(evidence(files))


def test_the_command_writes_a_table_and_refuses_what_is_no_progress_file(tmp_path):
    for k in range(5):
        text = json.dumps({"version": 1, "records": learner(True)})
        (tmp_path / f"student {k}.json").write_text(text)
    out = tmp_path / "out.csv"
    asked = ["teach", "evidence", str(tmp_path), "--out", str(out)]
    said = CliRunner().invoke(app, asked)
    assert said.exit_code == 0, said.output
    assert len(list(csv.reader(out.open()))) == 1 + 3
    assert "student" not in out.read_text()
    (tmp_path / "bad.json").write_text("[]")
    said = CliRunner().invoke(app, asked)
    assert said.exit_code == 1 and "file 1 of" in said.output


def test_the_command_writes_the_inventory(tmp_path):
    said = CliRunner().invoke(
        app, ["teach", "inventory", "first", "--out", str(tmp_path)]
    )
    assert said.exit_code == 0 and (tmp_path / "key.md").exists()
    assert find("ch06", "fetched")
