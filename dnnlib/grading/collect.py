"""Submissions from a learning platform's download, put where nbgrader looks for them.

collect("ch02", "submissions.zip")       # as Canvas, Moodle, Gradescope and others pack them, or a folder a student
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dnnlib.grading.archive import Paper, unpacked
from dnnlib.grading.intake import groups as of_groups
from dnnlib.grading.intake import receipts
from dnnlib.grading.intake.names import NoName, same, turned
from dnnlib.grading.intake.put import put, receipt
from dnnlib.grading.intake.roster import Identity, Known, Match, Roster
from dnnlib.grading.nbgrader import Course
from dnnlib.sandbox.printable import one_line


@dataclass(frozen=True)
class Collected:
    """What became of a file of the archive: put there for a student, or not; remark: why, and what else to know."""

    came: str
    student: str = ""
    put: Path | None = None
    remark: str = ""


def collect(
    assignment: str,
    archive: Path | str,
    root: Path | str | None = None,
    pattern: str = "",
    groups: Path | str | None = None,
) -> list[Collected]:
    """Put the notebooks of an archive into build/grading/submitted/STUDENT/ASSIGNMENT.

    A student is known by Canvas's number, by id, by e-mail address or by a name that is his alone; who is not known
    comes into the gradebook. Of a notebook handed in twice the later attempt counts, else the one nearest to the top.
    One of an earlier archive that differs is kept. pattern: how the files are named, where no platform named them
    (intake.platforms.own). groups: a CSV of groups and their students; each member gets the group's paper.
    Errors: FileNotFoundError where there is no archive; ValueError where it is none, its shape is not understood, or
    there is no such assignment; OSError where nothing can be written.
    """
    course = Course(root)
    names = course.source(assignment)
    others = {
        name.lower(): one
        for one in course.api.get_source_assignments()
        for name in course.source(one)
    }
    others = {name: one for name, one in others.items() if one != assignment}
    members = of_groups.read(Path(groups)) if groups else {}
    roster = _roster(course)
    known = roster.names | {same(name) for name in members}
    papers = list(unpacked(Path(archive), names, others, assignment, known, pattern))
    rows = [
        Collected(paper.came, paper.student, remark=paper.why)
        for paper in papers
        if paper.why
    ]
    papers = _of_groups(roster, [paper for paper in papers if not paper.why])
    papers = list(_each_member(papers, members))
    matches, refused = _matches(course, roster, papers)
    rows += [
        Collected(paper.came, paper.student, remark=refused[paper])
        for paper in papers
        if paper in refused
    ]
    counts, again = _latest(
        [paper for paper in papers if paper not in refused], matches
    )
    rows += again
    put = [_put(course, assignment, matches[_who(paper)], paper) for paper in counts]
    receipts.keep(
        course.folders.db_url, assignment, [receipt for _, receipt in put if receipt]
    )
    return sorted(
        rows + [row for row, _ in put], key=lambda row: (row.student, row.came)
    )


def _roster(course: Course) -> Roster:
    with course.gradebook() as gradebook:
        students = [
            Known(
                one.id,
                one.first_name or "",
                one.last_name or "",
                one.email or "",
                one.lms_user_id or "",
            )
            for one in gradebook.students
        ]
    return Roster(students, course.step("submitted"))


def _who(paper: Paper) -> Identity:
    return Identity(paper.student, paper.number, paper.lasts, paper.login, paper.email)


def _of_groups(roster: Roster, papers: list[Paper]) -> list[Paper]:
    """The papers, each under its student's name where Moodle put a group before it."""
    names = roster.groups(one.student for one in papers if one.platform == "Moodle")
    found = []
    for paper in papers:
        name = names.get(paper.student, paper.student)
        group = paper.student.removesuffix(name).rstrip("-") or paper.group
        found.append(replace(paper, student=name, group=group))
    return found


def _each_member(
    papers: list[Paper], members: dict[str, tuple[str, ...]]
) -> Iterable[Paper]:
    """The papers; a group's once for each of its members."""
    by_name = {same(name): (name, who) for name, who in members.items()}
    for paper in papers:
        name, who = by_name.get(same(paper.student), ("", ()))
        for one in who:
            yield replace(
                paper,
                group=name,
                student=one,
                login=one,
                email=one,
                number="",
                lasts=False,
            )
        if not who:
            yield paper


def _matches(
    course: Course, roster: Roster, papers: list[Paper]
) -> tuple[dict[Identity, Match], dict[Paper, str]]:
    """The student of each paper, who comes into the gradebook if new; or why a name can be no student's."""
    refused: dict[Paper, str] = {}
    identities: dict[Identity, Any] = {}
    for paper in papers:
        try:
            identities.setdefault(_who(paper), roster.identify([_who(paper)]))
        except NoName as error:
            refused[paper] = str(error)
    found = roster.identify(identities)
    with course.gradebook() as gradebook:
        for one, match in found.items():
            fields = {"lms_user_id": one.number} if one.lasts else {}
            fields |= _introduced(one) if match.new else {}
            if fields or match.new:
                gradebook.update_or_create_student(match.id, **fields)
    return found, refused


def _introduced(one: Identity) -> dict[str, str]:
    """What the gradebook is told of somebody new: an address, and the name where the folder has another."""
    fields = {"email": one.email} if "@" in one.email else {}
    if one.login and one.name != one.login:
        first, _, last = turned(one.name).rpartition(" ")
        fields |= {"first_name": first, "last_name": last}
    return fields


def _latest(
    papers: list[Paper], matches: dict[Identity, Match]
) -> tuple[list[Paper], list[Collected]]:
    """The paper of each student and notebook that counts, and a row for each that does not."""
    latest: dict[tuple, Paper] = {}
    rows = []
    for paper in sorted(papers, key=_rank):
        place = matches[_who(paper)].id, paper.notebook
        if place in latest:
            rows.append(
                Collected(
                    latest[place].came,
                    place[0],
                    remark=f"handed in again: {paper.came} counts",
                )
            )
        latest[place] = paper
    return list(latest.values()), rows


def _rank(paper: Paper) -> tuple:
    """The later, the higher: by time, by attempt, then the one with the notebook's name, nearest to the top."""
    time = paper.time.timestamp() if paper.time else 0.0
    attempt = paper.attempt or (max(paper.again, 0) if not paper.depth else 0)
    return time, attempt, paper.again >= 0, -paper.depth, paper.again


def _put(
    course: Course, assignment: str, match: Match, paper: Paper
) -> tuple[Collected, receipts.Receipt | None]:
    """Write a notebook where nbgrader looks for it; one that was there and differs is kept."""
    remarks = ["late, says the platform"] if paper.late else []
    remarks += [f"of the group {paper.group}"] if paper.group else []
    path = course.path("submitted", match.id, assignment) / f"{paper.notebook}.ipynb"
    remarks += [f"taken for {path.name}"] if paper.again < 0 else []
    try:
        data = paper.data
        remarks += put(course, path, data)
    except Exception as error:  # of this paper alone; what can be written is
        return Collected(
            paper.came, match.id, remark=one_line(f"could not be put there: {error}")
        ), None
    remarks += [match.remark] if match.remark else []
    return Collected(paper.came, match.id, path, "; ".join(remarks)), receipt(
        match.id, paper, data
    )
