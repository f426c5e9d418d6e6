"""A class of 500 graded, killed on the way and graded on. `make class500` writes tests/class500/README.md.

ARGS="60" grades so many. A run that is broken off goes on where it stood: the class is kept in build/class500.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from class500.course import ROOT, gradebook, hand_in, made  # noqa: E402
from dnnlib.grading import Course, classroom, grade  # noqa: E402
from dnnlib.grading.examine import examine  # noqa: E402
from dnnlib.sandbox import isolation  # noqa: E402
from dnnlib.sandbox.box import OPEN  # noqa: E402

PAGE = """# A class of {students}

Made by `make class500{args}`: a made-up class hands in exercise 2; one submission in twenty is hostile or damaged. `dnnlib grade` is killed
with SIGKILL {kills} times at random moments and started again each time.

| what | measured |
|---|---|
| submissions | {students} |
| graded | {graded} |
| not a notebook, said by name | {bad} |
| mended or stopped, said by name | {named} |
| examined twice | {twice} |
| lost | {lost} |
| seconds until all were graded, kills included | {seconds:.0f} |
| submissions a minute | {rate:.0f} |
| the same, examined only (of a sample of {sample}, one at a time) | {examined:.0f} |
| seconds a submission in the box ({box}) | {inside:.2f} |
| seconds a submission in a plain process | {outside:.2f} |
| the box's share of that | {share:.0%} |

{cores} cores, shared: {load:.0f} processes wanted to run in the last quarter of an hour. {note}

| points | students |
|---|---|
{points}
"""


def main() -> None:
    """Make the class, grade it, kill it on the way, and write the page."""
    students = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    os.environ["DNNLIB_COURSE_SECRET"] = "the secret of a class of 500"
    # this checkout, and its tests
    os.environ["PYTHONPATH"] = os.pathsep.join(map(str, (ROOT, HERE.parent)))
    root = ROOT / "build" / f"class{students}"
    if not (root / "ready").exists():
        root.mkdir(parents=True)
        made(root)
        hand_in(root, students)
        (root / "ready").touch()
    spent, kills, twice = killed(root, students)
    rows = grade("ch02", root).rows
    course = Course(root)
    write(course, rows, spent, kills, twice)


def killed(root: Path, students: int, times: int = 4) -> tuple[float, int, int]:
    """Grade in a process that is killed now and then: seconds, kills, and how many were examined twice."""
    rng, early, twice, begun, kills = random.Random(0), {}, 0, time.monotonic(), 0
    spent = root / "spent"  # seconds, those of runs that were broken off among them
    before = float(spent.read_text()) if spent.exists() else 0.0
    while True:
        process = subprocess.Popen(
            [sys.executable, HERE / "course.py", root], stderr=subprocess.DEVNULL
        )
        try:
            done = (
                process.wait(
                    rng.uniform(0.02, 0.2) * students + 5 if kills < times else None
                )
                == 0
            )
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            done = process.wait() == 0
            kills += 1
        spent.write_text(str(before + time.monotonic() - begun))
        time.sleep(0.5)
        now = {
            p.name: p.stat().st_mtime_ns
            for p in (root / "build/grading/verdicts/ch02").glob("*.json")
        }
        twice += sum(now[name] != when for name, when in early.items())
        early = now
        if done:
            return before + time.monotonic() - begun, kills, twice


def write(course: Course, rows, spent: float, kills: int, twice: int) -> None:
    """The page."""
    book = gradebook(course)
    good = [row for row in rows if not row.error]
    sample = [
        job
        for row in good[:20]
        for job in classroom._paper(course, "ch02", row.student).jobs
    ]
    inside, outside = timed(sample, False), timed(sample, "open")
    points = Counter(row.points for row in good)
    lost = [
        row.student
        for row in good
        if row.student not in book or sum(book[row.student].values()) != row.points
    ]
    page = PAGE.format(
        students=len(rows), args="" if len(rows) == 500 else f' ARGS="{len(rows)}"', kills=kills, graded=len(good),
        bad=len(rows) - len(good), named=sum(bool(row.remarks) for row in good), twice=twice, lost=len(lost), seconds=spent,
        rate=60 * len(rows) / spent, sample=len(sample), examined=60 / inside, box=isolation().name, inside=inside,
        outside=outside, share=1 - outside / inside, cores=os.cpu_count(), load=os.getloadavg()[2],
        note="" if isolation() is not OPEN else "There was no box here.",
        points="\n".join(f"| {p:g} | {n} |" for p, n in sorted(points.items())),
    )  # fmt: skip
    (HERE / "README.md").write_text(page)
    print(page)


def timed(jobs, trust) -> float:
    """Seconds a submission, the median of one at a time."""
    from dataclasses import replace

    times = []
    for job in jobs:
        begun = time.monotonic()
        examine(replace(job, trust=trust))
        times.append(time.monotonic() - begun)
    return sorted(times)[len(times) // 2]


if __name__ == "__main__":
    main()
