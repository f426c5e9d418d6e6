"""The puzzles of chapter 2: right answers pass, wrong ones get their own message, and no two of them are alike."""

from dataclasses import replace

import numpy as np
import pytest
from answers_ch02 import ANSWERS

from dnnlib import shapes
from dnnlib.kernels import direct
from dnnlib.puzzle import check
from dnnlib.puzzle.verdict import alike, judge, run_on
from dnnlib.puzzles import CHAPTERS, ch02

PUZZLES = {puzzle.name: puzzle for puzzle in ch02.PUZZLES}
SECRETS = (0, "the course's secret", b"\x00 another")
ANSWER_CASES = [pytest.param(n, a, id=f"{n}-{k}") for n, answers in ANSWERS.items() for k, a in enumerate(answers)]
WRONG_CASES = [pytest.param(p, m, id=f"{p.name}-{m[:40]}") for p in ch02.PUZZLES for m in p.wrong]


def test_the_chapter_offers_its_puzzles():
    assert CHAPTERS["ch02"] is ch02.PUZZLES
    assert ANSWERS.keys() == PUZZLES.keys()
    assert all(getattr(ch02, name) is puzzle for name, puzzle in PUZZLES.items())


@pytest.mark.parametrize("name", PUZZLES)
def test_enough_right_and_wrong_answers(name):
    assert len(ANSWERS[name]) >= 3
    assert len(PUZZLES[name].wrong) >= 8


@pytest.mark.parametrize("name, answer", ANSWER_CASES)
def test_right_answers_pass_on_open_and_hidden_cases(name, answer):
    for seed in SECRETS:
        report = check(PUZZLES[name], answer, seed)
        assert report and report.points == PUZZLES[name].points, report


@pytest.mark.parametrize("puzzle, message", WRONG_CASES)
def test_wrong_answers_fail_with_their_own_message(puzzle, message):
    wrong = lambda *case: puzzle.wrong[message](*case)  # one statement, so that no rule on lines is broken
    for seed in SECRETS:
        report = check(puzzle, wrong, seed)
        assert not report and report.mistake == message, report
        assert report.points == (puzzle.points / 2 if right_where_easier(puzzle, wrong, seed) else 0)


def right_where_easier(puzzle, answer, seed):
    """Half the points are due to an answer that is right on the easier cases: said here a second way."""
    if not puzzle.easier:
        return False
    easy = tuple(case for case in puzzle.draw(seed) if puzzle.easier[1](*case))
    return bool(easy) and check(replace(puzzle, cases=easy, examples=()), answer).passed


@pytest.mark.parametrize("puzzle", ch02.PUZZLES, ids=lambda p: p.name)
def test_what_is_shown_is_not_the_answer(puzzle):
    """The spec stands above the stub only where a rule keeps a copy of it from earning points."""
    assert not puzzle.shown or check(puzzle, puzzle.spec).points == 0
    assert ("def " in repr(puzzle)) == ("<pre>" in puzzle._repr_html_()) == puzzle.shown


@pytest.mark.parametrize("puzzle", [p for p in ch02.PUZZLES if p.easier], ids=lambda p: p.name)
def test_there_are_easier_and_harder_cases(puzzle):
    for seed in SECRETS:
        kinds = {bool(puzzle.easier[1](*case)) for case in puzzle.draw(seed)}
        assert kinds == {True, False}


@pytest.mark.parametrize("puzzle", ch02.PUZZLES, ids=lambda p: p.name)
def test_no_two_wrong_answers_are_alike(puzzle):
    """On the cases of one seed already, every pair of wrong answers differs, so a message is never a coin's toss."""
    cases = puzzle.draw()
    outcomes = {m: [run_on(puzzle, wrong, case) for case in cases] for m, wrong in puzzle.wrong.items()}
    for message, mine in outcomes.items():
        budget = all(judge(puzzle, c, o) is None or "reads" in judge(puzzle, c, o).message for c, o in zip(cases, mine))
        twins = [m for m, w in puzzle.wrong.items() if all(alike(puzzle, c, o, w, budget) for c, o in zip(cases, mine))]
        assert twins == [message]


@pytest.mark.parametrize("puzzle", ch02.PUZZLES, ids=lambda p: p.name)
def test_the_smallest_failing_case_is_small(puzzle):
    """Whatever goes wrong, what the learner is shown can be worked out by hand."""
    for wrong in puzzle.wrong.values():
        report = check(puzzle, wrong)
        if "right values" not in report.message:
            assert sum(np.size(x) for x in report.case) <= 40, report


# witnesses for the specs themselves


def test_output_size_spec_is_the_library_s():
    for case in ch02.output_size.draw("witness", 100):
        assert ch02.output_size.spec(*case) == shapes.output_size(*case)


def test_counts_specs_are_the_shape_s():
    for M, C, R, S, G in ch02.weights.draw("witness"):
        assert ch02.weights.spec(M, C, R, S, G) == shapes.ConvShape(M=M, C=C, R=R, S=S, G=G).size("F")
    for N, M, C, P, Q, R, S, G in ch02.macs.draw("witness"):
        assert ch02.macs.spec(N, M, C, P, Q, R, S, G) == shapes.ConvShape(N, M, C, P, Q, R, S, 1, G).macs


def test_fig_19_toeplitz_matrix():
    """Sze et al. 2017, Fig. 19 (a): a 2 x 2 filter on a 3 x 3 ifmap of 1..9; and 1..4 over it gives 37 47 67 77."""
    T = ch02.toeplitz.spec(np.arange(1.0, 10.0).reshape(1, 1, 3, 3), 2, 2)
    assert T.tolist() == [[1, 2, 4, 5], [2, 3, 5, 6], [4, 5, 7, 8], [5, 6, 8, 9]]
    F = np.arange(1.0, 5.0).reshape(1, 1, 2, 2)
    assert ch02.multiply.spec(F, T, 1, 2, 2).ravel().tolist() == [37, 47, 67, 77]


def test_multiplying_the_matrix_is_the_convolution():
    for I, F, U in ch02.conv.draw("witness"):
        T = ch02.toeplitz.spec(I, *F.shape[2:], U)
        O = direct.conv(I, F, U)
        assert np.array_equal(ch02.conv.spec(I, F, U), O)
        N, _, P, Q = O.shape
        assert np.array_equal(ch02.multiply.spec(F, T, N, P, Q), O)


def test_fig_12_average_pool():
    """Sze et al. 2017, Fig. 12; the first average is printed as 18 (our errata, E8) and is (9+3+10+32)/4."""
    (case, *_) = ch02.average_pool.examples
    assert ch02.average_pool.spec(*case).tolist() == [[13.5, 3], [3, 12]]


def test_fig_13_receptive_field():
    """Sze et al. 2017, III-B: two 3 x 3 layers see what one 5 x 5 sees, three what one 7 x 7 sees."""
    field = ch02.receptive_field.spec
    assert field([(3, 1)] * 2) == field([(5, 1)]) == 5
    assert field([(3, 1)] * 3) == field([(7, 1)]) == 7


def test_the_budget_of_conv1d_is_twelve_reads_not_192():
    report = check(ch02.conv1d, ch02.conv1d.spec)
    assert "192 reads of F: at most 12" in report.message
    assert report.points == 0 and report.mistake.startswith("Every MAC reads its weight")
