"""The site: what its pages are made of, and a small one in a real browser without a network."""

import json
import pickle
import re

import alive
import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given
from hypothesis import strategies as st

from dnnlib import plots
from dnnlib.authoring.chapters import Chapter
from dnnlib.lecture.build import stamps
from dnnlib.lecture.shows import Answer, Question
from dnnlib.screen import because, score
from dnnlib.screen.lines import joined, numbered
from dnnlib.screen.sure import SURE
from dnnlib.site import chapter, guess, pages, reference
from dnnlib.site.build import build
from dnnlib.table import Table
from dnnlib.teaching.guesses import same_answer

lines = st.lists(st.sampled_from(["<g>\n", "<p/>\n", "a", "\n", ""])).map("".join)
frame = st.fixed_dictionaries({"svg": lines, "table": lines, "words": st.text()})
message = st.fixed_dictionaries({"message": st.text()})


@given(st.lists(frame | message))
def test_frames_come_back_from_their_lines_through_json(frames):
    assert joined(json.loads(json.dumps(numbered(frames)))) == frames


def test_a_line_that_two_frames_share_is_kept_once():
    made = numbered([{"svg": "one\ntwo\n"}, {"svg": "one\nthree\n"}])
    assert made["lines"] == ["one\n", "two\n", "three\n"]


THERE = frozenset({"06_dataflows"})


@pytest.mark.parametrize(
    "text, page",
    [
        ("[a](06_dataflows.ipynb)", "[a](06_dataflows.ipynb)"),
        ("[a](06_dataflows.ipynb#2.-Nests)", "[a](06_dataflows.ipynb)"),
        ("[a](07_pe_arrays.ipynb) b", "a b"),
        ("[a](../exercises/ch06/dataflows.ipynb)", "a"),
        ("[a](https://example.org) [b](#top)", "[a](https://example.org) [b](#top)"),
        ("![a](b.png)", "![a](b.png)"),
    ],
)
def test_a_link_leads_to_a_page_that_is_there_or_is_words(text, page):
    assert chapter.links(text, THERE) == page


def test_a_formula_is_drawn_and_code_is_left_alone():
    made = chapter.formulas("$a^2$ costs `$5` and $$b = 2$$")
    assert made.count("<svg") == 2 and "`$5`" in made and "\n" not in made


def test_a_notes_cell_is_the_lecturers_alone(tmp_path):
    marks = {"slideshow": {"slide_type": "notes"}}
    cell = {"cell_type": "markdown", "source": "4 minutes", "metadata": marks}
    book = {"cells": [cell], "metadata": {}}
    assert chapter.page(book, [[]], tmp_path, THERE)["cells"] == []


def test_a_question_and_its_answer_find_each_other_whatever_they_say():
    asked = guess.asked(Question("k", 'How "many" <b>?', " %"))
    told = guess.answered(Answer('How "many" <b>?', "42", " %", 42.0))
    named = [re.search('data-question="([^"]*)"', text)[1] for text in (asked, told)]
    assert named[0] == named[1] and "<b>" not in asked + told


def test_the_reference_has_every_public_function_and_no_other():
    """The witness is Python itself: what is defined in kernels.toeplitz and has no underscore."""
    from dnnlib.kernels import toeplitz

    defined = {
        name
        for name, thing in vars(toeplitz).items()
        if getattr(thing, "__module__", "") == toeplitz.__name__ and name[0] != "_"
    }
    text = reference.pages()["kernels"]
    part = text.split("## dnnlib.kernels.toeplitz\n")[1].split("\n## ")[0]
    assert set(re.findall("^### (.*)$", part, re.M)) == defined


@given(st.text(alphabet="a*_`[]<>#$|{}&\\ "))
def test_escaped_text_has_no_mark_of_markdown_left(text):
    assert re.sub(r"\\(.)", "", reference.escaped(text)).strip("a ") == ""


def test_a_table_keeps_its_cells():
    made = pages.markdown(Table(("n", "a|b"), [(1, "x|y"), (2.5, None)]))
    rows = made.splitlines()
    assert len(rows) == 4 and rows[0] == r"| n | a\|b |" and r"x\|y" in rows[2]


CELLS = (
    "# 98 · A small chapter\n\n$a^2$ and [the next](99_other.ipynb).\n\n"
    "| | what |\n|---|---|\n| 1 | a table whose first heading is empty |",
    "from dnnlib import plots\nfrom dnnlib.screen import explore, predict\n"
    "from dnnlib.table import Table\nfrom dnnlib.teaching.guesses import my_guesses",
    "explore(plots.window, size=[5, 6], filter=[2, 3], stride=[1])",
    "guess = predict('98/many', 'How many?', ' times')\nguess",
    "guess.reveal(42)",
    "Table(('n', 'square'), [(n, n * n) for n in range(5)], 'squares')",
    "plots.window(size=5, filter=3)",
    "my_guesses('98')",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A course of one small chapter, built as `make site` builds the whole."""
    root = tmp_path_factory.mktemp("site")
    text, *code = CELLS
    cells = [nbformat.v4.new_markdown_cell(text)]
    cells += map(nbformat.v4.new_code_cell, code)
    (root / "notebooks").mkdir()
    book = nbformat.v4.new_notebook(cells=cells)
    nbformat.write(book, root / "notebooks/98_small.ipynb")
    one = Chapter("98", "A small chapter", "I", "98_small", "")
    assert build(root / "built", [one], root / "kept", root / "notebooks") == 0
    return root / "built"


def opened(chromium, site, name, width=1280, scheme="light"):
    """A page of the site; nothing outside it is asked."""
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    context.set_default_timeout(120_000)  # a busy machine
    page, asked = context.new_page(), []
    page.on("request", lambda one: asked.append(one.url))
    page.goto((site / name).as_uri())
    page.asked = asked
    return page


CHAPTER = "chapters/98_small.html"
# the theme's own: its search button's name, its logo's region, the arrow that unfolds a branch
THEMES = {"label-content-name-mismatch", "region", "summary-name"}


@pytest.mark.browser
def test_an_explorer_moves_and_a_guess_is_answered_without_a_network(chromium, site):
    page = opened(chromium, site, CHAPTER)
    frame = page.frame_locator("iframe.dnn-frame")
    before = frame.locator(".dnn-picture").inner_html()
    frame.locator("input[type=range]").first.press("ArrowRight")
    assert frame.locator(".dnn-picture").inner_html() != before
    answer = page.locator(".dnn-answer")
    assert not answer.evaluate("one => one.open")
    page.fill(".dnn-guess input", "about ten")
    page.press(".dnn-guess input", "Enter")
    assert "is not a number" in page.inner_text(".dnn-guess .dnn-said")
    behind = "document.querySelectorAll('.dnn-behind[open]').length"
    assert page.evaluate(behind) == 0
    page.fill(".dnn-guess input", "0.021 k")
    page.press(".dnn-guess input", "Enter")
    assert answer.evaluate("one => one.open")
    said = answer.inner_text()
    assert "42 times" in said and "2 times too low: the right size" in said
    assert "Score 0.70 of 1." in said
    assert page.evaluate(behind) == 2  # the table and the picture that follow
    assert page.locator(".dnn-because").count() == 0  # twice too low is not far off
    assert all(url.startswith(("file:", "data:", "blob:")) for url in page.asked)
    page.context.close()


@pytest.mark.browser
def test_a_guess_says_how_sure_it_is_asks_for_a_reason_and_stands_at_the_chapters_end(
    chromium, site
):
    """By keyboard alone; all of it is there again when the page is opened anew, until the reader begins anew."""
    page = opened(chromium, site, CHAPTER)
    assert page.evaluate("[FAR, LETTERS]") == [because.FAR, because.LETTERS]
    assert "No guess of this page" in page.inner_text(".dnn-mean")
    assert page.inner_text(".dnn-calibration").startswith("Say beside a guess how sure")
    page.focus(".dnn-guess input")
    page.keyboard.type("10")
    page.keyboard.press("Tab")
    page.keyboard.type("fairly")  # a letter chooses in a list
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    named = page.get_by_label("because")
    named.fill("the channels")
    named.press("Enter")
    scored = score.score(4.2)
    same = score.score(score.factor(same_answer(" times"), 42))
    page.context.new_page().goto(page.url)
    for tab in page.context.pages:
        row = tab.locator(".dnn-guesses tbody tr").inner_text().split("\t")
        assert row == ["How many?", "10 times", "42 times", "the channels"]
        mean = f"1 guess, mean score {scored:.2f} of 1; who always says the same gets {same:.2f}."
        assert tab.inner_text(".dnn-mean") == mean
        assert "fairly sure 0 of 1" in tab.inner_text(".dnn-calibration")
        assert tab.get_by_label("how sure?").input_value() == f"{SURE['fairly sure']:g}"
        tab.fill(".dnn-guess input", "42")
        tab.press(".dnn-guess input", "Enter")
        assert "your guess of 10 stays" in tab.inner_text(".dnn-guess .dnn-said")
    page.click(".dnn-guesses button")
    none = "document.querySelector('.dnn-mean')?.textContent.startsWith('No guess of this page')"
    page.wait_for_function(none)
    assert page.input_value(".dnn-guess input") == ""
    page.context.close()


@pytest.mark.browser
def test_a_guess_in_one_tab_is_seen_in_the_other(chromium, site):
    page = opened(chromium, site, CHAPTER)
    other = page.context.new_page()
    other.goto(page.url)
    page.fill(".dnn-guess input", "10")
    page.press(".dnn-guess input", "Enter")
    other.locator(".dnn-guesses tbody tr").wait_for()
    assert other.input_value(".dnn-guess input") == "10"
    assert other.locator(".dnn-answer").evaluate("one => one.open")
    page.context.close()


@pytest.mark.browser
def test_the_browser_reads_and_scores_a_guess_as_the_notebook_does(chromium, site):
    from dnnlib.screen.predict import Reveal, parse

    page = opened(chromium, site, CHAPTER)
    texts = ("1e3", "1,024", "2.3k", "724 M", "96 %", ".5", "41.9", "42", "430")
    shares = ("0", "1", "41.9", "42", "58 %", "96", "100")
    tried = [(text, "") for text in texts] + [(text, " %") for text in shares]
    for text, unit in tried:
        ours = repr(Reveal("?", 42.0, unit, parse(text))).partition("You said")[2]
        call = "([g, t, unit]) => verdict(parsed(g), t, unit)"
        said = page.evaluate(call, [text, 42.0, unit])
        assert ours.endswith(said.removeprefix(",").strip()), (text, ours, said)
    assert page.evaluate("['', 'x', '-3', '1e', 'ten'].map(parsed)") == [None] * 5
    refused = "[refusal(0, ''), refusal(101, ' %'), refusal(0, ' %'), refusal(9, '')]"
    assert [bool(one) for one in page.evaluate(refused)] == [True, True, False, False]
    page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [CHAPTER, "index.html", "errata.html"])
def test_axe_has_nothing_and_no_page_is_wider_than_its_screen(
    chromium, site, name, scheme, width
):
    page = opened(chromium, site, name, width, scheme)
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page).response["violations"]
    named = {one["id"]: [n["html"][:200] for n in one["nodes"][:2]] for one in found}
    assert {k: v for k, v in named.items() if k not in THEMES} == {}
    page.context.close()


def test_search_finds_words_of_a_chapter_and_no_page_asks_another_host(site):
    index = (site / "searchindex.js").read_text("utf-8")
    assert "98_small" in index and "squar" in index
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        loaded = re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=\"(https?:[^\"]+)", text)  # fmt: skip
        assert loaded == [], path


def test_what_is_kept_of_a_chapter_depends_on_what_it_ran_and_on_nothing_else(site):
    kept = pickle.loads((site.parent / "kept/98.played").read_bytes())
    code, files, _ = kept
    assert code == list(CELLS[1:]) and files == stamps(files)
    assert {"plots/windows.py", "screen/predict.py"} <= files.keys()
    assert not any(name.startswith(("site/", "cli/", "grading/")) for name in files)
    assert stamps(["plots/no_such.py"]) == {"plots/no_such.py": ""}


def test_a_page_too_large_keeps_the_pictures_of_fewer_stops_and_its_start():
    from dnnlib.lecture import baking
    from dnnlib.screen import explore
    from dnnlib.site.fewer import halved, pictures, rounded

    explorer = explore(plots.window, size=[4, 5, 6], filter=[1, 2], stride=[1])
    whole = pictures(baking.baked(explorer.begin(size=5)))
    assert whole.at_start() == rounded(explorer.frame["svg"])
    few = halved(whole)
    assert few.stops == {"size": [1], "filter": [0, 1], "stride": [0]}
    assert few.at_start() == whole.at_start()
    kept = joined({"lines": few.lines, "frames": few.frames})
    all_of_them = joined({"lines": whole.lines, "frames": whole.frames})
    assert all(one in all_of_them for one in kept)
    least = halved(halved(halved(few)))
    assert [len(stops) for stops in least.stops.values()] == [1, 1, 1]
    assert least.at_start() == whole.at_start()


@pytest.mark.parametrize(
    "text, short",
    [
        ('d="M 1.23456 -7.891011 L 3.5 4"', 'd="M 1.23 -7.89 L 3.5 4"'),
        ('transform="translate(12.345678 9.87)"', 'transform="translate(12.34 9.87)"'),
        ("<text>0.12345</text>", "<text>0.12345</text>"),
    ],
)
def test_places_have_two_decimals_and_words_keep_theirs(text, short):
    from dnnlib.site.fewer import rounded

    assert rounded(text) == short


def test_a_heading_without_words_is_a_plain_cell():
    from dnnlib.site.fewer import headed

    made = headed("<tr><th style='x'></th><th>n</th></tr>")
    assert made == "<tr><td style='x'></td><th>n</th></tr>"


def test_every_link_of_the_site_leads_to_a_page_that_is_there(site):
    """A crawl of all pages, from the disk and over HTTP: files within the site, and the anchors in them."""
    assert alive.broken(site) == []
    with alive.served(site) as address:
        met, lost = alive.unserved(address)
    assert lost == [] and met > 60
    page = site / "words.html"
    text = page.read_text("utf-8")
    page.write_text(text + '<a href="nowhere.html">x</a><a href="#no-such">y</a>')
    named = {line.split()[1] for line in alive.broken(site)}
    page.write_text(text)
    assert named == {"nowhere.html", "#no-such"}


@pytest.mark.browser
def test_what_walks_the_whole_site_finds_each_slider_guess_and_word(chromium, site):
    page = opened(chromium, site, CHAPTER)
    assert alive.answered(page) == (1, []) and alive.moved(page) == (2, [])
    assert alive.first_view(page.asked) < alive.FIRST
    # what stands still is named, and so is what has no answer
    frame = page.query_selector("iframe.dnn-frame").content_frame()
    deaf = "document.querySelectorAll('.dnn-control input').forEach((one) => { one.oninput = null; })"
    frame.evaluate(deaf)
    page.evaluate("document.querySelector('.dnn-answer').remove()")
    (_, stuck), (_, silent) = alive.moved(page), alive.answered(page)
    assert len(stuck) == 2 and len(silent) == 1
    lost = alive.unfound(page, site.as_uri() + "/", ["square", "Xyzzy"])
    assert lost == ["search from file does not find Xyzzy"]
    page.context.close()


@pytest.mark.browser
def test_on_paper_each_explorer_has_its_start_picture_and_every_answer_is_open(
    chromium, site
):
    page = opened(chromium, site, CHAPTER)
    assert not page.is_visible(".dnn-still svg")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.is_visible(".dnn-still svg") and not page.is_visible(".dnn-frame")
    shut = "details.dnn-answer:not([open]), details.dnn-behind:not([open])"
    assert page.locator(shut).count() == 0
    page.context.close()


PLANTS = {
    "color-contrast": "document.querySelector('article p').style.color = '#bbb'",
    "select-name": "document.querySelector('article').append(document.createElement('select'))",
    "image-alt": "document.querySelector('article').append(document.createElement('img'))",
    "button-name": "document.querySelector('.dnn-guess button').textContent = ''",
}


@pytest.mark.browser
def test_a_defect_that_is_planted_is_found(chromium, site):
    page = opened(chromium, site, CHAPTER)
    for plant in PLANTS.values():
        page.evaluate(plant)
    found = {one["id"] for one in Axe().run(page).response["violations"]}
    assert PLANTS.keys() <= found
    page.context.close()


def test_every_baked_page_is_small(site):
    (page,) = (site / "frames").glob("*.html")
    assert page.stat().st_size < 700_000


def test_a_baked_page_says_what_it_is_a_selection_of(tmp_path):
    from dnnlib.lecture import baking
    from dnnlib.lecture.shows import Sliders
    from dnnlib.screen import explorers
    from dnnlib.site.frames import of_sliders

    whole = explorers.window()
    few = baking.Baked(
        whole.sliders,
        {s["name"]: [s["start"]] for s in whole.sliders},
        baking.packed([whole.frame]),
    )
    frame = of_sliders(Sliders(few, b""), tmp_path)
    text = (tmp_path / frame.name).read_text("utf-8")
    assert "A selection: in the notebook" in text and "can take more values" in text
