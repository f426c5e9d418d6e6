"""All right answers before their judge, as 200 students would hand them in: `make verdicts`, every night.

python tests/verdicts/run.py [puzzle ...]    with names: those only
"""

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent)]

from tqdm import tqdm  # noqa: E402

from dnnlib.grading.examine import student_seed  # noqa: E402
from dnnlib.puzzle import check  # noqa: E402
from dnnlib.puzzles import CHAPTERS, HIDDEN_TRIALS  # noqa: E402

STUDENTS = 200
# their answers search, or run a network: a second or more a case
FEWER = {"beat": 3, "allocate": 12}


def seed(student: int) -> bytes:
    """A student's own seed, as the grader makes it."""
    return student_seed(b"the secret of the verdicts", f"student{student:03}")


def refused(chapter: str, name: str, students: int = STUDENTS) -> list[str]:
    """The verdicts that are wrong: right answers of a puzzle that a student's hidden cases refuse."""
    puzzle = next(p for p in CHAPTERS[chapter] if p.name == name)
    answers, said = import_module(f"answers_{chapter}").ANSWERS[name], []
    for student in range(min(students, FEWER.get(name, students))):
        for number, answer in enumerate(answers):
            report = check(puzzle, answer, seed(student), HIDDEN_TRIALS)
            if report.points != puzzle.points:
                said.append(f"{chapter}/{name}, answer {number}, {student=}: {report}")
    return said


def main(names: list[str]) -> int:
    """Try all puzzles, or those named; not 0 where a right answer was refused."""
    todo = [
        (chapter, puzzle.name)
        for chapter, puzzles in CHAPTERS.items()
        for puzzle in puzzles
        if not names or puzzle.name in names
    ]
    begun = time.monotonic()
    with ProcessPoolExecutor(2) as pool:
        bar = tqdm(pool.map(refused, *zip(*todo)), total=len(todo), unit="puzzle")
        said = [line for lines in bar for line in lines]
    print("\n".join(said[:20]))
    count = sum(len(import_module(f"answers_{c}").ANSWERS[n]) for c, n in todo)
    minutes = (time.monotonic() - begun) / 60
    print(
        f"{count} right answers of {len(todo)} puzzles, {STUDENTS} students each: "
        f"{len(said)} refused, {minutes:.0f} minutes"
    )
    return bool(said)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
