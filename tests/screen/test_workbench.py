"""The workbench and a prediction in a real JupyterLab: type a nest, or a guess, and what comes of it stands below."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from lab import open_lab, open_notebook, run_cell, write_notebook

CELL = """from dnnlib import ConvShape
from dnnlib.screen.workbench import workbench
workbench(ConvShape(M=4, P=16, R=3), "DRAM: M4 P16 R3 / RF:")"""
ASKS = """from dnnlib.screen import predict
guess = predict("98/lead", "How many?", " times")
guess"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """JupyterLab over two notebooks."""
    folder = tmp_path_factory.mktemp("lab")
    write_notebook(folder / "book.ipynb", CELL)
    write_notebook(folder / "guess.ipynb", ASKS, "guess.reveal(42)")
    with open_lab(folder) as address:
        yield address


def opened(chromium, address: str, name: str, until: str):
    """A notebook whose first cell has run: `until` is what it shows."""
    page = chromium.new_page()
    open_notebook(page, address, name)
    run_cell(page)
    page.wait_for_selector(until)
    return page


def shown(page, words: str):
    """Wait until a cell's output shows these words."""
    page.wait_for_function(
        "words => [...document.querySelectorAll('.jp-OutputArea-output')].some(box => box.textContent.includes(words))",
        arg=words,
    )


def wrong(page) -> dict[str, str]:
    """What axe finds in the outputs of the cells."""
    found = Axe().run(page, context=".jp-OutputArea-output").response["violations"]
    return {one["id"]: one["nodes"][0]["html"][:200] for one in found}


@pytest.mark.browser
@pytest.mark.slow
def test_a_nest_typed_into_the_box_is_answered_below_it(chromium, address):
    page = opened(chromium, address, "book.ipynb", "textarea")
    shown(page, "DRAM moves 448 words")
    assert wrong(page) == {}
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


@pytest.mark.browser
@pytest.mark.slow
def test_after_a_guess_shift_enter_shows_the_answer(chromium, address):
    box = ".jp-OutputArea-output input[type=text]"
    page = opened(chromium, address, "guess.ipynb", box)
    assert wrong(page) == {}
    page.fill(box, "40")
    page.press(box, "Enter")
    shown(page, "You said 40 times. Now run the next cell.")
    page.wait_for_function(
        "document.activeElement.closest('.jp-CodeCell') === document.querySelectorAll('.jp-CodeCell')[1]"
    )
    page.keyboard.press("Shift+Enter")
    shown(page, "How many? 42 times")
    page.close()
