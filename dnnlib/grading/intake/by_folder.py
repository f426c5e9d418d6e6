"""An archive with a folder a student, however deep; what lies above all of them is nobody."""

import os
from dataclasses import replace

from dnnlib.grading.intake.names import same
from dnnlib.grading.intake.platforms import Told, without_attempt
from dnnlib.grading.intake.wanted import Found, Wanted

NO_STUDENT = (
    "its name tells no student: neither a platform's, nor STUDENT/NOTEBOOK.ipynb"
)


def by_folder(paths: list[str], papers: list[str], wanted: Wanted) -> Found:
    """Whose each file is: a folder that counts attempts ("Version 2") is no student's."""
    short = {path: without_attempt(path) for path in paths}
    level = _level([short[path][0] for path in papers], wanted)
    found = {path: _in_folder(*short[path], level) for path in paths}
    return _without_prefix(found, f"{wanted.assignment}-")


def _in_folder(path: str, attempt: int, level: int) -> list[Told] | str:
    """The student's folder is told whole, with what lies above it: two of a name are two."""
    *folders, file = path.split("/")
    if len(folders) <= level:
        return NO_STUDENT
    above = "/".join(folders[:level])
    below = "/".join([*folders[level + 1 :], file])
    return [Told(folders[level], below, attempt=attempt, above=above)]


def _level(papers: list[str], wanted: Wanted) -> int:
    """How deep the students' folders lie: where the class list says, else where the folders part."""
    folders = [path.split("/")[:-1] for path in papers]
    known = _known(folders, wanted)
    if any(known):
        return known.index(max(known))
    shared = len(os.path.commonprefix(folders)) if folders else 0
    if any(len(one) <= shared for one in folders):  # a paper beside them
        return 0
    return shared if len({one[shared] for one in folders}) > 1 else 0


def _known(folders: list[list[str]], wanted: Wanted) -> list[int]:
    """How many names of the class list the folders of each depth have."""
    found = []
    for depth in range(max(map(len, folders), default=0)):
        names = {one[depth] for one in folders if len(one) > depth}
        found.append(sum(same(name) in wanted.known for name in names))
    return found


def _without_prefix(found: Found, head: str) -> Found:
    """GitHub Classroom calls a folder "ch02-ada": the assignment's name is no part of a student's."""
    names = {one[0].name for one in found.values() if not isinstance(one, str)}
    if len(names) < 2 or not all(name.startswith(head) for name in names):
        return found
    for path, one in found.items():
        if not isinstance(one, str):
            name = one[0].name.removeprefix(head)
            found[path] = [replace(one[0], name=name)]
    return found
