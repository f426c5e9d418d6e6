"""Grades for the registrar: every form says what nbgrader's own export says, of the same gradebook."""

import csv
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin
from typer.testing import CliRunner

from dnnlib import cli
from dnnlib.grading import Course, registrar

DUE = datetime(2026, 11, 1, 12)
# student: first, last, email, lms id; seconds late (None: nothing handed in); points of the two questions
CLASS = {
    "ada": ("Ada", "Lovelace, Countess", "ada@example.org", "101", 0, (2, 3)),
    "bob": ("Bob", "O'Neil", "bob@example.org", "102", 3 * 3600 + 65, (1.5, 0)),
    "cyd": ("Çıdem", "Ünal", "", "", None, ()),
    "=dan()": (None, None, None, None, 0, (0, 3)),
}


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Course:
    """A course with one graded assignment of two questions, 2 and 3 points, whose gradebook was written by nbgrader."""
    tmp_path = tmp_path_factory.mktemp("course")
    (tmp_path / "solutions").mkdir()
    config = Path(__file__).parents[2] / "solutions" / "nbgrader_config.py"
    (tmp_path / "solutions" / "nbgrader_config.py").write_text(config.read_text())
    course = Course(tmp_path)
    with Gradebook(course.folders.db_url, course.folders.course_id) as gradebook:
        gradebook.add_assignment("ch02", duedate=DUE)
        gradebook.add_notebook("layers", "ch02")
        for cell, most in (("output-size-check", 2), ("conv-check", 3)):
            gradebook.add_grade_cell(
                cell, "layers", "ch02", max_score=most, cell_type="code"
            )
        for who, (first, last, email, lms, late, points) in CLASS.items():
            gradebook.add_student(
                who, first_name=first, last_name=last, email=email, lms_user_id=lms
            )
            if late is None:
                continue
            submission = gradebook.add_submission(
                "ch02", who, timestamp=DUE + timedelta(seconds=late)
            )
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    grade.auto_score = (
                        points[0] if grade.name == "output-size-check" else points[1]
                    )
                    grade.needs_manual_grade = False
                    # the grader found none, the instructor gave 3
                    if who == "=dan()" and grade.name == "conv-check":
                        grade.auto_score, grade.manual_score = 0, 3
                if who == "bob":
                    notebook.late_submission_penalty = 0.5
        gradebook.db.commit()
    return course


def read(path: Path) -> list[list[str]]:
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


@pytest.fixture(scope="module")
def witness(course, tmp_path_factory) -> list[str]:
    """The lines of nbgrader's own plug-in, which quotes nothing."""
    plugin = CsvExportPlugin(config=course.config, assignment=["ch02"])
    plugin.to = str(tmp_path_factory.mktemp("witness") / "grades.csv")
    with course.gradebook() as gradebook:
        plugin.export(gradebook)
    return Path(plugin.to).read_text().splitlines()


def totals(witness) -> dict[str, float]:
    """What nbgrader's own export says."""
    lines = [line.rsplit(",", 4) for line in witness[1:]]
    ids = [line[0].split(",")[3] for line in lines]
    return {who: float(line[3]) for who, line in zip(ids, lines)}


def test_nbgraders_form_has_nbgraders_columns_and_values(course, witness):
    head, *rows = read(registrar.write(course, ["ch02"], "nbgrader"))
    assert ",".join(head) == witness[0]
    told = [[value.removeprefix("'") for value in row] for row in rows]
    assert [",".join(row[:7]) for row in told] == [
        one.rsplit(",", 4)[0] for one in witness[1:]
    ]
    points = [[float(value) for value in row[7:]] for row in told]
    assert points == [[float(x) for x in one.rsplit(",", 4)[1:]] for one in witness[1:]]


@pytest.mark.parametrize(
    "form, key, title",
    [("canvas", 2, "ch02"), ("moodle", 2, "ch02"), ("gradescope", 2, "ch02")],
)
def test_each_form_has_the_points_of_nbgraders_own_export(
    course, witness, form, key, title
):
    head, *rows = read(registrar.write(course, ["ch02"], form))
    given = {
        row[key].removeprefix("'"): row[head.index(title)] for row in rows if row[key]
    }
    said = totals(witness)
    assert {who: float(points or 0) for who, points in given.items()} == said
    assert said == {"ada": 5, "bob": 1.0, "cyd": 0, "=dan()": 3}
    # nothing handed in is no zero: the registrar's program decides what it means
    assert given["cyd"] == ""


def test_by_question_the_parts_are_the_questions_and_their_sum_is_the_whole(course):
    head, possible, *rows = read(
        registrar.write(course, ["ch02"], "canvas", by_question=True)
    )
    assert sorted(head[4:]) == ["ch02 conv", "ch02 output_size"] and sorted(
        possible[4:]
    ) == ["2", "3"]
    points = {row[2].removeprefix("'"): dict(zip(head[4:], row[4:])) for row in rows}
    assert points["bob"] == {"ch02 output_size": "1.5", "ch02 conv": "0"}
    assert points["ada"] == {"ch02 output_size": "2", "ch02 conv": "3"}
    assert set(points["cyd"].values()) == {""}
    long = read(registrar.write(course, ["ch02"], "nbgrader", by_question=True))
    assert ["ch02", "bob", "output_size", "1.5", "2", "False"] in long and len(
        long
    ) == 1 + 2 * len(CLASS)


def test_canvas_finds_its_students_and_the_points_possible(course):
    head, possible, *rows = read(registrar.write(course, ["ch02"], "canvas"))
    assert head == ["Student", "ID", "SIS Login ID", "Section", "ch02"]
    assert possible == ["    Points Possible", "", "", "", "5"]
    assert ["Lovelace, Countess, Ada", "101", "ada", "", "5"] in rows


def test_lateness_is_said_as_a_clock(course):
    head, *rows = read(registrar.write(course, ["ch02"], "gradescope"))
    by_id = {row[2]: dict(zip(head, row)) for row in rows}
    assert by_id["bob"]["ch02 - Lateness (H:M:S)"] == "03:01:05"
    assert by_id["bob"]["ch02 - Submission Time"] == "2026-11-01 15:01:05"
    assert by_id["ada"]["ch02 - Max Points"] == "5"


def test_what_could_not_be_graded_is_no_zero(course):
    with course.gradebook() as gradebook:
        gradebook.add_student("eve")
        gradebook.add_submission("ch02", "eve")
    try:
        head, _, *rows = read(registrar.write(course, ["ch02"], "canvas"))
        assert {row[2]: row[4] for row in rows}["eve"] == ""
        head, _, *rows = read(
            registrar.write(course, ["ch02"], "canvas", by_question=True)
        )
        assert {row[2]: row[4:] for row in rows}["eve"] == ["", ""]
    finally:
        with course.gradebook() as gradebook:
            gradebook.remove_student("eve")


def test_two_students_of_one_number_are_refused_by_name(course):
    with course.gradebook() as gradebook:
        gradebook.add_student("ada2", lms_user_id="101")
    try:
        with pytest.raises(
            ValueError, match="ada and ada2 both have the platform's number 101"
        ):
            registrar.write(course, ["ch02"], "canvas")
        assert registrar.write(course, ["ch02"], "moodle").exists()
    finally:
        with course.gradebook() as gradebook:
            gradebook.remove_student("ada2")


def test_it_says_whom_the_platform_will_not_find(course):
    assert registrar.missing(course, "moodle").startswith(
        "2 of 4 students have no e-mail address: =dan(), cyd."
    )
    assert registrar.missing(course, "canvas").startswith(
        "2 of 4 students have no number of Canvas's: =dan(), cyd."
    )
    assert registrar.missing(course, "nbgrader") == ""


def test_a_name_that_a_spreadsheet_would_run_is_a_text(course):
    rows = read(registrar.write(course, ["ch02"], "moodle"))
    assert not [
        cell for row in rows for cell in row if cell.startswith(("=", "@", "+"))
    ]


def test_the_command_line_writes_the_table_and_refuses_a_form_that_there_is_not(
    course, monkeypatch
):
    monkeypatch.chdir(course.root)
    run = lambda *words: CliRunner().invoke(cli.app, ["export", "ch02", *words])
    done = run("--form", "moodle", "--by-question")
    assert done.exit_code == 0 and read(Path(done.stdout.strip()))[0][-2:] == [
        "ch02 output_size",
        "ch02 conv",
    ]
    assert "2 of 4 students have no e-mail address" in done.stderr
    assert "choose among canvas" in run("--form", "excel").output


@pytest.mark.parametrize(
    "assignments, form, said",
    [(["ch02"], "excel", "canvas, moodle"), (["ch99"], "moodle", "has ch02")],
)
def test_what_there_is_not_is_refused_by_name(course, assignments, form, said):
    with pytest.raises(ValueError, match=said):
        registrar.write(course, assignments, form)
