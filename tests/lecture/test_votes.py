"""A vote is a slide of each chapter's lecture: counted, counted again, answered, and refuted by a program that runs."""

import json
import pickle
import re

import pytest
from small import marked_chapters
from stage import AXE, SMALL, go, opened, slide_of, violations
from test_live import get, wait

from dnnlib.lecture.deck import deck, of_votes
from dnnlib.lecture.keeper import Keeper
from dnnlib.lecture.slides import MOST
from dnnlib.lecture.vote import MINUTES, plain
from dnnlib.puzzles import find
from dnnlib.teaching.votes import in_lecture

EVERY = [vote for number in range(15) for vote in in_lecture(f"{number:02}")]
LEAST = 0.5  # minutes of a slide beside a vote


@pytest.mark.parametrize("path", marked_chapters(), ids=lambda path: path.stem)
def test_each_lecture_has_a_vote_in_its_section_and_time_for_it(path):
    notebook, votes = json.loads(path.read_text("utf-8")), in_lecture(path.name[:2])
    made = deck(notebook, [[] for _ in notebook["cells"]], path.stem, votes)
    places = [k for k, face in enumerate(made.faces) if face.title == "Vote"]
    assert 1 <= len(places) == len(votes) <= 2 and len(made.faces) <= MOST
    for place, vote in zip(places, votes):
        near = made.faces[place - 1 : place + 1]
        assert near[1].minutes == MINUTES and near[0].minutes >= LEAST
        heads = re.findall(r"^## (\d+)\. ", _told(notebook), re.M)
        assert vote.after in heads


def _told(notebook: dict) -> str:
    return "\n".join("".join(cell["source"]) for cell in notebook["cells"])


@pytest.mark.parametrize("vote", EVERY, ids=lambda vote: vote.item.key)
def test_a_vote_has_one_right_choice_and_wrong_ones_with_a_name(vote):
    number, _, name = vote.item.key.partition("/")
    said = [choice.said for choice in vote.item.choices]
    assert said.count("Right.") == 1 and said[vote.item.right] == "Right."
    assert set(said) - {"Right."} <= set(find(f"ch{number}", name).wrong)
    assert len({choice.text for choice in vote.item.choices}) == len(said) >= 3


def test_an_array_is_read_as_its_list():
    assert plain("f(I=np.array([[1.], [2.]]), n=2)") == "f(I=[[1.], [2.]], n=2)"


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    made = of_votes(EVERY, "Votes")
    page = tmp_path_factory.mktemp("votes") / "votes.html"
    page.write_text(made.html, "utf-8")
    page.with_suffix(".live").write_bytes(pickle.dumps(made.live))
    return page


@pytest.fixture
def still(chromium, file):
    with opened(chromium, file.as_uri()) as page:
        yield page


def text(page, selector: str) -> str:
    return page.inner_text(f".present {selector}")


@pytest.mark.browser
def test_by_keys_alone_a_room_votes_twice_and_sees_why(still):
    """Chapter 06's vote: the outermost loop is taken for the one that decides."""
    go_to = slide_of(still, ".vote", [v.item.key for v in EVERY].index("06/classify"))
    still.evaluate("k => Reveal.slide(k, 0, -1)", go_to)
    still.wait_for_function("document.body.dataset.ready")
    assert "RF[] holds nothing" in text(still, ".told")
    for count in "129":
        still.keyboard.press(count)
        still.keyboard.press("ArrowDown")
    still.keyboard.press("Enter")
    assert text(still, ".talk").startswith("12 votes. Two minutes")
    assert not still.is_visible(".present .why")
    for count in ("0", "9", "3"):
        still.keyboard.type(count)
        still.keyboard.press("Tab")
    still.keyboard.press("ArrowRight")
    assert text(still, ".talk") == "Right: 17 %, then 75 %."
    assert "outermost loop decides" in text(still, ".choice:nth-of-type(3) .why")
    still.keyboard.press("ArrowRight")
    assert text(still, ".shown") == "right: IS\nyours: OS"
    assert text(still, ".when") == "Printed when the slides were made."
    for _ in range(4):
        still.keyboard.press("ArrowLeft")
    assert still.evaluate("Reveal.getIndices().h") == go_to - 1
    still.keyboard.press("Escape")  # the vote before has the focus now
    still.keyboard.press("f")
    assert still.evaluate("Object.values(counts).flat().every((n) => n === 0)")


@pytest.mark.browser
def test_a_vote_can_be_read_from_the_back_and_axe_has_nothing_against_it(still):
    """Each stage of the longest and of a short one."""
    still.evaluate(AXE)
    keys = [vote.item.key for vote in EVERY]
    for key in ("07/gated", "06/classify"):
        still.evaluate("k => Reveal.slide(k, 0, -1)", keys.index(key))
        still.wait_for_function("document.body.dataset.ready")
        for stage in range(4):
            assert still.get_attribute(".present .vote", "data-stage") == str(stage)
            assert still.evaluate(SMALL) == [] == violations(still), (key, stage)
            assert still.evaluate("Reveal.getCurrentSlide().scrollHeight") <= 720
            still.keyboard.press("Enter" if stage < 2 else "ArrowRight")


@pytest.mark.browser
def test_with_python_the_program_runs_in_front_of_the_room(chromium, file):
    keeper = Keeper(file)
    try:
        assert wait(lambda: get(keeper, "alive")[0] == 200)
        with opened(chromium, keeper.address) as page:
            go(page, 0)
            page.wait_for_function("Reveal.getCurrentSlide().querySelector('.when').textContent === 'Printed just now.'")  # fmt: skip
            assert text(page, ".shown") == "right: 6.0\nyours: 9.0"
    finally:
        keeper.end()
