"""The page of topics keeps its word: each place is a section, each prediction, explorer and puzzle is there."""

import json
import re
from importlib import import_module
from pathlib import Path

import pytest

from dnnlib.authoring import coverage, glossary
from dnnlib.authoring.chapters import CHAPTERS
from dnnlib.puzzles import CHAPTERS as PUZZLES
from dnnlib.screen.explorers import COURSE

ROOT = Path(__file__).resolve().parents[1]
TOPICS = coverage.topics()


def text(number: str) -> str:
    """All cells of a chapter's notebook, one after the other."""
    (path,) = (ROOT / "notebooks").glob(f"{number}_*.ipynb")
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells)


TEXTS = {one.number: text(one.number) for one in CHAPTERS if one.notebook}
QUESTIONS = set(re.findall(r'predict\(\s*"([^"]+)"', "\n".join(TEXTS.values())))
MODULES = {name: import_module(f"dnnlib.puzzles.{name}") for name in PUZZLES}
SOLVED = {f"{c}.{one.name}" for c, module in MODULES.items() for one in module.PUZZLES}


@pytest.mark.parametrize("one", TOPICS, ids=lambda one: one.name[:40])
def test_a_place_is_a_section_and_the_evidence_is_there(one):
    for place in one.places:
        number, section = re.fullmatch(r"(\d\d) §(\d+)", place).groups()
        assert re.search(rf"^## {section}\. ", TEXTS[number], re.M), place
    there = "\n".join(TEXTS[place[:2]] for place in one.places)
    kinds = one.kinds
    assert set(kinds.get("prediction", [])) <= QUESTIONS
    assert set(kinds.get("puzzle", [])) <= SOLVED
    for name in kinds.get("explorer", []):
        assert name in COURSE and f"explorers.{name}(" in there, name


@pytest.mark.parametrize("one", TOPICS, ids=lambda one: one.name[:40])
def test_full_is_what_the_page_says_it_is_and_the_rest_says_why(one):
    assert one.state in coverage.STATES
    if one.state == "full":
        assert one.shown, "run, and something to do or to compare"
    else:
        assert one.missing
    if one.state == "left out":
        assert not one.evidence


def test_a_row_of_other_cells_is_named():
    with pytest.raises(ValueError, match="topic | places"):
        coverage.topics("# I\nneuron | 01 §1 | run")
    with pytest.raises(ValueError, match="word | meaning"):
        glossary.rows("MAC | a product")


def test_a_word_has_one_row_and_a_chapter():
    words = [word for word, _, _ in glossary.rows()]
    assert len({word.lower() for word in words}) == len(words)
    assert {chapter for *_, chapter in glossary.rows()} <= {c.number for c in CHAPTERS}
