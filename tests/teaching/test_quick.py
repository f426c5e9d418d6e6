"""Quick checks, tried by a learner who gets them wrong on purpose; and the review that brings them back."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dnnlib import progress
from dnnlib.authoring.chapters import CHAPTERS as ROWS
from dnnlib.cli import app
from dnnlib.puzzle.item import ran
from dnnlib.puzzles import CHAPTERS
from dnnlib.screen.quiz import saved
from dnnlib.teaching.again import again
from dnnlib.teaching.beliefs import TRUTHS, beliefs
from dnnlib.teaching.items import item, quick
from dnnlib.teaching.predictions import believed, predictions
from dnnlib.teaching.quick import STEP, due, quick_check, review

ROOT = Path(__file__).parents[2]
WRITTEN = [c for c in CHAPTERS if beliefs(c) and again(c)]  # one may be in the making
BY_CHAPTER = pytest.mark.parametrize("chapter", WRITTEN)


@pytest.fixture(autouse=True)
def empty_home(tmp_path, monkeypatch):
    monkeypatch.setenv("DNNLIB_HOME", str(tmp_path))


def test_the_course_has_its_checks():
    assert len(WRITTEN) >= 13
    assert {chapter[2:] for chapter in WRITTEN} >= {row[:2] for row in TRUTHS.split("\n") if row}  # fmt: skip


def wrong_answers(one) -> list:
    if one.choices:
        return [k for k in range(len(one.choices)) if k != one.right]
    return [one.truth * 2, one.truth / 3]


@BY_CHAPTER
def test_whoever_gets_all_wrong_hears_why_and_sees_a_counter_example(chapter):
    items = quick(chapter)
    kinds = [bool(one.choices) + one.sure for one in items]
    assert kinds == [1, 1, 2, 2, 0]  # two of puzzles, two beliefs, a number
    for one in items:
        for answer in wrong_answers(one):
            reply = one.reply(answer)
            assert not reply.right and len(reply.said) > 10
            if not one.choices or one.sure:
                continue  # their programs run in test_guide and below
            right, _, yours = ran(reply.code).partition("yours:")
            assert right.removeprefix("right:").strip() != yours.strip()


@BY_CHAPTER
def test_whoever_gets_all_right_hears_so(chapter):
    for one in quick(chapter, "another seed"):
        assert one.reply(one.right if one.choices else one.truth * 1.05).right


@BY_CHAPTER
def test_every_belief_has_one_truth_and_both_are_asked(chapter):
    assert len(beliefs(chapter)) == len(believed(chapter))
    asked = {item(f"{chapter[2:]}/believed-0", seed).right for seed in range(20)}
    assert asked == {0, 1}  # "false" is no safe answer


@BY_CHAPTER
def test_a_prediction_again_has_other_numbers_and_a_key(chapter):
    made = [again(chapter, seed) for seed in range(12)]
    assert len({one.question for one in made}) > 2
    assert made[0].key in {one.key for one in predictions(chapter)}
    for one in made[:3]:
        assert not re.search(r"[{}]", one.question)
        assert float(ran(one.code)) > 0


def test_no_truth_is_written_for_a_belief_that_is_gone():
    rows = [row for row in TRUTHS.strip().split("\n")]
    assert len(rows) == sum(len(beliefs(chapter)) for chapter in WRITTEN)


def test_each_chapter_begins_with_the_review_and_ends_with_its_check():
    for row in ROWS:
        if row.folder not in WRITTEN:
            continue
        path = ROOT / "notebooks" / f"{row.notebook}.ipynb"
        cells = json.loads(path.read_text("utf-8"))["cells"]
        code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
        assert f'quick_check("{row.number}")' in code[-3:]  # then guesses, takeaways
        begins = f'\nreview("{row.number}")' in "\n".join(code[:2])
        assert begins == (row.number != "01")


def test_saved_it_is_a_page_without_python():
    items = quick("ch06")
    html = saved("A check", items)
    assert html.count("<details>") == sum(max(1, len(one.choices)) for one in items)
    assert html.count("✓") == 5 and "<script" not in html
    assert quick_check("06")._repr_mimebundle_()["text/html"].startswith("<p><b>Quick")


def test_an_answer_stays_is_kept_and_comes_back_after_ten_days_with_other_numbers():
    check = quick_check("06")
    first = check.cards[0].item
    assert not check.answer(0, wrong_answers(first)[0]).right
    assert not check.answer(0, first.right).right  # the first answer stays
    check.cards[2].answer(check.cards[2].item.right, "I am sure")
    assert check.summary == "1 of 2 right. You were sure 1 times, and wrong 0 of them."
    kept = progress.load()[f"check:{first.key}"]
    assert not kept["right"] and kept["times"] == 1 and kept["mistake"]
    now = datetime.now(UTC)
    assert due("07", now) == [] == due("06", now + 2 * STEP)  # not yet; not earlier
    back = due("07", now + STEP + timedelta(minutes=1))
    assert {one.key for one in back} == {first.key, check.cards[2].item.key}
    again_asked = next(one for one in back if one.key == first.key)
    assert again_asked.call != first.call
    assert len(review("07", now + 2 * STEP).cards) == 2


def test_equal_steps_the_second_wait_is_as_long_as_the_first():
    once = quick_check("05").answer(0, 0)
    later = datetime.now(UTC) + STEP + timedelta(minutes=1)
    back = review("06", later)
    assert back.cards and once
    back.answer(0, 0)
    assert due("06", datetime.now(UTC)) == []
    assert len(due("06", later)) == 1


def test_the_widget_asks_for_what_is_missing_and_shows_the_program():
    card = quick_check("06").cards[2]
    card._take()
    assert card._said.value == "Choose one first."
    card._chooser.value = 0
    card._take()
    assert card._said.value == "How sure are you?"
    card._sure.value = "a guess"
    card._commit.click()
    card._show.click()
    assert card.reply and "import" in card._shown.value
    number = quick_check("06").cards[4]
    number._chooser.value = "many"
    number._take()
    assert "not a number" in number._said.value


def test_the_command_asks_what_is_due(monkeypatch):
    said = CliRunner().invoke(app, ["review"])
    assert said.exit_code == 0 and "No question is due" in said.output
    check = quick_check("05")
    check.answer(0, 0)
    check.answer(4, 1)
    monkeypatch.setattr("dnnlib.teaching.quick.STEP", timedelta(0))
    said = CliRunner().invoke(app, ["review"], input="A\n1\n")
    assert said.exit_code == 0 and "One of ABCDE" in said.output, said.output
    assert progress.load()[f"check:{check.cards[0].item.key}"]["times"] == 2
