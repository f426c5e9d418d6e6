"""Late papers: when they came, when they were due, and what the days that are allowed cover (late_days).

settle(course, "ch02", ["ada", "bob"])   # what nbgrader's rule for late papers is to know, before it grades

need = ceil((handed in - due - extension) / day);  covered if need <= late days that earlier assignments left
"""

import math
import warnings
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from dateutil import parser
from nbgrader.api import Gradebook, MissingEntry

from dnnlib.door import save
from dnnlib.grading.intake import receipts
from dnnlib.grading.intake.receipts import Receipt
from dnnlib.grading.nbgrader import Course
from dnnlib.grading.office.late_days import Days, days


def due(course: Course, assignment: str, time: str) -> str:
    """Set when an assignment is due; the time as the gradebook has it, in UTC. Errors: ValueError."""
    course.source(assignment)
    when = moment(time)
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(assignment, duedate=when)
    return f"{when:%Y-%m-%d %H:%M} UTC"


def moment(text: str) -> datetime:
    """A time in UTC, without a zone as the gradebook has it; one that names no zone is UTC. Errors: ValueError.

    Not nbgrader's own reader: it takes the zone +0100 for a hundred seconds.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # of a zone that is not known
            found = parser.parse(text)
    except (ValueError, OverflowError, Warning):
        example = "2026-11-01 23:59 UTC, or 2026-11-01 23:59 +01:00"
        raise ValueError(f"{text!r} is no time: write it as {example}") from None
    return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found


def settle(course: Course, assignment: str, students: Iterable[str]) -> dict[str, str]:
    """Give the gradebook each paper's time and each student's extension: {student: what was settled}.

    The extension holds the late days that a paper needs too, if the student has them left.
    """
    kept = receipts.kept(course.folders.db_url, assignment)
    told = {one.student: one for one in kept.values()}
    allowed = days(course)
    with warnings.catch_warnings(), course.gradebook() as gradebook:
        warnings.simplefilter("ignore")  # of nbgrader's database layer, every time
        order = _order(gradebook)
        found = {}
        for who in students:
            timed = _stamp(course, assignment, who, told.get(who))
            if timed or allowed.rows or who in told:
                found[who] = _settle(gradebook, allowed, assignment, who, timed, order)
        return found


def _stamp(course, assignment: str, student: str, receipt: Receipt | None) -> str:
    """When a paper came, as a platform told or as a file beside it says; "" where nobody knows.

    The time is kept in that file, where nbgrader's rule for late papers looks for it.
    """
    folder = course.path("submitted", student, assignment)
    stamp = folder / "timestamp.txt"
    if receipt and receipt.time and _is_of(folder, receipt):
        text = f"{moment(receipt.time):%Y-%m-%d %H:%M:%S} UTC"
        try:
            save(stamp, f"{text}\n")
        except OSError:  # a folder that may not be written: the gradebook has the time
            return text
    try:
        return stamp.read_text(encoding="utf-8").strip()[:99]
    except (OSError, UnicodeDecodeError):
        return ""


def _settle(
    gradebook: Gradebook,
    allowed: Days,
    assignment: str,
    student: str,
    timed: str,
    order,
) -> str:
    """One student's time and extension in the gradebook; what they are."""
    try:
        when = moment(timed) if timed else None
    except ValueError:  # a file beside the paper that holds no time
        when = None
    gradebook.update_or_create_student(student)
    gradebook.update_or_create_submission(assignment, student, timestamp=when)
    spent = _spent(gradebook, allowed, student, order)
    extra = allowed.extension(assignment, student) + spent.get(assignment, 0)
    submission = gradebook.find_submission(assignment, student)
    if submission.extension != (timedelta(days=extra) if extra else None):
        gradebook.grant_extension(assignment, student, days=extra)
    return f"{extra:g} days, {when}"


def _order(gradebook: Gradebook) -> list[str]:
    """The assignments that are due, the earliest first."""
    due = [(one.duedate, one.name) for one in gradebook.assignments if one.duedate]
    return [name for _, name in sorted(due)]


def _spent(
    gradebook: Gradebook, allowed: Days, student: str, order: list[str]
) -> dict[str, int]:
    """The late days that a student spends on each assignment, the earliest due first."""
    left, spent = allowed.budget(student), {}
    for name in order:
        try:
            submission = gradebook.find_submission(name, student)
        except MissingEntry:
            continue
        if submission.timestamp is None:
            continue
        until = submission.assignment.duedate + timedelta(
            days=allowed.extension(name, student)
        )
        need = math.ceil((submission.timestamp - until) / timedelta(days=1))
        if 0 < need <= left:
            spent[name], left = need, left - need
    return spent


def spent(course: Course, student: str) -> dict[str, int]:
    """The late days that a student has spent, by assignment."""
    with course.gradebook() as gradebook:
        return _spent(gradebook, days(course), student, _order(gradebook))


def _is_of(folder: Path, receipt: Receipt) -> bool:
    """Whether the paper that a receipt is of still lies there."""
    path = folder / f"{receipt.notebook}.ipynb"
    there = path.is_file() and not path.is_symlink()
    return there and sha256(path.read_bytes()).hexdigest() == receipt.sha256
