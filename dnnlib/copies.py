"""The learner's own copies of the chapters and exercises: `start` makes them, and brings what an update has new.

    start(folder)       make them, or bring them up to date
    folder_of(here)     where they are, seen from a place in them or beside them

A copy that was worked in is never written over: the course's newer one then lies beside it, in the folder new/.
"""

import json
import re
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from dnnlib.authoring.veil import is_note, veiled
from dnnlib.door import save

PACKAGE = Path(__file__).parent
# in a checkout the notebooks lie beside the package, in a wheel within it
PLACES = (PACKAGE.parent, PACKAGE / "assets/course")
FIRST = "notebooks/00_start_here.ipynb"
LISTS = ("GLOSSARY.md", "COVERAGE.md")
RECORD = ".dnnlib-course.json"  # what was handed out: path to hash
NEW = "new"


@dataclass
class Copies:
    """What was done, by path: written for the first time, renewed, the learner's own, and put beside such a one."""

    folder: Path
    written: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


def start(folder: Path | str) -> Copies:
    """Put the course into a folder of the learner's own, or bring it up to date there.

    A file that is missing is written; one as it was handed out is renewed; one that was changed is left alone.
    Errors: FileNotFoundError where this installation has no notebooks; ValueError, OSError about the folder.
    """
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"{folder} is a file: name a folder for your copies")
    handed, done = _handed(folder), Copies(folder)
    for path, content in originals().items():
        _bring(path, content, handed, done)
        save(folder / RECORD, json.dumps(handed, indent=1, sort_keys=True))
    return done


def folder_of(here: Path | str) -> Path:
    """The folder of the learner's copies to which a place belongs: it, one above it, or the one that lies in it.

    The place itself where there is none. Errors: ValueError where several lie in it.
    """
    here = Path(here).resolve()
    is_one = lambda place: (place / RECORD).is_file()
    above = next(filter(is_one, (here, *here.parents)), None)
    within = [] if above else sorted(filter(is_one, here.glob("*/")))
    if len(within) > 1:
        names = ", ".join(place.name for place in within)
        raise ValueError(f"{here} has several courses ({names}): go into yours")
    return above or (within[0] if within else here)


def originals() -> dict[str, bytes]:
    """All that is handed out, by its path: chapters as questions, exercises, pictures, lists of words and topics.

    Errors: FileNotFoundError where this installation has no notebooks.
    """
    place = next((one for one in PLACES if (one / FIRST).is_file()), None)
    if place is None:
        raise FileNotFoundError(f"this installation of dnnlib has no {FIRST}: install it from its wheel or a checkout")  # fmt: skip
    found = [
        p for kind in ("notebooks", "exercises") for p in (place / kind).rglob("*")
    ]
    files = sorted(p for p in found if p.is_file() and ".ipynb_checkpoints" not in p.parts)  # fmt: skip
    made = {p.relative_to(place).as_posix(): _handed_out(p) for p in files}
    return made | {name: (PACKAGE / name).read_bytes() for name in LISTS}


def _handed_out(path: Path) -> bytes:
    """A file of the course as a learner gets it."""
    if path.suffix != ".ipynb":
        return path.read_bytes()
    notebook = veiled(json.loads(path.read_text("utf-8")))
    notebook["cells"] = [one for one in notebook["cells"] if not is_note(one)]
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = _links("".join(cell["source"]))
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _links(text: str) -> str:
    """Links into the package lead to the lists that are handed out, or are words."""
    text = re.sub(r"\]\(\.\./dnnlib/(\w+\.md)\)", r"](../\1)", text)
    return re.sub(r"\[([^\]]+)\]\(\.\./dnnlib/[^)]*\)", r"\1", text)


def _bring(path: str, content: bytes, handed: dict[str, str], done: Copies) -> None:
    there, now = done.folder / path, _hash(content)
    before = _hash(there.read_bytes()) if there.exists() else None
    if before in (None, now, handed.get(path)):
        if before != now:
            save(there, content)
            (done.renewed if before else done.written).append(path)
        handed[path] = now
    elif path.startswith(f"{NEW}/"):
        return  # worked in as well, or not ours
    else:
        done.own.append(path)
        if handed.get(path) != now:
            _beside(path, content, handed, done)


def _beside(path: str, content: bytes, handed: dict[str, str], done: Copies) -> None:
    """The newer one of a file that was worked in."""
    name = f"{NEW}/{path}"
    brought = Copies(done.folder)
    _bring(name, content, handed, brought)
    done.beside += brought.written + brought.renewed


def _handed(folder: Path) -> dict[str, str]:
    """What was handed out into a folder; {} where nobody knows, and then what lies there is the learner's."""
    try:
        found = json.loads((folder / RECORD).read_text("utf-8"))
        return {str(path): str(made) for path, made in found.items()}
    except (FileNotFoundError, ValueError, AttributeError):
        return {}


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()
