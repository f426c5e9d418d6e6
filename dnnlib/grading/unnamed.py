"""Wrong answers that matched no name, grouped by what they return; an instructor names one, and it is known from then on.

    groups(verdicts)                                the largest group first
    name(course, "ch06", "fetched", 1, "The ...")   its code becomes a named mistake of the puzzle

What an answer returns is found while it is examined, in the box, on open cases that are the same for everybody.
"""

import ast
import json
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dnnlib.door import whole
from dnnlib.grading.examine import Verdict
from dnnlib.grading.nbgrader import Course
from dnnlib.grading.registrar import question
from dnnlib.puzzle import Puzzle, check
from dnnlib.puzzles import find, later
from dnnlib.table import Table

# what a named mistake may not say: it will run where the grader does
REFUSED = {"open", "exec", "eval", "compile", "getattr", "setattr", "globals", "input"}
REFUSED |= {"vars", "locals", "delattr", "breakpoint", "__import__"}


@dataclass(frozen=True)
class Group:
    """Answers without a name that return the same: of which puzzle, what, and who; nobody is printed."""

    puzzle: str
    returns: str
    students: tuple[tuple[str, str], ...]  # with their notebooks


def groups(verdicts: list[Verdict]) -> list[Group]:
    """The groups of an assignment, by puzzle and size."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for verdict in verdicts:
        for result in verdict.results:
            if result.returned:
                name = question(result.cell).replace("-", "_")
                who = verdict.student, verdict.notebook
                found[name, result.returned].append(who)
    made = [Group(*key, tuple(who)) for key, who in found.items()]
    return sorted(made, key=lambda one: (one.puzzle, -len(one.students), one.returns))


def table(found: list[Group]) -> Table:
    """The groups without names, numbered puzzle by puzzle."""
    counted: Counter = Counter()
    rows = []
    for one in found:
        counted[one.puzzle] += 1
        rows.append((one.puzzle, counted[one.puzzle], len(one.students), one.returns))
    caption = "Wrong in a way that has no name yet: dnnlib teach name ASSIGNMENT PUZZLE NUMBER SENTENCE"
    return Table(("question", "number", "students", "what they return"), rows, caption)


def code_of(course: Course, assignment: str, group: Group) -> str:
    """The shortest answer of a group, as it was handed in."""
    found = []
    for student, notebook in group.students:
        path = course.path("submitted", student, assignment) / f"{notebook}.ipynb"
        cells = json.loads(Path(path).read_text("utf-8"))["cells"]
        grade_id = f"{group.puzzle.replace('_', '-')}-answer"
        for cell in cells:
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id:
                found.append("".join(cell["source"]))
    return min(found, key=len)


def name(
    course: Course,
    assignment: str,
    puzzle: str,
    number: int,
    sentence: str,
    found: list[Group],
    agree: Callable[[str], bool],
) -> Path:
    """Make a group's answer a named mistake of its puzzle; the file that has it now.

    number: as `table` has it. sentence: what the learner will read. agree: is shown the code, which will run with the
    grader's own rights, and says whether it may. Errors: ValueError for a group that there is not, a sentence that
    stands already, code that says more than a formula needs, and an answer that the judge finds right or knows.
    """
    number = whole("number", number, 1)
    own = [one for one in found if one.puzzle == puzzle]
    if number > len(own):
        raise ValueError(f"{puzzle} has {len(own)} groups without a name; see dnnlib report {assignment}")  # fmt: skip
    one = find(assignment, puzzle)
    if sentence in one.wrong:
        raise ValueError(f"{puzzle} has that sentence already: {sentence}")
    code = code_of(course, assignment, own[number - 1])
    harmless(code)
    if not agree(code):
        raise ValueError("nothing was written")
    _new(one, code)
    return later.write(assignment, one, sentence, code)


def harmless(code: str) -> None:
    """Refuse what a wrong formula does not need. Errors: ValueError names it."""
    for node in ast.walk(ast.parse(code)):
        said = ""
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names]
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else names
            said = ", ".join(set(names) - {"numpy", "math"})
        elif isinstance(node, ast.Name) and (node.id in REFUSED or "__" in node.id):
            said = node.id
        elif isinstance(node, ast.Attribute) and node.attr.startswith("_"):
            said = node.attr
        if said:
            raise ValueError(f"the answer says {said}: write this mistake by hand, as the others of the puzzle are")  # fmt: skip


def _new(puzzle: Puzzle, code: str) -> None:
    """The code fails, and under no name that there is."""
    import math

    import numpy as np

    names: dict[str, object] = {"np": np, "math": math, "__name__": "named"}
    exec(compile(code, "<answer>", "exec"), names)
    answer = names.get(puzzle.spec.__name__)
    if not callable(answer):
        raise ValueError(f"the answer defines no {puzzle.spec.__name__}")
    report = check(puzzle, answer)
    if report.passed or report.mistake:
        said = f"it is named already: {report.mistake}" if report.mistake else "on the open cases it is right"  # fmt: skip
        raise ValueError(said)
