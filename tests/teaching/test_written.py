"""Written questions: two a chapter, three answers each, and every number of a full answer is the chapter's own."""

import re
from pathlib import Path

import pytest

from dnnlib.authoring.chapters import CHAPTERS as ROWS
from dnnlib.teaching.guide import guide
from dnnlib.teaching.predictions import predictions
from dnnlib.teaching.written import written

ROOT = Path(__file__).parents[2]
TAUGHT = {one.number: one.notebook for one in ROWS if one.number != "00"}
NUMBER = re.compile(r"(?<![\w.,^])\d+(?:,\d{3})*(?:\.\d+)?(?![\w^])")
HALF = 0.5000001  # of the last digit that is written


@pytest.mark.parametrize("number", TAUGHT)
def test_two_questions_with_three_answers(number):
    text = written(number)
    assert len(re.findall(r"^### ", text, re.M)) == 2
    points = re.findall(r"^- \*\*(\d) points?\.\*\* \"", text, re.M)
    assert points == ["3", "2", "1"] * 2
    assert written(f"ch{number}") == text and not written("99")


@pytest.mark.parametrize("number", TAUGHT)
def test_the_numbers_of_a_full_answer_are_the_chapters(number):
    """Printed in the notebook, or the answer of a prediction, rounded as written."""
    book = (ROOT / f"notebooks/{TAUGHT[number]}.ipynb").read_text("utf-8")
    truths = [one.truth for one in predictions(number)]
    full = re.findall(r"^- \*\*3 points\.\*\* (.*)$", written(number), re.M)
    said = {one for answer in full for one in NUMBER.findall(answer)}
    for one in said:
        there = re.search(rf"(?<![\d.,]){re.escape(one)}(?![\d]|\.\d)", book)
        assert there or any(_rounds(truth, one) for truth in truths), one


def _rounds(truth: float, text: str) -> bool:
    last = 10.0 ** -len(text.partition(".")[2])
    return abs(truth - float(text.replace(",", ""))) <= HALF * last


def test_a_guide_ends_with_its_questions():
    assert "### The best dataflow" in guide("06", ROOT)
