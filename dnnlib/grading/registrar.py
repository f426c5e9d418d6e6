"""Grades as the registrar's program takes them: Canvas, Moodle, a table like Gradescope's, and nbgrader's own.

    write(Course(), ["ch02"], "canvas")                       a column an assignment
    write(Course(), ["ch02"], "moodle", by_question=True)     a column a question

Late rules and manual grades are nbgrader's: the points here are the gradebook's, after both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nbgrader.api import MissingEntry

from dnnlib.grading.nbgrader import Course
from dnnlib.grading.office import tables
from dnnlib.grading.office.export import SafeExport
from dnnlib.grading.office.files import beside_gradebook

FORMS = ("canvas", "moodle", "gradescope", "nbgrader")


@dataclass(frozen=True)
class Student:
    """Who it is: the id that names the folder of the submission, and what the gradebook knows beside it."""

    id: str
    first: str
    last: str
    email: str
    lms: str


@dataclass(frozen=True)
class Mark:
    """One student's points for one assignment, after any late penalty; `questions` has (points, most) before it.

    points is None where nothing was handed in, or what was could not be graded. late: seconds after the due date.
    unread: a manual grade is missing.
    """

    points: float | None
    most: float
    questions: dict[str, tuple[float, float]]
    handed_in: datetime | None = None
    late: float = 0
    unread: bool = False


@dataclass(frozen=True)
class Sheet:
    """The marks of a class: {student: {assignment: Mark}}, and {assignment: {question: most points}}."""

    marks: dict[Student, dict[str, Mark]]
    questions: dict[str, dict[str, float]]


def write(
    course: Course,
    assignments: Sequence[str],
    form: str,
    by_question: bool = False,
    to: Path | None = None,
) -> Path:
    """Write the grades of some assignments as one CSV in a form of FORMS; `to` is build/grading/FORM.csv unless said.

    The file is replaced in one step. Errors: ValueError names a form or an assignment that there is not.
    """
    if form not in FORMS:
        raise ValueError(f"there is no form {form!r}; choose among {', '.join(FORMS)}")
    name = f"{'-'.join(assignments)}-{form}{'-questions' if by_question else ''}.csv"
    to = Path(to) if to else beside_gradebook(course.folders.db_url, name)
    found = sheet(course, assignments)
    if form == "nbgrader" and not by_question:
        return _own(course, assignments, to)
    if form == "canvas":
        _apart(found)
    header = {
        "canvas": canvas,
        "moodle": moodle,
        "gradescope": gradescope,
        "nbgrader": plain,
    }[form]
    return tables.write(to, header(found, by_question))


def _apart(sheet: Sheet) -> None:
    """Errors: ValueError names two students that have one number of the platform's: it would take either's points."""
    known: dict[str, str] = {}
    for who in sheet.marks:
        if who.lms and known.setdefault(who.lms, who.id) != who.id:
            advice = "take one of them out, or its number: nbgrader db student remove, or add"
            raise ValueError(
                f"{known[who.lms]} and {who.id} both have the platform's number {who.lms}: {advice}"
            )


def missing(course: Course, form: str) -> str:
    """Whom the form's platform will not find, and why; "" where it finds all."""
    with course.gradebook() as gradebook:
        students = [_student(one) for one in gradebook.students]
    lack, what = {
        "canvas": ([one.id for one in students if not one.lms], "number of Canvas's"),
        "moodle": ([one.id for one in students if not one.email], "e-mail address"),
        "gradescope": ([one.id for one in students if not one.email], "e-mail address"),
    }.get(form, ([], ""))
    some = ", ".join(sorted(lack)[:5]) + (", ..." if len(lack) > 5 else "")
    return (
        f"{len(lack)} of {len(students)} students have no {what}: {some}. A class list gives them one."
        if lack
        else ""
    )


def sheet(course: Course, assignments: Sequence[str]) -> Sheet:
    """All students of the gradebook with their marks. Errors: ValueError names an assignment that it does not know."""
    with course.gradebook() as gradebook:
        students: dict[Student, dict[str, Mark]] = {
            _student(one): {}
            for one in sorted(gradebook.students, key=lambda one: one.id)
        }
        questions = {}
        for name in assignments:
            try:
                assignment = gradebook.find_assignment(name)
            except MissingEntry:
                there = (
                    ", ".join(one.name for one in gradebook.assignments)
                    or "none yet: grade one first"
                )
                raise ValueError(
                    f"the gradebook has no assignment {name!r}; it has {there}"
                ) from None
            cells = [
                cell
                for notebook in assignment.notebooks
                for cell in notebook.grade_cells
            ]
            questions[name] = {question(cell.name): cell.max_score for cell in cells}
            handed_in = {one.student_id: one for one in assignment.submissions}
            for student, marks in students.items():
                marks[name] = _mark(handed_in.get(student.id), assignment.max_score)
    return Sheet(students, questions)


def question(cell: str) -> str:
    """The question that a graded cell belongs to: "output-size-check" -> "output_size"."""
    return cell.removesuffix("-check").replace("-", "_")


def _student(one) -> Student:
    return Student(
        one.id,
        one.first_name or "",
        one.last_name or "",
        one.email or "",
        one.lms_user_id or "",
    )


def _mark(submission, most: float) -> Mark:
    if submission is None:
        return Mark(None, most, {})
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    graded = any(
        grade.auto_score is not None or grade.manual_score is not None
        for grade in grades
    )
    return Mark(
        max(0.0, submission.score - (submission.late_submission_penalty or 0))
        if graded
        else None,
        most,
        {question(grade.name): (grade.score, grade.max_score) for grade in grades}
        if graded
        else {},
        submission.timestamp,
        submission.total_seconds_late,
        submission.needs_manual_grade,
    )


def columns(
    sheet: Sheet, by_question: bool
) -> list[tuple[str, float, dict[Student, float | None]]]:
    """The columns of points: a title, the most that there is, and each student's points (None: not handed in)."""
    found = []
    for name, questions in sheet.questions.items():
        if not by_question:
            most = sum(questions.values())
            found.append(
                (
                    name,
                    most,
                    {who: marks[name].points for who, marks in sheet.marks.items()},
                )
            )
            continue
        for one, most in questions.items():
            points = {
                who: marks[name].questions.get(one, (None,))[0]
                for who, marks in sheet.marks.items()
            }
            found.append((f"{name} {one}", most, points))
    return found


def canvas(sheet: Sheet, by_question: bool = False) -> list[list]:
    """Canvas's gradebook: Student, ID, SIS Login ID, Section, a column each, and a row of the points possible.

    Canvas finds a student by ID (the gradebook's lms_user_id) or SIS Login ID (the name of the submission's folder).
    Source: Instructure's guide to the gradebook's CSV file.
    """
    points = columns(sheet, by_question)
    head = [
        "Student",
        "ID",
        "SIS Login ID",
        "Section",
        *(title for title, _, _ in points),
    ]
    possible = [
        "    Points Possible",
        "",
        "",
        "",
        *(_number(most) for _, most, _ in points),
    ]
    return [
        head,
        possible,
        *([_full(who), who.lms, who.id, "", *_row(points, who)] for who in sheet.marks),
    ]


def moodle(sheet: Sheet, by_question: bool = False) -> list[list]:
    """Moodle's grade import: who by ID number and e-mail address, then a column each; Moodle asks which is which.

    Source: MoodleDocs, Grade import.
    """
    points = columns(sheet, by_question)
    head = [
        "First name",
        "Last name",
        "ID number",
        "Email address",
        *(title for title, _, _ in points),
    ]
    return [
        head,
        *(
            [who.first, who.last, who.id, who.email, *_row(points, who)]
            for who in sheet.marks
        ),
    ]


def gradescope(sheet: Sheet, by_question: bool = False) -> list[list]:
    """A table like Gradescope's: who, and for each column points, most, time of submission and lateness as H:M:S."""
    points = columns(sheet, by_question)
    head = ["First Name", "Last Name", "SID", "Email"]
    for title, _, _ in points:
        head += [
            title,
            f"{title} - Max Points",
            f"{title} - Submission Time",
            f"{title} - Lateness (H:M:S)",
        ]
    rows = []
    for who, marks in sheet.marks.items():
        row = [who.first, who.last, who.id, who.email]
        for title, most, given in points:
            mark = marks[title.split(" ")[0]]
            time = f"{mark.handed_in:%Y-%m-%d %H:%M:%S}" if mark.handed_in else ""
            row += [_number(given[who]), _number(most), time, _clock(mark.late)]
        rows.append(row)
    return [head, *rows]


def plain(sheet: Sheet, by_question: bool = True) -> list[list]:
    """A row a student and a question, in nbgrader's words: what nbgrader's own export has no columns for."""
    rows: list[list] = [
        [
            "assignment",
            "student_id",
            "question",
            "score",
            "max_score",
            "needs_manual_grade",
        ]
    ]
    for who, marks in sheet.marks.items():
        for name, mark in marks.items():
            for one, most in sheet.questions[name].items():
                points = mark.questions.get(one, (0.0,))[0]
                rows.append(
                    [name, who.id, one, _number(points), _number(most), mark.unread]
                )
    return rows


def _own(course: Course, assignments: Sequence[str], to: Path) -> Path:
    plugin = SafeExport(config=course.config, assignment=list(assignments))
    plugin.to = str(to)
    with course.gradebook() as gradebook:
        plugin.export(gradebook)
    return to


def _full(who: Student) -> str:
    return ", ".join(part for part in (who.last, who.first) if part) or who.id


def _row(points, who: Student) -> list[str]:
    return [_number(given[who]) for _, _, given in points]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"


def _clock(seconds: float) -> str:
    hours, rest = divmod(round(seconds), 3600)
    return f"{hours:02d}:{rest // 60:02d}:{rest % 60:02d}"
