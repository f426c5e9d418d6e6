"""A learning platform's download of all submissions, read without trust: nothing is unpacked to the disk.

for paper in unpacked(Path("submissions.zip"), ["layers"]): ...     # in the shape of any platform of intake.platforms
"""

import io
import stat
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from dnnlib.grading.intake import gradescope
from dnnlib.grading.intake.names import NoName, spelled
from dnnlib.grading.intake.platforms import Told
from dnnlib.grading.intake.shapes import whose
from dnnlib.grading.intake.wanted import AGAIN, Wanted, is_paper
from dnnlib.grading.mend import LARGEST
from dnnlib.sandbox.printable import one_line

MOST_FILES, MOST_BYTES = (
    20_000,
    20 << 30,
)  # of an archive; what a student may have is LARGEST, all papers together
LONGEST = 1000  # letters of a path
ADDED = {
    "__MACOSX",
    ".ipynb_checkpoints",
    ".DS_Store",
    "Thumbs.db",
}  # by a computer, handed in by nobody
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENTRY = 46  # bytes that a file takes, at the least, in an archive's list


@dataclass(frozen=True)
class Paper:
    """A file of the archive: whose it is, which notebook, its bytes; or why it is none.

    came: its name there. number: the platform's for the student; lasts: in every assignment the same, as Canvas's, not
    Moodle's. login, email: where the platform tells them. late, time, attempt: as the platform says. again: the number
    in the file's name, -1 if the name is the student's own. depth: folders between the student's and the paper.
    """

    came: str
    student: str = ""
    notebook: str = ""
    read: Callable[[], bytes] = bytes
    size: int = 0
    number: str = ""
    lasts: bool = False
    login: str = ""
    email: str = ""
    platform: str = ""
    late: bool = False
    time: datetime | None = None
    attempt: int = 0
    again: int = 0
    depth: int = 0
    group: str = ""
    why: str = ""

    @property
    def data(self) -> bytes:
        """The paper's bytes, read from the archive now."""
        return self.read() if not self.why else b""


def unpacked(
    archive: Path,
    names: list[str],
    others: Mapping[str, str] = {},
    assignment: str = "",
    known: frozenset[str] = frozenset(),
    pattern: str = "",
) -> Iterator[Paper]:
    """Each file of an archive as a paper, each read once to see that it can be.

    names: the assignment's notebooks, without .ipynb; others: {name: assignment}. known: the class list, as names.same
    has it. pattern: an instructor's own, where the archive has a shape of its own (platforms.own).
    Errors: FileNotFoundError; ValueError where it is no zip, has more files than a class hands in, or a shape that is
    not understood.
    """
    if not archive.exists():
        raise FileNotFoundError(f"there is no {archive}")
    if not zipfile.is_zipfile(archive):
        raise ValueError(
            f"{archive.name} is no zip archive: download all submissions of the assignment as one"
        )
    opened = zipfile.ZipFile(
        archive
    )  # stays open as long as somebody holds a paper of it
    if len(opened.infolist()) > MOST_FILES:
        raise ValueError(
            f"{archive.name} holds {len(opened.infolist()):,} files: at most {MOST_FILES:,} are read"
        )
    nobody = frozenset({assignment, *names, *others, *others.values()} - {""})
    wanted = Wanted(
        tuple(names),
        assignment,
        frozenset(map(str.lower, nobody)),
        known,
        pattern,
        _metadata(opened),
    )
    papers = list(_papers(opened, wanted))
    yield from _within(
        papers, archive.name, [_named(paper, names, others) for paper in papers]
    )


def path_of(info: zipfile.ZipInfo) -> str:
    """A file's name in an archive: UTF-8 where its maker forgot to say so, as Macs do; / for Windows' \\; NFC."""
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            pass
    return unicodedata.normalize("NFC", name.replace("\\", "/"))


def _papers(opened: zipfile.ZipFile, wanted: Wanted) -> Iterator[Paper]:
    """The papers of an archive, in its order; each student's together have LARGEST bytes or fewer."""
    files = [(info, path_of(info)) for info in opened.infolist()]
    files = [(info, path) for info, path in files if _is_handed_in(info, path)]
    allowed = [path for info, path in files if not _forbidden(info, path)]
    shape = whose(allowed, wanted)
    left: defaultdict[tuple, int] = defaultdict(lambda: LARGEST)
    for info, path in files:
        told = _forbidden(info, path) or shape[path]
        if isinstance(told, str):
            yield Paper(
                path,
                why=told
                if _forbidden(info, path) or is_paper(path)
                else "it is no notebook",
            )
            continue
        for one in told:
            for paper in _of_student(opened, info, path, one, left):
                left[paper.student, paper.number] -= paper.size
                yield paper


def _of_student(
    opened, info: zipfile.ZipInfo, path: str, told: Told, left: Mapping
) -> Iterator[Paper]:
    found = Paper(
        path,
        notebook=PurePosixPath(told.file).name,
        depth=told.file.count("/"),
        **_kept(told),
    )
    try:
        found = replace(found, student=spelled(told.name))
        if not is_paper(path):
            yield replace(found, why="it is no notebook")
            return
        most = left[found.student, found.number]
        read = lambda: _read(opened, info, most)
        data = read()
        if path.lower().endswith(".zip"):
            yield from _inner(data, read, found, most)
        else:
            yield replace(found, read=read, size=len(data))
    except NoName as error:
        yield replace(found, why=str(error))
    except Exception as error:  # whatever a packed file does ends that file alone
        yield replace(found, why=one_line(error or type(error).__name__))


def _kept(told: Told) -> dict:
    names = (
        "platform",
        "number",
        "lasts",
        "login",
        "email",
        "late",
        "time",
        "attempt",
        "group",
    )
    return {name: getattr(told, name) for name in names}


def _inner(
    data: bytes, outer: Callable[[], bytes], found: Paper, left: int
) -> Iterator[Paper]:
    """The notebooks of an archive that a student handed in; an archive in that one is not opened.

    The number in the archive's own name is the platform's count.
    """
    if _listed(data) > ENTRY * MOST_FILES:
        raise ValueError(f"it holds more than {MOST_FILES:,} files")
    again = AGAIN.search(PurePosixPath(found.notebook).stem)
    found = replace(found, attempt=found.attempt or (int(again[1]) if again else 0))
    opened = zipfile.ZipFile(io.BytesIO(data))
    inside = [(info, path_of(info)) for info in opened.infolist()]
    inside = [
        (i, path)
        for i, path in inside
        if _is_handed_in(i, path) and path.lower().endswith(".ipynb")
    ]
    if not inside:
        raise ValueError("there is no notebook in it")
    for info, path in inside:
        if _forbidden(info, path):
            raise ValueError(f"{one_line(path)}: {_forbidden(info, path)}")
        size = len(_read(opened, info, left))
        read = lambda info=info: _read(
            zipfile.ZipFile(io.BytesIO(outer())), info, LARGEST
        )
        name, depth = PurePosixPath(path).name, found.depth + path.count("/")
        yield replace(
            found,
            came=f"{found.came}: {path}",
            notebook=name,
            depth=depth,
            read=read,
            size=size,
        )
        left -= size


def _listed(data: bytes) -> int:
    """The bytes of an archive's list of files, before zipfile reads all of it."""
    plain = data[-22:-18] == b"PK\5\6" and data[-2:] == b"\0\0"
    at = len(data) - 22 if plain else data.rfind(b"PK\5\6", max(0, len(data) - 65_557))
    return int.from_bytes(data[at + 12 : at + 16], "little") if at >= 0 else 0


def _metadata(opened: zipfile.ZipFile) -> dict:
    """Gradescope's table of who handed in, from the top of its export; {} where there is none."""
    tables = [
        info
        for info in opened.infolist()
        if PurePosixPath(path_of(info)).name == gradescope.NAME
    ]
    tables = [info for info in tables if path_of(info).count("/") < 2]
    if not tables:
        return {}
    top = min(tables, key=lambda info: path_of(info).count("/"))
    return gradescope.submitters(_read(opened, top, gradescope.MOST_BYTES))


def _is_handed_in(info: zipfile.ZipInfo, path: str) -> bool:
    """Whether somebody handed it in: no folder, nothing that a computer adds by itself."""
    parts = PurePosixPath(path).parts
    added = (
        ADDED.intersection(parts)
        or parts
        and parts[-1].startswith("._")
        or parts[-1:] == (gradescope.NAME,)
    )
    return not (info.is_dir() or path.endswith("/") or added)


def _forbidden(info: zipfile.ZipInfo, path: str) -> str:
    """Why a file is not even read, or ""."""
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link: not followed"
    if len(path) > LONGEST:
        return f"its path has {len(path):,} letters: at most {LONGEST:,} are read"
    parts = path.split("/")
    if ".." in parts or not parts[0] or ":" in parts[0][:2]:
        return "its path leads out of the archive"
    return (
        ""
        if info.compress_type in PACKED
        else "it is packed in a way that is not read: pack it with Deflate"
    )


def _read(opened: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """The bytes of a file, and no more than may be: what the archive says of its size is not believed."""
    with opened.open(info) as file:
        data = file.read(most + 1)
    if len(data) > most:
        also = "" if most == LARGEST else ", as the student's other papers leave"
        raise ValueError(f"it has more than {most:,} bytes{also}")
    return data


def _within(papers: list[Paper], archive: str, named: list[Paper]) -> Iterator[Paper]:
    """The papers; where all together are too much, those who handed in most are left out, and the class goes on."""
    sizes: defaultdict[tuple, int] = defaultdict(int)
    for paper in papers:
        sizes[paper.student, paper.number] += paper.size
    total, heavy = sum(sizes.values()), set()
    for who in sorted(sizes, key=sizes.__getitem__, reverse=True):
        if total > MOST_BYTES:
            total -= sizes[who]
            heavy.add(who)
    why = f"the notebooks in {archive} have more than {MOST_BYTES:,} bytes, and this student's most of them"
    for paper in named:
        out = (paper.student, paper.number) in heavy and not paper.why
        yield replace(paper, why=why) if out else paper


def _named(paper: Paper, names: list[str], others: Mapping[str, str]) -> Paper:
    """The paper under the name of the assignment's notebook that it is."""
    if paper.why:
        return paper
    stem = PurePosixPath(paper.notebook).stem
    again = AGAIN.search(stem)
    for name in names:
        if stem.lower() == name.lower():
            return replace(paper, notebook=name)
        if again and AGAIN.sub("", stem).lower() == name.lower():
            return replace(paper, notebook=name, again=int(again[1]))
    if other := others.get(AGAIN.sub("", stem).lower()):
        return replace(paper, why=f"it is {other}'s, by its name")
    if len(names) == 1:
        return replace(paper, notebook=names[0], again=-1)
    return replace(paper, why=f"it is none of {', '.join(names)}")
