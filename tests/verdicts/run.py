"""All right answers before their judge, as 200 students would hand them in: `make verdicts`, every night.

python tests/verdicts/run.py [puzzle ...]    with names: those only
"""

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE / "README.md"
sys.path[:0] = [str(HERE.parent)]

from tqdm import tqdm  # noqa: E402

from dnnlib.grading.examine import student_seed  # noqa: E402
from dnnlib.puzzle import check  # noqa: E402
from dnnlib.puzzle.plain import plain  # noqa: E402
from dnnlib.puzzles import CHAPTERS, HIDDEN_TRIALS  # noqa: E402
from verdicts.forms import FORMS  # noqa: E402

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


def page(said: list[str], answers: int, puzzles: int, forms: int) -> str:
    """What was tried and what came of it, as markdown."""
    few = ", ".join(f"{students} for {name}" for name, students in FEWER.items())
    lines = [
        "# Right answers, as a class hands them in",
        "",
        "Written by `make verdicts`, every night. All right answers of the tests "
        "are tried on the hidden cases of",
        f"{STUDENTS} students (fewer where an answer searches: {few}), as the grader "
        "draws them. A right answer that is",
        "refused once in a hundred is refused to somebody in every class.",
        "",
        "| puzzles | right answers | students | forms of a result | refused |",
        "|--:|--:|--:|--:|--:|",
        f"| {puzzles} | {answers} | {STUDENTS} | {forms} | {len(said)} |",
        "",
        "The forms (tests/verdicts/forms.py) are those in which students return a "
        "right result: whole floats for counts,",
        "float32, lists, tuples, arrays for tuples, tensors, fractions, counters.",
        "",
        *(f"- {line.splitlines()[0]}" for line in said),
    ]
    return "\n".join(lines).rstrip() + "\n"


def formed(chapter: str, name: str) -> list[str]:
    """Forms of right results that are refused."""
    puzzle = next(p for p in CHAPTERS[chapter] if p.name == name)
    answer, said = import_module(f"answers_{chapter}").ANSWERS[name][0], []
    for form in FORMS.values() if not puzzle.score else ():
        # a function of its own, so that the rule on statements finds one
        returned = lambda *case: form(plain(answer(*case)))
        report = check(puzzle, returned, seed(0), HIDDEN_TRIALS)
        if report.points != puzzle.points:
            said.append(f"{chapter}/{name}, {form.__name__}: {report}")
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
        tried = pool.map(refused, *zip(*todo))
        said = sum(tqdm(tried, total=len(todo), unit="puzzle"), [])
        said += sum(pool.map(formed, *zip(*todo)), [])
    count = sum(len(import_module(f"answers_{c}").ANSWERS[n]) for c, n in todo)
    print("\n".join(said[:20]))
    if not names:
        PAGE.write_text(page(said, count, len(todo), len(FORMS)))
    minutes = (time.monotonic() - begun) / 60
    print(f"{count} right answers: {len(said)} refused, {minutes:.0f} minutes")
    return bool(said)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
