"""A class graded: examined in parallel, kept one by one, recorded with nbgrader; a kill at any moment loses nothing.

grade("ch02")                                   # processes on this machine
grade("ch02", executor=client.get_executor())   # Dask's, or any other concurrent.futures.Executor
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from dnnlib.door import save
from dnnlib.grading import preprocessor
from dnnlib.grading.examine import Job, Verdict, examine
from dnnlib.grading.intake.names import refused
from dnnlib.grading.nbgrader import (
    Course,
    Graded,
    Round,
    done,
    export,
    feedback_pages,
    is_known,
    record,
    recorded,
)
from dnnlib.grading.office import late
from dnnlib.grading.office.alone import alone
from dnnlib.grading.once import share_engine
from dnnlib.grading.pool import Failed, Pool
from dnnlib.grading.secret import refuse_example
from dnnlib.puzzles import NO_SECRET, hidden_seed
from dnnlib.sandbox import Untrusted, isolation
from dnnlib.sandbox.box import OPEN
from dnnlib.sandbox.refusal import refusal

TOGETHER = 10  # students whose feedback is written at once
SECONDS_TO_READ = 60  # a paper
SECONDS_TO_JUDGE = 60  # a paper, beyond what its answers may take
SECONDS_TO_RECORD = 60  # a student


@dataclass(frozen=True)
class _Paper:
    """A submission: what is to be examined, or why it cannot be; the points that the gradebook had before."""

    student: str
    jobs: tuple[Job, ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()
    error: str = ""
    before: float | None = None
    terms: str = ""

    @property
    def key(self) -> str:
        """What its record depends on: the verdicts, when it was due, how much is shown."""
        shown = "in brief" if preprocessor.is_brief() else "whole"
        return "\n".join([*(job.key for job in self.jobs), self.terms, shown])


def grade(
    assignment: str,
    root: Path | str | None = None,
    tell: Callable[[Graded], None] = lambda row: None,
    executor: Executor | None = None,
    regrade: bool = False,
    watch: Callable[[str, int, int], None] = lambda stage, done, of: None,
) -> Round:
    """Grade every submission of an assignment: examine in parallel, then `nbgrader autograde` and `generate_feedback`.

    No student's code runs in this process, nor with its rights. A submission that cannot be graded is a row with an
    error, and the rest go on. What was examined is kept at once; what is kept is not examined again, unless its file,
    the secret or the limits changed, or `regrade` says so. `tell` hears of each student, `watch` of the progress.
    An assignment that was never released on this machine is released first.
    Errors: ValueError where there is no such assignment, or the secret is an example;
    FileNotFoundError where nothing was submitted; RuntimeError
    where the assignment cannot be made, the secret is another than before and this is no regrade, or where there is no
    box for the students' code (sandbox.Untrusted).
    """
    course = Course(root)
    course.source(assignment)
    with alone(course, f"grading {assignment}"):
        return _round(course, assignment, tell, executor, regrade, watch)


def _round(course: Course, assignment, tell, executor, regrade, watch) -> Round:
    students = sorted(course.api.get_submitted_students(assignment))
    if not students:
        place = course.path("submitted", "*", assignment)
        how = f"dnnlib collect {assignment} submissions.zip"
        raise FileNotFoundError(
            f"no submissions: {place} matches nothing. To put a platform's archive there: {how}"
        )
    _same_secret(course, assignment, regrade)
    # hidden tests and points are kept in the gradebook
    if not is_known(course, assignment):
        watch(f"{assignment} is made from solutions/, once", 0, 1)
        done(
            course.api.generate_assignment(assignment),
            f"{assignment} could not be made",
        )
    rows = [
        Graded(who, None, None, None, why) for who in students if (why := refused(who))
    ]
    for row in rows:
        tell(row)
    students, left_out = [who for who in students if not refused(who)], len(rows)
    if isolation() is OPEN and not preprocessor.trusted():
        raise Untrusted(
            f"{Untrusted.__doc__} {refusal() or 'The box does not hold'}; or set {preprocessor.TRUST}=1 to run it all the same."
        )
    with Pool(os.cpu_count() or 1) as pool:
        papers = list(_papers(pool, course, assignment, students))
        failed, fresh = _examine(course, papers, executor or pool, regrade, watch)
        terms = late.settle(course, assignment, students)
        papers = [
            replace(
                p, error=p.error or _first(p, failed), terms=terms.get(p.student, "")
            )
            for p in papers
        ]
        papers.sort(key=lambda paper: paper.student)
        done_rows = {}
        for some, wrong in _record(pool, course, assignment, papers, regrade):
            for paper in some:
                error = paper.error or wrong.get(paper.student, "")
                done_rows[paper.student] = _row(course, assignment, paper, error)
            watch("recorded", len(done_rows), len(papers))
            rows += _next_in_turn(papers, done_rows, len(rows) - left_out, tell)
    rows.sort(key=lambda row: row.student)
    return Round(assignment, tuple(rows), export(assignment, course), fresh)


def _next_in_turn(papers, rows: dict, told: int, tell) -> list[Graded]:
    """The rows that come next by name, and are there: each is told."""
    found = []
    for paper in papers[told:]:
        if paper.student not in rows:
            break
        found.append(rows[paper.student])
        tell(found[-1])
    return found


def _first(paper: _Paper, failed: dict[Job, str]) -> str:
    """Why a paper has no verdict, or ""."""
    return next((failed[job] for job in paper.jobs if job in failed), "")


def _same_secret(course: Course, assignment: str, regrade: bool) -> None:
    """Errors: RuntimeError where the assignment was graded with another secret: cases would differ; a regrade may."""
    if hidden_seed() != NO_SECRET:  # the command warns where there is none
        refuse_example(hidden_seed())
    kept = preprocessor.verdict_path(
        course.folders.db_url, assignment, "", ""
    ).with_name("secret.sha256")
    digest = hashlib.sha256(hidden_seed()).hexdigest()
    if kept.exists() and kept.read_text() != digest and not regrade:
        now = "there is none now" if hidden_seed() == NO_SECRET else "it is another now"
        raise RuntimeError(
            f"{assignment} was graded with a secret, or with none, and {now}: set DNNLIB_COURSE_SECRET as it was, "
            f"or grade everybody anew with dnnlib grade {assignment} --regrade"
        )
    save(kept, digest)


def _papers(pool: Pool, course, assignment: str, students) -> Iterator[_Paper]:
    """The submissions, read in the pool: one that takes too long or too much is a paper with an error."""
    items = [(course.root, assignment, student) for student in students]
    for (_, _, student), paper in pool.each(_read, items, SECONDS_TO_READ):
        if isinstance(paper, Failed):
            paper = _Paper(student, error=f"it could not be read: {paper}")
        yield paper


def _read(item: tuple) -> _Paper:
    root, assignment, student = item
    return _paper(_course(root), assignment, student)


@cache
def _course(root: Path) -> Course:
    """The course as a process of the pool has it."""
    share_engine()
    return Course(root)


def _paper(course: Course, assignment: str, student: str) -> _Paper:
    """A student's submission as jobs, one a notebook."""
    folder = course.path("submitted", student, assignment)
    before = recorded(course, assignment, student).points
    told = {
        "db_url": course.folders.db_url,
        "assignment": assignment,
        "student": student,
    }
    with course.gradebook() as gradebook:
        names = [
            notebook.name
            for notebook in gradebook.find_assignment(assignment).notebooks
        ]
    jobs, remarks = [], []
    for name in names:
        try:
            notebook = preprocessor.read(
                folder / f"{name}.ipynb", told | {"notebook": name}
            )
            jobs.append(preprocessor.job_of(notebook, told | {"notebook": name}))
            remarks += notebook.metadata["dnnlib"].items()
        except Exception as error:
            return _Paper(
                student, error=f"{type(error).__name__}: {error}", before=before
            )
    return _Paper(student, tuple(jobs), tuple(remarks), before=before)


def _examine(
    course, papers, executor, regrade: bool, watch
) -> tuple[dict[Job, str], int]:
    """Examine what no kept verdict covers, keep each verdict as it comes: the jobs that failed, and why; how many."""
    jobs = {job: _place(course, job) for paper in papers for job in paper.jobs}
    todo = [
        job
        for job, path in jobs.items()
        if regrade or preprocessor.kept(path, job.key) is None
    ]
    failed, finished = {}, len(jobs) - len(todo)
    for job, verdict in _verdicts(todo, executor):
        if isinstance(verdict, Verdict):
            _mark(course, job.assignment, job.student).unlink(missing_ok=True)
            preprocessor.keep(jobs[job], verdict)
        else:
            failed[job] = verdict
        finished += 1
        watch("examined", finished, len(jobs))
    return failed, len(todo)


def _verdicts(jobs: list[Job], executor) -> Iterator[tuple[Job, Verdict | str]]:
    """Verdicts as they come, from the pool or from any executor."""
    if isinstance(executor, Pool):
        most = max((job.limits.total for job in jobs), default=0) + SECONDS_TO_JUDGE
        for job, verdict in executor.each(examine, jobs, most):
            yield job, str(verdict) if isinstance(verdict, Failed) else verdict
        return
    futures = {executor.submit(examine, job): job for job in jobs}
    for future in as_completed(futures):
        try:
            yield futures[future], future.result()
        except Exception as error:
            yield futures[future], f"{type(error).__name__}: {error}"


def _record(pool: Pool, course, assignment: str, papers, regrade: bool) -> Iterator:
    """Papers that are recorded, and {student: what failed} of them; those that were recorded before come first."""
    todo = [
        p
        for p in papers
        if not (p.error and p.jobs)
        and (regrade or not _is_recorded(course, assignment, p))
    ]
    for paper in todo:
        _mark(course, assignment, paper.student).unlink(missing_ok=True)
    yield [p for p in papers if p not in todo], {}
    some = [todo[k : k + TOGETHER] for k in range(0, len(todo), TOGETHER)]
    alone = []
    for part, wrong in _recorded(pool, course, assignment, some):
        if isinstance(wrong, Failed) and len(part) > 1:  # one of them broke it
            alone += [[paper] for paper in part]
        else:
            yield part, _plainly(part, wrong)
    for part, wrong in _recorded(pool, course, assignment, alone):
        yield part, _plainly(part, wrong)


def _recorded(pool: Pool, course, assignment: str, parts: list) -> Iterator:
    """Each part as it is recorded, each of its papers marked as soon as that is done."""
    items = [(course.root, assignment, tuple(part)) for part in parts]
    seconds = SECONDS_TO_RECORD * TOGETHER
    for (_, _, part), wrong in pool.each(_recorded_here, items, seconds):
        yield part, wrong


def _plainly(part, wrong) -> dict[str, str]:
    if isinstance(wrong, Failed):
        return {paper.student: f"it could not be recorded: {wrong}" for paper in part}
    return wrong


def _recorded_here(item: tuple) -> dict[str, str]:
    root, assignment, part = item
    course = _course(root)
    failed = record(course, assignment, [paper.student for paper in part])
    for paper in part:
        if paper.student not in failed:
            save(_mark(course, assignment, paper.student), paper.key)
    return failed


def _mark(course: Course, assignment: str, student: str) -> Path:
    """The file that says which verdicts of a student are in the gradebook."""
    return preprocessor.verdict_path(
        course.folders.db_url, assignment, student, "recorded"
    ).with_suffix(".txt")


def _is_recorded(course: Course, assignment: str, paper: _Paper) -> bool:
    mark = _mark(course, assignment, paper.student)
    has_page = bool(feedback_pages(course, assignment, paper.student))
    there = paper.before is not None and not paper.error and has_page
    return there and mark.exists() and mark.read_text() == paper.key


def _row(course: Course, assignment: str, paper: _Paper, error: str) -> Graded:
    if error:
        return Graded(paper.student, None, None, None, error, _remarks(course, paper))
    row = recorded(course, assignment, paper.student)
    changed = paper.before if paper.before not in (None, row.points) else None
    return replace(row, remarks=_remarks(course, paper), before=changed)


def _remarks(course: Course, paper: _Paper) -> dict[str, str]:
    verdicts = [preprocessor.kept(_place(course, job), job.key) for job in paper.jobs]
    stopped = {
        r.cell: r.stopped
        for verdict in verdicts
        if verdict
        for r in verdict.results
        if r.stopped
    }
    return dict(paper.remarks) | stopped


def _place(course: Course, job: Job) -> Path:
    return preprocessor.verdict_path(
        course.folders.db_url, job.assignment, job.student, job.notebook
    )
