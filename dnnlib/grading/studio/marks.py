"""The marks of a class's designs in the registrar's forms: Canvas, Moodle, a table like Gradescope's, nbgrader's rows."""

from collections.abc import Iterable
from pathlib import Path

from dnnlib.door import checked, listed
from dnnlib.grading import registrar
from dnnlib.grading.office import tables
from dnnlib.grading.registrar import Mark, Sheet, Student
from dnnlib.studio.judge import Verdict

ASSIGNMENT = "studio"
WRITERS = {
    "canvas": registrar.canvas,
    "moodle": registrar.moodle,
    "gradescope": registrar.gradescope,
    "nbgrader": registrar.plain,
}


@checked
def write_marks(verdicts: Iterable[Verdict], form: str, to: Path | str) -> Path:
    """Write the marks as CSV in a form of registrar.FORMS: the hidden score if there is one, else the public one.

    Scores are rounded to a hundredth, of 100. Errors: ValueError lists the forms.
    """
    writer = WRITERS[listed("form", form, registrar.FORMS)]
    return tables.write(Path(to), writer(sheet(verdicts), False))


@checked
def sheet(verdicts: Iterable[Verdict]) -> Sheet:
    """The marks as the registrar has them: one question, "design", of 100 points."""
    marks = {}
    for one in verdicts:
        given = one.public_score if one.hidden_score is None else one.hidden_score
        points = round(given, 2)
        who = Student(one.name, "", "", "", "")
        mark = Mark(points, 100.0, {"design": (points, 100.0)})
        marks[who] = {ASSIGNMENT: mark}
    return Sheet(marks, {ASSIGNMENT: {"design": 100.0}})
