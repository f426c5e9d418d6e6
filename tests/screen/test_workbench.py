"""The workbench in a real JupyterLab: type a nest, and what it costs, or what is wrong, stands below."""

import pytest
from lab import open_lab, write_notebook

CELL = """from dnnlib import ConvShape
from dnnlib.screen.workbench import workbench
workbench(ConvShape(M=4, P=16, R=3), "DRAM: M4 P16 R3 / RF:")"""


def shown(page, words: str):
    """Wait until a cell's output shows these words."""
    page.wait_for_function(
        "words => [...document.querySelectorAll('.jp-OutputArea-output')].some(box => box.textContent.includes(words))",
        arg=words,
        timeout=30_000,
    )


@pytest.mark.browser
@pytest.mark.slow
def test_a_nest_typed_into_the_box_is_answered_below_it(chromium, tmp_path):
    write_notebook(tmp_path / "book.ipynb", CELL)
    with open_lab(tmp_path) as address:
        page = chromium.new_page()
        page.goto(f"{address}doc/tree/book.ipynb")
        page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=90_000)
        # a cell run before its kernel has connected is forgotten without a word
        for _ in range(20):
            page.click(".jp-Notebook .jp-CodeCell >> nth=0 >> .jp-InputArea-editor")
            page.keyboard.press("Shift+Enter")
            try:
                page.wait_for_selector("textarea", timeout=5_000)
                break
            except Exception:
                continue
        shown(page, "DRAM moves 448 words")
        box = page.locator(".jp-OutputArea-output textarea")
        box.fill("DRAM: M4 R3 P16 / RF:")
        shown(page, "DRAM moves 524 words")
        box.fill("DRAM: M4 R3 P16 K2 / RF:")
        shown(page, "output channels are M here")
        box.press("End")
        for _ in range(len(" K2 / RF:")):  # by the keyboard alone
            box.press("Backspace")
        shown(page, "DRAM moves 704 words")
        page.close()
