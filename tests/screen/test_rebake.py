"""A baked page is made again only where what it shows has changed."""

from pathlib import Path

import pytest

from dnnlib import plots
from dnnlib.screen import explore, sources
from dnnlib.screen.rebake import MOST, TOGETHER, made_of, rebake, too_large


@pytest.fixture
def small():
    return explore(plots.window, size=[4, 5], filter=[1, 2])


def test_a_page_is_kept_while_it_is_made_of_the_same(small, tmp_path, monkeypatch):
    page = rebake(small, tmp_path / "window.html")
    text = page.read_text("utf-8")
    monkeypatch.setattr(small, "bake", None)  # nobody may call it
    assert rebake(small, page).read_text("utf-8") == text
    monkeypatch.undo()
    rebake(small, page, size=[4])
    assert page.read_text("utf-8") != text


def test_a_page_depends_on_its_sliders_and_on_the_files_of_its_figure(
    small, monkeypatch
):
    before = made_of(small, {})
    other = explore(plots.window, size=[4, 5, 6], filter=[1, 2])
    assert made_of(other, {}) != before != made_of(small, {"size": [4]})
    assert made_of(explore(plots.window, size=[4, 5], filter=[1, 2]), {}) == before
    read = Path.read_bytes
    changed = lambda path: read(path) + b"#" * path.match("kernels/toeplitz.py")
    monkeypatch.setattr(Path, "read_bytes", changed)
    assert made_of(small, {}) != before


def test_sources_are_followed_through_front_doors_and_no_further():
    found = {str(one.relative_to(sources.PACKAGE)) for one in sources.sources(plots.window.__module__)}  # fmt: skip
    assert {"plots/windows.py", "plots/look.py", "kernels/toeplitz.py"} <= found
    assert not {"plots/__init__.py", "plots/memory.py", "kernels/fft.py"} & found
    assert sources.sources("numpy", "dnnlib.no_such_file") == []


def test_pages_that_are_too_large_are_named(tmp_path):
    pages = [tmp_path / f"{k}.html" for k in range(TOGETHER // MOST + 2)]
    for page in pages:
        page.write_bytes(b" " * MOST)
    assert too_large(pages[:-2]) == []
    assert too_large(pages) == [f"all pages have {MOST * len(pages):,} bytes, more than {TOGETHER:,}"]  # fmt: skip
    pages[0].write_bytes(b" " * (MOST + 1))
    assert too_large(pages[:1]) == ["0.html has 700,001 bytes, more than 700,000"]
