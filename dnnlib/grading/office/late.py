"""Late papers: extensions a student, late days that each may spend, and the times that platforms tell.

allow(course, 2, "ch02", ["ada"])        # ada has two days more for ch02
allow(course, 4)                         # everybody has four late days, to spend on any assignments
settle(course, "ch02", ["ada", "bob"])   # what nbgrader's rule for late papers is to know, before it grades

need = ceil((handed in - due - extension) / day);  covered if need <= late days that earlier assignments left
"""

import csv
import math
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.utils import parse_utc

from dnnlib.grading.intake import receipts
from dnnlib.grading.nbgrader import Course
from dnnlib.grading.office import tables
from dnnlib.grading.office.files import beside_gradebook, write_whole

ALL = "*"
HEADER = ["assignment", "student", "days"]


@dataclass(frozen=True)
class Days:
    """Days that may be late, by (assignment, student); * stands for all. Of several rows the nearest one counts."""

    rows: Mapping[tuple[str, str], float]

    def extension(self, assignment: str, student: str) -> float:
        """The days that a student has more for one assignment."""
        places = ((assignment, student), (assignment, ALL))
        return next((self.rows[place] for place in places if place in self.rows), 0.0)

    def budget(self, student: str) -> float:
        """The late days that a student may spend in the course."""
        places = ((ALL, student), (ALL, ALL))
        return next((self.rows[place] for place in places if place in self.rows), 0.0)


def place(course: Course) -> Path:
    """The table of days, build/grading/late_days.csv: it may be edited by hand."""
    return beside_gradebook(course.folders.db_url, "late_days.csv")


def days(course: Course) -> Days:
    """The days that are allowed. Errors: ValueError names a row that is none."""
    path, rows = place(course), {}
    if not path.exists():
        return Days(rows)
    with open(path, newline="", encoding="utf-8-sig") as file:
        for k, row in enumerate(csv.DictReader(file), 2):
            try:
                value = float(row["days"])
                rows[
                    row["assignment"].strip(), row["student"].strip().removeprefix("'")
                ] = value
            except (KeyError, TypeError, ValueError, AttributeError):
                raise ValueError(
                    f"row {k} of {path} is none of {', '.join(HEADER)}: {row}"
                ) from None
    return Days(rows)


def allow(
    course: Course, some: float, assignment: str = ALL, students: Iterable[str] = (ALL,)
) -> Path:
    """Write that students may be late by some days: for an assignment, or by late days of their own choice.

    Errors: ValueError where there is no such assignment, or the days are none.
    """
    if not (0 <= some < 1000 and math.isfinite(some)):
        raise ValueError(f"{some} days are none: a number from 0 to 999")
    if assignment != ALL:
        course.source(assignment)
    rows = dict(days(course).rows) | {
        (assignment, student): float(some) for student in students
    }
    return tables.write(
        place(course), [HEADER, *([*who, value] for who, value in sorted(rows.items()))]
    )


def due(course: Course, assignment: str, time: str) -> str:
    """Set when an assignment is due; the time as the gradebook has it, in UTC. Errors: ValueError."""
    course.source(assignment)
    try:
        when = parse_utc(time)
    except (ValueError, OverflowError):
        raise ValueError(
            f"{time!r} is no time: write it as '2026-11-01 23:59 UTC'"
        ) from None
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(assignment, duedate=when)
    return f"{when:%Y-%m-%d %H:%M} UTC"


def settle(course: Course, assignment: str, students: Iterable[str]) -> dict[str, str]:
    """Give the gradebook each paper's time and each student's extension: {student: what was settled}.

    The extension holds the late days that a paper needs too, if the student has them left.
    """
    allowed, told = days(course), receipts.kept(course.folders.db_url, assignment)
    times = {
        who: one.time
        for (who, _), one in told.items()
        if one.time and _is_there(course, assignment, one)
    }
    with warnings.catch_warnings(), course.gradebook() as gradebook:
        warnings.simplefilter(
            "ignore"
        )  # of nbgrader's database layer, harmless and every time
        order = sorted(
            gradebook.assignments, key=lambda one: (str(one.duedate), one.name)
        )
        order = [one.name for one in order if one.duedate]
        return {
            who: _settle(course, gradebook, allowed, assignment, who, times, order)
            for who in students
        }


def _settle(
    course,
    gradebook: Gradebook,
    allowed: Days,
    assignment: str,
    student: str,
    times,
    order,
) -> str:
    stamp = course.path("submitted", student, assignment) / "timestamp.txt"
    if student in times and not stamp.exists():
        write_whole(
            stamp, f"{parse_utc(times[student]):%Y-%m-%d %H:%M:%S} UTC\n".encode()
        )
    gradebook.update_or_create_student(student)
    fields = (
        {"timestamp": parse_utc(stamp.read_text().strip())} if stamp.exists() else {}
    )
    submission = gradebook.update_or_create_submission(assignment, student, **fields)
    extra = allowed.extension(assignment, student) + _spent(
        gradebook, allowed, student, order
    ).get(assignment, 0)
    wanted = timedelta(days=extra) if extra else None
    if submission.extension != wanted:
        gradebook.grant_extension(assignment, student, days=extra)
    return f"{extra:g} days, {submission.timestamp}"


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
        due = sorted(
            (str(one.duedate), one.name) for one in gradebook.assignments if one.duedate
        )
        return _spent(gradebook, days(course), student, [name for _, name in due])


def _is_there(course: Course, assignment: str, receipt: receipts.Receipt) -> bool:
    """Whether the paper that a receipt is of still lies there."""
    path = (
        course.path("submitted", receipt.student, assignment)
        / f"{receipt.notebook}.ipynb"
    )
    return path.is_file() and sha256(path.read_bytes()).hexdigest() == receipt.sha256
