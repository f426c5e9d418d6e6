"""Makes a chapter's lecture: a file of slides in build/lectures, and beside it what its live demos are made of.

A chapter is played once, which takes a minute; that is kept until the notebook or the library changes.
"""

import json
import pickle
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from dnnlib.authoring.chapters import CHAPTERS
from dnnlib.door import save
from dnnlib.lecture.deck import Deck, deck
from dnnlib.lecture.rehearsal import rehearsed
from dnnlib.lecture.slides import slides

PACKAGE = Path(__file__).parents[1]


@dataclass(frozen=True)
class Lecture:
    """A lecture on disk, and what is in it."""

    page: Path
    deck: Deck


def chapter(name: str, root: Path) -> Path:
    """The notebook of a chapter's number, such as "06", or of a path. Errors: ValueError says what there is."""
    path = Path(name)
    if path.suffix == ".ipynb":
        if path.exists():
            return path
        raise ValueError(f"there is no notebook {name}")
    number = name.removeprefix("ch").zfill(2)
    found = {one.number: one.notebook for one in CHAPTERS if one.notebook}
    if number not in found:
        raise ValueError(f"no chapter {name!r}; there are {', '.join(found)}")
    path = root / "notebooks" / f"{found[number]}.ipynb"
    if not path.exists():
        raise ValueError(f"{path} is missing: run this in a checkout of the course")
    return path


def lecture(notebook: Path, folder: Path) -> Lecture:
    """Make the lecture of a notebook in a folder; what was played before is played again only after a change.

    Errors: ValueError where no cell is marked as a slide; RuntimeError where a cell fails.
    """
    cells = json.loads(notebook.read_text("utf-8"))
    number = notebook.name.partition("_")[0]
    name = f"chapter {number}" if number.isdigit() else notebook.stem
    slides(cells, name)
    stem = number if number.isdigit() else notebook.stem
    made = deck(cells, seen(notebook, cells, folder / f"{stem}.shown"), name)
    page = save(folder / f"{stem}.html", made.html)
    save(page.with_suffix(".live"), pickle.dumps(made.live))
    return Lecture(page, made)


def seen(notebook: Path, cells: dict, kept: Path) -> list[list]:
    """What the cells show: as it was kept, where neither they nor the library changed."""
    stamp = _stamp(cells)
    if kept.exists():
        before, shown = pickle.loads(kept.read_bytes())
        if before == stamp:
            return shown
    shown = rehearsed(notebook)
    save(kept, pickle.dumps((stamp, shown)))
    return shown


def _stamp(cells: dict) -> str:
    """What a rehearsal depends on: the code of the notebook, and the library without the lecture's own page."""
    code = ["".join(c["source"]) for c in cells["cells"] if c["cell_type"] == "code"]
    found = sha256(json.dumps(code).encode())
    for path in sorted(PACKAGE.rglob("*.py")):
        if "puzzles" not in path.parts and path.parent.name != "lecture":
            found.update(path.read_bytes())
    for name in ("rehearsal", "shows", "baking"):
        found.update((PACKAGE / "lecture" / f"{name}.py").read_bytes())
    return found.hexdigest()
