"""What is written by hand nowhere: lists of chapters, points and minutes of each exercise, and the pages of `PAGES`."""

import json
import re
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

from dnnlib.authoring import coverage, glossary, systems, wanted
from dnnlib.authoring.chapters import CHAPTERS, Chapter, in_readme, on_start_page
from dnnlib.authoring.places import written
from dnnlib.door import save
from dnnlib.puzzle import Puzzle

PAGES = (wanted, glossary, coverage, systems)  # each with its PAGE and page()
MINUTES = 3  # for a point, reading included
ROWS = re.compile(r"(?:^\| \d\d .*\n)+", re.M)
FIRST = re.compile(r"^About [\w ]+?, \d+ points\.", re.M)


def first_sentence(puzzles: tuple[Puzzle, ...]) -> str:
    """How an exercise begins: three minutes a point, to the next five, and the points of all its puzzles."""
    points = sum(puzzle.points for puzzle in puzzles)
    minutes = 5 * round(MINUTES * points / 5)
    return f"About {minutes:g} minutes, {points:g} points."


def stale(root: Path | str) -> dict[Path, str]:
    """The files that say something else than the table and the puzzles, each with what it should hold."""
    root = Path(root)
    texts = {root / "README.md": _text(root / "README.md", in_readme)}
    start = root / "notebooks/00_start_here.ipynb"
    texts[start] = _cells(start, lambda text: _list(text, on_start_page))
    for one in CHAPTERS:
        if one.exercise:
            texts |= _exercises(root, one)
    if (root / "dnnlib").is_dir():
        texts |= {root / one.PAGE: one.page() for one in PAGES}
    return {path: text for path, text in texts.items() if text != _there(path)}


def _there(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""


def write(root: Path | str) -> list[Path]:
    """Write what is stale, and say which files that were."""
    return [save(path, text) for path, text in stale(root).items()]


def _exercises(root: Path, one: Chapter) -> dict[Path, str]:
    """Both versions of an exercise with its first sentence and its points; the released one where it was released."""
    puzzles = import_module(f"dnnlib.puzzles.{one.folder}").PUZZLES
    sentence = first_sentence(puzzles)
    points = {f"{p.name.replace('_', '-')}-check": p.points for p in puzzles}
    places = [
        root / part / one.folder / f"{one.exercise}.ipynb"
        for part in ("solutions", "exercises")
    ]
    return {
        place: _cells(place, lambda text: FIRST.sub(sentence, text), points)
        for place in places
        if place.exists()
    }


def _text(path: Path, row: Callable[[Chapter], str]) -> str:
    return _list(path.read_text("utf-8"), row)


def _list(text: str, row: Callable[[Chapter], str]) -> str:
    rows = "".join(f"{row(one)}\n" for one in CHAPTERS)
    return ROWS.sub(lambda _: rows, text)


def _cells(
    path: Path, change: Callable[[str], str], points: Mapping[str, float] = {}
) -> str:
    """A notebook with its texts changed, and what the gradebook gives for its checks: {id of a check: points}."""
    notebook = json.loads(path.read_text("utf-8"))
    for one in notebook["cells"]:
        if one.get("id") in points:
            one["metadata"]["nbgrader"]["points"] = points[one["id"]]
        if one["cell_type"] == "markdown":
            text = "".join(one["source"])
            one["source"] = change(text).splitlines(keepends=True)
    return written(notebook)
