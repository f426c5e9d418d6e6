"""The whole nbgrader round on a copy of the course: release, three submissions, autograde, feedback, CSV."""

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from dnnlib import cli
from dnnlib.grading import Course, grade, release
from dnnlib.puzzles import ch02, hidden_seed

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
SOURCE, RELEASE = (
    ROOT / "solutions/ch02/layers.ipynb",
    ROOT / "exercises/ch02/layers.ipynb",
)
SECRET = "a secret of this test"
TOTAL = sum(puzzle.points for puzzle in ch02.PUZZLES)

HALF = {  # what the second student hands in: points expected, and the code
    "output-size": (2, "return (size + 2 * pad - filter) // stride + 1"),
    "weights": (1, "return M * C * R * S"),  # right without groups: half
    "macs": (0, None),  # the stub, left as it is
    "receptive-field": (1.5, "return 1 + sum(filter - 1 for filter, _ in layers)"),  # right at stride 1: half
    "conv": (2, """
        (N, C, H, W), (M, _, R, S) = I.shape, F.shape
        O = np.zeros((N, M, (H - R) // U + 1, (W - S) // U + 1))
        for n, m, p, q in np.ndindex(*O.shape):
            O[n, m, p, q] = (I[n, :, p : p + R, q : q + S] * F[m]).sum()
        return O"""),  # forgets the stride: half
    "toeplitz": (4, """
        windows = [image[:, y : y + R, x : x + S].ravel()
                   for image in I
                   for y in range(0, I.shape[2] - R + 1, U)
                   for x in range(0, I.shape[3] - S + 1, U)]
        return np.array(windows).T"""),
    "multiply": (0, """
        product = F.reshape(len(F), -1) @ T
        return product.reshape(len(F), N, P, Q).transpose(1, 0, 2, 3)"""),  # right, in two statements
    "average-pool": (2, """
        import sys, warnings
        warnings.warn("a remark")
        print("another", file=sys.stderr)
        return np.array([[I[p : p + size, q : q + size].mean() for q in range(0, I.shape[1] - size + 1, stride)]
                         for p in range(0, I.shape[0] - size + 1, stride)])"""),  # right, and noisy
    "fold": (1.5, """
        scale = gamma / np.sqrt(var + eps)
        return F * scale[:, None], beta - mean * scale"""),  # right without a bias: half
    "conv1d": (0, """
        P = len(I) - F.shape[1] + 1
        sums = [[sum(I[p + r] * F[m, r] for r in range(F.shape[1])) for p in range(P)] for m in range(len(F))]
        return np.array(sums)"""),
    "table-row": (2.5, """
        conv = [len(layers), sum(M * C * R * R for _, M, C, _, R, _, _ in layers)]
        conv += [sum(M * C * R * R * ((H - R) // U + 1) ** 2 for _, M, C, H, R, U, _ in layers)]
        return (*conv, 0, 0, 0, *conv[1:])"""),  # knows no FC layer and no group: half
}  # fmt: skip
MISTAKES = [
    "The groups are left out: a filter has C/G channels, not C.",
    "The strides are left out",
    "The stride is missing where I is read",
    "Every MAC reads its weight from F again",
    "not written yet",
    "2 statements in the body: at most 1 allowed",
]
BY_HEART = {  # what the third one hands in: the open cases, learnt by heart
    "output-size": """
        known = {case: ch02.output_size.spec(*case) for case in ch02.output_size.draw()}
        return known.get((size, filter, stride, pad), 0)"""
}


def answers(source) -> dict[str, str]:
    """The solutions of the source notebook, by puzzle."""
    found = {}
    for cell in source.cells:
        if "### BEGIN SOLUTION" in cell.source:
            found[cell.id.removesuffix("-answer")] = cell.source.split(
                "### BEGIN SOLUTION\n"
            )[1].split("    ### END")[0]
    return found


def hand_in(course: Path, student: str, bodies: dict[str, str | None]) -> Path:
    """A submission: the released notebook with stubs replaced, as a learner would."""
    notebook = nbformat.read(course / "exercises/ch02/layers.ipynb", as_version=4)
    for cell in notebook.cells:
        body = (
            bodies.get(cell.id.removesuffix("-answer"))
            if cell.id.endswith("-answer")
            else None
        )
        if body:
            lines = (
                re.sub(r"^ {4}", "", body.strip("\n"), flags=re.M)
                if body.startswith("\n        ")
                else body.strip("\n")
            )
            indented = lines if lines.startswith("    ") else "    " + lines
            cell.source = cell.source.replace(
                "    # YOUR CODE HERE\n    raise NotImplementedError()", indented
            )
    path = course / f"build/grading/submitted/{student}/ch02/layers.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)
    return path


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the course, released as an instructor would type it; the library is this one."""
    root = tmp_path_factory.mktemp("a course")  # nbgrader must bear a space
    shutil.copytree(
        ROOT / "solutions",
        root / "solutions",
        ignore=shutil.ignore_patterns(".ipynb_checkpoints"),
    )
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", path)  # the kernels inherit it
        patch.setenv("DNNLIB_COURSE_SECRET", SECRET)
        nbgrader = [
            sys.executable,
            "-m",
            "nbgrader",
            "generate_assignment",
            "ch02",
            "--force",
        ]
        done = subprocess.run(
            nbgrader, cwd=root / "solutions", capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        yield root


@pytest.fixture(scope="module")
def round_(course):
    """The three submissions, graded."""
    hand_in(course, "right", answers(nbformat.read(SOURCE, as_version=4)))
    hand_in(course, "half", {name: body for name, (_, body) in HALF.items()})
    hand_in(course, "by_heart", BY_HEART)
    broken = course / "build/grading/submitted/broken/ch02/layers.ipynb"
    broken.parent.mkdir(parents=True)
    broken.write_text("not a notebook")
    heard = []
    result = grade("ch02", course, heard.append)
    assert tuple(heard) == result.rows
    return result


def test_exercises_are_what_nbgrader_makes_of_solutions(course):
    made = (course / "exercises/ch02/layers.ipynb").read_text()
    assert RELEASE.read_text() == made, (
        "exercises/ is not the release of solutions/: make release"
    )


def test_release_by_hand_and_by_library_agree(course):
    made = (course / "exercises/ch02/layers.ipynb").read_text()
    assert release("ch02", course) == course / "exercises/ch02"
    assert (course / "exercises/ch02/layers.ipynb").read_text() == made


def test_nothing_leaks_into_the_release():
    released, source = RELEASE.read_text(), nbformat.read(SOURCE, as_version=4)
    solutions = {
        line.strip()
        for body in answers(source).values()
        for line in body.splitlines()
        if len(line.strip()) > 12
    }
    assert len(solutions) > 15
    assert not [
        line
        for line in solutions
        if line in released or line.replace('"', '\\"') in released
    ]
    for word in (
        "SOLUTION",
        "HIDDEN",
        "grade(",
        "import grade",
        "hidden_seed",
        hidden_seed().decode(),
    ):
        assert word not in released
    for cell in nbformat.read(RELEASE, as_version=4).cells:
        assert not cell.get("outputs") and cell.get("execution_count") is None


def test_points_are_the_puzzles_own():
    source = nbformat.read(SOURCE, as_version=4)
    points = {
        c.id: c.metadata.nbgrader.points
        for c in source.cells
        if c.metadata.get("nbgrader", {}).get("grade")
    }
    assert points == {
        f"{p.name.replace('_', '-')}-check": p.points for p in ch02.PUZZLES
    }
    assert f"{TOTAL} points" in source.cells[0].source


def test_the_source_notebook_solves_everything():
    for cell in nbformat.read(SOURCE, as_version=4).cells:
        if cell.id.endswith("-check"):
            assert cell.outputs[-1].data["text/plain"] == str(
                cell.metadata.nbgrader.points
            )


def test_full_half_and_no_points(round_):
    rows = {row.student: row for row in round_.rows}
    assert rows["right"].points == rows["right"].most == TOTAL
    assert (
        rows["half"].points == sum(points for points, _ in HALF.values()) == TOTAL / 2
    )
    assert rows["by_heart"].points == 0  # the open cases are not the hidden ones


def test_a_submission_that_cannot_be_graded_does_not_stop_the_rest(round_):
    (row,) = [row for row in round_.rows if row.student == "broken"]
    assert row.points is None and "not a notebook" in row.error
    assert len(round_.rows) == 4


def test_points_puzzle_by_puzzle(course, round_):
    with Course(course).gradebook() as gradebook:
        notebook = gradebook.find_submission_notebook("layers", "ch02", "half")
        scores = {
            grade.name.removesuffix("-check"): grade.score for grade in notebook.grades
        }
    assert scores == {name: points for name, (points, _) in HALF.items()}


def test_the_csv_has_a_row_a_student(round_):
    with open(round_.csv) as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert {name: float(row["score"]) for name, row in rows.items()} == {
        "right": TOTAL, "half": TOTAL / 2, "by_heart": 0, "broken": 0,
    }  # fmt: skip
    assert {float(row["max_score"]) for row in rows.values()} == {TOTAL}


def test_the_feedback_names_the_mistakes(round_):
    pages = {
        row.student: row.feedback.read_text() for row in round_.rows if row.feedback
    }
    for words in MISTAKES:
        assert words in pages["half"]
        assert words not in pages["right"]
    assert all(SECRET not in page for page in pages.values())
    assert pages["right"].count("right on") == len(ch02.PUZZLES)


def test_validation_before_handing_in_does_not_praise_a_wrong_answer(course, round_):
    from nbgrader.validator import Validator

    results = {
        student: Validator().validate(
            str(course / f"build/grading/submitted/{student}/ch02/layers.ipynb")
        )
        for student in ("right", "half")
    }
    assert "failed" not in results["right"]
    assert len(results["half"]["failed"]) == sum(
        points < p.points for (points, _), p in zip(HALF.values(), ch02.PUZZLES)
    )
    assert any(
        "The groups are left out" in cell["error"] for cell in results["half"]["failed"]
    )


def test_what_is_no_course_or_has_no_submissions_is_said(tmp_path, course):
    with pytest.raises(FileNotFoundError, match="is no course"):
        release("ch02", tmp_path)
    with pytest.raises(
        ValueError, match="no assignment 'ch99'; the course has ch01, ch02"
    ):
        grade("ch99", course)
    papers = course / "build/grading/submitted"
    papers.rename(papers.with_name("elsewhere"))
    with pytest.raises(FileNotFoundError, match="no submissions.*dnnlib collect ch02"):
        grade("ch02", course)
    papers.with_name("elsewhere").rename(papers)
    with pytest.raises(RuntimeError, match="ch99 could not be released"):
        release("ch99", course)


def test_the_commands_do_the_same(course, round_, monkeypatch):
    monkeypatch.chdir(course)
    run = lambda *words: CliRunner().invoke(cli.app, words)
    assert run("release").exit_code == run("release", "ch02").exit_code == 0
    answer = run("release", "ch99")
    assert answer.exit_code == 1 and "ch99 could not be released" in answer.output
    answer = run("grade", "ch99")
    assert answer.exit_code == 1 and "there is no assignment 'ch99'" in answer.output
    before = course / "build/grading/grades.csv"
    kept = before.read_bytes()
    for secret, said in (("", "there is none now"), ("another", "it is another now")):
        monkeypatch.setenv("DNNLIB_COURSE_SECRET", secret)
        answer = run("grade", "ch02")
        assert (
            answer.exit_code == 1
            and said in answer.output
            and before.read_bytes() == kept
        )
        assert ("no secret" in answer.output) == (secret == "")
    monkeypatch.setenv("DNNLIB_COURSE_SECRET", SECRET)
    answer = run("grade", "ch02")
    # 1: one could not be graded
    assert answer.exit_code == 1 and f"right: {TOTAL} of {TOTAL}" in answer.output
    assert "no secret" not in answer.output and "1 could not be graded" in answer.output
    assert (
        f"{len(round_.rows)} submissions, 0 examined now, 0 with other points than before"
        in answer.output
    )
    assert (
        "broken: could not be graded" in answer.output
        and str(round_.csv) in answer.output
    )
