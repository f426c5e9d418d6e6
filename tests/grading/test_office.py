"""The desk: late days and extensions, one grader at a time, pages sent back, answers alike, errors as sentences."""

import multiprocessing
import os
import zipfile
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import nbformat
import pytest
from hostile.folders import zipped
from nbformat.v4 import new_code_cell, new_notebook
from test_collect import course, made  # noqa: F401 (fixtures)
from typer.testing import CliRunner

from dnnlib import cli, puzzles
from dnnlib.grading import Course, classroom
from dnnlib.grading.collect import collect
from dnnlib.grading.intake import receipts
from dnnlib.grading.intake.receipts import Receipt
from dnnlib.grading.office import late, late_days
from dnnlib.grading.office.alone import Busy, alone
from dnnlib.grading.office.feedback_zip import pack
from dnnlib.grading.office.similar import SPECIFICATION, similar, tokens

DUE = datetime(2026, 11, 1, 12)
# ruff: noqa: F811 (fixtures)


@pytest.fixture
def dated(course) -> Course:
    """Two assignments that are due a week apart."""
    with course.gradebook() as gradebook:
        for k, name in enumerate(("ch02", "ch04")):
            gradebook.add_assignment(name, duedate=DUE + timedelta(days=7 * k))
    return course


def hand_in(course, assignment: str, student: str, hours: float) -> None:
    """A paper so many hours after the due date, as a platform's archive would tell it."""
    due = {"ch02": DUE, "ch04": DUE + timedelta(days=7)}[assignment]
    notebook = {"ch02": "layers", "ch04": "kernels"}[assignment]
    path = course.path("submitted", student, assignment) / f"{notebook}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    when = (due + timedelta(hours=hours)).replace(tzinfo=UTC).isoformat()
    digest = sha256(b"x").hexdigest()
    one = Receipt(student, notebook, "x.ipynb", time=when, sha256=digest)
    receipts.keep(course.folders.db_url, assignment, [one])


def lateness(course, assignment: str, student: str) -> float:
    """The hours that nbgrader's rule for late papers will count."""
    with course.gradebook() as gradebook:
        return gradebook.find_submission(assignment, student).total_seconds_late / 3600


def settled(course, assignment: str, students: str = "ada") -> list[float]:
    late.settle(course, assignment, students.split())
    return [lateness(course, assignment, student) for student in students.split()]


def test_a_platforms_time_makes_a_paper_late(dated):
    hand_in(dated, "ch02", "ada", 5)
    hand_in(dated, "ch02", "bob", -5)
    assert settled(dated, "ch02", "ada bob") == [5, 0]
    stamp = dated.path("submitted", "ada", "ch02") / "timestamp.txt"
    assert stamp.read_text() == "2026-11-01 17:00:00 UTC\n"


def test_another_paper_than_the_receipts_has_not_its_time(dated):
    hand_in(dated, "ch02", "ada", 5)
    (dated.path("submitted", "ada", "ch02") / "layers.ipynb").write_bytes(b"by hand")
    assert settled(dated, "ch02") == [0]


def test_a_paper_that_came_again_has_its_own_time(dated, tmp_path):
    for day in ("01-13", "02-12"):
        names = {
            f"ch02_{who}_attempt_2026-11-{day}-00-00_layers.ipynb": day.encode()
            for who in ("ada", "bob")
        }
        (tmp_path / "all.zip").write_bytes(zipped(names))
        collect("ch02", tmp_path / "all.zip", dated.root)
        local = datetime.strptime(f"2026-11-{day}", "%Y-%m-%d-%H").astimezone(UTC)
        hours = (local.replace(tzinfo=None) - DUE) / timedelta(hours=1)
        assert settled(dated, "ch02") == [max(0, hours)]
    (tmp_path / "all.zip").write_bytes(zipped({"ada/layers.ipynb": b"no time"}))
    collect("ch02", tmp_path / "all.zip", dated.root)
    assert settled(dated, "ch02") == [0]


def test_a_time_that_is_none_ends_nothing(dated):
    hand_in(dated, "ch02", "bob", 2)
    for text in ("soon", "\x00" * 999, "99999999-01-01"):
        stamp = dated.path("submitted", "ada", "ch02") / "timestamp.txt"
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(text)
        assert settled(dated, "ch02", "bob") == [2]
        late.settle(dated, "ch02", ["ada"])


def test_an_extension_is_one_students_for_one_assignment(dated):
    for student in ("ada", "bob"):
        hand_in(dated, "ch02", student, 30)
    late_days.allow(dated, 1, "ch02", ["ada"])
    assert settled(dated, "ch02", "ada bob") == [6, 30]
    late_days.allow(dated, 2, "ch02")  # for all; ada's own row is nearer
    assert settled(dated, "ch02", "ada bob") == [6, 0]
    late_days.allow(dated, 0, "ch02", ["ada"])
    assert settled(dated, "ch02") == [30]


def test_late_days_are_spent_on_the_earliest_first_and_whole(dated):
    late_days.allow(dated, 3)
    hand_in(dated, "ch02", "ada", 25)  # two days
    hand_in(dated, "ch04", "ada", 25)  # two more: one is left, so none is spent
    assert settled(dated, "ch02") == [0] and settled(dated, "ch04") == [25]
    assert late.spent(dated, "ada") == {"ch02": 2}
    late_days.allow(dated, 4, students=["ada"])
    assert settled(dated, "ch04") == [0] and late.spent(dated, "ada") == {
        "ch02": 2,
        "ch04": 2,
    }
    late_days.allow(dated, 1, "ch02", ["ada"])  # an extension is no late day
    assert settled(dated, "ch02") == [0] and late.spent(dated, "ada") == {
        "ch02": 1,
        "ch04": 2,
    }


@pytest.mark.parametrize("student", ["'t Hooft", "=dan()", "’t Hooft", "Smith, Jo"])
def test_a_name_in_the_table_of_days_is_itself(dated, student):
    late_days.allow(dated, 2, "ch02", [student])
    assert late_days.days(dated).extension("ch02", student) == 2


def test_days_and_times_that_are_none_are_sentences(dated):
    with pytest.raises(ValueError, match="-1 days are none"):
        late_days.allow(dated, -1)
    with pytest.raises(ValueError, match="no assignment 'ch99'"):
        late_days.allow(dated, 1, "ch99")
    late_days.place(dated).write_text("assignment,student,days\nch02,ada,soon\n")
    with pytest.raises(ValueError, match="row 2 of .*late_days.csv"):
        late_days.days(dated)
    with pytest.raises(ValueError, match="'soon' is no time"):
        late.due(dated, "ch02", "soon")
    assert late.due(dated, "ch02", "2026-12-01 23:59 +0100") == "2026-12-01 22:59 UTC"


def test_the_commands_set_days_and_dates(dated, monkeypatch):
    monkeypatch.chdir(dated.root)
    run = lambda *words: CliRunner().invoke(cli.app, words)
    assert (
        "due 2026-12-01 12:00 UTC" in run("due", "ch02", "2026-12-01 12:00 UTC").output
    )
    assert run("extend", "2", "ch02", "ada", "bob").exit_code == 0
    assert run("extend", "4").exit_code == 0
    assert late_days.days(dated).rows == {
        ("*", "*"): 4,
        ("ch02", "ada"): 2,
        ("ch02", "bob"): 2,
    }
    assert "days are none" in run("extend", "--", "-4").output


def _hold(root, started, ended):
    with alone(Course(root), "grading ch02"):
        started.set()
        ended.wait(60)


def test_a_second_grader_hears_a_sentence(course, monkeypatch):
    context = multiprocessing.get_context("spawn")
    started, ended = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(course.root, started, ended))
    other.start()
    assert started.wait(60)
    monkeypatch.chdir(course.root)
    (course.root / "all.zip").write_bytes(zipped({"ada/layers.ipynb": b"x"}))
    for words in (["grade", "ch02"], ["collect", "ch02", "all.zip"]):
        done = CliRunner().invoke(cli.app, words)
        assert (
            done.exit_code == 1
            and "Somebody is at work (grading ch02 began at" in done.output
        )
    other.kill()  # a lock ends with its process
    other.join()
    with alone(course, "grading ch02"), pytest.raises(Busy), alone(course, "x"):
        pass


def graded(course, papers: dict[str, str], assignment="ch02", question="conv") -> None:
    """Mended notebooks and pages, as a round of grading leaves them."""
    for student, answer in papers.items():
        meta = {"grade_id": f"{question.replace('_', '-')}-answer", "solution": True}
        notebook = new_notebook(
            cells=[new_code_cell(answer, metadata={"nbgrader": meta})]
        )
        for step, name, data in (
            ("autograded", "layers.ipynb", nbformat.writes(notebook)),
            ("feedback", "layers.html", f"page of {student}"),
        ):
            path = course.path(step, student, assignment) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(data, encoding="utf-8")


FORMS = {
    "moodle": {
        "all/Ada Lovelace_7_assignsubmission_file_/work/layers.ipynb": "Ada Lovelace_7_assignsubmission_file_/layers.html",
        "all/Zoe New_8_assignsubmission_file_/my.ipynb": "Zoe New_8_assignsubmission_file_/layers.html",
    },
    "canvas": {
        "lovelaceada_LATE_101_9001_layers-1.ipynb": "lovelaceada_LATE_101_9001_layers.html",
        "newzoe_103_9003_my work.ipynb": "newzoe_103_9003_layers.html",
    },
    "ilias": {
        "Ex/Abgaben/Lovelace_Ada_ada_4711/layers.ipynb": "Ex/Abgaben/Lovelace_Ada_ada_4711/layers.html",
        "Ex/Abgaben/New_Zoe_zoe_4712/layers.ipynb": "Ex/Abgaben/New_Zoe_zoe_4712/layers.html",
    },
}


@pytest.mark.parametrize("form", FORMS)
def test_pages_go_back_under_the_names_that_the_platform_gave(course, tmp_path, form):
    (tmp_path / "all.zip").write_bytes(zipped({path: b"x" for path in FORMS[form]}))
    students = {
        row.came: row.student
        for row in collect("ch02", tmp_path / "all.zip", course.root)
    }
    graded(course, dict.fromkeys([*students.values(), "by-hand"], "x = 1"))
    path, lacking = pack(course, "ch02", form)
    with zipfile.ZipFile(path) as opened:
        found = {name: opened.read(name).decode() for name in opened.namelist()}
    assert found == {
        name: f"page of {students[came]}" for came, name in FORMS[form].items()
    }
    assert len(lacking) == 1 and lacking[0].startswith("by-hand came from no archive")


def test_a_moodle_reads_the_names_that_we_give(course, tmp_path):
    """As mod/assign/feedback/file/importziplib.php does: a part of the path, cut at underscores, has the number."""
    (tmp_path / "all.zip").write_bytes(zipped({path: b"x" for path in FORMS["moodle"]}))
    rows = collect("ch02", tmp_path / "all.zip", course.root)
    graded(course, {row.student: "x = 1" for row in rows})
    with zipfile.ZipFile(pack(course, "ch02", "moodle")[0]) as opened:
        for name in opened.namelist():
            _, number, kind, plugin, rest = name.split("/")[0].split("_", 4)
            assert number.isdecimal() and (kind, plugin, rest) == (
                "assignsubmission",
                "file",
                "",
            )


def test_pages_without_a_platform_lie_in_folders(course):
    with pytest.raises(FileNotFoundError, match="no feedback pages"):
        pack(course, "ch02", "folders")
    graded(course, {"ada": "x = 1"})
    link = course.path("feedback", "eve", "ch02") / "layers.html"
    link.parent.mkdir(parents=True)
    link.symlink_to("/etc/passwd")
    with zipfile.ZipFile(pack(course, "ch02", "folders")[0]) as opened:
        assert opened.namelist() == ["ada/layers.html"]
    with pytest.raises(ValueError, match="choose among moodle"):
        pack(course, "ch02", "fax")


LOOPS = """def conv(I, F, stride=1):
    '''{doc}'''
    N, C, H, W = I.shape
    M, _, R, S = F.shape  # {comment}
    {O} = np.zeros((N, M, (H - R) // stride + 1, (W - S) // stride + 1))
    for {i} in range({O}.shape[2]):
        for {j} in range({O}.shape[3]):
            {part} = I[:, :, {i} * stride:{i} * stride + R, {j} * stride:{j} * stride + S]
            {O}[:, :, {i}, {j}] = np.tensordot({part}, F, axes=([1, 2, 3], [1, 2, 3]))
    return {O}
"""
NAMED = {"O": "O", "i": "p", "j": "q", "part": "I_", "doc": "mine", "comment": "sizes"}
RENAMED = {
    "O": "result",
    "i": "y",
    "j": "x",
    "part": "patch",
    "doc": "own",
    "comment": "",
}


def test_answers_alike_are_shown_whatever_their_names(course):
    other = "def conv(I, F, stride=1):\n    " + "\n    ".join(
        f"x{k} = {k} * I" for k in range(30)
    )
    papers = {
        "ada": LOOPS.format(**NAMED),
        "eve": LOOPS.format(**RENAMED),
        "bob": other,
    }
    papers |= {f"s{k}": f"def conv(I, F):\n    return {k}" for k in range(9)}
    graded(course, papers)
    (row,) = similar(course, "ch02").rows
    assert row[0] == "conv" and row[2:] == ("same tokens", "ada, eve")
    near = LOOPS.format(**NAMED).replace("return O", "return O + 0")
    graded(course, {"bob": near})
    ((_, _, share, who),) = similar(course, "ch02").rows
    assert who == "ada, bob, eve" and share.endswith("% or more")


def test_a_copy_of_the_specification_is_shown(course):
    from inspect import getsource

    graded(
        course,
        {"eve": getsource(puzzles.find("ch02", "conv").spec).replace("m in", "k in")},
    )
    rows = similar(course, "ch02").rows
    assert not rows or SPECIFICATION in rows[0][3]
    assert len(tokens(getsource(puzzles.find("ch02", "conv").spec))) < 40 or rows


def test_what_a_class_writes_alike_is_no_copy(course):
    graded(course, {f"s{k}": LOOPS.format(**NAMED) for k in range(9)})
    assert similar(course, "ch02").rows == ()
    graded(
        course,
        dict.fromkeys(("a", "b"), "raise NotImplementedError()"),
        question="macs",
    )
    assert similar(course, "ch02").rows == ()


@pytest.mark.parametrize(
    "source", ["(" * 50_000, "'''" + "x" * 9, "\x00", "if x:\n  a\n b", "é ＝ 1"]
)
def test_what_is_no_program_has_tokens_too(source):
    assert isinstance(tokens(source), tuple)


OSERRORS = [
    PermissionError(13, "Permission denied", "/course/build"),
    OSError(28, "No space left on device", "/course/build"),
    OSError("the disk is gone"),
    IsADirectoryError(21, "Is a directory", "/course/x"),
]


@pytest.mark.parametrize("error", OSERRORS)
def test_an_error_of_the_disk_is_a_sentence(course, monkeypatch, error):
    def fails(*words, **more):
        raise error

    monkeypatch.chdir(course.root)
    monkeypatch.setattr(classroom, "alone", fails)
    done = CliRunner().invoke(cli.app, ["grade", "ch02"])
    assert done.exit_code == 1 and "Traceback" not in done.output
    assert (error.strerror or str(error)) in done.output.replace("\n", " ")


def test_a_gradebook_that_cannot_be_written_is_a_sentence(course, monkeypatch):
    monkeypatch.chdir(course.root)
    book = Path(course.folders.db_url.removeprefix("sqlite:///"))
    book.write_bytes(b"no database" * 99)
    (course.root / "all.zip").write_bytes(zipped({"ada/layers.ipynb": b"x"}))
    done = CliRunner().invoke(cli.app, ["collect", "ch02", "all.zip"])
    assert done.exit_code == 1 and "The gradebook cannot be used" in done.output
    assert os.path.exists(book)


@pytest.mark.parametrize("name", ["[ab]", "*", "x" * 200, "a\nb", "\udcff"])
def test_a_folder_that_nbgrader_would_misread_is_refused_by_name(course, name):
    from dnnlib.grading.intake.names import refused

    assert refused(name) and not refused("राहुल (R.) O’Brien, Jr.")
