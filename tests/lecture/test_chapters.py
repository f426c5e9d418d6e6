"""Every chapter that is marked for a lecture, played through in a real browser: checks 1 to 4 and 7 of issue 22.

A chapter is played once for its deck, which takes a minute or two; build/lectures keeps what did not change.
"""

import json
import pickle
import random
from pathlib import Path

import pytest
from small import marked_chapters
from stage import (
    AS_SHOWN,
    AXE,
    CONTRAST,
    PICTURE,
    RULES,
    SMALL,
    WHOLE,
    go,
    opened,
    set_slider,
    stand_in,
    violations,
)

from dnnlib.lecture import shows
from dnnlib.lecture.baking import unpacked
from dnnlib.lecture.build import lecture
from dnnlib.lecture.minutes import MOST
from dnnlib.lecture.slides import slides
from dnnlib.lecture.worker import made
from dnnlib.teaching.predictions import predictions

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module", params=marked_chapters(), ids=lambda path: path.stem)
def played(request):
    """A chapter's lecture."""
    return lecture(request.param, ROOT / "build/lectures")


@pytest.fixture
def page(chromium, played):
    with opened(chromium, played.page.as_uri()) as page:
        yield page


def test_the_file_is_small_and_the_plan_is_of_50_minutes_at_most(played):
    assert played.page.stat().st_size <= 5e6
    assert played.deck.minutes <= MOST + 1e-9


def test_arrows_go_through_all_of_it_and_nothing_is_small_cut_or_wrong(page, played):
    """From start to end by the arrow key, every step looked at."""
    page.evaluate(AXE)
    seen, steps = [], 0
    while True:
        here = page.evaluate("Reveal.getIndices().h")
        assert page.evaluate(SMALL) == [], here
        size = page.evaluate(SIZE)
        assert size["tall"] or (size["height"] <= 720 and size["width"] <= 1280), here
        if here not in seen:
            seen.append(here)
        if page.evaluate(LAST):
            break
        steps += 1
        page.keyboard.press("ArrowRight")
        page.wait_for_function("document.body.dataset.ready")
    assert seen == list(range(len(played.deck.faces)))
    for _ in range(steps):
        page.keyboard.press("ArrowLeft")
    assert page.evaluate("Reveal.getIndices().h") == 0


SIZE = """() => {
  const slide = Reveal.getCurrentSlide();
  return {tall: slide.classList.contains('tall'), height: slide.scrollHeight, width: slide.scrollWidth};
}"""
LAST = "Reveal.isLastSlide() && !Reveal.availableFragments().next"


@pytest.mark.parametrize("look, rules", [("", RULES), ("?dark", CONTRAST)])
def test_axe_has_nothing_against_any_slide(chromium, played, look, rules):
    """The dark look changes colours alone, so that of each slide its contrast is asked, and all of the file."""
    with opened(chromium, played.page.as_uri() + look) as page:
        page.evaluate(AXE)
        assert violations(page, ask=WHOLE) == []
        for slide in range(len(played.deck.faces)):
            go(page, slide)
            assert violations(page, rules) == [], slide


def test_every_number_is_hidden_on_its_slide_and_comes_with_the_next_key(page, played):
    for number in range(page.locator(".number").count()):
        answer = page.locator(".number").nth(number)
        block = f"document.querySelectorAll('.number')[{number}].closest('.block')"
        slide = page.evaluate(f"Reveal.getSlides().indexOf({block}.closest('section'))")
        key = int(page.evaluate(f"{block}.dataset.fragmentIndex"))
        page.evaluate("([h, f]) => Reveal.slide(h, 0, f)", [slide, key - 1])
        assert not answer.is_visible(), (slide, number)
        page.keyboard.press("ArrowRight")
        assert answer.is_visible(), (slide, number)


def test_every_answer_is_the_value_that_the_cell_computes(played):
    found = stood(played)
    answers = [one for cell in found for one in cell if isinstance(one, shows.Answer)]
    html = played.page.read_text("utf-8")
    for one in answers:
        assert f'data-truth="{one.truth!r}"' in html
    asked = [one for cell in found for one in cell if isinstance(one, shows.Question)]
    assert len(answers) >= len(asked) > 0 or not asked


def test_the_key_of_predictions_is_what_the_chapter_reveals(played):
    """Both played the notebook: `.ci/notebooks.py` for predictions.json, the rehearsal for the slides."""
    *_, found = pickle.loads(played.page.with_suffix(".played").read_bytes())
    told = {a.question: a.truth for cell in found for a in cell if isinstance(a, shows.Answer)}  # fmt: skip
    for one in predictions(played.page.stem):
        if not one.measured:
            assert told[one.question] == pytest.approx(one.truth, rel=0.01), one.key


def stood(played):
    """What the cells show that stand on a slide."""
    *_, found = pickle.loads(played.page.with_suffix(".played").read_bytes())
    (path,) = ROOT.glob(f"notebooks/{played.page.stem}_*.ipynb")
    marked = slides(json.loads(path.read_text("utf-8")))
    return [found[step.cell] for one in marked for step in one.steps]


def test_every_explorer_without_python_shows_the_nearest_frame_and_says_so(
    page, played
):
    """Twenty states of each, at random: the picture is a frame of the file, and each slider that differs is named."""
    rng = random.Random(22)
    for name, data in demos(page):
        go(page, slide_with(page, name))
        frames, sliders = unpacked(data["packed"]), data["sliders"]
        for _ in range(20):
            state = {s["name"]: rng.randrange(len(s["stops"])) for s in sliders}
            for one in sliders:
                if len(one["stops"]) > 1:
                    set_slider(page, one["label"], state[one["name"]])
            frame, off = nearest(data, frames, state)
            said = stand_in(page)
            assert all(f"{label} = " in said for label in off), (name, state, said)
            assert bool(said) == bool(off)
            if "svg" in frame:
                assert page.evaluate(PICTURE) == page.evaluate(AS_SHOWN, frame["svg"])
            else:
                assert frame["message"] in page.inner_text(".present .dnn-message")


def test_the_live_frame_is_the_one_that_was_drawn_ahead(page, played):
    """What a worker draws and what lies in the file are one picture, to the byte."""
    for name, data in demos(page):
        frames = unpacked(data["packed"])
        start = {s["name"]: str(s["start"]) for s in data["sliders"]}
        index = {n: int(value) for n, value in start.items()}
        assert made(played.deck.live[name])(start) == nearest(data, frames, index)[0]


def demos(page):
    """The explorers of a page: name and data."""
    ask = "[...document.querySelectorAll('[data-demo=explorer]')].map((el) => el.dataset.name)"
    for name in page.evaluate(ask):
        text = page.evaluate("name => document.getElementById(name).textContent", name)
        yield name, json.loads(text)


def slide_with(page, name):
    ask = "name => Reveal.getSlides().indexOf(document.querySelector(`[data-name=${name}]`).closest('section'))"
    return page.evaluate(ask, name)


def nearest(data, frames, state):
    """The frame nearest to a state, by the definition, and the labels of the sliders that differ."""
    at, off = 0, []
    for slider in data["sliders"]:
        stops = data["stops"][slider["name"]]
        wanted = state[slider["name"]]
        best = min(stops, key=lambda stop: abs(stop - wanted))
        at = at * len(stops) + stops.index(best)
        off += [slider["label"]] if best != wanted else []
    return frames[at], off
