"""A learner's copies: chapters open as questions, an update brings what is new, and no work is written over."""

import json

import pytest

from dnnlib import copies
from dnnlib.authoring.veil import behind, veiled

GIVEN = {"notebooks/00.ipynb": b"zero", "exercises/ch01/a.ipynb": b"one"}


@pytest.fixture
def course(monkeypatch):
    """A course of two files, which a test may change."""
    given = dict(GIVEN)
    monkeypatch.setattr(copies, "originals", lambda: given)
    return given


def files(folder) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
    named.pop(copies.RECORD)
    return named


def test_the_first_start_writes_all_and_the_second_nothing(course, tmp_path):
    done = copies.start(tmp_path / "mine")
    assert sorted(done.written) == sorted(GIVEN) and files(tmp_path / "mine") == GIVEN
    again = copies.start(tmp_path / "mine")
    assert (again.written, again.renewed, again.own, again.beside) == ([], [], [], [])


def test_an_update_brings_new_chapters_and_renews_what_nobody_worked_in(
    course, tmp_path
):
    copies.start(tmp_path)
    course["notebooks/00.ipynb"] = b"zero, better"
    course["notebooks/14.ipynb"] = b"fourteen"
    done = copies.start(tmp_path)
    assert done.written == ["notebooks/14.ipynb"]
    assert done.renewed == ["notebooks/00.ipynb"]
    assert files(tmp_path) == course


def test_work_is_never_written_over_and_the_newer_one_lies_beside_it(course, tmp_path):
    copies.start(tmp_path)
    mine = tmp_path / "exercises/ch01/a.ipynb"
    mine.write_bytes(b"my answer")
    assert copies.start(tmp_path).own == ["exercises/ch01/a.ipynb"]
    assert not (tmp_path / "new").exists()  # nothing is newer
    for version in (b"one, better", b"one, best"):
        course["exercises/ch01/a.ipynb"] = version
        done = copies.start(tmp_path)
        assert mine.read_bytes() == b"my answer"
        assert done.beside == ["new/exercises/ch01/a.ipynb"]
        assert (tmp_path / done.beside[0]).read_bytes() == version
    assert copies.start(tmp_path).beside == []
    (tmp_path / "new/exercises/ch01/a.ipynb").write_bytes(b"worked in too")
    course["exercises/ch01/a.ipynb"] = b"one, still better"
    copies.start(tmp_path)
    assert (tmp_path / "new/exercises/ch01/a.ipynb").read_bytes() == b"worked in too"


def test_without_a_record_what_lies_there_is_the_learners(course, tmp_path):
    copies.start(tmp_path)
    (tmp_path / "notebooks/00.ipynb").write_bytes(b"mine")
    for record in ("", "[]", "{"):
        (tmp_path / copies.RECORD).write_text(record)
        assert "notebooks/00.ipynb" in copies.start(tmp_path).own
        assert (tmp_path / "notebooks/00.ipynb").read_bytes() == b"mine"


def test_a_deleted_copy_comes_back_and_a_file_is_no_folder(course, tmp_path):
    copies.start(tmp_path)
    (tmp_path / "notebooks/00.ipynb").unlink()
    assert copies.start(tmp_path).written == ["notebooks/00.ipynb"]
    with pytest.raises(ValueError, match="is a file"):
        copies.start(tmp_path / "notebooks/00.ipynb")


def test_an_installation_without_notebooks_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(copies, "PLACES", (tmp_path,))
    with pytest.raises(FileNotFoundError, match="has no notebooks/00_start_here"):
        copies.originals()


def cell(source, kind="code"):
    made = {"cell_type": kind, "source": source, "metadata": {}}
    return made | ({"outputs": [source]} if kind == "code" else {})


def test_what_follows_a_question_in_its_section_stands_behind_it():
    cells = [
        cell("# One", "markdown"),
        cell("1 + 1"),
        cell("guess = predict('01/a', 'How many?')"),
        cell("guess.reveal(2)"),
        cell("more prose", "markdown"),
        cell("plot()"),
        cell("ask = predict('01/b', 'And now?')"),
        cell("ask.reveal(3)"),
        cell("so much.\n\n## Two", "markdown"),
        cell("plot()"),
    ]
    assert behind(cells) == [None, None, None, 2, 2, 2, None, 6, None, None]
    kept = [one.get("outputs") for one in veiled({"cells": cells})["cells"]]
    shown = [bool(one) for one in kept]
    assert shown == [False, True, True, False, False, False, True, False, False, True]
    assert cells[3]["outputs"]  # the original is as it was


def test_no_answer_of_the_course_stands_open_in_a_learners_copy():
    """Each chapter as it is handed out: after each question nothing is shown before the next heading."""
    asked = 0
    for path, content in copies.originals().items():
        if not path.startswith("notebooks/") or not path.endswith(".ipynb"):
            continue
        notebook = json.loads(content)
        for one, question in zip(notebook["cells"], behind(notebook["cells"])):
            asked += question is not None
            assert question is None or not one.get("outputs")
        assert "../dnnlib/" not in content.decode()
    assert asked > 300


def test_a_learners_copy_has_no_word_for_the_lecturer():
    told = "For the lecturer"
    chapters = (copies.PACKAGE.parent / "notebooks").glob("*.ipynb")
    assert sum(told in path.read_text("utf-8") for path in chapters) == 15
    handed = {path: text.decode() for path, text in copies.originals().items() if path.endswith(".ipynb")}  # fmt: skip
    assert not [path for path, text in handed.items() if told in text]
