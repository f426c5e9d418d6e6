"""Beginning a puzzle again: the empty stub comes back into the notebook, and the old answer is kept."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

from dnnlib import progress
from dnnlib.door import save
from dnnlib.puzzles.ids import answer_cell


@dataclass(frozen=True)
class Reset:
    """What was done: the notebook that has the stub again, and the file that has the old answer (None: there was none)."""

    notebook: Path
    kept: Path | None


def reset(chapter: str, name: str, notebook: Path | str) -> Reset:
    """Put a puzzle's stub back into a notebook; the answer that stood there goes to a file of its own first.

    The old answer lies in `progress.home()`/answers/chNN/, with the time in its name. Every other cell stays as it is,
    and so does the record of what was solved. The notebook is replaced in one step.
    Errors: ValueError where the chapter has no such puzzle or the notebook no such cell; FileNotFoundError.
    """
    stub, path = stub_of(chapter, name), Path(notebook)
    content = _notebook(path)
    cell = _cell(content, answer_cell(name), path)
    old = _text(cell["source"])
    kept = _keep(chapter, name, old) if old.strip() != stub.strip() else None
    cell.update(source=stub.splitlines(keepends=True), outputs=[], execution_count=None)
    save(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")
    return Reset(path, kept)


def guesses(chapter: str) -> tuple[int, Path | None]:
    """Forget a chapter's guesses, so that each is asked anew: how many there were, and the file that keeps them.

    Errors: ValueError where a chapter is not written like ch05.
    """
    if not re.fullmatch(r"ch\d\d", chapter):
        raise ValueError(f"{chapter!r} is no chapter: write it like ch05")
    kept = {key: one for key, one in progress.load().items() if _asked_in(key, chapter)}
    if not kept:
        return 0, None
    text = json.dumps(kept, indent=1, sort_keys=True)
    path = _keep(chapter, "guesses", text, "json")  # first, then they are taken away
    progress.forget(kept.__contains__)
    return len(kept), path


def _asked_in(key: str, chapter: str) -> bool:
    return key.startswith("prediction:") and progress.chapter_of(key) == chapter


def exercise(chapter: str, folder: Path | str = "exercises") -> Path:
    """The notebook of a chapter's exercise, exercises/chNN/*.ipynb. Errors: FileNotFoundError where that is not one file."""
    found = sorted(Path(folder, chapter).glob("*.ipynb"))
    if len(found) != 1:
        there = ", ".join(map(str, found)) or "nothing"
        raise FileNotFoundError(
            f"{Path(folder, chapter)} holds {there}, not one notebook: name yours with --notebook"
        )
    return found[0]


def stub_of(chapter: str, name: str) -> str:
    """The cell in which a puzzle is answered, as it was handed out. Errors: ValueError names what there is."""
    stubs = stubs_of(chapter)
    if name not in stubs:
        there = ", ".join(stubs) or "none: its exercise is not released"
        raise ValueError(f"{chapter} has no puzzle {name!r}; its puzzles are {there}")
    return stubs[name]


def stubs_of(chapter: str) -> dict[str, str]:
    """All stubs of a chapter by the name of their puzzle, written by `dnnlib release`; {} where there are none."""
    file = resources.files("dnnlib.puzzles").joinpath(chapter, "stubs.json")
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def _notebook(path: Path) -> dict:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        content["cells"] = list(content["cells"])
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(f"{path} is not a notebook ({error!r}): it is left as it is") from None
    return content


def _cell(content: dict, wanted: str, path: Path) -> dict:
    cells = [
        c for c in content["cells"] if c.get("metadata", {}).get("nbgrader", {}).get("grade_id") == wanted
    ]
    if len(cells) != 1:
        found = "no cell" if not cells else f"{len(cells)} cells"
        raise ValueError(
            f"{path} has {found} named {wanted}: it is left as it is; take a fresh copy of the exercise"
        )
    return cells[0]


def _text(source) -> str:
    return source if isinstance(source, str) else "".join(source)


def _keep(chapter: str, name: str, text: str, kind: str = "py") -> Path:
    folder = progress.home() / "answers" / chapter
    path = folder / f"{name}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.{kind}"
    return save(path, text.rstrip("\n") + "\n")
