"""Makes a chapter's lecture: a file of slides in build/lectures, and beside it what its live demos are made of.

A chapter is played once, which takes a minute; that is kept until the notebook or the library changes.
"""

import json
import pickle
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from dnnlib.authoring.chapters import CHAPTERS
from dnnlib.door import save
from dnnlib.lecture.deck import Deck, deck
from dnnlib.lecture.rehearsal import rehearsed
from dnnlib.lecture.slides import slides
from dnnlib.teaching.votes import in_lecture

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
    played = seen(notebook, cells, folder / f"{stem}.played")
    ours = notebook.stem in {one.notebook for one in CHAPTERS}
    made = deck(cells, played, name, in_lecture(number) if ours else ())
    page = save(folder / f"{stem}.html", made.html)
    save(page.with_suffix(".live"), pickle.dumps(made.live))
    return Lecture(page, made)


def seen(notebook: Path, cells: dict, kept: Path) -> list[list]:
    """What the cells show: as it was kept, where neither they nor what they ran of the library changed."""
    code = ["".join(c["source"]) for c in cells["cells"] if c["cell_type"] == "code"]
    if kept.exists():
        before, files, shown = pickle.loads(kept.read_bytes())
        if before == code and files == stamps(files):
            return shown
    played = rehearsed(notebook)
    save(kept, pickle.dumps((code, stamps(played.files), played.shown)))
    return played.shown


def stamps(files: Iterable[str]) -> dict[str, str]:
    """The hash of each file of the library, "" for one that is no more; paths from the package's folder."""
    return {name: _stamp(PACKAGE / name) for name in files}


def _stamp(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest() if path.exists() else ""
