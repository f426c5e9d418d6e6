"""Which shape a whole archive has, so that no file is read by half of another platform's pattern.

whose(paths, Wanted(names=("layers",)))      # {path: Told, or the reason why nobody is told}
"""

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from dnnlib.grading.intake import platforms
from dnnlib.grading.intake.gradescope import Submitter
from dnnlib.grading.intake.names import same
from dnnlib.grading.intake.platforms import Told, told

AGAIN = re.compile(
    r"(?:-Copy|-| ?\()(\d{1,6})\)?$"
)  # layers-1, layers (1), layers-Copy1: handed in again
NO_STUDENT = (
    "its name tells no student: neither a platform's, nor STUDENT/NOTEBOOK.ipynb"
)
ADVICE = 'say how the files are named: --pattern "*/{name}/{file}", with {login}, {email}, {number} where there are'


@dataclass(frozen=True)
class Wanted:
    """What is known of the assignment: its notebooks, other names that are nobody's, and the class (see names.same)."""

    names: tuple[str, ...]
    assignment: str = ""
    nobody: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    pattern: str = ""
    gradescope: Mapping[str, list[Submitter]] = field(default_factory=dict)


def whose(paths: Iterable[str], wanted: Wanted) -> dict[str, list[Told] | str]:
    """Whose each file is: one row a student, several in a group; or why nobody's.

    Errors: ValueError where the archive's shape is not understood: its "students" have papers from several folders.
    """
    paths = list(paths)
    papers = [path for path in paths if path.lower().endswith((".ipynb", ".zip"))]
    if wanted.pattern:
        return _by_pattern(paths, papers, wanted)
    platform = _platform(papers, wanted)
    if platform:
        read = {path: _told(platform, path, wanted) for path in paths}
        missing = f"its name is not as {platform} writes the others"
        found: dict[str, list[Told] | str] = {
            path: [one] if one else missing for path, one in read.items()
        }
        found = _logins(found) if platform == "Blackboard" else found
        return _named(found, wanted) if platform == "Gradescope" else found
    return _by_folder(paths, papers, wanted)


def stem(path: str) -> str:
    """The notebook's name that a file has, without what says that it was handed in again, in lower case."""
    return AGAIN.sub("", PurePosixPath(path).stem).lower()


def _platform(papers: list[str], wanted: Wanted) -> str:
    """The platform in whose shape most papers are, or ""."""
    for platform in (*platforms.PLATFORMS, "names before the notebook"):
        fits = sum(_told(platform, path, wanted) is not None for path in papers)
        if 2 * fits > len(papers):
            return platform
    return ""


def _told(platform: str, path: str, wanted: Wanted) -> Told | None:
    if platform == "names before the notebook":
        return _before_notebook(path, wanted)
    if platform != "names before a dash":
        return told(platform, path, wanted.nobody)
    found = told(platform, path)
    if found and stem(found.name) in _lower(
        wanted.names
    ):  # "layers - Ada Lovelace.ipynb"
        file = found.name + PurePosixPath(found.file).suffix
        found = replace(found, name=PurePosixPath(found.file).stem, file=file)
    return None if found and found.name.lower() in wanted.nobody else found


def _before_notebook(path: str, wanted: Wanted) -> Told | None:
    """ "ada_layers.ipynb", in one folder or in none."""
    file = PurePosixPath(path)
    for name in wanted.names:
        ends = rf"(?P<name>.+?)[ ._\u2013\u2014-]+(?P<file>{re.escape(name)}(?:-Copy\d+|-\d+| ?\(\d+\))?)"
        match = re.fullmatch(ends, file.stem, re.I)
        if match and same(match["name"]) not in wanted.nobody:
            return Told(
                match["name"], match["file"] + file.suffix, "names before the notebook"
            )
    return None


def _by_pattern(
    paths: list[str], papers: list[str], wanted: Wanted
) -> dict[str, list[Told] | str]:
    pattern = platforms.own(wanted.pattern)
    matches = {path: pattern.fullmatch(path) for path in paths}
    if papers and not any(matches[path] for path in papers):
        raise ValueError(
            f"--pattern {wanted.pattern!r} fits no file of the archive, such as {papers[0]!r}"
        )
    return {
        path: [platforms.read(match, "--pattern")]
        if match
        else "--pattern does not fit its name"
        for path, match in matches.items()
    }


def _logins(found: dict[str, list[Told] | str]) -> dict[str, list[Told] | str]:
    """Blackboard's files begin with the assignment's name, which all share; the login is the rest."""
    heads = {one[0].login for one in found.values() if not isinstance(one, str)}
    shared = os.path.commonprefix([*heads]) if len(heads) > 1 else ""
    shared = shared[: shared.rfind("_") + 1]
    cut = lambda login: (
        login.removeprefix(shared) if shared else login.rsplit("_", 1)[-1]
    )
    return {
        path: one
        if isinstance(one, str)
        else [replace(one[0], name=cut(one[0].login), login=cut(one[0].login))]
        for path, one in found.items()
    }


def _named(
    found: dict[str, list[Told] | str], wanted: Wanted
) -> dict[str, list[Told] | str]:
    """Gradescope's folders under the names that its table gives them."""
    named: dict[str, list[Told] | str] = {}
    for path, one in found.items():
        if isinstance(one, str):
            named[path] = one
            continue
        people = wanted.gradescope.get(one[0].name, [])
        group = one[0].name if len(people) > 1 else ""
        rows = [
            replace(
                one[0],
                name=who.name or who.sid or who.email,
                login=who.sid,
                email=who.email,
                number="",
                time=who.time,
                attempt=who.attempt,
                group=group,
            )
            for who in people
        ]
        nobody = "submission_metadata.yml does not say whose it is: download the export with it"
        named[path] = rows or nobody
    return named


def _by_folder(
    paths: list[str], papers: list[str], wanted: Wanted
) -> dict[str, list[Told] | str]:
    """A folder a student, however deep; what lies above all of them is nobody."""
    short = {path: platforms.without_attempt(path) for path in paths}
    level = _level([short[path][0] for path in papers], wanted)
    found = {path: _in_folder(*short[path], level) for path in paths}
    found = _without_prefix(found, wanted.assignment)
    return found | _torn(
        {path: found[path] for path in papers},
        {path: short[path][0] for path in paths},
        level,
        wanted,
    )


def _in_folder(path: str, attempt: int, level: int) -> list[Told] | str:
    parts = path.split("/")
    if len(parts) < level + 2:
        return NO_STUDENT
    return [Told(parts[level], "/".join(parts[level + 1 :]), attempt=attempt)]


def _level(papers: list[str], wanted: Wanted) -> int:
    """How deep the students' folders lie: where the class list says, else where the folders part."""
    folders = [path.split("/")[:-1] for path in papers]
    deepest = max(map(len, folders), default=0)
    known = [
        len(
            {
                one[at]
                for one in folders
                if len(one) > at and same(one[at]) in wanted.known
            }
        )
        for at in range(deepest)
    ]
    if any(known):
        return known.index(max(known))
    shared = len(os.path.commonprefix(folders)) if folders else 0
    parted = len({tuple(one[: shared + 1]) for one in folders}) > 1 and all(
        len(one) > shared for one in folders
    )
    return shared if parted else 0


def _without_prefix(
    found: dict[str, list[Told] | str], assignment: str
) -> dict[str, list[Told] | str]:
    """GitHub Classroom calls a folder "ch02-ada": the assignment's name is no part of a student's."""
    told_ones = [one for one in found.values() if not isinstance(one, str)]
    head = f"{assignment}-"
    if len({one[0].name for one in told_ones}) < 2 or not all(
        one[0].name.startswith(head) for one in told_ones
    ):
        return found
    cut = lambda one: (
        one
        if isinstance(one, str)
        else [replace(one[0], name=one[0].name.removeprefix(head))]
    )
    return {path: cut(one) for path, one in found.items()}


def _torn(
    papers: dict[str, list[Told] | str],
    short: Mapping[str, str],
    level: int,
    wanted: Wanted,
) -> dict[str, str]:
    """The papers of "students" who have several of one kind in folders beside one another, and why they are left out.

    Errors: ValueError where that is so for half of them: the archive is in no shape that is known.
    """
    students = defaultdict(list)
    for path, one in papers.items():
        if not isinstance(one, str):
            students[tuple(short[path].split("/")[: level + 1])].append(path)
    torn = {
        who: several
        for who, mine in students.items()
        if (several := _beside(mine, papers, wanted))
    }
    if 2 * len(torn) >= max(len(students), 1) and torn:
        who, several = next(iter(torn.items()))
        some = ", ".join(several[:3]) + (", ..." if len(several) > 3 else "")
        raise ValueError(
            f"{'/'.join(who)!r} would be one student with papers from different folders: {some}. So {ADVICE}"
        )
    said = "{} has papers in several folders, none of them nearer to the top: a person must say which one counts"
    return {
        path: said.format(who[-1]) for who, several in torn.items() for path in several
    }


def _beside(
    mine: list[str], papers: Mapping[str, list[Told] | str], wanted: Wanted
) -> list[str]:
    """Papers of one student that are nearest to the top, of one notebook and attempt, and in different folders."""
    kinds = defaultdict(list)
    first = {path: who[0] for path in mine if not isinstance(who := papers[path], str)}
    for path, one in first.items():
        kinds[_kind(path, wanted), one.attempt].append(path)
    for (kind, _), several in kinds.items():
        depth = min(first[path].file.count("/") for path in several)
        nearest = [path for path in several if first[path].file.count("/") == depth]
        folders = {first[path].file.rpartition("/")[0] for path in nearest}
        if kind != "another's" and len(folders) > 1:
            return nearest
    return []


def _kind(path: str, wanted: Wanted) -> str:
    if path.lower().endswith(".zip"):
        return "zip"
    if stem(path) in _lower(wanted.names):
        return stem(path)
    return "another's" if stem(path) in wanted.nobody else "of a name of its own"


def _lower(names: Iterable[str]) -> set[str]:
    return {name.lower() for name in names}
