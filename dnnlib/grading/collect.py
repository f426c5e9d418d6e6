"""Submissions from a learning platform's download, put where nbgrader looks for them.

collect("ch02", "submissions.zip")       # Canvas's or Moodle's "Download all submissions", or a folder a student
"""

import re
import shutil
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dnnlib.grading.archive import Paper, unpacked
from dnnlib.grading.nbgrader import Course
from dnnlib.grading.preprocessor import write_whole


@dataclass(frozen=True)
class Collected:
    """What became of a file of the archive: put there for a student, or not; remark: why, and what else to know."""

    came: str
    student: str = ""
    put: Path | None = None
    remark: str = ""


def collect(
    assignment: str, archive: Path | str, root: Path | str | None = None
) -> list[Collected]:
    """Put the notebooks of an archive into build/grading/submitted/STUDENT/ASSIGNMENT.

    A student is known by Canvas's number or by name where the gradebook has it; who is not known comes into it.
    Of a notebook handed in twice the later one counts. One of an earlier archive that differs is kept.
    Errors: FileNotFoundError where there is no archive; ValueError where it is none, or there is no such assignment.
    """
    course = Course(root)
    names = course.source(assignment)
    others = {
        name.lower(): one
        for one in course.api.get_source_assignments()
        for name in course.source(one)
    }
    papers = list(unpacked(Path(archive), names, others))
    rows = [
        Collected(paper.came, paper.student, remark=paper.why)
        for paper in papers
        if paper.why
    ]
    papers = [paper for paper in papers if not paper.why]
    students, latest = (
        _students(
            course, {(paper.student, paper.number): paper.lasts for paper in papers}
        ),
        {},
    )
    for paper in sorted(papers, key=lambda one: one.again):
        place = students[paper.student, paper.number], paper.notebook
        if place in latest:
            rows.append(
                Collected(
                    latest[place].came,
                    place[0],
                    remark=f"handed in again: {paper.came} counts",
                )
            )
        latest[place] = paper
    rows += [
        _put(course, assignment, student, paper)
        for (student, _), paper in latest.items()
    ]
    return sorted(rows, key=lambda row: (row.student, row.came))


def _students(
    course: Course, papers: dict[tuple[str, str], bool]
) -> dict[tuple[str, str], str]:
    """The gradebook's id of each (name, number) of the archive: whether the number lasts.

    Known by a number that lasts, which comes into the gradebook; else by a name that one student here and one there has;
    else under the archive's name, with the number behind it where others have that name.
    """
    found = {(student, number): student for student, number in papers}
    here = Counter(_bare(student) for student, number in found if number)
    with course.gradebook() as gradebook:
        numbers = {one.id: one.lms_user_id for one in gradebook.students}
        ids = {number: one for one, number in numbers.items() if number}
        names = defaultdict(set)
        for one in gradebook.students:
            first, last = one.first_name or "", one.last_name or ""
            for name in (first + last, last + first, one.id):
                names[_bare(name)].add(one.id)
        for (student, number), lasts in sorted(papers.items()):
            if not number:  # a folder's name is the gradebook's id
                continue
            same = [
                one for one in names[_bare(student)] if not (lasts and numbers[one])
            ]
            alone = here[_bare(student)] == 1
            new = (
                student
                if alone and not names[_bare(student)]
                else f"{student}-{number}"
            )
            who = (
                lasts
                and ids.get(number)
                or (same[0] if alone and len(same) == 1 else new)
            )
            gradebook.update_or_create_student(
                who, **({"lms_user_id": number} if lasts else {})
            )
            found[student, number], numbers[who] = (
                who,
                number if lasts else numbers.get(who),
            )
    return found


def _bare(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()


def _put(course: Course, assignment: str, student: str, paper: Paper) -> Collected:
    """Write a notebook where nbgrader looks for it; one that was there and differs is kept."""
    path = course.path("submitted", student, assignment) / f"{paper.notebook}.ipynb"
    remarks = ["late, says the platform"] if paper.late else []
    if paper.again < 0:
        remarks.append(f"taken for {path.name}")
    if path.exists() and path.read_bytes() == paper.data:
        return Collected(
            paper.came, student, path, "; ".join([*remarks, "was there already"])
        )
    if path.exists():
        when = datetime.fromtimestamp(path.stat().st_mtime)
        earlier = (
            Path(course.folders.db_url.removeprefix("sqlite:///")).parent
            / "earlier"
            / student
            / assignment
        )
        earlier.mkdir(parents=True, exist_ok=True)
        kept = earlier / f"{path.stem}.{when:%Y%m%d-%H%M%S-%f}.ipynb"
        shutil.copy2(path, kept)
        remarks.append(f"the one before is kept: {kept.relative_to(course.root)}")
    write_whole(path, paper.data)
    return Collected(paper.came, student, path, "; ".join(remarks))
