"""A new explorer: a figure function, its sliders, its baked page, and its row in the test of all figures."""

from pathlib import Path

from dnnlib.authoring.places import Places, chapter_of, name_of

FOLDER = "dnnlib/screen/explorers"
FIGURE = '''"""TODO: what the picture shows, in a few words."""

import numpy as np

from dnnlib.plots.look import COLOURS, Picture, fill, heading, picture, rectangles
from dnnlib.table import Table


def {name}(size=4) -> Picture:
    """TODO: what is seen, and what a learner should notice.

    size: TODO. Units: TODO. Errors: ValueError says what would fit. Source: TODO.
    """
    if size < 1:
        raise ValueError(f"size={{size}} must be 1 or more")
    heights = np.arange(1, size + 1)
    figure = picture()
    x = 1 + 8 * np.arange(size) / size
    fill(figure, rectangles(x, 0.5, 6 / size, 3 * heights / size), COLOURS["O"])
    heading(figure, 1, 4, f"TODO: what is seen, in words: {{size}} bars that rise")
    figure.table = Table(("bar", "height"), list(enumerate(heights.tolist())))
    return figure
'''
CHAPTER = '''"""The explorers of chapter {chapter}: TODO, a word or two each."""

from collections.abc import Callable

from dnnlib import plots
from dnnlib.screen.explore import Explorer, explore

BAKED: dict[Callable, dict] = {{}}
'''
SLIDERS = '''def {name}() -> Explorer:
    """TODO: what to drag and what to see (chapter {chapter})."""
    return explore(plots.{name}, size=(1, 9))


'''
BAKED = "BAKED[{name}] = {{}}  # fewer stops where a page gets large\n"
ROW = 'FIGURES["{name}"] = plots.{name}\n'
LEFT = """What is left, in this order:
  1. {figure}: every TODO; the arithmetic stays in the library, the figure draws a value
  2. {screen}: the stops of the sliders
  3. the chapter: a cell `explorers.{name}()`, with a question before it
  4. make test ARGS="-k {name}"; make pages; look at build/pages/{name}.html"""


def explorer(root: Path | str, name: str, chapter: str = "") -> tuple[list[str], str]:
    """Begin an explorer in the places that it needs: which files were written, and what is left to fill in.

    chapter: whose explorer it is, "ch05" or "5"; the last that has explorers unless said.
    Errors: ValueError where the name is taken or is none; FileNotFoundError where this is no checkout.
    """
    name, places = name_of(name), Places(Path(root))
    figure, front = f"dnnlib/plots/{name}.py", "dnnlib/plots/__init__.py"
    tests = "tests/plots/test_plots.py"
    places.new(figure, FIGURE.format(name=name))
    places.imports(front, f"from dnnlib.plots.{name} import {name}")
    places.insert(front, f'__all__ += ["{name}"]\n')
    chapter = chapter_of(chapter) if chapter else _last(places.root)
    screen = _sliders(places, name, chapter)
    places.insert(tests, ROW.format(name=name), "# those that need nothing")
    return places.write(), LEFT.format(figure=figure, screen=screen, name=name)


def _last(root: Path) -> str:
    """The last chapter that has explorers."""
    files = sorted((root / FOLDER).glob("ch*.py"))
    return files[-1].stem[2:] if files else "01"


def _sliders(places: Places, name: str, chapter: str) -> str:
    """The explorer's function in its chapter's file, which is begun where there is none; its name at the front door."""
    screen, front = f"{FOLDER}/ch{chapter}.py", f"{FOLDER}/__init__.py"
    if not (places.root / screen).exists():
        places.new(screen, CHAPTER.format(chapter=chapter))
        places.imports(front, f"from dnnlib.screen.explorers import ch{chapter}")
        places.insert(front, f"CHAPTERS += (ch{chapter},)\n", "COURSE:")
    places.imports(front, f"from dnnlib.screen.explorers.ch{chapter} import {name}")
    places.insert(screen, SLIDERS.format(name=name, chapter=chapter), "BAKED:")
    places.insert(screen, BAKED.format(name=name))
    return screen
