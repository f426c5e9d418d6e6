"""Wrong answers without a name are grouped by what they return, and an instructor names one in a minute."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from dnnlib.door import save
from dnnlib.grading import unnamed
from dnnlib.grading.examine import Result, Verdict
from dnnlib.grading.returned import RIGHT, returned
from dnnlib.puzzle import check
from dnnlib.puzzle.attempt import attempt
from dnnlib.puzzles import ch06, later

ODD = "def fetched(P, R, T):\n    return 1000 + P * R"


def answer_of(code: str):
    names: dict = {}
    exec(code, names)
    return names["fetched"]


def verdict(student: str, code: str) -> Verdict:
    answer = answer_of(code)
    report = check(ch06.fetched, answer)
    told = returned(ch06.fetched, answer, attempt, report)
    result = Result("fetched-check", 0, 4, mistake=report.mistake, returned=told)
    return Verdict(student, "ch06", "dataflows", "key", (result,))


@pytest.fixture
def course(tmp_path):
    """Three papers: two with the same odd answer in other words, one with another."""
    papers = {"ada": ODD, "bob": f"{ODD} + 0", "cyd": ODD.replace("1000", "2000")}
    for student, code in papers.items():
        cell = {"metadata": {"nbgrader": {"grade_id": "fetched-answer"}}}
        book = {"cells": [{**cell, "source": code}]}
        save(tmp_path / student / "dataflows.ipynb", json.dumps(book))
    made = [verdict(student, code) for student, code in papers.items()]
    path = lambda step, student, assignment: tmp_path / student
    return SimpleNamespace(path=path), unnamed.groups(made)


def test_they_are_grouped_by_what_they_return_on_cases_that_all_have(course):
    _, found = course
    assert [len(one.students) for one in found] == [2, 1]
    rows = unnamed.table(found).rows
    assert [row[:3] for row in rows] == [("fetched", 1, 2), ("fetched", 2, 1)]
    assert "gives 100" in rows[0][3] and "ada" not in repr(unnamed.table(found))


def test_what_has_a_name_or_is_right_or_raises_is_not_listed():
    for answer in (ch06.fetched.spec, next(iter(ch06.fetched.wrong.values()))):
        report = check(ch06.fetched, answer)
        assert returned(ch06.fetched, answer, attempt, report) == ""
    broken = lambda P, R, T: 1 / 0
    assert returned(ch06.fetched, broken, attempt, check(ch06.fetched, broken)) == ""
    late = lambda P, R, T: ch06.fetched.spec(P, R, T) + (P * R * T > 10**4)
    hidden = SimpleNamespace(passed=False, mistake="", yours=1)
    assert returned(ch06.fetched, late, attempt, hidden) == RIGHT


def test_a_named_answer_is_a_mistake_an_option_and_a_line_of_the_guide(
    course, tmp_path, monkeypatch
):
    where, found = course
    monkeypatch.setattr(later, "FOLDER", tmp_path / "dnnlib/puzzles")
    (tmp_path / "dnnlib/puzzles/ch06").mkdir(parents=True)
    sentence = "A thousand is added: nothing asks for it."
    seen = []
    agree = lambda code: seen.append(code) or True
    words = ("ch06", "fetched", 1, sentence, found)
    path = unnamed.name(where, *words, agree)
    assert seen == [ODD]  # the shorter of the two, shown before it runs
    names: dict = {}
    exec(Path(path).read_text("utf-8"), names)
    module = SimpleNamespace(LATER=names["LATER"])
    monkeypatch.setitem(sys.modules, "dnnlib.puzzles.ch06.later", module)
    monkeypatch.setattr(later, "find_spec", lambda name: name.endswith("ch06.later"))
    before = ch06.fetched.wrong
    later.with_later("ch06", (ch06.fetched,))
    try:
        assert check(ch06.fetched, answer_of(ODD)).mistake == sentence
        with pytest.raises(ValueError, match="that sentence already"):
            unnamed.name(where, *words, agree)
    finally:
        object.__setattr__(ch06.fetched, "wrong", before)


@pytest.mark.parametrize(
    "code, said",
    [
        ("import os\n", "os"),
        ("def f():\n    return open('x')", "open"),
        ("def f(x):\n    return x.__class__", "__class__"),
        ("def f():\n    return __builtins__", "__builtins__"),
    ],
)
def test_code_that_says_more_than_a_formula_needs_is_refused(code, said):
    with pytest.raises(ValueError, match=f"says {said}: write this mistake by hand"):
        unnamed.harmless(code)


def test_nothing_is_written_without_consent_or_for_a_group_that_is_not_there(course):
    where, found = course
    with pytest.raises(ValueError, match="nothing was written"):
        unnamed.name(where, "ch06", "fetched", 1, "A", found, lambda code: False)
    with pytest.raises(ValueError, match="fetched has 2 groups"):
        unnamed.name(where, "ch06", "fetched", 3, "A", found, lambda code: True)
