"""The class page: where all designs lie in energy, latency and area, and how near to the true front. No names."""

from collections.abc import Iterable
from html import escape
from pathlib import Path
from statistics import median

from dnnlib.door import checked, save
from dnnlib.grading.studio.drawing import beside_front, histogram
from dnnlib.studio.evaluate import Card
from dnnlib.studio.gates import AREAS, LATENCIES, LOSSES, Gates, drawn
from dnnlib.studio.judge import Verdict
from dnnlib.studio.score import front_in_a_plane, par
from dnnlib.table import Table

LOOSEST = Gates(max(AREAS), max(LATENCIES), max(LOSSES))
UNITS = {
    "energy": "energy of a frame, in 16-bit MACs",
    "latency": "latency of a batch, in cycles",
    "area": "area, where Eyeriss is 1",
}
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<style>body {{ font: 18px sans-serif; max-width: 62em; margin: 2em auto; padding: 0 1em; color: #222 }}
svg {{ width: 26em; max-width: 100%; margin: 0.5em }} table {{ border-collapse: collapse; margin: 1em 0 }}
caption {{ font-weight: bold; padding: 0.5em 0 }} th {{ border-bottom: 2px solid #222 }}</style>
<h1>{title}</h1>{body}</html>
"""


@checked
def write_page(
    verdicts: Iterable[Verdict], to: Path | str, own: str | None = None
) -> Path:
    """Write the class page; `own`: whose point has a ring, for a student's own copy."""
    return save(to, page(verdicts, own))


@checked
def page(verdicts: Iterable[Verdict], own: str | None = None) -> str:
    """The page as HTML: three histograms, the designs beside the true front, scores in numbers.

    Errors: ValueError where `own` is nobody's name.
    """
    verdicts = list(verdicts)
    cards = [one.public for one in verdicts if one.public and one.public.feasible]
    mine = _own(verdicts, own) if own is not None else None
    body = [_sentence(verdicts, cards), *_histograms(cards), *_fronts(cards, mine)]
    body += [_scores(verdicts)._repr_html_(), _closing()]
    title = "Design studio: the class"
    return PAGE.format(title=title, body="\n".join(body))


def _own(verdicts: list[Verdict], name: str) -> Card | None:
    for one in verdicts:
        if one.name == name:
            return one.public if one.public and one.public.feasible else None
    raise ValueError(f"nobody handed in as {name!r}")


def _histograms(cards: list[Card]) -> list[str]:
    values = {
        "energy": [card.energy for card in cards],
        "latency": [card.latency for card in cards],
        "area": [card.area.relative for card in cards],
    }
    found = []
    for what, unit in UNITS.items():
        best = par(LOOSEST) if what == "energy" else None
        found.append(histogram(values[what], best, what.capitalize(), unit))
    return found


def _fronts(cards: list[Card], mine: Card | None) -> list[str]:
    """Energy against area, and against latency; the front is that of all designs within the loosest gates."""
    found = []
    for what in ("area", "latency"):
        points = [(_aim(card, what), card.energy) for card in cards]
        own = (_aim(mine, what), mine.energy) if mine else None
        true = front_in_a_plane(LOOSEST, what)
        title = f"Energy against {what}; the line is the true front"
        found.append(beside_front(points, true, title, (UNITS[what], "energy"), own))
    return found


def _aim(card: Card, what: str) -> float:
    return card.area.relative if what == "area" else card.latency


def _sentence(verdicts: list[Verdict], cards: list[Card]) -> str:
    passing = sum(one.public_score > 0 for one in verdicts)
    said = f"{len(verdicts)} handed in, {len(cards)} fit their chip, {passing} pass their gates."
    return f"<p>{escape(said)}</p>"


def _scores(verdicts: list[Verdict]) -> Table:
    rows = []
    for name, scores in (
        ("public", [one.public_score for one in verdicts]),
        ("hidden", [one.hidden_score for one in verdicts if one.hidden_score is not None]),
    ):  # fmt: skip
        if scores:
            rows.append((name, min(scores), median(scores), max(scores)))
    caption = "Scores: 100 is the best of all designs there are, under one's own gates"
    return Table(("layers and digits", "least", "median", "most"), rows, caption)


def _closing() -> str:
    """What the lines mean, and one example of gates."""
    said = (
        "Everybody's gates are other ones, drawn from the name; the line has the loosest of them: "
        f"{LOOSEST}. The name nobody, for one, draws: {drawn('nobody')}."
    )
    return f"<p>{escape(said)}</p>"
