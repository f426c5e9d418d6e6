"""A learning platform's download of all submissions, read without trust: nothing is unpacked to the disk.

for paper in unpacked(Path("submissions.zip"), ["layers"]): ...     # in the shape of any platform of intake.platforms
"""

import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath

from dnnlib.grading.intake import gradescope, packed
from dnnlib.grading.intake.names import NoName, spelled
from dnnlib.grading.intake.packed import Allowance
from dnnlib.grading.intake.platforms import Told
from dnnlib.grading.intake.shapes import whose
from dnnlib.grading.intake.wanted import AGAIN, Wanted, is_paper
from dnnlib.grading.mend import LARGEST
from dnnlib.sandbox.printable import one_line

# of an archive; what a student may have is LARGEST, all papers together
MOST_FILES, MOST_BYTES = 20_000, 20 << 30
KEPT = "platform number lasts login email late time attempt group".split()


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
    # stays open as long as somebody holds a paper of it
    try:
        opened = zipfile.ZipFile(archive)
    except (zipfile.BadZipFile, NotImplementedError) as error:
        broken = f"{archive.name} is a broken archive ({error}): download it again"
        raise ValueError(broken) from None
    count = len(opened.infolist())
    if count > MOST_FILES:
        sentence = f"{count:,} files: at most {MOST_FILES:,} are read"
        raise ValueError(f"{archive.name} holds {sentence}")
    nobody = {assignment, *names, *others, *others.values()} - {""}
    lower = frozenset(map(str.lower, nobody))
    table = lambda: _submitters(opened)
    wanted = Wanted(tuple(names), assignment, lower, known, pattern, table)
    papers = list(_papers(opened, wanted))
    named = [_named(paper, names, others) for paper in papers]
    yield from _within(papers, archive.name, named)


def _papers(opened: zipfile.ZipFile, wanted: Wanted) -> Iterator[Paper]:
    """The papers of an archive, in its order; each student's together have LARGEST bytes or fewer."""
    files = packed.handed_in(opened)
    forbidden = {path: packed.forbidden(info, path) for info, path in files}
    shape = whose([path for path, why in forbidden.items() if not why], wanted)
    left: defaultdict[tuple, Allowance] = defaultdict(lambda: Allowance(LARGEST))
    for info, path in files:
        told = forbidden[path] or shape[path]
        if isinstance(told, str):
            known = forbidden[path] or is_paper(path)
            yield Paper(path, why=told if known else "it is no notebook")
            continue
        for one in told:
            yield from _of_student(opened, info, path, one, left)


def _of_student(opened, info, path: str, told: Told, left: Mapping) -> Iterator[Paper]:
    """The papers that a file of one student is, or why it is none."""
    kept = {name: getattr(told, name) for name in KEPT}
    file, depth = PurePosixPath(told.file).name, told.file.count("/")
    found = Paper(path, notebook=file, depth=depth, **kept)
    try:
        found = replace(found, student=spelled(told.name))
        if not is_paper(path):
            yield replace(found, why="it is no notebook")
            return
        mine = left[found.student, found.number]
        data = mine.take(opened, info)
        again = lambda: packed.read(opened, info, LARGEST)
        if path.lower().endswith(".zip"):
            mine.left += len(data)  # what is in it counts
            yield from _inner(data, again, found, mine)
        else:
            yield replace(found, read=again, size=len(data))
    except NoName as error:
        yield replace(found, why=str(error))
    except Exception as error:  # whatever a packed file does ends that file alone
        yield replace(found, why=one_line(error or type(error).__name__))


def _inner(
    data: bytes, outer: Callable[[], bytes], found: Paper, mine: Allowance
) -> Iterator[Paper]:
    """The notebooks of an archive that a student handed in; an archive in that one is not opened.

    The number in the archive's own name is the platform's count.
    """
    again = AGAIN.search(PurePosixPath(found.notebook).stem)
    attempt = found.attempt or (int(again[1]) if again else 0)
    opened = packed.inside(data, MOST_FILES)
    files = [
        one for one in packed.handed_in(opened) if one[1].lower().endswith(".ipynb")
    ]
    if not files:
        raise ValueError("there is no notebook in it")
    for info, path in files:
        if why := packed.forbidden(info, path):
            raise ValueError(f"{one_line(path)}: {why}")
        size = len(mine.take(opened, info))
        yield replace(
            found,
            came=f"{found.came}: {path}",
            notebook=PurePosixPath(path).name,
            attempt=attempt,
            depth=found.depth + path.count("/"),
            read=partial(_in_inner, outer, info),
            size=size,
        )


def _in_inner(outer: Callable[[], bytes], info: zipfile.ZipInfo) -> bytes:
    return packed.read(packed.inside(outer(), MOST_FILES), info, LARGEST)


def _submitters(opened: zipfile.ZipFile) -> dict:
    """Gradescope's table of who handed in, from the top of its export; {} where there is none. Errors: ValueError."""
    paths = [(packed.path_of(info), info) for info in opened.infolist()]
    tables = [
        (p.count("/"), i) for p, i in paths if PurePosixPath(p).name == gradescope.NAME
    ]
    if not tables:
        return {}
    depth, top = min(tables, key=lambda one: one[0])
    return (
        gradescope.submitters(packed.read(opened, top, gradescope.MOST_BYTES))
        if depth < 2
        else {}
    )


def _within(papers: list[Paper], archive: str, named: list[Paper]) -> Iterator[Paper]:
    """The papers; where all together are too much, those who handed in most are left out, and the class goes on."""
    sizes: defaultdict[tuple, int] = defaultdict(int)
    for paper in papers:
        sizes[paper.student, paper.number] += 0 if paper.why else paper.size
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
