"""The table of days that may be late, build/grading/late_days.csv: extensions, and late days that each may spend.

allow(course, 2, "ch02", ["ada"])        # ada has two days more for ch02
allow(course, 4)                         # everybody has four late days, to spend on any assignments
"""

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dnnlib.grading.nbgrader import Course
from dnnlib.grading.office import tables
from dnnlib.grading.office.files import beside_gradebook

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
    path = place(course)
    rows: dict[tuple[str, str], float] = {}
    if not path.exists():
        return Days(rows)
    with open(path, newline="", encoding="utf-8-sig") as file:
        for k, row in enumerate(csv.DictReader(file), 2):
            try:
                value = float(row["days"])
                rows[
                    row["assignment"].strip(), tables.plain(row["student"].strip())
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
