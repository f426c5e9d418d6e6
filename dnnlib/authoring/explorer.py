"""A new explorer: a figure function, its sliders, its baked page, and its row in the test of all figures."""

from pathlib import Path

from dnnlib.authoring.places import Places, name_of

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
SLIDERS = '''def {name}() -> Explorer:
    """TODO: what to drag and what to see (chapter TODO)."""
    return explore(plots.{name}, size=(1, 9))


'''
COURSE = (
    'COURSE["{name}"] = ({name}, {{}})  # fewer stops where a page gets large\n\n\n'
)
ROW = 'FIGURES["{name}"] = plots.{name}\n'
LEFT = """What is left, in this order:
  1. {figure}: every TODO; the arithmetic stays in the library, the figure draws a value
  2. dnnlib/screen/explorers.py: the stops of the sliders
  3. the chapter: a cell `explorers.{name}()`, with a question before it
  4. make test ARGS="-k {name}"; make pages; look at build/pages/{name}.html"""


def explorer(root: Path | str, name: str) -> tuple[list[str], str]:
    """Begin an explorer in the four places that it needs: which files were written, and what is left to fill in.

    Errors: ValueError where the name is taken or is none; FileNotFoundError where this is no checkout.
    """
    name, places = name_of(name), Places(Path(root))
    figure, front = f"dnnlib/plots/{name}.py", "dnnlib/plots/__init__.py"
    screen, tests = "dnnlib/screen/explorers.py", "tests/plots/test_plots.py"
    places.new(figure, FIGURE.format(name=name))
    places.imports(front, f"from dnnlib.plots.{name} import {name}")
    places.insert(front, f'__all__ += ["{name}"]\n')
    places.insert(screen, SLIDERS.format(name=name), "# A baked page holds")
    places.insert(screen, COURSE.format(name=name), "def bake(")
    places.insert(tests, ROW.format(name=name), "# those that need nothing")
    return places.write(), LEFT.format(figure=figure, name=name)
