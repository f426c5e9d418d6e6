"""Objectives are the notebooks' own, and each is proven: a puzzle, a named mistake, a promise of the survey."""

import json
import re
from pathlib import Path

import pytest

from dnnlib.authoring.chapters import CHAPTERS as ROWS
from dnnlib.puzzle.objective import objectives
from dnnlib.puzzles import CHAPTERS
from dnnlib.teaching.objectives import OBJECTIVES, table, takeaways

ROOT = Path(__file__).parents[2]
NOTEBOOKS = {one.folder: one.notebook for one in ROWS if one.notebook}
BY_CHAPTER = pytest.mark.parametrize("chapter", CHAPTERS)


def cells(chapter: str, kind: str) -> str:
    path = ROOT / "notebooks" / f"{NOTEBOOKS[chapter]}.ipynb"
    found = json.loads(path.read_text("utf-8"))["cells"]
    return "\n".join("".join(c["source"]) for c in found if c["cell_type"] == kind)


@BY_CHAPTER
def test_a_chapters_list_is_its_notebooks_word_for_word(chapter):
    _, _, after = cells(chapter, "markdown").partition("**Afterwards you can**")
    listed = re.findall(r"^- (.*?)[;.]$", after.split("\n\n")[1], re.M)
    assert listed == [one.text for one in OBJECTIVES[chapter]]


@BY_CHAPTER
def test_every_puzzle_and_every_prediction_stands_under_an_objective(chapter):
    asked = set(re.findall(r"[\"']\d\d/([\w.-]+)[\"']", cells(chapter, "code")))
    lines = OBJECTIVES[chapter]
    assert {name for one in lines for name in one.predictions} == asked
    named = {name for one in lines for name in one.puzzles}
    assert named == {puzzle.name for puzzle in CHAPTERS[chapter]}


@BY_CHAPTER
def test_each_objective_has_a_puzzle_and_the_named_mistake_that_shows_a_failure(
    chapter,
):
    puzzles = {puzzle.name: puzzle for puzzle in CHAPTERS[chapter]}
    for one in OBJECTIVES[chapter]:
        name, message = one.shown_by
        assert name in one.puzzles, one.text
        begun = [text for text in puzzles[name].wrong if text.startswith(message)]
        assert len(begun) == 1, f"{one.text}: {name} has {len(begun)} x {message!r}"


PROMISES = ("key design considerations", "evaluate", "trade-offs", "judge the utility", "recent trends")  # fmt: skip
NUMBERS = ("", "one", "two", "three", "four", "all")


@BY_CHAPTER
def test_a_chapters_head_names_the_promises_that_its_objectives_keep(chapter):
    head = re.search(r"Of the five things that this course is for, it serves (\w+): (.*?)\.", cells(chapter, "markdown"))  # fmt: skip
    assert head, "the head says which of the five things it serves"
    named = {n for n, words in enumerate(PROMISES, 1) if words in head[2]}
    assert named == {one.takeaway for one in OBJECTIVES[chapter]}
    assert head[1] == NUMBERS[len(named)]


def test_each_promise_of_the_survey_is_served_by_three_chapters_or_more():
    for number, text, chapters in takeaways().rows:
        assert len(chapters.split(", ")) >= 3, (number, text, chapters)


def test_a_row_that_is_none_is_named():
    with pytest.raises(ValueError, match="promise n .*: say what"):
        objectives("say what\n    promise 6 | a | b\n    a: c")


def test_a_table_has_a_row_an_objective_with_its_points():
    made = table("ch05")
    assert len(made.rows) == len(OBJECTIVES["ch05"])
    assert "uses_of_an_input 3" in made.rows[2][2]
