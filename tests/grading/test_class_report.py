"""Where the class fails: mistakes counted by the name that the feedback gave them, and nobody named."""

from dataclasses import replace

import pytest
from answers_ch02 import ANSWERS
from test_registrar import course  # noqa: F401 (a fixture)
from typer.testing import CliRunner

from dnnlib import cli
from dnnlib.grading.class_report import class_report, kind, write
from dnnlib.grading.examine import Result, Verdict
from dnnlib.grading.preprocessor import keep, verdict_path
from dnnlib.puzzle import check
from dnnlib.puzzles import ch02

STRIDE = next(iter(ch02.conv.wrong))
MACS = ANSWERS["macs"][0]


def result(puzzle, answer, points=None) -> Result:
    report = check(puzzle, answer)
    cell = f"{puzzle.name.replace('_', '-')}-check"
    return Result(
        cell, report.points, report.out_of, text=repr(report), mistake=report.mistake
    )


def never(*case):
    raise KeyError("no")


@pytest.fixture
def graded(course):  # noqa: F811
    """Four verdicts: two share a mistake of conv, one raises, one is right; all are right on macs but one, by half."""
    wrong, right = ch02.conv.wrong[STRIDE], ANSWERS["conv"][0]
    for student, answer in {
        "ada": right,
        "bob": wrong,
        "cyd": wrong,
        "dan": never,
    }.items():
        macs = result(ch02.macs, MACS)
        macs = replace(macs, points=macs.most / 2) if student == "dan" else macs
        verdict = Verdict(
            student,
            "ch02",
            "layers",
            "key",
            (Result("setup"), macs, result(ch02.conv, answer)),
        )
        keep(verdict_path(course.folders.db_url, "ch02", student, "layers"), verdict)
    return course


def test_points_and_mistakes_are_counted(graded):
    report = class_report(graded, "ch02")
    most = ch02.conv.points
    assert report.submissions == 4
    rows = {row[0]: row[1:] for row in report.questions.rows}
    half = result(ch02.conv, ch02.conv.wrong[STRIDE]).points > 0
    assert (
        rows["conv"][:3] == ((1, 2, 1) if half else (1, 0, 3))
        and rows["conv"][-1] == most
    )
    assert rows["macs"][:3] == (3, 1, 0) and rows["macs"][3] == pytest.approx(
        7 / 8 * ch02.macs.points
    )
    conv = [row[1:] for row in report.mistakes.rows if row[0] == "conv"]
    assert conv == [(STRIDE, 2, "50%"), ("raised KeyError", 1, "25%")]


def test_named_mistakes_come_before_what_was_not_written(graded):
    for student in ("eve", "fay", "gil"):
        empty = Verdict(
            student,
            "ch02",
            "layers",
            "key",
            (Result("conv-check", 0, 4, text="✗ conv: not written yet"),),
        )
        keep(verdict_path(graded.folders.db_url, "ch02", student, "layers"), empty)
    conv = [
        row[1:3]
        for row in class_report(graded, "ch02").mistakes.rows
        if row[0] == "conv"
    ]
    assert conv == [(STRIDE, 2), ("not written yet", 3), ("raised KeyError", 1)]
    for student in ("eve", "fay", "gil"):
        verdict_path(graded.folders.db_url, "ch02", student, "layers").unlink()


def test_nobody_is_named_on_the_page(graded, tmp_path):
    page = write(class_report(graded, "ch02"), tmp_path / "class.html").read_text()
    assert (
        not [name for name in ("ada", "bob", "cyd", "dan") if f">{name}<" in page]
        and "raised KeyError" in page
    )


def test_kinds_of_failure():
    assert kind(result(ch02.macs, MACS)) == ""
    assert (
        kind(Result("macs-check", 0, 2, stopped="took too long"))
        == "stopped: took too long"
    )
    assert "no name" in kind(result(ch02.macs, lambda *case: 123456789))

    def unwritten(*case):
        raise NotImplementedError

    assert kind(result(ch02.macs, unwritten)) == "not written yet"


def test_the_command_line_writes_the_page(graded, monkeypatch):
    monkeypatch.chdir(graded.root)
    done = CliRunner().invoke(cli.app, ["report", "ch02"])
    assert (
        done.exit_code == 0
        and "raised KeyError" in done.output
        and "class-ch02.html" in done.output
    )
    assert "grade it first" in CliRunner().invoke(cli.app, ["report", "ch05"]).output
