"""A round as an instructor has it: collected from a platform, graded in brief, then whole, and sent back."""

import json
import os
import zipfile
from pathlib import Path

import pytest
from class500.course import ANSWERS, ROOT, made
from hostile.folders import zipped
from hostile.html import TEXTS
from typer.testing import CliRunner

from dnnlib import cli
from dnnlib.grading import Course, preprocessor, registrar
from dnnlib.grading.collect import collect
from dnnlib.grading.office import late

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]
TAG = "<img src=x onerror=document.title='OWNED'>"
LIVE_ANSWERS = {  # an answer whose words, value or class are HTML
    "weights": f'raise ValueError("{TAG}")',
    "macs": f'return "{TAG}"',
    "conv": f'return type("{TAG}", (), {{}})()',
    "conv1d": f'print("{TAG}", "\\x1b[2J"); raise type("{TAG}", (Exception,), {{}})("{TAG}")',
}
STUDENTS = ["राहुल कुमार", "Smith, Jo", "Ana [A] Wu"]


def paper(root: Path, right: bool) -> bytes:
    """The exercise with one answer, text cells that mean harm, and half a character."""
    notebook = json.loads((root / "exercises/ch02/layers.ipynb").read_text())
    for cell in notebook["cells"]:
        meta = cell["metadata"].get("nbgrader", {})
        if meta.get("grade_id") == "output-size-answer":
            source = "".join(cell["source"])
            answer = ANSWERS["output-size"][0 if right else 1]
            cell["source"] = source.replace("raise NotImplementedError()", answer)
        for name, answer in LIVE_ANSWERS.items():
            if meta.get("grade_id") == f"{name}-answer":
                source = "".join(cell["source"])
                cell["source"] = source.replace("raise NotImplementedError()", answer)
    for text in TEXTS.values():
        cell = {"cell_type": "markdown", "metadata": {}, "source": text, "id": "x"}
        notebook["cells"].append(cell)
    return json.dumps(notebook).encode()


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Three students of a blind download, collected; one of them put pages of his own beside the paper."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DNNLIB_COURSE_SECRET", "a secret of this class")
        paths = map(str, (ROOT, ROOT / "tests"))
        patch.setenv("PYTHONPATH", os.pathsep.join(paths))
        course = made(tmp_path_factory.mktemp("round"))
        with open(course.root / "solutions/nbgrader_config.py", "a") as config:
            config.write("\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
        files = {
            f"{name}_{k}_assignsubmission_file_/layers.ipynb": paper(course.root, k < 2)
            for k, name in enumerate(STUDENTS)
        }
        (course.root / "all.zip").write_bytes(zipped(files))
        collect("ch02", course.root / "all.zip", course.root)
        beside = course.path("submitted", "Smith, Jo", "ch02")
        for name in ("aaa.html", "layers.html", "zzz.html"):
            (beside / name).write_text("<script>document.title='OWNED'</script>")
        in_the_way = course.path("submitted", "Ana (A) Wu", "ch02") / "layers.html"
        in_the_way.mkdir()
        (in_the_way / "x").write_text("a folder called like the page")
        patch.chdir(course.root)
        yield course


def run(*words: str):
    return CliRunner().invoke(cli.app, words, env={"COLUMNS": "300"})


def pages(course) -> dict[str, str]:
    found = sorted(course.step("feedback").rglob("*.*"))
    return {f"{path.parts[-3]}/{path.name}": path.read_text() for path in found}


def nbgraders_export(course) -> str:
    """The plug-in that `nbgrader export` takes, typed in solutions/."""
    from nbgrader.apps import ExportApp

    app = ExportApp(config=course.config)
    return app.plugin_class.__name__


def test_a_round(course, monkeypatch):
    done = run("grade", "ch02", "--brief")
    assert done.exit_code == 0 and "3 submissions, 3 examined now" in done.output
    brief = pages(course)
    names = ("राहुल कुमार", "Smith, Jo", "Ana (A) Wu")
    assert set(brief) == {f"{name}/layers.html" for name in names}
    for page in brief.values():
        assert "<script>document.title" not in page and "OWNED" in page
        assert "not right yet" in page and "yours is" not in page and TAG not in page
    monkeypatch.setattr(preprocessor, "examine", None)  # it was examined before
    done = run("grade", "ch02")
    assert done.exit_code == 0 and "0 examined now" in done.output, done.output
    for page in pages(course).values():
        assert TAG not in page and "\x1b" not in page
        assert page.count("onerror=document.title") > 3
    assert "yours is" in page
    assert "SafeExport" in nbgraders_export(course)
    path = run("feedback", "ch02", "--form", "moodle").output.strip()
    with zipfile.ZipFile(path) as opened:
        kept = {name.split("_")[0] for name in opened.namelist()}
    assert kept == set(STUDENTS)


def points(course) -> dict[str, float]:
    sheet = registrar.sheet(Course(course.root), ["ch02"])
    return {who.id: marks["ch02"].points for who, marks in sheet.marks.items()}


def test_late_days_count_in_the_next_round_without_another_examination(course):
    stamp = course.path("submitted", "Smith, Jo", "ch02") / "timestamp.txt"
    stamp.write_text("2026-11-02 10:00:00 UTC")
    assert run("due", "ch02", "2026-11-01 12:00 UTC").exit_code == 0
    for command, expected in (
        (["extend", "0"], 0),
        (["extend", "1"], 2),
        (["extend", "0"], 0),
        (["extend", "3", "ch02", "Smith, Jo"], 2),
    ):
        assert run(*command).exit_code == 0
        done = run("grade", "ch02")
        assert done.exit_code == 0 and "0 examined now" in done.output, done.output
        assert points(course)["Smith, Jo"] == expected
        assert points(course)["राहुल कुमार"] == 2
    assert late.spent(course, "Smith, Jo") == {}
