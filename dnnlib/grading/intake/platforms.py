"""The names that platforms give to the files of an archive, one row a platform, and a row of an instructor's own.

told("Canvas", "lovelaceada_LATE_101_9001_layers-1.ipynb").number      # "101"
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Told:
    """What a file's path says: whose it is, and the file below the student's folder.

    number: the platform's for the student; lasts: the same in every assignment. login: an id that the class list may
    have. time: when it was handed in. attempt: which one it is, as the platform counts. above: folders over the student's.
    """

    name: str
    file: str
    platform: str = "folders"
    number: str = ""
    lasts: bool = False
    login: str = ""
    email: str = ""
    late: bool = False
    time: datetime | None = None
    attempt: int = 0
    group: str = ""
    above: str = ""


# Sources: Canvas lib/content_zipper.rb; Moodle mod/assign/locallib.php; Gradescope's export as public loaders read it;
# Blackboard as nbgrader's manual shows it (issues #511, #724); ILIAS as its feedback plugin's README says; Sakai's
# folders as public grading scripts name them. Brightspace is from memory.
PLATFORMS = {
    "Gradescope": r"submission_(?P<number>\d+)/(?P<file>.+)",
    "Blackboard": r"(?P<head>[^/]+)_attempt_(?P<time>\d{4}(?:-\d\d){5})_(?P<file>[^/]+)",
    "Brightspace": r"(?P<number>\d+)-\d+ ?- (?P<name>[^/]+?)(?: ?- (?P<time>[^/-]*\b20\d\d\b[^/-]*?))?(?: ?- |/)(?P<file>.+)",
    "Moodle": r"(?P<name>[^/_]+)_(?P<number>\d+)_assignsubmission_[a-z]+(?:_/?|/)(?P<file>.+)",
    "Sakai": r"(?P<name>[^/]+)\((?P<login>[^/()]+)\)[/_]Submission attachment\(s\)[/_](?P<file>.+)",
    "ILIAS": r"(?:[^/]+/)*?(?P<last>[^/_\d]+)_(?P<first>[^/_\d]+)_(?P<login>[^/]+)_(?P<number>\d+)/(?P<file>.+)",
    "Canvas": r"(?:(?P<name>\w+?)_)??(?P<late>LATE_)?(?P<number>anon_\w+?|\d+)_\d+_(?P<file>[^/]+)",
    "names before a dash": r"(?P<name>[^/]+?) [-\u2013\u2014] (?P<file>[^/]+)",
}
LASTING = {"Canvas"}  # Moodle's and Gradescope's numbers are those of one assignment
ABOVE = r"(?:[^/]+/)*?"  # folders that somebody packed all submissions in
PATTERNS = {name: re.compile(ABOVE + pattern) for name, pattern in PLATFORMS.items()}
FIELDS = ("name", "login", "email", "number", "time", "attempt", "file")
TIMES = (
    "%Y-%m-%d-%H-%M-%S",
    "%b %d, %Y %I%M %p",
    "%B %d, %Y %I%M %p",
    "%Y-%m-%d %H:%M:%S",
)
ATTEMPT = re.compile(
    r"(?:version|attempt|versuch|tentative|intento)[ _-]?(\d{1,4})", re.I
)


def told(platform: str, path: str, nobody: frozenset[str] = frozenset()) -> Told | None:
    """What a path says if it is wholly in a platform's shape, else None.

    nobody: names that no student has (assignments and notebooks), in lower case: with one, Canvas's shape fits by half.
    """
    match = PATTERNS[platform].fullmatch(path)
    found = match and read(match, platform)
    return (
        None
        if found and found.name.lower() in nobody and platform != "Gradescope"
        else found
    )


def read(match: re.Match, platform: str) -> Told:
    """The fields of a match."""
    got = {name: value or "" for name, value in match.groupdict().items()}
    name = got.get("name") or f"{got.get('first', '')} {got.get('last', '')}".strip()
    number, login = got.get("number", ""), got.get("login", "") or got.get("head", "")
    if platform == "Gradescope":
        name = f"submission_{number}"
    return Told(
        name.strip() or login or got.get("email", "") or number,
        got["file"],
        platform,
        number,
        platform in LASTING,
        login,
        got.get("email", ""),
        bool(got.get("late")),
        moment(got.get("time", "")),
        int(got["attempt"]) if got.get("attempt", "").isdecimal() else 0,
    )


def moment(text: str) -> datetime | None:
    """A time that a platform writes without its zone, which is taken for this machine's; None where it is none."""
    for form in TIMES:
        try:
            return datetime.strptime(text.strip(), form).astimezone(UTC)
        except (ValueError, OverflowError, OSError):
            continue
    return None


def own(pattern: str) -> re.Pattern:
    """An instructor's pattern for the paths of an archive, such as "*/{name} ({login})/{file}".

    {name}, {login}, {email}, {number}, {time}, {attempt} and {file} stand for themselves, * for anything within a
    folder, ** for any folders; or a regular expression with such groups, (?P<name>...).
    Errors: ValueError says what a pattern lacks.
    """
    try:
        made = re.compile(pattern if "(?P<" in pattern else _template(pattern))
    except re.error as error:
        raise ValueError(f"--pattern {pattern!r} is no pattern: {error}") from None
    unknown = sorted(set(made.groupindex) - set(FIELDS))
    if unknown:
        raise ValueError(
            f"--pattern {pattern!r} names {', '.join(unknown)}; there are {', '.join(FIELDS)}"
        )
    if "file" not in made.groupindex or not {"name", "login", "email"} & set(
        made.groupindex
    ):
        raise ValueError(
            f"--pattern {pattern!r} must name {{file}}, and {{name}}, {{login}} or {{email}}"
        )
    return made


def _template(pattern: str) -> str:
    parts = re.split(r"(\{\w*\}|\*\*/?|\*)", pattern)
    return "".join(map(_part, parts))


def _part(part: str) -> str:
    if part == "{file}":
        return "(?P<file>.+)"
    if re.fullmatch(r"\{\w+\}", part):
        return f"(?P<{part[1:-1]}>[^/]+?)"
    return {"*": "[^/]*", "**": ".*", "**/": "(?:.*/)?"}.get(part, re.escape(part))


def without_attempt(path: str) -> tuple[str, int]:
    """A path without a folder that counts attempts ("Version 2"), and the number in it, or 0."""
    *folders, file = path.split("/")
    counted = [ATTEMPT.fullmatch(folder) for folder in folders]
    numbers = [int(match[1]) for match in counted if match]
    kept = [folder for folder, match in zip(folders, counted) if not match]
    return ("/".join([*kept, file]), max(numbers)) if numbers and kept else (path, 0)
