"""An archive whose files a platform named: most papers have its shape wholly, and no other shape counts then."""

import os
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from dnnlib.grading.intake import platforms
from dnnlib.grading.intake.gradescope import Submitter
from dnnlib.grading.intake.names import same
from dnnlib.grading.intake.platforms import Told, told
from dnnlib.grading.intake.wanted import Found, Wanted, stem

DASH, NOTEBOOK = "names before a dash", "names before the notebook"
FLAT = {"Blackboard", "Canvas", DASH, NOTEBOOK}  # all files lie in one folder
COPIED = r"(?:-Copy\d+|-\d+| ?\(\d+\))?"


def platform_of(papers: list[str], wanted: Wanted) -> tuple[str, str]:
    """The platform in whose shape most papers are, and the folder where they lie if its shape is flat; or ""."""
    for platform in (*platforms.PLATFORMS, NOTEBOOK):
        fits = [path for path in papers if _told(platform, path, wanted)]
        places = Counter(_parent(path) for path in fits)
        place, count = places.most_common(1)[0] if fits else ("", 0)
        count = count if platform in FLAT else len(fits)
        if 2 * count > len(papers):
            return platform, place
    return "", ""


def by_platform(platform: str, place: str, paths: list[str], wanted: Wanted) -> Found:
    """Whose each file is in a platform's shape."""
    missing = f"its name is not as {platform} writes the others"
    found = {}
    for path in paths:
        one = _told(platform, path, wanted)
        if platform in FLAT and _parent(path) != place:
            one = None
        found[path] = [one] if one else missing
    if platform == "Canvas":
        return {path: _one_way(path, one) for path, one in found.items()}
    found = _logins(found) if platform == "Blackboard" else found
    return _named(found, wanted) if platform == "Gradescope" else found


def by_pattern(paths: list[str], papers: list[str], wanted: Wanted) -> Found:
    """Whose each file is by an instructor's pattern. Errors: ValueError where it fits none."""
    pattern = platforms.own(wanted.pattern)
    matches = {path: pattern.fullmatch(path) for path in paths}
    if papers and not any(matches[path] for path in papers):
        such = f"fits no file of the archive, such as {papers[0]!r}"
        raise ValueError(f"--pattern {wanted.pattern!r} {such}")
    missing = "--pattern does not fit its name"
    return {
        path: [platforms.read(match, "--pattern")] if match else missing
        for path, match in matches.items()
    }


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _told(platform: str, path: str, wanted: Wanted) -> Told | None:
    if platform == NOTEBOOK:
        return _before_notebook(path, wanted)
    if platform != DASH:
        return told(platform, path, wanted.nobody)
    found = told(platform, path)
    if found and wanted.is_named(f"{found.name}.ipynb"):  # "layers - Ada.ipynb"
        file = PurePosixPath(found.file)
        found = replace(found, name=file.stem, file=found.name + file.suffix)
    return None if found and found.name.lower() in wanted.nobody else found


def _before_notebook(path: str, wanted: Wanted) -> Told | None:
    """ "ada_layers.ipynb", in one folder or in none."""
    file = PurePosixPath(path)
    for name in wanted.names:
        ends = rf"(?P<name>.+?)[ ._\u2013\u2014-]+(?P<file>{re.escape(name)}{COPIED})"
        match = re.fullmatch(ends, file.stem, re.I)
        if match and same(match["name"]) not in wanted.nobody:
            return Told(match["name"], match["file"] + file.suffix, NOTEBOOK)
    return None


def _one_way(path: str, one: list[Told] | str) -> list[Told] | str:
    """Canvas's file, unless its name can be read in two ways: who is called "x_101" would be number 101."""
    if not isinstance(one, str) and re.match(r"\d+_", one[0].file):
        return "its name has three numbers, and so two students: a person must say whose it is"
    return one


def _logins(found: Found) -> Found:
    """Blackboard's files begin with the assignment's name, which all share; the login is the rest."""
    heads = {one[0].login for one in found.values() if not isinstance(one, str)}
    shared = os.path.commonprefix([*heads]) if len(heads) > 1 else ""
    shared = shared[: shared.rfind("_") + 1]

    def cut(one: Told) -> Told:
        login = one.login.removeprefix(shared) if shared else one.login.rsplit("_")[-1]
        return replace(one, name=login, login=login)

    return {
        p: one if isinstance(one, str) else [cut(one[0])] for p, one in found.items()
    }


def _named(found: Found, wanted: Wanted) -> Found:
    """Gradescope's folders under the names that its table gives them."""
    table = wanted.gradescope()
    return {
        path: one if isinstance(one, str) else _people(one[0], table)
        for path, one in found.items()
    }


def _people(one: Told, table: Mapping[str, list[Submitter]]) -> list[Told] | str:
    people = table.get(one.name, [])
    group = one.name if len(people) > 1 else ""
    rows = [
        replace(
            one,
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
    return (
        rows
        or "submission_metadata.yml does not say whose it is: download the export with it"
    )


__all__ = ["by_pattern", "by_platform", "platform_of", "stem"]
