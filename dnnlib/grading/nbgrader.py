"""The one file that speaks to nbgrader: its configuration, its steps, its gradebook.

Everything here can be done with nbgrader's own commands as well, typed in solutions/, where nbgrader_config.py lies.
"""

import logging
import re
import shutil
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from traitlets.config import PyFileConfigLoader

import dnnlib
from dnnlib.grading.office.export import SafeExport
from dnnlib.grading.office.files import beside_gradebook
from dnnlib.grading.stubs import keep_stubs

CONFIG = Path("solutions", "nbgrader_config.py")


@dataclass(frozen=True)
class Graded:
    """What became of one submission: points of the most that there are, the page of feedback, or why there are none.

    remarks: what was mended or stopped, by the name of the cell. before: the points of the last time, if they differ.
    """

    student: str
    points: float | None
    most: float | None
    feedback: Path | None
    error: str = ""
    remarks: dict[str, str] = field(default_factory=dict)
    before: float | None = None


@dataclass(frozen=True)
class Round:
    """One assignment graded: a row a student, the table for the registrar, how many notebooks were examined for it."""

    assignment: str
    rows: tuple[Graded, ...]
    csv: Path
    examined: int = 0


class Course:
    """A folder with solutions/nbgrader_config.py, and nbgrader's view of it.

    root: by default the working directory, else the folder that holds this package.
    Errors: FileNotFoundError where that is no course.
    """

    def __init__(self, root: Path | str | None = None):
        places = (
            [Path(root)] if root else [Path.cwd(), Path(dnnlib.__file__).parents[1]]
        )
        self.root = next(
            (place for place in places if (place / CONFIG).exists()), places[0]
        ).resolve()
        config = self.root / CONFIG
        if not config.exists():
            raise FileNotFoundError(f"{self.root} is no course: it has no {CONFIG}")
        self.config = PyFileConfigLoader(
            config.name, path=str(config.parent)
        ).load_config()
        self.api = NbGraderAPI(config=self.config, log_level=logging.ERROR)
        self.api.log.propagate = False  # what went wrong is returned, not printed

    @property
    def folders(self):
        """nbgrader's CourseDirectory: names and paths of everything in the course."""
        return self.api.coursedir

    def path(self, step: str, student: str, assignment: str) -> Path:
        """Where an assignment lies at a step of the round: "submitted", "autograded" or "feedback"."""
        return Path(
            self.folders.format_path(
                getattr(self.folders, f"{step}_directory"), student, assignment
            )
        )

    def step(self, step: str) -> Path:
        """The folder of a step of the round, with a folder a student in it."""
        return self.path(step, "student", "assignment").parents[1]

    def source(self, assignment: str) -> list[str]:
        """An assignment's notebooks in solutions/, without .ipynb. Errors: ValueError says which assignments there are."""
        there = sorted(self.api.get_source_assignments())
        if assignment not in there:
            raise ValueError(
                f"there is no assignment {assignment!r}; the course has {', '.join(there) or 'none'}"
            )
        folder = Path(
            self.folders.format_path(self.folders.source_directory, ".", assignment)
        )
        return sorted(path.stem for path in folder.glob("*.ipynb"))

    def gradebook(self) -> Gradebook:
        """nbgrader's gradebook, to be used in a `with`."""
        return Gradebook(self.folders.db_url, self.folders.course_id)


def release(assignment: str, root: Path | str | None = None) -> Path:
    """Make the learners' notebooks of an assignment from its solutions: `nbgrader generate_assignment --force`.

    Errors: RuntimeError with nbgrader's own words.
    """
    course = Course(root)
    done(
        course.api.generate_assignment(assignment),
        f"{assignment} could not be released",
    )
    released = Path(
        course.folders.format_path(course.folders.release_directory, ".", assignment)
    ).resolve()
    keep_stubs(released, course.root / "dnnlib" / "puzzles")
    return released


def assignments(root: Path | str | None = None) -> tuple[str, ...]:
    """The assignments that the course has in solutions/."""
    return tuple(sorted(Course(root).api.get_source_assignments()))


def export(assignment: str, course: Course) -> Path:
    """Write the grades of an assignment as nbgrader's CSV, a row a student."""
    plugin = SafeExport(config=course.config, assignment=[assignment])
    plugin.to = plugin.to or str(course.root / "grades.csv")
    with course.gradebook() as gradebook:
        plugin.export(gradebook)
    return Path(plugin.to)


def is_known(course: Course, assignment: str) -> bool:
    """Whether the gradebook has the assignment, with its hidden tests and points."""
    with course.gradebook() as gradebook:
        try:
            return bool(gradebook.find_assignment(assignment).notebooks)
        except MissingEntry:
            return False


def record(course: Course, assignment: str, students: Sequence[str]) -> dict[str, str]:
    """`nbgrader autograde` and `generate_feedback` for some students, one by one: {student: what failed}.

    The gradebook is written by one process at a time; pages are made beside one another.
    """
    failed: dict[str, str] = {}
    with warnings.catch_warnings():
        # of its database layer, harmless and every time
        warnings.filterwarnings("ignore", module="nbgrader")
        for student in students:
            reason = _record_one(course, assignment, student)
            failed |= {student: reason} if reason else {}
    return failed


def _record_one(course: Course, assignment: str, student: str) -> str:
    """Why a student could not be recorded, or ""."""
    folder = course.path("feedback", student, assignment)
    shutil.rmtree(folder, ignore_errors=True)
    with _turn(course):
        result = course.api.autograde(assignment, student)
    if result["success"]:
        result = course.api.generate_feedback(assignment, student)
    there = result["success"] and feedback_pages(course, assignment, student)
    return "" if there else _words(result)


def _turn(course: Course) -> FileLock:
    """Processes take turns at the gradebook: SQLite would let one wait, and give up."""
    return FileLock(beside_gradebook(course.folders.db_url, "turn.lock"))


def recorded(course: Course, assignment: str, student: str) -> Graded:
    """What the gradebook has of one student."""
    pages = feedback_pages(course, assignment, student)
    try:
        with course.gradebook() as gradebook:
            submission = gradebook.find_submission(assignment, student)
            return Graded(
                student,
                submission.score,
                submission.max_score,
                pages[0] if pages else None,
            )
    except MissingEntry as error:
        return Graded(student, None, None, None, str(error))


def feedback_pages(course: Course, assignment: str, student: str) -> list[Path]:
    """The pages that the grader wrote of a student: by the notebooks' names, whatever else lies there."""
    folder = course.path("feedback", student, assignment)
    pages = [folder / f"{name}.html" for name in course.source(assignment)]
    return [page for page in pages if page.is_file() and not page.is_symlink()]


def done(result: dict, otherwise: str) -> None:
    """Errors: RuntimeError with nbgrader's own words where a step failed."""
    if not result["success"]:
        raise RuntimeError(f"{otherwise}: {_words(result)}")


def _words(result: dict) -> str:
    """What nbgrader says went wrong: the last exception in its log, else all that it said."""
    said = [
        line.strip()
        for line in (result.get("log") or result.get("error") or "").splitlines()
        if line.strip()
    ]
    reasons = [
        line
        for line in said
        if re.match(r"[\w.]*(Error|Exception|Entry|Damaged|Untrusted)\b.*:", line)
    ]
    return next(reversed(reasons), "; ".join(said)) or "nbgrader gave no reason"
