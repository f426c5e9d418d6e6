"""The survey's page: every figure and table has a number or a sentence, and no number drifts unseen."""

import json
import re
from pathlib import Path

import pytest

from dnnlib.metrics import survey
from dnnlib.metrics.errata import ERRATA, errata
from dnnlib.metrics.sheets import FIELDS, SHEETS, key, printed
from dnnlib.metrics.takeaways import TAKEAWAYS
from dnnlib.puzzles import find
from dnnlib.screen import explorers

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
KEPT = Path(__file__).with_name("survey_numbers.json")


def test_all_45_figures_and_5_tables_have_a_row_in_the_surveys_order():
    labels = [place.label for place in survey.places()]
    assert sorted(labels) == sorted(
        [f"Fig. {n}" for n in range(1, 46)]
        + [f"Table {n}" for n in ("I", "II", "III", "IV", "V")]
    )
    figures = [int(label[5:]) for label in labels if label.startswith("Fig")]
    assert figures == sorted(figures)


@pytest.mark.parametrize("place", survey.places(), ids=lambda place: place.label)
def test_every_row_has_numbers_or_says_why_not(place):
    assert place.tables or len(place.why) > 15
    assert re.fullmatch(r"\d\d", place.chapter) and place.section


def test_no_number_of_ours_drifts():
    """Written by `python tests/metrics/test_survey.py`, after a change that is meant."""
    kept = json.loads(KEPT.read_text())
    now = {f"{n.label}: {n.what}": n.ours for n in survey.numbers()}
    assert now.keys() == kept.keys()
    moved = {k: (now[k], kept[k]) for k in now if not alike(now[k], kept[k])}
    assert not moved, f"(now, kept): {moved}"


def alike(now, kept) -> bool:
    """Texts letter by letter (means over seeds), numbers to six digits."""
    return now == (kept if isinstance(kept, str) else pytest.approx(kept, rel=1e-6))


def test_what_is_far_off_says_why():
    table = survey.far_off()
    assert table.rows and all(len(why) > 8 for why in table.column("why"))


def test_the_page_can_be_sorted_by_error():
    worst = survey.page(worst_first=True).column("worst")
    shown = [float(w.strip("%")) for w in worst if w is not None]
    assert shown == sorted(shown, reverse=True) and worst[0] is not None
    assert len(survey.page().rows) == 50


def test_errata_are_numbered_and_have_a_chapter():
    assert [e.number for e in ERRATA] == list(range(1, 17))
    assert len(errata().rows) == 16 and all(
        re.fullmatch(r"\d\d", e.chapter) for e in ERRATA
    )


def test_each_sheet_leaves_out_one_line_that_it_does_not_say():
    assert len(SHEETS) == 12 and {s.leaves_out for s in SHEETS.values()} == set(FIELDS)
    for sheet in SHEETS.values():
        said = " ".join(line for line, _ in sheet.says)
        assert sheet.leaves_out not in said, sheet.name
    assert key().column("leaves out") == [s.leaves_out for s in SHEETS.values()]
    assert all(s.truth not in str(printed()) for s in SHEETS.values())


@pytest.mark.parametrize("one", TAKEAWAYS, ids=lambda one: one.text[:40])
def test_each_takeaway_names_what_exists(one):
    ready = {path.name[:2] for path in NOTEBOOKS.glob("[01]*.ipynb")}
    assert len(set(one.chapters)) >= 3 and set(one.chapters) <= ready
    assert all(callable(getattr(explorers, name)) for name in one.explorers)
    assert all(find(*name.split(".")) for name in one.puzzles)


if __name__ == "__main__":
    numbers = {f"{n.label}: {n.what}": n.ours for n in survey.numbers()}
    KEPT.write_text(json.dumps(numbers, indent=0) + "\n")
