"""Votes for a room, and sample papers whose mistakes the judge names."""

import json
import re
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from dnnlib import grading
from dnnlib.cli import app
from dnnlib.door import save
from dnnlib.puzzle import check
from dnnlib.puzzles import CHAPTERS
from dnnlib.teaching.samples import NAMES, alone, handed_in, mistaken, samples
from dnnlib.teaching.votes import asked, page

ROOT = Path(__file__).parents[2]


def data(html: str) -> list[dict]:
    found = re.findall(r'id="demo\d+">(.*?)</script>', html, re.S)
    return [json.loads(one) for one in found]


def test_a_page_of_votes_has_choices_messages_and_what_their_programs_show():
    html = page("06")
    made, items = data(html), asked("06")
    assert len(made) == len(items) == 5 and "{body}" not in html
    for one, item in zip(made, items):
        assert item.told in plain(html) and all(one["shown"])
        if item.call:  # each wrong one beside the right one
            assert len(set(one["shown"])) == len(item.choices)
        said = [c.said for k, c in enumerate(item.choices) if k != item.right]
        assert all(words in plain(html) for words in said)


def plain(html: str) -> str:
    return unescape(re.sub(r"</?code>", "`", html))


def test_another_seed_asks_others():
    calls = lambda seed: [one.call for one in asked("05", seed)]
    assert calls("room") == calls("room") != calls("another")


def test_the_command_writes_the_page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = CliRunner().invoke(app, ["teach", "votes", "ch12"])
    assert said.exit_code == 0 and Path("build/votes/12.html").exists(), said.output
    said = CliRunner().invoke(app, ["teach", "votes", "77"])
    assert said.exit_code == 1 and "no puzzles of '77'" in said.output


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_puzzle_has_a_mistake_whose_code_stands_alone(chapter):
    for puzzle in CHAPTERS[chapter]:
        code = mistaken(puzzle)
        assert "raise NotImplementedError" not in code, puzzle.name
        if chapter == "ch07":  # `mistaken` has judged each; here again, as a student is
            names: dict = {}
            exec(code, names)
            made = check(puzzle, names[puzzle.spec.__name__])
            assert made.mistake in puzzle.wrong


def test_a_function_of_a_closure_is_not_cut_out():
    held = 3
    assert alone(lambda x: x + held, "f") == ""


def test_the_three_papers_are_the_exercise_filled_in():
    (path,) = (ROOT / "solutions/ch05").glob("*.ipynb")
    papers = handed_in("ch05", json.loads(path.read_text("utf-8")))
    assert tuple(papers) == NAMES
    text = {name: json.dumps(paper) for name, paper in papers.items()}
    assert not any("SOLUTION" in one or "HIDDEN" in one for one in text.values())
    count = len(CHAPTERS["ch05"])
    left = {name: one.count("raise NotImplementedError") for name, one in text.items()}
    assert left == {"all-right": 0, "mistakes": 0, "half": count - count // 2}


def test_pages_and_points_come_from_the_grader(tmp_path, monkeypatch):
    """With a grader that only looks at what was handed in: `dnnlib teach samples ch05` has the real one."""

    def grade(assignment, course):
        rows = []
        for paper in sorted(course.glob("build/grading/submitted/*/ch05/*.ipynb")):
            where = course / "feedback" / paper.parts[-3] / paper.name
            save(where.with_suffix(".html"), paper.parts[-3])
            rows.append(SimpleNamespace(student=paper.parts[-3], points=1, error=None, feedback=where))  # fmt: skip
        return SimpleNamespace(rows=rows)

    monkeypatch.setattr(grading, "grade", grade)
    assert samples("ch05", ROOT, tmp_path) == dict.fromkeys(sorted(NAMES), 1)
    made = {path.name for path in tmp_path.iterdir()}
    assert made == {f"{name}.{end}" for name in NAMES for end in ("html", "ipynb")}
    with pytest.raises(ValueError, match="no exercise 'ch77'"):
        samples("ch77", ROOT, tmp_path)
