"""A class graded: examined in parallel, kept one by one, recorded with nbgrader; a kill at any moment loses nothing.

grade("ch02")                                   # processes on this machine
grade("ch02", executor=client.get_executor())   # Dask's, or any other concurrent.futures.Executor
"""

import ctypes
import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

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
from dnnlib.puzzles import NO_SECRET, hidden_seed
from dnnlib.sandbox import Untrusted, isolation
from dnnlib.sandbox.box import OPEN
from dnnlib.save import save

TOGETHER = 20  # students whose feedback is written at once


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
    Errors: ValueError where there is no such assignment; FileNotFoundError where nothing was submitted; RuntimeError
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
    students = [who for who in students if not refused(who)]
    papers = [_paper(course, assignment, student) for student in students]
    if isolation() is OPEN and any(
        not job.trust for paper in papers for job in paper.jobs
    ):
        raise Untrusted(
            f"{Untrusted.__doc__} Install bubblewrap (Linux), or set {preprocessor.TRUST}=1 to run it all the same."
        )
    failed, fresh = _examine(course, papers, executor, regrade, watch)
    terms = late.settle(course, assignment, students)
    papers = [replace(paper, terms=terms.get(paper.student, "")) for paper in papers]
    for some in (papers[k : k + TOGETHER] for k in range(0, len(papers), TOGETHER)):
        some = [
            replace(
                p,
                error=p.error
                or next((failed[job] for job in p.jobs if job in failed), ""),
            )
            for p in some
        ]
        for row in _record(course, assignment, some, regrade):
            rows.append(row)
            tell(row)
        watch("recorded", len(rows), len(papers))
    rows.sort(key=lambda row: row.student)
    return Round(assignment, tuple(rows), export(assignment, course), fresh)


def _same_secret(course: Course, assignment: str, regrade: bool) -> None:
    """Errors: RuntimeError where the assignment was graded with another secret: cases would differ; a regrade may."""
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
            preprocessor.keep(jobs[job], verdict)
        else:
            failed[job] = verdict
        finished += 1
        watch("examined", finished, len(jobs))
    return failed, len(todo)


def _verdicts(
    jobs: list[Job], executor: Executor | None
) -> Iterator[tuple[Job, Verdict | str]]:
    """Verdicts as they come. A pool that a job breaks is replaced, and its jobs are tried again, each by itself."""
    if executor:
        yield from _asked(jobs, executor)
        return
    again = []
    with _pool(min(len(jobs), os.cpu_count() or 1) or 1) as pool:
        for job, verdict in _asked(jobs, pool):
            if isinstance(verdict, Verdict):
                yield job, verdict
            else:
                again.append(job)
    for job in again:
        with _pool(1) as pool:
            yield from _asked([job], pool)


def _asked(jobs: list[Job], executor: Executor) -> Iterator[tuple[Job, Verdict | str]]:
    futures = {executor.submit(examine, job): job for job in jobs}
    for future in as_completed(futures):
        try:
            yield futures[future], future.result()
        except Exception as error:
            yield futures[future], f"{type(error).__name__}: {error}"


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        workers,
        mp_context=get_context("spawn"),
        initializer=end_with,
        initargs=(os.getpid(),),
    )


def end_with(parent: int) -> None:
    """On Linux, end this process when the one that started it ends, however that ended: no grader is left behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, 9)  # PR_SET_PDEATHSIG, SIGKILL
        if os.getppid() != parent:
            os._exit(1)


def _record(
    course: Course, assignment: str, papers: list[_Paper], regrade: bool
) -> list[Graded]:
    """Rows of some students: each recorded with nbgrader, unless this very verdict was recorded before."""
    marks = {
        paper.student: _mark(course, assignment, paper.student) for paper in papers
    }
    todo = [
        p
        for p in papers
        if not (p.error and p.jobs)
        and (regrade or not _is_recorded(course, assignment, p))
    ]
    for paper in todo:
        marks[paper.student].unlink(missing_ok=True)
    failed = record(course, assignment, [paper.student for paper in todo])
    for paper in todo:
        if paper.student not in failed:
            save(marks[paper.student], paper.key)
    return [
        _row(course, assignment, paper, paper.error or failed.get(paper.student, ""))
        for paper in papers
    ]


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
