"""A class: killed at any moment and started again it comes to the same gradebook, and nothing is examined twice."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from class500.course import gradebook, hand_in, made

from dnnlib.grading import Course, classroom, grade, preprocessor, registrar

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]
COURSE = Path(__file__).parents[1] / "class500/course.py"
STUDENTS = 5


@pytest.fixture(scope="module")
def courses(tmp_path_factory):
    """Two copies of one class; the first is graded in peace."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DNNLIB_COURSE_SECRET", "a secret of this class")
        # this checkout, and its tests
        patch.setenv(
            "PYTHONPATH",
            os.pathsep.join(map(str, (COURSE.parents[2], COURSE.parents[1]))),
        )
        pair = [made(tmp_path_factory.mktemp("class")) for _ in range(2)]
        for course in pair:
            hand_in(course.root, STUDENTS)
        heard, again = [], []
        real = preprocessor.examine
        patch.setattr(
            preprocessor, "examine", lambda job: again.append(job) or real(job)
        )
        rows = grade(
            "ch02", pair[0].root, watch=lambda *words: heard.append(words)
        ).rows
        assert not again, "nbgrader's part examined what had been examined"
        yield *pair, rows, heard


def verdicts(course) -> dict[str, tuple[int, str]]:
    """Each verdict that is kept: when it was written, and what it says."""
    found = (course.root / "build/grading/verdicts/ch02").glob("*.json")
    return {path.name: (path.stat().st_mtime_ns, path.read_text()) for path in found}


def test_one_bad_submission_does_not_stop_the_rest(courses):
    peaceful, _, rows, heard = courses
    assert len(rows) == STUDENTS and len({row.student for row in rows}) == STUDENTS
    assert (
        sum(row.points is not None and row.points > 0 for row in rows) >= STUDENTS - 2
    )
    assert heard[-1] == ("recorded", STUDENTS, STUDENTS)
    assert set(gradebook(peaceful)) >= {row.student for row in rows if not row.error}


def test_killed_at_random_moments_it_comes_to_the_same_gradebook(courses):
    peaceful, killed, _, _ = courses
    rng, done, early = random.Random(1), False, {}
    for tries in range(12):
        process = subprocess.Popen(
            [sys.executable, COURSE, killed.root], stderr=subprocess.DEVNULL
        )
        pause = rng.uniform(3, 12) if tries < 4 else 600
        try:
            done = process.wait(pause) == 0
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        time.sleep(0.3)
        now = verdicts(killed)
        assert all(now[name] == one for name, one in early.items()), (
            "something was examined twice"
        )
        early = now
        if done:
            break
    assert done and gradebook(killed) == gradebook(peaceful)


def marks(course) -> dict[str, int]:
    """When each student was recorded."""
    folder = course.root / "build/grading/verdicts/ch02"
    found = folder.glob("*.recorded.txt")
    return {path.name.split(".")[0]: path.stat().st_mtime_ns for path in found}


def test_grading_again_examines_and_records_nothing(courses):
    peaceful = courses[0]
    before, points, when = verdicts(peaceful), gradebook(peaceful), marks(peaceful)
    rows = grade("ch02", peaceful.root).rows
    assert verdicts(peaceful) == before and gradebook(peaceful) == points
    assert not [row for row in rows if row.before is not None]
    again = {who for who, time in marks(peaceful).items() if when.get(who) != time}
    assert again <= {row.student for row in rows if row.error}


def test_a_regrade_that_was_broken_off_is_recorded_the_next_time(courses, monkeypatch):
    peaceful, when = courses[0], marks(courses[0])
    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        # the verdicts are there; recording them is cut off
        broken.setattr(classroom, "_examine", lambda *words: ({}, 0))
        broken.setattr(
            classroom,
            "_recorded",
            lambda *words: (_ for _ in ()).throw(KeyboardInterrupt),
        )
        grade("ch02", peaceful.root, regrade=True)
    rows = grade("ch02", peaceful.root).rows
    now = marks(peaceful)
    assert all(now[who] != time for who, time in when.items())
    assert not [row for row in rows if row.before is not None]


def test_a_regrade_shows_the_difference(courses):
    peaceful = courses[0]
    paper = next(
        iter(sorted(peaceful.root.glob("build/grading/submitted/*/ch02/layers.ipynb")))
    )
    old = paper.read_bytes()
    points = {row.student: row.points for row in courses[2]}[paper.parts[-3]]
    # handed in again, empty
    paper.write_bytes((peaceful.root / "exercises/ch02/layers.ipynb").read_bytes())
    changed = [
        row for row in grade("ch02", peaceful.root).rows if row.before is not None
    ]
    assert [(row.student, row.points, row.before) for row in changed] == [
        (paper.parts[-3], 0, points)
    ]
    paper.write_bytes(old)


def test_dask_is_an_executor_like_another(courses):
    distributed = pytest.importorskip("distributed")
    killed = courses[1]
    jobs = [
        job
        for k in range(3)
        for job in classroom._paper(killed, "ch02", f"s{k:03d}").jobs
    ]
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with (
        distributed.LocalCluster(**options) as cluster,
        distributed.Client(cluster) as client,
    ):
        found = dict(classroom._verdicts(jobs, client.get_executor()))
    kept = {
        job: preprocessor.kept(classroom._place(killed, job), job.key) for job in jobs
    }
    assert len(jobs) == 3 and {j: v.results for j, v in found.items()} == {
        j: v.results for j, v in kept.items()
    }


POOL = """
import os, time
from dnnlib.grading.pool import Pool
if __name__ == "__main__":
    with Pool(1) as pool:
        ((_, number),) = pool.each(os.getenv, ["PATH"], 60)
        print(pool._workers[0].process.pid, flush=True)
        list(pool.each(time.sleep, [600], 700))
"""


def is_alive(process: str) -> bool:
    """Whether a process runs; one that nobody has waited for yet does not."""
    try:
        return (
            Path("/proc", process, "stat").read_text().rsplit(")", 1)[1].split()[0]
            not in "ZX"
        )
    except OSError:
        return False


@pytest.mark.skipif(
    sys.platform != "linux",
    reason="a process ends with the one that started it on Linux alone",
)
def test_a_killed_grader_leaves_no_worker_behind():
    with subprocess.Popen(
        [sys.executable, "-c", POOL], stdout=subprocess.PIPE, text=True
    ) as grader:
        worker = grader.stdout.readline().strip()
        assert is_alive(worker)
        time.sleep(0.5)  # the worker has begun to sleep
        grader.kill()
        grader.wait()
        until = time.monotonic() + 20
        while is_alive(worker) and time.monotonic() < until:
            time.sleep(0.05)
        assert not is_alive(worker)


def test_a_manual_grade_and_the_late_rule_are_nbgraders_and_outlive_a_regrade(
    tmp_path, monkeypatch
):
    """An hour late by timestamp.txt, a rule of zero for late papers, one question regraded by hand from 0 to 2."""
    monkeypatch.setenv("DNNLIB_COURSE_SECRET", "a secret of this class")
    course = made(tmp_path)
    with open(tmp_path / "solutions/nbgrader_config.py", "a") as config:
        config.write("\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
    hand_in(tmp_path, 2)
    with course.gradebook() as book:
        book.update_or_create_assignment("ch02", duedate="2026-11-01 12:00:00 UTC")
    for student, when in (("s000", "11:00"), ("s001", "13:00")):
        (tmp_path / f"build/grading/submitted/{student}/ch02/timestamp.txt").write_text(
            f"2026-11-01 {when}:00 UTC"
        )
    first = {row.student: row.points for row in grade("ch02", tmp_path).rows}
    assert all(points > 0 for points in first.values())
    marks = registrar.sheet(Course(tmp_path), ["ch02"]).marks
    told = lambda marks: {
        who.id: (mark["ch02"].points, mark["ch02"].late) for who, mark in marks.items()
    }
    assert told(marks) == {"s000": (first["s000"], 0), "s001": (0, 3600)}

    with course.gradebook() as book:
        paper = book.find_submission("ch02", "s000")
        cell = next(
            g
            for n in paper.notebooks
            for g in n.grades
            if g.auto_score == 0 and g.max_score == 2
        )
        cell.manual_score, name = 2, cell.name
        book.db.commit()
    again = {
        row.student: row.points for row in grade("ch02", tmp_path, regrade=True).rows
    }
    assert again == {"s000": first["s000"] + 2, "s001": first["s001"]}
    assert gradebook(course)["s000"][name] == 2
    assert told(registrar.sheet(Course(tmp_path), ["ch02"]).marks) == {
        "s000": (again["s000"], 0),
        "s001": (0, 3600),
    }
