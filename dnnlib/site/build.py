"""Writes the site's source and has Sphinx make the pages: python -m dnnlib.site build/site [chapter ...]."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from dnnlib.authoring.chapters import Chapter
from dnnlib.door import checked, save
from dnnlib.lecture.build import seen
from dnnlib.site import chapter, pages

THEME = Path(__file__).parent / "theme"
ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"


@checked
def source(
    chapters: list[Chapter], folder: Path, rehearsals: Path, notebooks: Path = NOTEBOOKS
) -> Path:
    """The source of the site: notebooks with what they show, text pages, the theme, the frames' pages.

    rehearsals: where what the chapters show is kept between two builds, as the lecture keeps it.
    Errors: RuntimeError names a chapter's cell that fails.
    """
    shutil.rmtree(folder, ignore_errors=True)
    for name, text in pages.pages(chapters).items():
        save(folder / name, text)
    for part in THEME.iterdir():
        beside = "" if part.name == "conf.py" else "_static"
        save(folder / beside / part.name, part.read_text("utf-8"))
    (folder / "extra").mkdir()
    there = frozenset(one.notebook for one in chapters)
    for one in chapters:
        path = notebooks / f"{one.notebook}.ipynb"
        notebook = json.loads(path.read_text("utf-8"))
        found = seen(path, notebook, rehearsals / f"{one.number}.played")
        made = chapter.page(notebook, found, folder, there)
        save(folder / "chapters" / path.name, json.dumps(made))
    return folder


@checked
def build(
    folder: Path,
    chapters: list[Chapter],
    rehearsals: Path,
    notebooks: Path = NOTEBOOKS,
) -> int:
    """Make the site in a folder; what Sphinx ends with, 0 where it has nothing to warn of."""
    beside = folder.with_name(f"{folder.name}-source")
    made = source(chapters, beside, rehearsals, notebooks)
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"]
    return subprocess.run([*command, str(made), str(folder)]).returncode


def main(words: list[str]) -> int:
    """`make site`. words: the folder, and the numbers of chapters where not all are wanted."""
    folder = Path(words[0]) if words else ROOT / "build/site"
    wanted = [one for one in pages.ready() if not words[1:] or one.number in words[1:]]
    ended = build(folder, wanted, ROOT / "build/lectures")
    if not ended:
        print(f"{folder / 'index.html'}: {len(wanted)} chapters")
    return ended
