"""What was guessed is read again: reasons, how sure one was, and who always says the same."""

import pytest

from dnnlib import progress
from dnnlib.screen.because import Because, keep, reason
from dnnlib.screen.predict import predict
from dnnlib.screen.worked import WORK, WORKED
from dnnlib.teaching.guesses import guessed, my_calibration, my_guesses, same_answer
from dnnlib.teaching.predictions import chapters, predictions


@pytest.fixture(autouse=True)
def own_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("DNNLIB_HOME", str(tmp_path))


def asked(key: str, unit: str = ""):
    return predict(key, "How many?", unit)


def test_a_guess_far_off_asks_for_a_reason_and_keeps_it():
    near = asked("05/worst").commit(2e9).reveal(2897627264)
    assert near._repr_mimebundle_() is None
    far = asked("05/best").commit(6e6).reveal(61109243)
    assert "application/vnd.jupyter.widget-view+json" in far._repr_mimebundle_()
    box = Because(far.key, "").children[1]
    box.value = "  I forgot\nthe weights "
    assert reason("prediction:05/best") == "I forgot the weights"
    asked("05/best").reveal(61109243)  # run again: the reason stays
    assert [one.because for one in guessed("05")] == ["", "I forgot the weights"]
    assert "I forgot the weights" in repr(my_guesses("ch05"))


def test_without_guesses_the_table_says_so_and_the_figure_has_none():
    assert "No guess of this chapter is kept yet" in repr(my_guesses("06"))
    assert [row[2] for row in my_calibration().table.rows] == [0, 0, 0]


def test_how_sure_is_kept_until_the_answer_is_out():
    asked("06/carry").commit(4, sure="quite sure").reveal(3)
    asked("06/tile").commit(94, sure="quite sure").reveal(94)
    asked("06/free").commit(4, sure="a hunch").reveal(1.00445)
    asked("06/free").commit(4, sure="quite sure")  # too late
    rows = my_calibration().table.rows
    assert rows[0][1:] == (2, 2) and rows[2][1:] == (1, 1)
    with pytest.raises(ValueError, match="quite sure, fairly sure, a hunch"):
        asked("06/short").commit(4, sure="certain")


def test_who_always_says_the_same_is_right_where_the_answer_is_the_middle_one():
    assert 0 < same_answer(" %") < 100
    unit = predictions("02")[0].unit
    asked("02/alexnet-fc-share", unit).commit(50).reveal(same_answer(unit))
    assert "who always says the same gets 1.00" in repr(my_guesses("02"))


def test_what_can_be_worked_out_is_called_so_and_is_asked_somewhere():
    keys = {one.key for number in chapters() for one in predictions(number)}
    assert keys >= WORKED
    assert WORK in asked("06/carry").children[0].value
    assert WORK not in asked("06/worst").children[0].value


def test_a_reason_needs_no_guess_to_be_taken_away():
    keep("prediction:x", "why")
    keep("prediction:x", " ")
    assert progress.load()["prediction:x"]["because"] == ""
