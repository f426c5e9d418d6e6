"""A prediction is kept before the reveal and scored by its log ratio."""

import json
import math
import sys

import pytest

from dnnlib.puzzles.reset import guesses
from dnnlib.screen.predict import Reveal, parse, predict
from dnnlib.screen.sure import sureness

# of the same name as its function in dnnlib.screen
MODULE = sys.modules["dnnlib.screen.predict"]


@pytest.fixture(autouse=True)
def own_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("DNNLIB_HOME", str(tmp_path))


@pytest.mark.parametrize(
    "guess, score",
    [
        (100, 1),
        (1000, 0),
        (10, 0),
        (200, 1 - math.log10(2)),
        (50, 1 - math.log10(2)),
        (1e9, 0),
    ],
)
def test_the_score_is_one_less_the_log_ratio(guess, score):
    assert Reveal("?", 100, guess=guess).score == pytest.approx(score)


def test_too_high_and_too_low_are_said():
    assert "2 times too high" in repr(Reveal("How many?", 100, guess=200))
    assert "4 times too low" in repr(Reveal("How many?", 100, guess=25))
    assert "too" not in repr(Reveal("How many?", 100, guess=100))


def test_the_answer_stays_hidden_until_a_guess_is_committed():
    for shown in (
        repr(predict("d", "How many?").reveal(724)),
        predict("d", "How many?").reveal(724)._repr_html_(),
    ):
        assert "724" not in shown and "Commit a guess" in shown
    assert "724" in repr(predict("d", "How many?").reveal(724, anyway=True))
    assert "724" in repr(predict("d", "How many?").commit(7).reveal(724))


def test_a_guess_is_kept_across_sessions_and_stays_once_revealed():
    predict("a", "How many?").commit("724 M")
    assert predict("a", "How many?").guess == 724e6
    predict("a", "How many?").commit(500)
    assert predict("a", "How many?").reveal(1000).guess == 500
    predict("a", "How many?").commit(1000)  # too late
    assert predict("a", "How many?").reveal(1000).guess == 500


@pytest.mark.parametrize(
    "text, value",
    [
        ("666e6", 666e6),
        ("724 M", 724e6),
        ("96 %", 96),
        ("1,024", 1024),
        ("2.3k", 2300),
        (".5", 0.5),
        ("61_000_000", 61e6),
    ],
)
def test_numbers_are_read_as_people_write_them(text, value):
    assert parse(text) == pytest.approx(value)


@pytest.mark.parametrize("bad", ["", "many", "1.2.3", "-5", "3 X", "nan", "1 2 M M"])
def test_other_text_is_refused_with_an_example(bad):
    with pytest.raises(ValueError, match="write it like"):
        parse(bad)


@pytest.mark.parametrize("bad", [0, -1, float("nan"), float("inf"), "0"])
def test_a_guess_without_a_ratio_is_refused(bad):
    with pytest.raises(ValueError, match="above 0"):
        predict("b", "How many?").commit(bad)


@pytest.mark.parametrize("guess, truth", [(90, 99), (10, 50), (0, 3), (100, 60)])
def test_a_share_and_what_is_left_of_the_whole_are_scored_alike(guess, truth):
    one = Reveal("?", truth, " %", guess).score
    assert one == pytest.approx(Reveal("?", 100 - truth, " %", 100 - guess).score)
    assert 0 <= one < 1


def test_a_share_is_scored_by_its_odds():
    """90 % is 9 to 1, 99 % is 99 to 1: eleven times off, though the shares differ by a tenth."""
    assert Reveal("?", 99, " %", 90).score == 0
    assert Reveal("?", 99, "", 90).score > 0.95
    said = repr(Reveal("What share?", 75, " %", 50))
    assert "25 points too low: not far. Score 0.52 of 1." in said


@pytest.mark.parametrize("bad", ["120 %", 101, -1, float("inf")])
def test_a_share_of_more_than_all_is_refused(bad):
    with pytest.raises(ValueError, match="lies between 0 and 100|write it like"):
        predict("e", "What share?", " %").commit(bad)


def test_a_guess_after_the_answer_is_told_what_becomes_of_it():
    asked = predict("05/late", "How many?")
    asked.commit(7).reveal(10)
    asked._box.value = "10"
    assert asked.guess == 7
    assert "your guess of 7 stays" in asked._said.value
    assert "`dnnlib reset ch05 --guesses`" in asked._said.value


def test_a_guess_typed_leads_on_and_one_refused_does_not():
    asked = predict("f", "How many?")
    asked._box.value = "lots"
    assert asked._lead.turns == 0
    asked._box.value = "3"
    assert asked._lead.turns == 1


def test_the_guesses_of_a_chapter_can_begin_again_and_are_kept():
    predict("05/a", "How many?").commit(7).reveal(10)
    predict("06/b", "How many?").commit(8)
    count, path = guesses("ch05")
    assert count == 1 and json.loads(path.read_text())["prediction:05/a"]["guess"] == 7
    assert predict("05/a", "?").guess is None and predict("06/b", "?").guess == 8
    assert predict("05/a", "?").commit(9).guess == 9
    assert guesses("ch07") == (0, None)
    with pytest.raises(ValueError, match="write it like ch05"):
        guesses("5")


def test_the_box_says_what_is_wrong_instead_of_failing():
    asked = predict("c", "How many?")
    asked._box.value = "lots"
    assert "not a number" in asked._said.value and asked.guess is None
    asked._box.value = "1.4 G"
    assert asked.guess == 1.4e9 and "You said" in asked._said.value


def test_a_cell_run_again_answers_its_own_question(monkeypatch):
    now = []
    monkeypatch.setattr(MODULE, "cell_now", lambda: now[-1])

    def run(cell, asked, truth):
        now.append(cell)
        return asked.reveal(truth)

    first, last = predict("99/a", "A?"), predict("99/b", "B?", " %")
    run("one", first, 500)
    run("two", last, 50)
    first.commit(400)
    last.commit(20)
    # `guess` is the last question by now, of which 500 would be no share
    again = run("one", last, 500)
    assert (again.question, again.guess) == ("A?", 400)
    assert run("two", last, 50).guess == 20


def test_a_question_asked_anew_is_the_one_that_its_cell_reveals(monkeypatch):
    monkeypatch.setattr(MODULE, "cell_now", lambda: "three")
    predict("99/b", "B?").reveal(2)  # run in a wrong order
    assert predict("99/a", "A?").reveal(1).question == "A?"


def test_how_sure_begins_as_not_said():
    box = sureness()
    assert (box.index, box.value) == (0, None)
