"""Hints come one after the other; a puzzle begun again loses nothing of the learner's."""

import json
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from dnnlib import cli, copies, progress, puzzles
from dnnlib.puzzle import Puzzle
from dnnlib.puzzles import CHAPTERS, ch02, hint
from dnnlib.puzzles.hints import hints_of
from dnnlib.puzzles.ids import answer_cell
from dnnlib.puzzles.reset import exercise, reset, stub_of, stubs_of

ROOT = Path(__file__).resolve().parents[2]
ANSWER = "def conv(I, F, U=1):\n    return I  # my attempt, ü"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("DNNLIB_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def notebook(tmp_path):
    """An exercise of chapter 2 with an answer in the cell of `conv`, and an output below it."""
    nb = nbformat.read(exercise("ch02", ROOT / "exercises"), 4)
    cell = next(
        c
        for c in nb.cells
        if c.metadata.get("nbgrader", {}).get("grade_id") == answer_cell("conv")
    )
    cell.source = ANSWER
    cell.outputs = [nbformat.v4.new_output("stream", text="mine")]
    path = tmp_path / "mine.ipynb"
    nbformat.write(nb, path)
    return path


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_puzzle_has_three_hints_and_none_is_the_answer(chapter):
    """Three different ones, from short to long on no rule; none holds a whole function."""
    for puzzle in CHAPTERS[chapter]:
        given = hints_of(chapter, puzzle.name)
        assert len(set(given)) == 3
        assert not any("def " in text or "\n" in text for text in given)


def test_hints_come_one_by_one_and_are_remembered():
    assert [len(hint(ch02.conv).shown) for _ in range(5)] == [1, 2, 3, 3, 3]
    assert progress.load()["hints:ch02/conv"]["shown"] == 3
    assert hint(ch02.macs).shown == hints_of("ch02", "macs")[:1]
    assert "2 left" in repr(hint(ch02.weights)) and "no more" in repr(hint(ch02.conv))


def test_a_hint_of_one_grade_can_be_asked_for_and_spoils_no_record():
    puzzles.check(ch02.weights, lambda M, C, R, S, G=1: M * (C // G) * R * S)
    assert hint(ch02.weights, 2).shown == hints_of("ch02", "weights")[:2]
    assert hint(ch02.weights, 1).shown == hints_of("ch02", "weights")[:1]
    assert progress.load()["hints:ch02/weights"]["shown"] == 2
    assert (
        progress.load()["ch02/weights"]["passed"]
        and sum(puzzles.solved().column("solved")) == 1
    )


@pytest.mark.parametrize("grade", [0, 4, -1, "two"])
def test_a_grade_that_there_is_not_is_refused(grade):
    with pytest.raises(ValueError, match="grades 1 to 3"):
        hint(ch02.conv, grade)


def test_a_puzzle_of_ones_own_has_no_hints():
    with pytest.raises(KeyError, match="no hints to double"):
        hint(Puzzle(lambda x: 2 * x, [1], name="double"))


def test_code_in_a_hint_is_shown_as_code_and_nothing_else_is_markup():
    html = hint(ch02.weights, 2)._repr_html_()
    assert "<code>C // G</code>" in html and "`" not in html


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_stubs_are_those_of_the_released_exercise(chapter):
    nb = nbformat.read(exercise(chapter, ROOT / "exercises"), 4)
    sources = {
        c.metadata.get("nbgrader", {}).get("grade_id"): c.source for c in nb.cells
    }
    assert stubs_of(chapter) == {
        p.name: sources[answer_cell(p.name)] for p in CHAPTERS[chapter]
    }


def test_reset_puts_the_stub_back_and_keeps_the_answer(notebook, home):
    before = json.loads(notebook.read_text())
    done = reset("ch02", "conv", notebook)
    after = nbformat.read(notebook, 4)
    nbformat.validate(after)
    assert (
        done.kept.read_text(encoding="utf-8") == ANSWER + "\n"
        and done.kept.parent == home / "answers" / "ch02"
    )
    changed = [
        k
        for k, (a, b) in enumerate(
            zip(before["cells"], json.loads(notebook.read_text())["cells"])
        )
        if a != b
    ]
    assert [after.cells[k].source for k in changed] == [stub_of("ch02", "conv")]
    assert after.cells[changed[0]].outputs == []


def test_two_resets_keep_two_answers_and_an_empty_stub_leaves_none(notebook, home):
    reset("ch02", "conv", notebook)
    assert reset("ch02", "conv", notebook).kept is None
    text = notebook.read_text().replace("raise NotImplementedError", "raise KeyError")
    notebook.write_text(text)
    assert reset("ch02", "conv", notebook).kept
    assert len(list((home / "answers" / "ch02").iterdir())) == 2


@pytest.mark.parametrize(
    "damage", ["", "not json", '{"cells": 3}', '{"cells": []}', "twice"]
)
def test_what_cannot_be_reset_is_left_as_it_is(notebook, damage):
    if damage == "twice":
        content = json.loads(notebook.read_text())
        content["cells"] *= 2
        damage = json.dumps(content)
    notebook.write_text(damage)
    with pytest.raises(ValueError, match="left as it is"):
        reset("ch02", "conv", notebook)
    assert notebook.read_text() == damage


def test_the_command_line_resets_and_hints(notebook):
    run = lambda *words: CliRunner().invoke(cli.app, list(words))
    done = run("reset", "ch02", "conv", "--notebook", str(notebook))
    assert done.exit_code == 0 and "is empty again" in done.output
    assert "where to look" in run("hint", "ch02", "conv").output
    for words in (
        ("reset", "ch02", "con"),
        ("hint", "ch02", "con"),
        ("hint", "ch99", "conv"),
    ):
        refused = run(*words)
        assert (
            refused.exit_code == 1
            and "there are" in refused.output
            or "its puzzles are" in refused.output
        )


def test_a_reset_is_of_the_learners_copy_from_beside_it_and_from_within(
    notebook, tmp_path, monkeypatch
):
    """In a checkout `make lab` opens my-course; the course's own exercises/ stays as it is."""
    answered = notebook.read_text()
    own, other = (tmp_path / name / "exercises/ch02" for name in ("my-course", ""))
    for folder in (own, other):
        folder.mkdir(parents=True)
        (folder / "layers.ipynb").write_text(answered)
    (tmp_path / "my-course" / copies.RECORD).write_text("{}")
    for place in (tmp_path, own, own.parents[1]):
        (own / "layers.ipynb").write_text(answered)
        monkeypatch.chdir(place)
        assert CliRunner().invoke(cli.app, ["reset", "ch02", "conv"]).exit_code == 0
        assert ANSWER.splitlines()[1] not in (own / "layers.ipynb").read_text()
        assert (other / "layers.ipynb").read_text() == answered


def test_of_two_courses_side_by_side_none_is_chosen(tmp_path):
    for name in ("mine", "hers"):
        (tmp_path / name).mkdir()
        (tmp_path / name / copies.RECORD).write_text("{}")
    with pytest.raises(ValueError, match="hers, mine"):
        copies.folder_of(tmp_path)
    assert copies.folder_of(tmp_path / "mine") == tmp_path / "mine"


def test_the_bar_is_full_only_at_the_end_and_empty_only_at_the_start():
    for most in range(1, 40):
        bars = [progress.bar(done, most) for done in range(most + 1)]
        assert all(len(bar) == 10 for bar in bars) and bars == sorted(
            bars, key=lambda b: b.count("■")
        )
        assert [k for k, bar in enumerate(bars) if "■" not in bar] == [0]
        assert [k for k, bar in enumerate(bars) if "□" not in bar] == [most]
