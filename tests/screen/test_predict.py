"""A prediction is kept before the reveal and scored by its log ratio."""

import math

import pytest

from dnnlib.screen.predict import Reveal, parse, predict


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


def test_the_box_says_what_is_wrong_instead_of_failing():
    asked = predict("c", "How many?")
    asked._box.value = "lots"
    assert "not a number" in asked._said.value and asked.guess is None
    asked._box.value = "1.4 G"
    assert asked.guess == 1.4e9 and "You said" in asked._said.value
