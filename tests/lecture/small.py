"""A small chapter for the tests: every kind of thing that a slide can show."""

import json
import pickle
from pathlib import Path

from dnnlib.lecture import baking
from dnnlib.lecture.deck import deck
from dnnlib.lecture.rehearsal import rehearse
from dnnlib.lecture.slides import unmarked

CELLS = (
    ("slide", "# 99 · A small chapter\n\n*A subtitle.* Two sentences. And three.\n\n- one\n- two"),
    ("skip", "import figures\nfrom dnnlib import plots\nfrom dnnlib.shapes import ConvShape\n"
             "from dnnlib.screen import animate, explore, predict, workbench\nfrom dnnlib.table import Table"),
    ("slide", "What ends slide one. It is long.\n\n## 1. Formulas\n\nPythagoras knew it.\n\n"
              "$$c = \\sqrt{a^2 + b^2}$$\n\nThis is in the notes only: **unseen**."),
    ("notes", "<!-- 4 minutes. Ask who knows it. -->"),
    ("fragment", "guess = predict('99/many', 'How many?', ' times')\nguess"),
    ("fragment", "guess.reveal(42)"),
    ("slide", "## 2. A table"),
    ("fragment", "Table(('n', 'square'), [(n, n * n) for n in range(25)], 'squares')"),
    ("slide", "## 3. Bars"),
    ("fragment", "explore(figures.bars, height=(1, 40), width=(1, 20))"),
    ("subslide", "explore(figures.hang, height=(1, 40), width=(1, 20))"),
    ("subslide", "explore(figures.swell, height=(1, 40), width=(1, 20))"),
    ("subslide", "plots.window(size=5, filter=3)"),
    ("subslide", "workbench(ConvShape(M=4, P=16, R=3), 'DRAM: M4 P16 / GLB: R3 / RF:')"),
    ("slide", "## 4. The end\n\nThat is all."),
)  # fmt: skip


def notebook(cells=CELLS) -> dict:
    """The cells as a notebook's file has them; what begins with a mark of Markdown or a capital is text."""
    made = []
    for kind, source in cells:
        text = kind in ("slide", "notes")
        marks = {"slideshow": {"slide_type": kind}}
        kind_of = "markdown" if text else "code"
        made.append({"cell_type": kind_of, "source": [source], "metadata": marks})
    return {"cells": made}


def written(folder: Path, most: int = 12) -> Path:
    """The small chapter's deck on disk, with so few frames drawn ahead that most states need Python."""
    before, baking.MOST = baking.MOST, most
    try:
        book = notebook()
        made = deck(book, rehearse(book), "the small chapter")
    finally:
        baking.MOST = before
    page = folder / "99.html"
    page.write_text(made.html, "utf-8")
    page.with_suffix(".live").write_bytes(pickle.dumps(made.live))
    (folder / "faces.json").write_text(json.dumps([len(f.blocks) for f in made.faces]))
    return page


def marked_chapters() -> list[Path]:
    """The notebooks of the chapters whose every cell has its slide type, the start page not among them."""
    folder = Path(__file__).resolve().parents[2] / "notebooks"
    found = sorted(folder.glob("[0-9][0-9]_*.ipynb"))
    read = lambda path: json.loads(path.read_text("utf-8"))
    return [one for one in found if not unmarked(read(one)) and one.name[:2] != "00"]
