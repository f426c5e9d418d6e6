"""The puzzles of every chapter: one set of laws for all. Witnesses of their specs stand in test_puzzles_chNN.py.

Right answers pass on open and hidden cases, wrong ones get their own message, and no two wrong ones are alike.
"""

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from dnnlib.puzzle import check
from dnnlib.puzzle.judge import MORE, _others, passes
from dnnlib.puzzle.verdict import alike, judge, run_on
from dnnlib.puzzles import CHAPTERS

HERE = Path(__file__).parents[1]
NAMES = sorted(
    file.stem.removeprefix("answers_") for file in HERE.glob("answers_ch*.py")
)
ANSWERS = {name: import_module(f"answers_{name}").ANSWERS for name in NAMES}
PUZZLES = [
    pytest.param(name, puzzle, id=f"{name}-{puzzle.name}")
    for name in NAMES
    for puzzle in CHAPTERS[name]
]
ANSWER_CASES = [
    pytest.param(puzzle, answer, id=f"{name}-{puzzle.name}-{k}")
    for name in NAMES
    for puzzle in CHAPTERS[name]
    for k, answer in enumerate(ANSWERS[name].get(puzzle.name, ()))
]
WRONG_CASES = [
    pytest.param(puzzle, m, id=f"{name}-{puzzle.name}-{m[:40]}")
    for name in NAMES
    for puzzle in CHAPTERS[name]
    for m in puzzle.wrong
]
SECRETS = (0, "the course's secret", b"\x00 another")


def test_every_chapter_has_its_right_answers():
    assert NAMES == sorted(CHAPTERS)


@pytest.mark.parametrize("name", NAMES)
def test_the_chapter_offers_its_puzzles(name):
    chapter = import_module(f"dnnlib.puzzles.{name}")
    assert CHAPTERS[name] is chapter.PUZZLES
    assert ANSWERS[name].keys() == {puzzle.name for puzzle in chapter.PUZZLES}
    assert all(getattr(chapter, puzzle.name) is puzzle for puzzle in chapter.PUZZLES)


@pytest.mark.parametrize("name, puzzle", PUZZLES)
def test_enough_right_and_wrong_answers(name, puzzle):
    assert len(ANSWERS[name][puzzle.name]) >= 3
    assert len(puzzle.wrong) >= 8


@pytest.mark.parametrize("puzzle, answer", ANSWER_CASES)
def test_right_answers_pass_on_open_and_hidden_cases(puzzle, answer):
    for seed in SECRETS:
        report = check(puzzle, answer, seed)
        assert report and report.points == puzzle.points, report
    # the quick verdict, which the proof by mutants asks for thousands of times, is the verdict
    assert passes(puzzle, answer, SECRETS[0])


@pytest.mark.parametrize("puzzle, message", WRONG_CASES)
def test_wrong_answers_fail_with_their_own_message(puzzle, message):
    # one statement, so that no rule on lines is broken
    wrong = lambda *case: puzzle.wrong[message](*case)
    for seed in SECRETS:
        report = check(puzzle, wrong, seed)
        assert not report and report.mistake == message, report
        assert report.points == (
            puzzle.points / 2 if right_where_easier(puzzle, wrong, seed) else 0
        )
    assert not passes(puzzle, wrong, SECRETS[0])


def right_where_easier(puzzle, answer, seed):
    """Half the points are due to an answer that is right on the easier cases: said here a second way.

    Where one constant would be right on those, so many further ones must be right, too, and want another value.
    """
    if not puzzle.easier:
        return False
    cases = puzzle.draw(seed)
    easy = easier(puzzle, cases)
    if of_one_value(puzzle, easy):
        easy += easier(puzzle, _others(puzzle, cases))[:MORE]
    return not of_one_value(puzzle, easy) and right_on(puzzle, answer, easy)


def easier(puzzle, cases):
    return [case for case in cases if puzzle.easier[1](*case)]


def of_one_value(puzzle, cases):
    return len({repr(puzzle.spec(*case)) for case in cases}) <= 1


def right_on(puzzle, answer, cases):
    return check(replace(puzzle, cases=tuple(cases), examples=()), answer).passed


@pytest.mark.parametrize("name, puzzle", PUZZLES)
def test_what_is_shown_is_not_the_answer(name, puzzle):
    """The spec stands above the stub only where a rule keeps a copy of it from earning points."""
    assert not puzzle.shown or check(puzzle, puzzle.spec).points == 0
    assert ("def " in repr(puzzle)) == ("<pre>" in puzzle._repr_html_()) == puzzle.shown


@pytest.mark.parametrize("name, puzzle", PUZZLES)
def test_there_are_easier_and_harder_cases(name, puzzle):
    for seed in SECRETS if puzzle.easier else ():
        assert {bool(puzzle.easier[1](*case)) for case in puzzle.draw(seed)} == {
            True,
            False,
        }


@pytest.mark.parametrize("name, puzzle", PUZZLES)
def test_no_two_wrong_answers_are_alike(name, puzzle):
    """On the cases of one seed already, every pair of wrong answers differs, so a message is never a coin's toss."""
    cases = puzzle.draw()
    outcomes = {
        m: [run_on(puzzle, wrong, case) for case in cases]
        for m, wrong in puzzle.wrong.items()
    }
    for message, mine in outcomes.items():
        budget = all(
            judge(puzzle, c, o) is None or "reads" in judge(puzzle, c, o).message
            for c, o in zip(cases, mine)
        )
        twins = [
            m
            for m, w in puzzle.wrong.items()
            if all(alike(puzzle, c, o, w, budget) for c, o in zip(cases, mine))
        ]
        assert twins == [message]


@pytest.mark.parametrize("name, puzzle", PUZZLES)
def test_the_smallest_failing_case_is_small(name, puzzle):
    """Whatever goes wrong, what the learner is shown can be worked out by hand."""
    for wrong in puzzle.wrong.values():
        report = check(puzzle, wrong)
        if "right values" not in report.message:
            assert sum(np.size(x) for x in report.case) <= 50, report
