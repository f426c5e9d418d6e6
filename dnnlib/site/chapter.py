"""A chapter as a page: the notebook with what its cells show put in the place of its saved outputs."""

import re
from html import escape
from pathlib import Path

from dnnlib.authoring import veil
from dnnlib.door import checked
from dnnlib.lecture import shows
from dnnlib.lecture.formula import FORMULA, drawn
from dnnlib.screen.ids import marked, saved_mark
from dnnlib.site import frames, guess
from dnnlib.site.fewer import headed

LINK = re.compile(r"(?<!!)\[([^\]\n]+)\]\(([^)\s]+)\)")
BENCH = "The workbench prices what you write, so it needs Python: it is alive in the notebook. This is what it said last."
# a widget that has no picture of its own here
ALIVE = "This one draws and learns with Python behind it: it is alive in the notebook."


@checked
def page(
    notebook: dict, found: list[list], folder: Path, there: frozenset[str]
) -> dict:
    """The notebook for the site.

    notebook: as its file has it. found: what each cell shows (lecture.rehearsal). folder: the site's source; the
    pages of explorers and animations are written there. there: the chapters' pages by name.
    """
    cells, asked = [], veil.behind(notebook["cells"])
    for number, (cell, seen) in enumerate(zip(notebook["cells"], found)):
        source = "".join(cell["source"])
        if cell["cell_type"] != "code":
            if not veil.is_note(cell):
                text = formulas(links(source, there))
                cells.append(_cell("markdown", number, text))
            continue
        outputs = _of_the_reader(source)
        for one in [] if outputs else seen:
            html = _output(one, folder / "extra" / frames.FOLDER)
            outputs.append(_veiled(one, html, _question(asked[number], found)))
        cells.append(_code(number, source, outputs))
    metadata = {"language_info": {"name": "python", "pygments_lexer": "ipython3"}}
    return {**notebook, "metadata": metadata, "cells": cells}


def links(source: str, there: frozenset[str]) -> str:
    """Text whose links lead to pages of the site, or are words where the site has no such page."""

    def kept(found: re.Match) -> str:
        words, target = found[1], found[2]
        name = re.fullmatch(r"(?:\./)?(\w+)\.ipynb(#.*)?", target)
        if name and name[1] in there:
            return f"[{words}]({name[1]}.ipynb)"
        outside = re.match(r"\w+:|#", target)
        return found[0] if outside else words

    return LINK.sub(kept, source)


def formulas(source: str) -> str:
    """Text whose formulas are drawn; what stands in code is none."""
    pieces = re.split(r"(```.*?```|`[^`\n]*`)", source, flags=re.DOTALL)
    pieces[::2] = [FORMULA.sub(_drawn, piece) for piece in pieces[::2]]
    return "".join(pieces)


def _drawn(found: re.Match) -> str:
    picture = drawn(found[1] or found[2], large=bool(found[1]))
    return re.sub(r"\s*\n\s*", " ", picture)  # one line: a blank one would end it


def _of_the_reader(source: str) -> list[str]:
    """What a cell shows of the reader's own guesses: they are in the browser, not in the rehearsal."""
    made = {"my_guesses(": guess.listed, "my_calibration(": guess.calibrated}
    return [show() for call, show in made.items() if source.startswith(call)]


def _question(cell: int | None, found: list[list]) -> str | None:
    """What a cell asks that stands before."""
    shown = [] if cell is None else found[cell]
    asked = (one.question for one in shown if isinstance(one, shows.Question))
    return next(asked, None)


def _veiled(one, html: str, question: str | None) -> str:
    """An output behind a guess is folded up; an answer folds itself."""
    told = isinstance(one, shows.Answer | shows.Question)
    return html if told or question is None else guess.behind(html, question)


def _output(one, folder: Path) -> str:
    match one:
        case shows.Text(text):
            return f"<pre>{escape(text)}</pre>"
        case shows.Html(html):
            return f'<div class="dnn-table" tabindex="0">{headed(html)}</div>'
        case shows.Picture(svg, words):
            said = escape(words, quote=True)
            picture = marked(svg, saved_mark(svg))
            return f'<div class="dnn-picture" tabindex="0" role="img" aria-label="{said}">{picture}</div>'
        case shows.Question():
            return guess.asked(one)
        case shows.Answer():
            return guess.answered(one)
        case shows.Sliders():
            return frames.of_sliders(one, folder).html()
        case shows.Film():
            return frames.of_film(one, folder).html()
        case shows.Bench(_, answer, _):
            return f'<p><em>{BENCH}</em></p><div class="dnn-table" tabindex="0">{answer}</div>'
    return f"<p><em>{ALIVE}</em></p>"


def _cell(kind: str, number: int, source: str, **more) -> dict:
    made = {"cell_type": kind, "metadata": {}, "source": source, **more}
    return {**made, "id": f"cell-{number}"}


def _code(number: int, source: str, outputs: list[str]) -> dict:
    shown = [
        {"output_type": "display_data", "metadata": {}, "data": {"text/html": html}}
        for html in outputs
    ]
    return _cell("code", number, source, outputs=shown, execution_count=None)
