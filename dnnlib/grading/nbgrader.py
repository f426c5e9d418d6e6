"""The one file that speaks to nbgrader: its configuration, its steps, its gradebook.

Everything here can be done with nbgrader's own commands as well, typed in solutions/, where nbgrader_config.py lies.
"""

import logging
import os
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from nbgrader.plugins import CsvExportPlugin
from traitlets.config import PyFileConfigLoader

import dnnlib
from dnnlib.grading.stubs import keep_stubs


CONFIG = Path("solutions", "nbgrader_config.py")


@dataclass(frozen=True)
class Graded:
    """What became of one submission: points of the most that there are, the page of feedback, or why there are none."""

    student: str
    points: float | None
    most: float | None
    feedback: Path | None
    error: str = ""


@dataclass(frozen=True)
class Round:
    """One assignment graded: a row a student, and the table for the registrar."""

    assignment: str
    rows: tuple[Graded, ...]
    csv: Path


class Course:
    """A folder with solutions/nbgrader_config.py, and nbgrader's view of it.

    root: by default the working directory, else the folder that holds this package.
    Errors: FileNotFoundError where that is no course.
    """

    def __init__(self, root: Path | str | None = None):
        places = [Path(root)] if root else [Path.cwd(), Path(dnnlib.__file__).parents[1]]
        self.root = next((place for place in places if (place / CONFIG).exists()), places[0]).resolve()
        config = self.root / CONFIG
        if not config.exists():
            raise FileNotFoundError(f"{self.root} is no course: it has no {CONFIG}")
        self.config = PyFileConfigLoader(config.name, path=str(config.parent)).load_config()
        self.api = NbGraderAPI(config=self.config, log_level=logging.ERROR)
        self.api.log.propagate = False  # what went wrong is returned, not printed

    @property
    def folders(self):
        """nbgrader's CourseDirectory: names and paths of everything in the course."""
        return self.api.coursedir

    def path(self, step: str, student: str, assignment: str) -> Path:
        """Where an assignment lies at a step of the round: "submitted", "autograded" or "feedback"."""
        return Path(self.folders.format_path(getattr(self.folders, f"{step}_directory"), student, assignment))

    def gradebook(self) -> Gradebook:
        """nbgrader's gradebook, to be used in a `with`."""
        return Gradebook(self.folders.db_url, self.folders.course_id)


def release(assignment: str, root: Path | str | None = None) -> Path:
    """Make the learners' notebooks of an assignment from its solutions: `nbgrader generate_assignment --force`.

    Errors: RuntimeError with nbgrader's own words.
    """
    course = Course(root)
    _done(course.api.generate_assignment(assignment), f"{assignment} could not be released")
    released = Path(course.folders.format_path(course.folders.release_directory, ".", assignment)).resolve()
    keep_stubs(released, course.root / "dnnlib" / "puzzles")
    return released


def assignments(root: Path | str | None = None) -> tuple[str, ...]:
    """The assignments that the course has in solutions/."""
    return tuple(sorted(Course(root).api.get_source_assignments()))


def grade(assignment: str, root: Path | str | None = None, tell: Callable[[Graded], None] = lambda row: None) -> Round:
    """Grade every submission of an assignment: `nbgrader autograde`, `generate_feedback` and `export` in turn.

    A submission that cannot be graded is a row with an error, and the rest go on; `tell` hears of each as it is done.
    nbgrader runs the learner's code with the rights of whoever calls this.
    An assignment that was never released on this machine is released first.
    Errors: FileNotFoundError where nothing was submitted; RuntimeError where the assignment cannot be made.
    """
    course = Course(root)
    students = sorted(course.api.get_submitted_students(assignment))
    if not students:
        raise FileNotFoundError(f"no submissions: {course.path('submitted', '*', assignment)} matches nothing")
    if not _known(course, assignment):  # hidden tests and points are kept in the gradebook
        _done(course.api.generate_assignment(assignment), f"{assignment} could not be made")
    rows = []
    for student in students:
        rows.append(_grade_one(course, assignment, student))
        tell(rows[-1])
    return Round(assignment, tuple(rows), export(assignment, course))


def export(assignment: str, course: Course) -> Path:
    """Write the grades of an assignment as nbgrader's CSV, a row a student."""
    plugin = CsvExportPlugin(config=course.config, assignment=[assignment])
    plugin.to = plugin.to or str(course.root / "grades.csv")
    os.makedirs(Path(plugin.to).parent, exist_ok=True)
    with course.gradebook() as gradebook:
        plugin.export(gradebook)
    return Path(plugin.to)


def _known(course: Course, assignment: str) -> bool:
    with course.gradebook() as gradebook:
        try:
            return bool(gradebook.find_assignment(assignment).notebooks)
        except MissingEntry:
            return False


def _grade_one(course: Course, assignment: str, student: str) -> Graded:
    for step in (course.api.autograde, course.api.generate_feedback):
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module="nbgrader")  # of its database layer, harmless and every time
            result = step(assignment, student)
        if not result["success"]:
            return Graded(student, None, None, None, _words(result))
    pages = sorted(course.path("feedback", student, assignment).glob("*.html"))
    try:
        with course.gradebook() as gradebook:
            submission = gradebook.find_submission(assignment, student)
            return Graded(student, submission.score, submission.max_score, pages[0] if pages else None)
    except MissingEntry as error:
        return Graded(student, None, None, None, str(error))


def _done(result: dict, otherwise: str) -> None:
    if not result["success"]:
        raise RuntimeError(f"{otherwise}: {_words(result)}")


def _words(result: dict) -> str:
    """What nbgrader says went wrong: the last exception in its log, else all that it said."""
    said = [line.strip() for line in (result.get("log") or result.get("error") or "").splitlines() if line.strip()]
    reasons = [line for line in said if re.match(r"[\w.]*(Error|Exception|Entry)\b.*:", line)]
    return next(reversed(reasons), "; ".join(said)) or "nbgrader gave no reason"
