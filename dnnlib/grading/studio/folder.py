"""What is read of a folder of designs: FOLDER/ada.json, or FOLDER/ada/anything.json; of each a few kilobytes."""

import os
from collections.abc import Iterator
from concurrent.futures import Executor
from itertools import islice
from pathlib import Path
from stat import S_ISREG
from unicodedata import normalize

from dnnlib.door import checked
from dnnlib.studio.design import LONGEST
from dnnlib.studio.judge import Verdict, judge

MOST = 10_000  # students of a folder
TWICE = "two files were handed in under this name: which counts?"


@checked
def judged(
    folder: Path | str, secret: str | None = None, executor: Executor | None = None
) -> list[Verdict]:
    """The verdicts on all files of a folder, by name. Errors: as in `submissions`; see studio.judge."""
    return judge(submissions(folder), secret, executor)


@checked
def submissions(folder: Path | str) -> dict[str, bytes | str]:
    """What each student handed in: {name: the first bytes of the file, or why it was not read}.

    A link, a pipe and a folder are not opened. A name that can be written in two ways (an umlaut, or u and dots) is one
    name, so everybody has one set of gates. Errors: ValueError where there is no folder, nothing in it, or too much.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ValueError(f"{folder} is no folder; give one of files like ada.json")
    paths = list(islice(_paths(folder), 2 * MOST))
    if not 0 < len(paths) <= MOST:
        raise ValueError(f"{folder} holds {len(paths):,} .json files: 1 to {MOST:,}")
    found: dict[str, bytes | str] = {}
    for path in sorted(paths):
        name = _name(path.stem if path.parent == folder else path.parent.name)
        found[name] = TWICE if name in found else _content(path)
    return found


def _paths(folder: Path) -> Iterator[Path]:
    """The files that count, two at most of a student's own folder: a thousand there are one student's fault."""
    for path in folder.iterdir():
        if path.suffix.lower() == ".json":
            yield path
        elif path.is_dir():
            yield from islice(_within(path), 2)


def _within(folder: Path) -> Iterator[Path]:
    """The files of a student's folder; of one that may not be listed a name, so that reading it says why."""
    try:
        yield from (p for p in folder.iterdir() if p.suffix.lower() == ".json")
    except OSError:
        yield folder / "design.json"


def _name(found: str) -> str:
    """A name as it can be printed: bytes that are no text are marked, each letter is written in one way."""
    return normalize("NFC", os.fsencode(found).decode("utf-8", "replace"))


def _content(path: Path) -> bytes | str:
    try:
        if not S_ISREG(path.lstat().st_mode) or path.parent.is_symlink():
            return "it is no plain file"
        with path.open("rb") as file:
            content = file.read(LONGEST + 1)
    except OSError as wrong:
        return f"it cannot be read: {wrong.strerror}"
    long = f"the file is longer than {LONGEST:,} bytes: no design is"
    return long if len(content) > LONGEST else content
