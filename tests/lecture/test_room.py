"""A small chapter in a real browser: keys, demos with and without Python, hands, notes, sizes, colours."""

import os
import random
import signal
import time

import pytest
from figures import bars
from small import written
from stage import (
    AS_SHOWN,
    AXE,
    PICTURE,
    SMALL,
    go,
    opened,
    set_slider,
    slide_of,
    stand_in,
    violations,
)
from test_live import get, wait

from dnnlib.lecture.keeper import Keeper
from dnnlib.screen.explore import svg

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def deck(tmp_path_factory):
    return written(tmp_path_factory.mktemp("lecture"))


@pytest.fixture
def still(chromium, deck):
    """The deck from its file, as from a stick."""
    with opened(chromium, deck.as_uri()) as page:
        yield page


@pytest.fixture(scope="module")
def keeper(deck):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.path.dirname(__file__))
        patch.setenv("DNNLIB_TEST_BAD", "1")
        keeper = Keeper(deck)
        yield keeper
        keeper.end()


@pytest.fixture
def live(chromium, keeper):
    """The deck with Python behind it."""
    assert wait(lambda: get(keeper, "alive")[0] == 200)
    with opened(chromium, keeper.address) as page:
        yield page


def shown(page, figure):
    """Whether the slide shows a figure, to the byte."""
    return page.evaluate(PICTURE) == page.evaluate(AS_SHOWN, svg(figure))


def soon(page, figure, milliseconds=10_000):
    """Wait until the slide shows a figure; how long that took."""
    wanted, began = page.evaluate(AS_SHOWN, svg(figure)), time.monotonic()
    page.wait_for_function(f"text => ({PICTURE})() === text", arg=wanted, timeout=milliseconds)  # fmt: skip
    return time.monotonic() - began


def test_arrows_and_a_clicker_reach_every_slide_and_come_back(still):
    for on, back in (("ArrowRight", "ArrowLeft"), ("PageDown", "PageUp")):
        seen = [still.evaluate("Reveal.getState()")]
        while not still.evaluate(
            "Reveal.isLastSlide() && !Reveal.availableFragments().next"
        ):
            still.keyboard.press(on)
            seen.append(still.evaluate("Reveal.getState()"))
        assert {s["indexh"] for s in seen} == set(range(9))
        for state in seen[-2::-1]:
            still.keyboard.press(back)
            assert still.evaluate("Reveal.getState()") == state


def test_arrows_move_the_slider_that_has_the_focus_and_escape_gives_them_back(still):
    here = slide_of(still, ".demo")
    go(still, here)
    still.focus(".present input")
    still.keyboard.press("ArrowRight")
    assert still.evaluate("Reveal.getIndices().h") == here
    assert still.input_value(".present input") == "1"
    still.keyboard.press("Escape")
    still.keyboard.press("ArrowRight")
    assert still.evaluate("Reveal.getIndices().h") == here + 1


@pytest.mark.parametrize("where", ["input", "summary", ".dnn-reset", "textarea"])
def test_a_clicker_turns_the_page_from_inside_every_control(still, where):
    here = slide_of(still, ".demo", 3 if where == "textarea" else 0)
    go(still, here)
    still.focus(f".present {where}")
    still.keyboard.press("PageDown")
    assert still.evaluate("Reveal.getIndices().h") == here + 1
    still.keyboard.press("PageUp")
    assert still.evaluate("Reveal.getIndices().h") == here


def test_a_file_alone_shows_the_nearest_picture_and_names_what_differs(still):
    go(still, slide_of(still, ".demo"))
    assert shown(still, bars(1, 1))
    set_slider(still, "height", 17)
    said = stand_in(still)
    assert "height = " in said and "not 18" in said and "Python" not in said
    at = int(said.split("height = ")[1].split(",")[0])
    assert shown(still, bars(at, 1))
    still.keyboard.press("r")
    assert shown(still, bars(1, 1)) and not stand_in(still)


def test_with_python_every_state_is_the_figure_functions_own(live):
    go(live, slide_of(live, ".demo"))
    rng = random.Random(0)
    for _ in range(20):
        state = {"height": rng.randint(1, 40), "width": rng.randint(1, 20)}
        for name, value in state.items():
            set_slider(live, name, value - 1)
        soon(live, bars(**state))
        assert not stand_in(live)


def test_a_worker_killed_between_moves_costs_nobody_a_picture(live, keeper):
    """Twenty times; the picture comes within 500 ms, and says what it is."""
    go(live, slide_of(live, ".demo"))
    rng, late = random.Random(1), []
    for _ in range(20):
        kill_worker(keeper)
        state = {"height": rng.randint(2, 40), "width": rng.randint(2, 20)}
        before = slack(live)
        late.append(moved(live, state) - before - slack(live))
    assert max(late) < 500, late
    assert wait(lambda: get(keeper, "alive")[0] == 200)
    soon(live, bars(**state), 15_000)
    assert not stand_in(live)


def test_a_killed_server_costs_nobody_a_picture_and_all_slides_turn(live, keeper):
    go(live, slide_of(live, ".demo"))
    os.kill(keeper.server.pid, signal.SIGKILL)
    assert moved(live, {"height": 33, "width": 3}) < 500 + slack(live)
    assert moved(live, {"height": 30, "width": 9}) < 100 + slack(live)
    assert moved(live, {"height": 30, "width": 8}) < 100 + slack(live)
    assert "Python does not answer. Nearest picture" in stand_in(live)
    live.keyboard.press("ArrowRight")
    assert wait(lambda: get(keeper, "alive")[0] == 200)
    live.keyboard.press("ArrowLeft")
    soon(live, bars(30, 8), 15_000)


@pytest.mark.parametrize("number", [1, 2])
def test_a_figure_that_never_comes_is_stood_in_for(live, keeper, number):
    go(live, slide_of(live, ".demo", number))
    before = slack(live)
    assert moved(live, {"height": 7, "width": 4}) < 500 + before + slack(live)
    assert "not 7" in stand_in(live)
    assert quickest(live, (11, 4), (10, 4), (9, 4)) < 100 + slack(live)
    assert wait(lambda: get(keeper, "alive")[0] == 200)
    soon(live, bars(9, 4), 30_000)


def kill_worker(keeper):
    """SIGKILL to the children of the server."""
    tasks = f"/proc/{keeper.server.pid}/task"
    for task in os.listdir(tasks):
        with open(f"{tasks}/{task}/children") as children:
            for child in children.read().split():
                os.kill(int(child), signal.SIGKILL)


MOVE = """async ([state]) => {
  const slide = Reveal.getCurrentSlide(), picture = slide.querySelector('.dnn-picture'), begun = performance.now();
  const changed = new Promise((done) => new MutationObserver((_, seen) => { seen.disconnect(); done(); })
    .observe(picture, { childList: true }));
  for (const [name, value] of Object.entries(state)) {
    const label = [...slide.querySelectorAll('.dnn-control')].find((one) => one.querySelector('.dnn-name').firstChild.data === name);
    const control = label.querySelector('input');
    control.value = value - 1;
    control.dispatchEvent(new Event('input', { bubbles: true }));
  }
  await changed;
  return performance.now() - begun;
}"""


def moved(page, state):
    """Milliseconds from a move of the sliders to the next picture."""
    return page.evaluate(MOVE, [state])


def quickest(page, *states):
    """The best of some moves: whether it can answer at once, on a machine that is busy now and then."""
    return min(moved(page, {"height": h, "width": w}) for h, w in states)


def slack(page):
    """How long this machine takes today over ten times next to nothing, in ms: a second picture of what is here."""
    script = """async () => {
      const picture = Reveal.getCurrentSlide().querySelector('.dnn-picture'), begun = performance.now();
      for (let k = 0; k < 10; k++) {
        picture.cloneNode(true);
        await new Promise((done) => setTimeout(done, 0));
      }
      return performance.now() - begun;
    }"""
    return 2 * page.evaluate(script)


def test_hands_are_counted_and_judged_when_the_number_comes(still):
    go(still, slide_of(still, ".hands"))
    still.keyboard.press("ArrowLeft")
    assert not still.is_visible(".present .number")
    for key in ("8", "8", "8", "7", "0", "Shift+Digit0"):
        still.keyboard.press(key)
    still.keyboard.press("ArrowRight")
    assert still.inner_text(".present .number") == "42 times"
    # 42 times lies between 20 and 50, the seventh step
    room = still.inner_text(".present .room")
    assert room == "1 of 4 hands are right, 4 within one step; most said 50 to 100."
    still.reload()
    still.wait_for_function("document.body.dataset.ready")
    go(still, slide_of(still, ".hands"))
    assert "3" in still.inner_text(".present .hands")
    still.keyboard.press("f")
    assert still.inner_text(".present .room") == ""
    assert still.evaluate("Object.values(counts).flat().every((n) => n === 0)")


def test_prose_is_its_first_sentence_and_the_rest_is_for_the_lecturer(still):
    text = still.evaluate("Reveal.getSlides()[1].innerText")
    notes = still.evaluate("Reveal.getSlideNotes(Reveal.getSlides()[1])")
    assert "unseen" not in text and "unseen" in notes
    assert "2 min" in notes and "Ask who knows it" in notes
    # what stands before a heading ends the slide before
    assert "What ends slide one." in still.evaluate("Reveal.getSlides()[0].textContent")


def test_the_speakers_view_has_notes_clock_and_the_next_slide(still):
    with still.context.expect_page() as opening:
        still.keyboard.press("s")
    view = opening.value
    view.wait_for_selector("iframe >> nth=1", state="attached")
    view.wait_for_selector(".speaker-controls-time", state="attached")
    go(still, 1)
    view.wait_for_selector("text=Ask who knows it")
    assert len(view.frames) == 3  # itself, this slide, the next one


@pytest.mark.parametrize("look", ["", "?dark"])
def test_axe_has_nothing_against_any_slide(chromium, deck, look):
    """Contrast of 7:1 is among its rules."""
    with opened(chromium, deck.as_uri() + look) as page:
        page.evaluate(AXE)
        for slide in range(9):
            go(page, slide)
            assert violations(page) == [], slide


def test_axe_sees_defects_that_were_planted(still):
    still.evaluate(AXE)
    go(still, slide_of(still, ".demo"))
    still.evaluate("document.querySelector('.present h1').style.color = '#999'")
    still.evaluate("document.querySelector('.present .dnn-name').style.color = '#666'")
    found = {rule for rule, _ in violations(still)}
    assert {"color-contrast", "color-contrast-enhanced"} <= found


@pytest.mark.parametrize("look", ["", "?dark", "?large", "?dark&large"])
def test_nothing_is_small_or_taller_than_the_screen(chromium, deck, look):
    with opened(chromium, deck.as_uri() + look) as page:
        for slide in range(9):
            go(page, slide)
            assert page.evaluate(SMALL) == []
            tall = "Reveal.getCurrentSlide().scrollHeight > 720"
            marked = "Reveal.getCurrentSlide().classList.contains('tall')"
            assert page.evaluate(marked) or not page.evaluate(tall)


def test_no_two_things_have_one_id(still):
    go(still, slide_of(still, ".demo"))
    ids = still.evaluate("[...document.querySelectorAll('[id]')].map((el) => el.id)")
    assert len(ids) == len(set(ids))


def test_the_handout_is_a_document_with_all_of_it(chromium, deck):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(deck.as_uri() + "?handout")
    page.wait_for_function("document.body.dataset.ready")
    text = page.inner_text("body")
    assert text.count("unseen") == 1 and "42 times" in text and "576" in text
    # what the lecturer alone reads is not handed out
    assert "Ask who knows it" not in text and "min" not in text.split()
    assert page.locator(".dnn-picture svg").count() == 3
    assert page.pdf()[:5] == b"%PDF-"
    context.close()
