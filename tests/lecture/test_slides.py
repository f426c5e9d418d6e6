"""Every chapter is marked for a lecture: 25 to 45 slides, no cell without a mark."""

import json
from pathlib import Path

import pytest

from dnnlib.lecture import minutes
from dnnlib.lecture.slides import LEAST, MOST, kind, slides, unmarked

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
# Chapters whose cells are not marked yet, one a line: who marks one takes its line away.
NOT_YET: set[str] = set()
# the start page is no lecture: it may be short
SHORT = {"00"}


def book(*kinds):
    cells = [{"metadata": {"slideshow": {"slide_type": kind}}} for kind in kinds]
    return {"cells": cells}


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_has_25_to_45_slides_and_every_cell_a_mark(path):
    notebook, number = json.loads(path.read_text("utf-8")), path.name[:2]
    left = unmarked(notebook)
    if number in NOT_YET:
        assert left, f"{path.stem} is marked: take {number} out of NOT_YET"
        return
    assert not left, f"{path.stem}: cells {left} have no slide type"
    count = len(slides(notebook, path.stem))
    least = 1 if number in SHORT else LEAST
    assert least <= count <= MOST, f"{path.stem} has {count} slides"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_what_the_notes_plan_is_a_lecture_of_50_minutes_at_most(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    notes = ["".join(cell["source"]) for cell in cells if kind(cell) == "notes"]
    assert (minutes.said(notes) or 0) <= minutes.MOST


def test_a_slide_holds_what_follows_it_and_waits_for_a_key_at_fragments():
    first, second = slides(book("slide", "skip", "fragment", "-", "subslide", "notes"))
    assert [(step.cell, step.waits) for step in first.steps] == [
        (0, False),
        (2, True),
        (3, False),
    ]
    assert [step.cell for step in second.steps] == [4] and second.notes == [5]


def test_what_comes_before_the_first_slide_begins_it():
    one = slides(book("-", "slide"))[0]
    assert [step.cell for step in one.steps] == [0]


def test_an_unmarked_notebook_is_refused_with_what_to_do():
    with pytest.raises(ValueError, match="09 is not marked.*Slide Type in JupyterLab"):
        slides({"cells": [{"metadata": {}}]}, "chapter 09")


def test_an_unknown_mark_is_named():
    with pytest.raises(ValueError, match="slide type 'sldie': there are slide, "):
        slides(book("sldie"))
