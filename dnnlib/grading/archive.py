"""A learning platform's download of all submissions, read without trust: nothing is unpacked, all stays in memory.

for paper in unpacked(Path("submissions.zip"), ["layers"]): ...     # Canvas's, Moodle's, or a folder a student
"""

import io
import re
import stat
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from dnnlib.grading.mend import LARGEST

# Canvas: lib/content_zipper.rb, get_filename; Moodle: the assignment's "Download all submissions", in folders or flat
CANVAS = re.compile(
    r"(?:(?P<name>\w+?)_)??(?P<late>LATE_)?(?P<id>anon_\w+?|\d+)_\d+_(?P<file>[^/]+)"
)
MOODLE = re.compile(
    r"(?P<name>[^/]+?)_(?P<id>\d+)_assignsubmission_[a-z]+_?/?(?P<file>.+)"
)
FOLDER = re.compile(r"(?P<name>[^/]+)/(?P<file>.+)")
# layers-1, layers (1), layers-Copy1: handed in again
AGAIN = re.compile(r"(?:-Copy|-| ?\()(\d+)\)?$")
FOLDERS_NAME = re.compile(r"\w[\w .@'+-]*")
# of an archive; its notebooks lie in memory together
MOST_FILES, MOST_BYTES = 20_000, 2 << 30
BROKEN = (
    ValueError,
    zipfile.BadZipFile,
    RuntimeError,
    OSError,
    NotImplementedError,
    EOFError,
)


@dataclass(frozen=True)
class Paper:
    """A file of the archive: whose it is, which notebook, its bytes; or why it is none.

    came: its name there. number: the platform's for the student; lasts: in every assignment the same, as Canvas's, not
    Moodle's. late: as the platform says. again: how often it was handed in before, -1 if the name is the student's own.
    """

    came: str
    student: str = ""
    notebook: str = ""
    data: bytes = b""
    number: str = ""
    lasts: bool = False
    late: bool = False
    again: int = 0
    why: str = ""


def unpacked(
    archive: Path, names: list[str], others: Mapping[str, str] = {}
) -> Iterator[Paper]:
    """Each file of an archive as a paper; names: the assignment's notebooks, without .ipynb; others: {name: assignment}.

    Errors: FileNotFoundError; ValueError where it is no zip, or holds more than a class hands in.
    """
    if not archive.exists():
        raise FileNotFoundError(f"there is no {archive}")
    if not zipfile.is_zipfile(archive):
        raise ValueError(
            f"{archive.name} is no zip archive: download all submissions of the assignment as one"
        )
    left = MOST_BYTES
    with zipfile.ZipFile(archive) as opened:
        if len(opened.infolist()) > MOST_FILES:
            raise ValueError(
                f"{archive.name} holds {len(opened.infolist()):,} files: at most {MOST_FILES:,} are read"
            )
        files = list(filter(_is_file, opened.infolist()))
        above = _above([info.filename for info in files])
        for info in files:
            for paper in _papers(opened, info, above):
                paper = paper if paper.why else _named(paper, names, others)
                left -= len(paper.data)
                if left < 0:
                    raise ValueError(
                        f"the notebooks in {archive.name} have more than {MOST_BYTES:,} bytes"
                    )
                yield paper


def _is_file(info: zipfile.ZipInfo) -> bool:
    """Whether somebody handed it in: no folder, nothing that a computer adds by itself."""
    parts = PurePosixPath(info.filename).parts
    return not info.is_dir() and not {
        "__MACOSX",
        ".ipynb_checkpoints",
        ".DS_Store",
    }.intersection(parts)


def _above(files: list[str]) -> str:
    """The folder that somebody packed all submissions in, with its slash; "" where each lies at the top."""
    above = f"{files[0].split('/')[0]}/" if files else ""
    if not all(name.startswith(above) for name in files):
        return ""
    below = [name.removeprefix(above) for name in files]
    from_platform = all(
        CANVAS.fullmatch(name) or MOODLE.fullmatch(name) for name in below
    )
    students = {name.split("/")[0] for name in below}
    return (
        above
        if from_platform or all("/" in name for name in below) and len(students) > 1
        else ""
    )


def _papers(
    opened: zipfile.ZipFile, info: zipfile.ZipInfo, above: str
) -> Iterator[Paper]:
    found = replace(_whose(info.filename.removeprefix(above)), came=info.filename)
    kind = PurePosixPath(info.filename).suffix.lower()
    why = (
        _forbidden(info)
        or found.why
        or ("" if kind in (".ipynb", ".zip") else "it is no notebook")
    )
    if why:
        yield replace(found, why=why)
        return
    try:
        data = _read(opened, info, LARGEST)
        yield from (
            [replace(found, data=data)] if kind == ".ipynb" else _inner(data, found)
        )
    except BROKEN as error:
        yield replace(found, why=str(error))


def _inner(data: bytes, found: Paper) -> Iterator[Paper]:
    """The notebooks of an archive that a student handed in; an archive in that one is not opened."""
    left = LARGEST
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        inside = [
            one
            for one in opened.infolist()
            if _is_file(one) and one.filename.endswith(".ipynb")
        ]
        if not inside:
            raise ValueError("there is no notebook in it")
        for info in inside[:MOST_FILES]:
            if _forbidden(info):
                raise ValueError(f"{info.filename}: {_forbidden(info)}")
            inner = _read(opened, info, left)
            left -= len(inner)
            name = PurePosixPath(info.filename).name
            yield replace(
                found, came=f"{found.came}: {info.filename}", notebook=name, data=inner
            )


def _whose(name: str) -> Paper:
    """Whose file it is by its name."""
    canvas = CANVAS.fullmatch(name)
    match = canvas or MOODLE.fullmatch(name) or FOLDER.fullmatch(name)
    if not match:
        return Paper(
            name,
            why="its name tells no student: neither Canvas's, nor Moodle's, nor STUDENT/NOTEBOOK.ipynb",
        )
    told = match.groupdict()
    student, file = (
        (told["name"] or told["id"]).strip(),
        PurePosixPath(told["file"]).name,
    )
    if not FOLDERS_NAME.fullmatch(student):
        return Paper(name, why=f"{student!r} can be no student's folder")
    return Paper(
        name,
        student,
        file,
        number=told.get("id") or "",
        lasts=bool(canvas),
        late=bool(told.get("late")),
    )


def _forbidden(info: zipfile.ZipInfo) -> str:
    """Why a file is not even read, or ""."""
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link: not followed"
    parts = info.filename.replace("\\", "/").split("/")
    return (
        "its path leads out of the archive"
        if ".." in parts or not parts[0] or ":" in parts[0]
        else ""
    )


def _read(opened: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """The bytes of a file, and no more than may be: what the archive says of its size is not believed."""
    with opened.open(info) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise ValueError(f"it has more than {most:,} bytes")
    return data


def _named(paper: Paper, names: list[str], others: Mapping[str, str]) -> Paper:
    """The paper under the name of the assignment's notebook that it is."""
    stem = PurePosixPath(paper.notebook).stem
    again = AGAIN.search(stem)
    for name in names:
        if stem.lower() == name.lower():
            return replace(paper, notebook=name)
        if again and AGAIN.sub("", stem).lower() == name.lower():
            return replace(paper, notebook=name, again=int(again[1]))
    if other := others.get(AGAIN.sub("", stem).lower()):
        return replace(paper, data=b"", why=f"it is {other}'s, by its name")
    if len(names) == 1:
        return replace(paper, notebook=names[0], again=-1)
    return replace(paper, why=f"it is none of {', '.join(names)}")
