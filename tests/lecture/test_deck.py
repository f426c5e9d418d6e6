"""What becomes of cells: prose, tables, frames drawn ahead, minutes."""

import json
import re
from pathlib import Path

import pytest
from figures import bars

from dnnlib.lecture import minutes
from dnnlib.lecture.baking import baked, few, packed, unpacked
from dnnlib.lecture.blocks import ROWS, tables
from dnnlib.lecture.build import chapter
from dnnlib.lecture.formula import FORMULA, drawn
from dnnlib.lecture.prose import parts, sentence
from dnnlib.screen import explorers
from dnnlib.screen.explore import explore
from dnnlib.screen.score import SHARES
from dnnlib.table import Table

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))


@pytest.mark.parametrize(
    "text, first",
    [
        ("A cell holds two bits at most. More follows.", "A cell holds two bits at most."),
        ("No. A cell holds two bits at most. More.", "No. A cell holds two bits at most."),
        ("The survey's Fig. 36 shows all of it. More.", "The survey's Fig. 36 shows all of it."),
        ("**Two bits. Or three bits, says he.** More.", "**Two bits. Or three bits, says he.**"),
        ("The largest sum is 128 * 3, all told. ISAAC.", "The largest sum is 128 * 3, all told."),
        ("It costs 1.5 times as much as before. More.", "It costs 1.5 times as much as before."),
        ("One sentence without an end", "One sentence without an end"),
    ],
)  # fmt: skip
def test_the_first_sentence_is_one_that_says_something(text, first):
    assert sentence(text) == first


def test_headings_lists_and_tables_stand_and_prose_is_cut_to_a_sentence():
    text = "Before it all. Short.\n\n## A *head*\n\nThis is long enough to stand. Cut.\n\n- one\n- two\n\nCut."
    before, after = parts(text)
    assert before.heading == "" and before.shown == ("<p>Before it all. Short.</p>",)
    assert after.heading == "A *head*" and "Cut" not in "".join(after.shown)
    assert "<li>one</li>" in after.shown[1] and after.whole.count("Cut") == 2


def test_every_formula_of_the_course_is_drawn():
    count = 0
    for path in CHAPTERS:
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            text = "".join(cell["source"]) if cell["cell_type"] == "markdown" else ""
            text = re.sub(r"`[^`]*`", "", text)
            for found in FORMULA.finditer(text):
                latex = found[1] or found[2]
                assert drawn(latex).startswith("<span"), (path.stem, latex)
                count += 1
    assert count > 20
    assert drawn(r"\nosuchthing{") == r"<code>\nosuchthing{</code>"


def test_a_tall_table_comes_in_pieces_that_hold_every_row_once():
    table = Table(("n",), [(n,) for n in range(25)])._repr_html_()
    pieces = tables(table)
    rows = re.findall(r"<td[^>]*>(\d+)</td>", "".join(one.html for one in pieces))
    assert [int(row) for row in rows] == list(range(25))
    assert [one.waits for one in pieces] == [False, True, True]
    assert all(one.html.count("<td") <= ROWS for one in pieces)
    assert all("<th" in one.html for one in pieces)


def test_frames_come_back_from_their_lines():
    frames = list(explore(bars, height=[1, 2, 3]).frames({"height": [0, 2]}))
    frames.append({"message": "no such bar"})
    assert unpacked(packed(frames)) == frames


def test_frames_drawn_ahead_are_few_and_the_start_is_among_them():
    explorer = explore(bars, height=(1, 100), width=(1, 100)).begin(height=38, width=7)
    stops = few(explorer, most=50)
    assert len(stops["height"]) * len(stops["width"]) <= 50
    assert 37 in stops["height"] and 6 in stops["width"]
    assert few(explore(bars, height=[1, 2, 3])) == {"height": [0, 1, 2]}


def test_an_explorer_of_the_course_keeps_the_stops_of_its_own_page():
    stops = few(explorers.threshold(), most=3)
    made = few(explorers.crossbar_bench(), most=500)
    assert made["adc_bits"] != list(range(8)) and len(stops["machine"]) >= 1
    shown = explore(bars, height=[1, 2])
    assert baked(shown).sliders == shown.sliders


def test_minutes_of_a_note_are_shared_by_the_slides_since_the_last_one():
    notes = [[], ["3 minutes. Ask."], [], [], ["<!-- 1.5 min -->"], []]
    made = minutes.planned(notes, [9.0] * 6)
    assert made == [1.5, 1.5, 0.5, 0.5, 0.5, 0.0]
    assert minutes.planned([[], ["no time"]], [2.0, 3.0]) == [2.0, 3.0]


def test_hands_of_every_kind_of_share_are_counted_in_tens():
    script = (ROOT / "dnnlib/lecture/page/hands.js").read_text("utf-8")
    assert SHARES and all(f'"{unit}": [0, 10, 20' in script for unit in SHARES)


def test_a_chapter_is_found_by_its_number_and_another_is_refused():
    assert chapter("8", ROOT).name == "08_near_data.ipynb"
    assert chapter("ch08", ROOT) == chapter(str(CHAPTERS[0].parent / "08_near_data.ipynb"), ROOT)  # fmt: skip
    with pytest.raises(ValueError, match="no chapter '99'; there are 00, "):
        chapter("99", ROOT)
    with pytest.raises(ValueError, match="there is no notebook nowhere.ipynb"):
        chapter("nowhere.ipynb", ROOT)
