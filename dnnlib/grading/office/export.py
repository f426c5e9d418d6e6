"""nbgrader's own table of grades, quoted and without formulas: `nbgrader export` uses it too (nbgrader_config.py)."""

from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import CsvExportPlugin

from dnnlib.grading.office import tables

HEADER = """assignment duedate timestamp student_id last_name first_name email raw_score late_submission_penalty
    score max_score""".split()


class SafeExport(CsvExportPlugin):
    """nbgrader's plug-in, with the same columns and values, written by tables.write."""

    def export(self, gradebook: Gradebook) -> None:
        """Write a row a student and an assignment into `to`."""
        wanted = [
            one
            for one in gradebook.assignments
            if not self.assignment or one.name in self.assignment
        ]
        everybody = [
            one
            for one in gradebook.students
            if not self.student or one.id in map(str, self.student)
        ]
        rows = [
            _row(gradebook, assignment, student)
            for assignment in wanted
            for student in everybody
        ]
        tables.write(Path(self.to or "grades.csv"), [HEADER, *rows])


def _row(gradebook: Gradebook, assignment, student) -> list:
    """Who has which points. One who handed in nothing has 0, as nbgrader counts it."""
    who = [student.id, student.last_name, student.first_name, student.email]
    try:
        paper = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:
        return [
            assignment.name,
            _time(assignment.duedate),
            "",
            *who,
            0.0,
            0.0,
            0.0,
            assignment.max_score,
        ]
    penalty = paper.late_submission_penalty
    points = [paper.score, penalty, max(0.0, paper.score - (penalty or 0))]
    return [
        assignment.name,
        _time(assignment.duedate),
        _time(paper.timestamp),
        *who,
        *points,
        assignment.max_score,
    ]


def _time(value) -> str:
    return "" if value is None else str(value)
