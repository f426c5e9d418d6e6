"""A made-up class: a copy of the course, and submissions from right answers, named mistakes and bad files."""

import json
import random
import shutil
import sys
from pathlib import Path

import nbformat
from hostile.files import FILES

from dnnlib.grading import Course, release

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = {
    "output-size": (
        "return (size + 2 * pad - filter) // stride + 1",
        "return (size + 2 * pad - filter) // stride",
        None,
    ),
    "weights": ("return M * (C // G) * R * S", "return M * C * R * S", None),
    "macs": (
        "return N * M * P * Q * (C // G) * R * S",
        "return M * P * Q * (C // G) * R * S",
        None,
    ),
    "multiply": (
        "return (F.reshape(len(F), -1) @ T).reshape(len(F), N, P, Q).transpose(1, 0, 2, 3)",
        "return F @ T",
        None,
    ),
    "conv1d": (
        "return np.array([sum(w * I[k : k + len(I) - F.shape[1] + 1] for k, w in enumerate(row)) for row in np.asarray(F)])",
        "return np.array([np.correlate(I, np.asarray(F)[m]) for m in range(len(F))])",
        None,
    ),
}
BAD = ("while True: pass", "import os; os._exit(1)", "return bytearray(1 << 40)")
DAMAGED = (
    "not JSON",
    "half a file",
    "lost metadata",
    "reordered",
    "forged output",
    "deleted check",
)


def made(root: Path) -> Course:
    """A copy of the course in a folder, with exercise 2 released."""
    shutil.copytree(ROOT / "solutions/ch02", root / "solutions/ch02")
    shutil.copy(ROOT / "solutions/nbgrader_config.py", root / "solutions")
    release("ch02", root)
    return Course(root)


def hand_in(root: Path, students: int, seed: int = 0) -> None:
    """Submissions of so many students, the same for the same seed: one in twenty is hostile or damaged."""
    rng = random.Random(seed)
    for k in range(students):
        folder = root / f"build/grading/submitted/s{k:03d}/ch02"
        folder.mkdir(parents=True)
        (folder / "layers.ipynb").write_bytes(_paper(root, rng, bad=k % 20 == 3))


def _paper(root: Path, rng, bad: bool) -> bytes:
    notebook = nbformat.read(root / "exercises/ch02/layers.ipynb", 4)
    broken = rng.choice(BAD + DAMAGED) if bad else ""
    for cell in notebook.cells:
        name = (
            cell.metadata.get("nbgrader", {})
            .get("grade_id", "")
            .removesuffix("-answer")
        )
        if name in ANSWERS:
            body = rng.choices(ANSWERS[name], (6, 3, 1))[0]
            body = broken if broken in BAD and name == "weights" else body
            if body:
                cell.source = cell.source.replace(
                    "# YOUR CODE HERE\n    raise NotImplementedError()", body
                )
    plain = json.loads(nbformat.writes(notebook))
    for cell in plain["cells"]:
        cell["source"] = "".join(cell["source"])
    if broken not in DAMAGED:
        return json.dumps(plain).encode()
    change = FILES[broken][1]
    try:
        return change(plain)
    except StopIteration:  # a change that looks for a cell of another notebook
        return b""


def gradebook(course: Course, assignment: str = "ch02") -> dict:
    """All points of the gradebook: {student: {cell: points}}."""
    with course.gradebook() as book:
        papers = book.assignment_submissions(assignment)
        return {
            p.student.id: {g.name: g.score for n in p.notebooks for g in n.grades}
            for p in papers
        }


# python course.py ROOT: grade it, in a process that may be killed
if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from dnnlib.grading import grade

    grade("ch02", Path(sys.argv[1]))
