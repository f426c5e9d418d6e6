"""The door for authors: what one command begins stands in every place, and the tests say what is left to fill in."""

import filecmp
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dnnlib.authoring import lists
from dnnlib.authoring.chapters import CHAPTERS, EXERCISES, rows
from dnnlib.authoring.places import Places, chapter_of, name_of
from dnnlib.puzzles import CHAPTERS as PUZZLES

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("dnnlib", "tests", "notebooks", "solutions", "exercises")
FILES = ("README.md", "CONTRIBUTING.md", "pyproject.toml")
WRONG = """wrong={
        f"The factor is {k}: it is 2.": lambda x, k=k: k * x
        for k in (0.0, 1.0, 3.0, 4.0, 5.0, 6.0, 7.0, -2.0)
    },"""


def test_lists_of_chapters_and_first_sentences_are_up_to_date():
    stale = [str(path.relative_to(ROOT)) for path in lists.stale(ROOT)]
    assert not stale, f"{stale} say something else: dnnlib new lists"


def test_a_stale_list_is_found(tmp_path):
    (tmp_path / "notebooks").mkdir()
    text = (ROOT / "README.md").read_text("utf-8")
    (tmp_path / "README.md").write_text(text.replace("| ready |", "| soon |"), "utf-8")
    shutil.copy(ROOT / "notebooks/00_start_here.ipynb", tmp_path / "notebooks")
    assert list(lists.stale(tmp_path)) == [tmp_path / "README.md"]
    assert lists.write(tmp_path) and not lists.stale(tmp_path)
    assert (tmp_path / "README.md").read_text("utf-8") == text


def test_the_table_has_the_chapters_that_exist():
    assert [one.number for one in CHAPTERS] == sorted(one.number for one in CHAPTERS)
    assert tuple(PUZZLES) == EXERCISES
    there = {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert {one.notebook for one in CHAPTERS} - {""} == there
    with pytest.raises(ValueError, match="number | title"):
        rows("02 | Layers")


def test_names_are_those_of_functions():
    assert name_of("csc_product") == "csc_product" and chapter_of("ch5") == "05"
    for word in ("Rank", "2x", "", "a-b"):
        with pytest.raises(ValueError, match="small letters"):
            name_of(word)
    with pytest.raises(ValueError, match="write ch11 or 11"):
        chapter_of("eleven")


def test_a_place_that_is_taken_is_refused_and_nothing_is_written(tmp_path):
    (tmp_path / "a.py").write_text("import os\n")
    places = Places(tmp_path)
    with pytest.raises(ValueError, match=r"a\.py is there already"):
        places.new("a.py", "")
    with pytest.raises(FileNotFoundError, match="in a checkout of the course"):
        places.read("b.py")
    with pytest.raises(ValueError, match="no line that begins with 'def f'"):
        places.insert("a.py", "x", "def f")
    places.imports("a.py", "import sys")
    assert (tmp_path / "a.py").read_text() == "import os\n"
    assert places.write() == ["a.py"]
    assert (tmp_path / "a.py").read_text() == "import os\nimport sys\n"


@pytest.fixture
def checkout(tmp_path):
    """A copy of what authors change."""
    skip = shutil.ignore_patterns("__pycache__", ".*", "images")
    for part in PARTS:
        shutil.copytree(ROOT / part, tmp_path / part, ignore=skip)
    for file in FILES:
        shutil.copy(ROOT / file, tmp_path)
    return tmp_path


def run(checkout, *words):
    """A command in the copy, with the copy's dnnlib; its exit code and what it said."""
    told = {**os.environ, "PYTHONPATH": str(checkout), "PYTHONDONTWRITEBYTECODE": "1"}
    answer = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=checkout,
        env=told,
        capture_output=True,
        text=True,
    )
    return answer.returncode, answer.stdout + answer.stderr


def changed(checkout) -> set[str]:
    """The files that the copy has otherwise than the course, or alone."""
    found = set()
    for part in PARTS:
        for path in (checkout / part).rglob("*"):
            twin = ROOT / path.relative_to(checkout)
            same = twin.is_file() and path.is_file()
            if path.is_file() and not (same and filecmp.cmp(path, twin, False)):
                found.add(path.relative_to(checkout).as_posix())
    return {one for one in found if "__pycache__" not in one}


def said(output: str) -> set[str]:
    """The files that a command says it has written."""
    lines = output.partition("What is left")[0].splitlines()[1:]
    return {line.strip() for line in lines}


def new(checkout, *words) -> set[str]:
    code, output = run(checkout, "dnnlib", "new", *words)
    assert code == 0, output
    return said(output)


@pytest.mark.slow
def test_one_of_each_stands_in_every_place_and_the_tests_say_what_is_left(checkout):
    plan(checkout)
    written = new(checkout, "chapter", "15", "trial_chapter")
    written |= new(checkout, "puzzle", "ch15", "double")
    written |= new(checkout, "explorer", "trial", "--chapter", "15")
    assert changed(checkout) == written  # what it says is all: take these away again
    code, output = run(checkout, "dnnlib", "new", "lists")
    assert code == 0 and "README.md" in output, output

    quick = ("pytest", "-q", "-p", "no:cacheprovider", "-p", "no:hypothesispytest")
    house = (*quick, "tests/test_house.py", "-m", "not slow", "-k")
    code, output = run(checkout, *house, "floor or run_down or circle or public_names")
    assert code == 0, output
    code, output = run(checkout, *house, "left_to_fill_in")
    assert code == 1 and "double.py" in output and "trial.py" in output, output
    code, output = run(checkout, *quick, "tests/plots/test_plots.py", "-k", "trial")
    assert code == 0, output

    laws = (*quick, "tests/puzzles/test_exercises.py", "-k", "ch15 and not notebook")
    code, output = run(checkout, *laws)
    assert code == 1 and "test_enough_right_and_wrong_answers" in output, output
    fill_in(checkout)
    code, output = run(checkout, *laws)
    assert code == 0, output


def plan(checkout):
    """One more row in the table: all chapters of the course are there."""
    table = checkout / "dnnlib/authoring/chapters.py"
    row = "| design_studio\n"
    assert table.read_text().count(row) == 1
    more = "15 | Trial                             | all     |                      |\n"
    table.write_text(table.read_text().replace(row, row + more))


def fill_in(checkout):
    """What an author does."""
    module = checkout / "dnnlib/puzzles/ch15/double.py"
    text = module.read_text()
    at, end = text.index("wrong={"), text.index("},\n)")
    module.write_text(text[:at] + WRONG + text[end + 2 :])
    answers = checkout / "tests/answers_ch15.py"
    ways = "lambda x: x + x,\n    lambda x: x * 2.0,\n    lambda x: 2 * x,\n"
    answers.write_text(answers.read_text().replace("lambda x: 2 * x,\n", ways))
