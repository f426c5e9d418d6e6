"""The puzzles of chapter 4: right answers pass, wrong ones get their own message, and no two of them are alike."""

import numpy as np
import pytest
from answers_ch04 import ANSWERS

from dnnlib.kernels import choice, rounding, strassen, toeplitz, winograd
from dnnlib.kernels.measured import grid, measured
from dnnlib.puzzle import check
from dnnlib.puzzle.verdict import alike, run_on
from dnnlib.puzzles import CHAPTERS, ch04

PUZZLES = {puzzle.name: puzzle for puzzle in ch04.PUZZLES}
SECRETS = (0, "the course's secret", b"\x00 another")
ANSWER_CASES = [pytest.param(n, a, id=f"{n}-{k}") for n, answers in ANSWERS.items() for k, a in enumerate(answers)]
WRONG_CASES = [pytest.param(p, m, id=f"{p.name}-{m[:40]}") for p in ch04.PUZZLES for m in p.wrong]


def test_the_chapter_offers_its_puzzles():
    assert CHAPTERS["ch04"] is ch04.PUZZLES and ANSWERS.keys() == PUZZLES.keys()
    assert all(getattr(ch04, name) is puzzle for name, puzzle in PUZZLES.items())


@pytest.mark.parametrize("name", PUZZLES)
def test_enough_right_and_wrong_answers(name):
    assert len(ANSWERS[name]) >= 3 and len(PUZZLES[name].wrong) >= 8


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
        assert not report and report.mistake == message and report.points == 0, report


@pytest.mark.parametrize("puzzle", ch04.PUZZLES, ids=lambda p: p.name)
def test_what_is_shown_is_not_the_answer(puzzle):
    assert not puzzle.shown or check(puzzle, puzzle.spec).points == 0


@pytest.mark.parametrize("puzzle", ch04.PUZZLES, ids=lambda p: p.name)
def test_no_two_wrong_answers_are_alike(puzzle):
    cases = puzzle.draw()
    for message, wrong in puzzle.wrong.items():
        mine = [run_on(puzzle, wrong, case) for case in cases]
        twins = [m for m, w in puzzle.wrong.items() if all(alike(puzzle, c, o, w, False) for c, o in zip(cases, mine))]
        assert twins == [message]


@pytest.mark.parametrize("puzzle", ch04.PUZZLES, ids=lambda p: p.name)
def test_the_smallest_failing_case_is_small(puzzle):
    for wrong in puzzle.wrong.values():
        report = check(puzzle, wrong)
        if "right values" not in report.message:
            assert sum(np.size(x) for x in report.case) <= 50, report


# witnesses for the specs themselves


def test_specs_are_the_librarys():
    for I, R, S in ch04.im2col.draw("witness"):
        assert np.array_equal(ch04.im2col.spec(I, R, S), toeplitz.matrix(I[None, None], R, S))
    for n, cutover in ch04.strassen_mults.draw("witness"):
        assert ch04.strassen_mults.spec(n, cutover) == strassen.product_ops(n, n, n, cutover)[0]
    for (BT,) in ch04.growth.draw("witness"):
        assert ch04.growth.spec(BT) == rounding.worst_growth(BT)


def test_fig_19_and_strassens_343():
    """Sze et al. 2017, Fig. 19(a): 16 stored for 9 values; three levels on 8 x 8 leave 343 of 512."""
    assert ch04.copies.spec(2, 2, 2, 2).tolist() == [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
    assert ch04.strassen_mults.spec(8) == 343 and ch04.strassen_mults.spec(8, 8) == 512


def test_the_tile_is_a_convolution_with_winograds_matrices():
    d, g, *matrices = ch04.tile.draw(trials=0)[0]
    wanted = [[(d[p : p + 3, q : q + 3] * g).sum() for q in range(2)] for p in range(2)]
    assert np.allclose(ch04.tile.spec(d, g, *matrices), wanted)


def test_growth_says_why_half_precision_fails():
    """F(6x6,3x3) on whole points: values up to 1 in magnitude grow past a tenth of what half precision holds."""
    growths = {m: rounding.worst_growth(winograd.matrices(m, 3, winograd.WHOLE_POINTS[: m + 1])[2]) for m in (2, 4, 6)}
    assert growths[2] == 4 and growths[4] == 100 and growths[6] > 6550


def test_the_measured_layers_that_are_asked_are_clear():
    clear = [layer for layer, seen in grid().items() if seen.lead >= 1.25]
    assert len(clear) >= 90 and {measured(*layer).quickest for layer in clear} == {"toeplitz", "winograd", "fft"}


def test_a_rule_beats_each_fixed_choice_and_the_count():
    """The chapter's claim: a rule by shape beats any fixed kernel, the count of operations and the survey's rule."""
    rules = {"mine": ANSWERS["pick"][0], "count": choice.by_count, "survey": choice.by_the_survey}
    rules |= {name: (lambda *layer, name=name: name) for name in ("toeplitz", "winograd", "fft")}
    times = dict(zip(rules, choice.score(rules).column("time / best choice")))
    assert min(times, key=times.get) == "mine" and times["mine"] < 1.02
    assert min(t for name, t in times.items() if name != "mine") > 1.05


def test_what_was_not_measured_is_refused():
    with pytest.raises(ValueError, match="R=2, C=8, P=8, N=1 was not measured"):
        measured(2, 8, 8)
