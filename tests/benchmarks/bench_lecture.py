"""Slider to picture in a lecture's deck, in headless Chromium: with Python behind it, and without; beside JupyterLab.

As bench_explorer, and with its way of dragging; JupyterLab's row and the deck's rows come of one run.
"""

import pickle
import sys
import tempfile
from pathlib import Path

from bench_explorer import DRAGS, drag
from conftest import BROWSER_ARGS
from lab import open_lab, run_notebook, write_notebook

from dnnlib import doctor
from dnnlib.lecture import baking
from dnnlib.lecture.deck import deck
from dnnlib.lecture.keeper import Keeper
from dnnlib.lecture.rehearsal import rehearse
from dnnlib.table import Table


def main():
    """Print median, 95th percentile and worst for each explorer, in JupyterLab, in the deck live, in the deck alone."""
    from playwright.sync_api import sync_playwright

    rows = []
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=doctor.chromium(), args=BROWSER_ARGS
        )
        with open_lab(Path(folder)) as address:
            for drags in DRAGS:
                rows += measured(browser, address, Path(folder), *drags)
        browser.close()
    heads = ("explorer", "how", "median ms", "95th percentile", "worst")
    print(Table(heads, rows))


def measured(browser, address: str, folder: Path, name: str, label: str, stops: int):
    """One explorer's rows."""
    cell = f"from dnnlib.screen import explorers\nexplorers.{name}()"
    write_notebook(folder / f"{name}.ipynb", cell)
    page = browser.new_page()
    run_notebook(page, address, f"{name}.ipynb")
    yield name, "JupyterLab", *drag(page, label, stops)
    page.close()
    for how, most in (("deck, live", 1), ("deck, drawn ahead", 400)):
        page = browser.new_page()
        keeper = Keeper(written(folder / f"{name}.html", cell, most))
        page.goto(keeper.address)
        page.wait_for_selector(".dnn-picture svg")
        ready = "fetch('alive').then((answer) => answer.ok)"
        page.wait_for_function(ready, timeout=60_000, polling=200)
        yield name, how, *drag(page, label, stops)
        page.close()
        keeper.end()


def written(page: Path, cell: str, most: int) -> Path:
    """A deck of one slide, with so many frames drawn ahead."""
    baking.MOST = most
    marks = {"slideshow": {"slide_type": "slide"}}
    book = {"cells": [{"cell_type": "code", "source": [cell], "metadata": marks}]}
    made = deck(book, rehearse(book), page.stem)
    page.write_text(made.html, "utf-8")
    page.with_suffix(".live").write_bytes(pickle.dumps(made.live))
    return page


if __name__ == "__main__":
    sys.exit(main())
