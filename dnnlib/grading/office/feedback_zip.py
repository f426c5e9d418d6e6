"""One archive of all feedback pages, named as a platform wants it back.

pack(course, "ch02", "moodle")       # build/grading/ch02-moodle-feedback.zip: "Upload multiple feedback files in a zip"
pack(course, "ch02", "canvas")       # ... "Upload Submissions"
"""

import io
import re
import zipfile
from pathlib import Path

from dnnlib.door import save
from dnnlib.grading.intake import receipts
from dnnlib.grading.intake.platforms import PATTERNS
from dnnlib.grading.intake.receipts import Receipt
from dnnlib.grading.nbgrader import Course
from dnnlib.grading.office.files import beside_gradebook

# Moodle reads name_number_assignsubmission_file from any folder (mod/assign/feedback/file/importziplib.php); Canvas
# reads the student's and the paper's number (Assignment.generate_comments_from_files).
MOODLE = re.compile(r"[^/]+_\d+_assignsubmission_[a-z]+_?")
FORMS = ("moodle", "canvas", "ilias", "folders")


def pack(
    course: Course, assignment: str, form: str, to: Path | None = None
) -> tuple[Path, list[str]]:
    """Write the archive; those whose page the platform could not find, and why.

    form: one of FORMS; "folders" has a folder a student. Errors: ValueError names a form that there is not;
    FileNotFoundError where there is no page.
    """
    if form not in FORMS:
        raise ValueError(f"there is no form {form!r}; choose among {', '.join(FORMS)}")
    found: dict[str, Path] = {}
    lacking = []
    told = receipts.kept(course.folders.db_url, assignment)
    for student, page in pages(course, assignment):
        name = _name(form, student, page, told.get((student, page.stem)))
        if name:
            found.setdefault(name, page)
        else:
            lacking.append(
                f"{student} came from no archive of {form.title()}'s: collect one first"
            )
    if not found:
        raise FileNotFoundError(
            lacking[0]
            if lacking
            else f"{assignment} has no feedback pages: grade it first"
        )
    to = to or beside_gradebook(
        course.folders.db_url, f"{assignment}-{form}-feedback.zip"
    )
    save(to, _zipped(found))
    return to, lacking


def pages(course: Course, assignment: str) -> list[tuple[str, Path]]:
    """The feedback pages of an assignment, one a student and a notebook: the grader's own, no others."""
    names = course.source(assignment)
    folders = sorted(course.step("feedback").glob("*"))
    found = [
        (one.name, one / assignment / f"{name}.html")
        for one in folders
        for name in names
    ]
    return [
        (student, page)
        for student, page in found
        if page.is_file() and not page.is_symlink()
    ]


def _name(form: str, student: str, page: Path, receipt: Receipt | None) -> str:
    """What a page is called in the archive, or ""."""
    if form == "folders":
        return f"{student}/{page.name}"
    if receipt is None or receipt.platform.lower() != form:
        return ""
    came = receipt.came.partition(": ")[
        0
    ]  # of an archive of the student's own: its name
    if form == "moodle":
        folder = next(
            (match[0] for part in came.split("/") if (match := MOODLE.match(part))), ""
        )
        return f"{folder}/{page.name}" if folder else ""
    match = PATTERNS[receipt.platform].fullmatch(came)
    head = came[: match.start("file")] if match else ""
    return (
        f"{head.rpartition('/')[2]}{page.name}"
        if form == "canvas"
        else f"{head}{page.name}"
    )


def _zipped(found: dict[str, Path]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, page in sorted(found.items()):
            archive.write(page, name)
    return made.getvalue()
