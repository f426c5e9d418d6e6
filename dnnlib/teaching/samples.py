"""Three sample papers of an exercise, graded: all right; one named mistake in each puzzle; the first half alone.

    samples("ch05", root, folder)      papers and feedback pages; nobody of a class is touched

A mistake's code is cut out of its puzzle's own module, and stays only if the judge gives it back its name.
"""

import ast
import inspect
import json
import re
import shutil
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from dnnlib.door import checked, save
from dnnlib.puzzle import Puzzle, check
from dnnlib.puzzles import CHAPTERS
from dnnlib.teaching.plan import text
from dnnlib.teaching.slices import slice_of

NAMES = ("all-right", "mistakes", "half")
SOLUTION = re.compile(r"^ *### (?:BEGIN|END) SOLUTION\n?", re.M)
CONFIG = "solutions/nbgrader_config.py"


def samples(chapter: str, root: Path, folder: Path) -> dict[str, float]:
    """Write the papers and their pages into a folder; the points of each paper.

    chapter: "ch05". root: of the checkout. Errors: ValueError for a chapter without an exercise; sandbox.Untrusted
    where there is no box for code.
    """
    if chapter not in CHAPTERS:
        raise ValueError(f"no exercise {chapter!r}; there are {', '.join(CHAPTERS)}")
    from dnnlib.grading import grade  # nbgrader takes a second to import

    with tempfile.TemporaryDirectory() as place:
        course = Path(place)
        shutil.copytree(root / "solutions" / chapter, course / "solutions" / chapter)
        shutil.copy(root / CONFIG, course / "solutions")
        (source,) = (course / "solutions" / chapter).glob("*.ipynb")
        papers = handed_in(chapter, json.loads(source.read_text("utf-8")))
        for name, paper in papers.items():
            told = json.dumps(paper, indent=1, ensure_ascii=False)
            submitted = course / "build/grading/submitted" / name / chapter
            save(submitted / source.name, told)
            save(folder / f"{name}.ipynb", told)
        done = grade(chapter, course)
        for row in done.rows:
            if row.error:
                raise RuntimeError(f"{row.student}: {row.error}")
            pages = Path(row.feedback or course).parent
            for page in pages.glob(f"{source.stem}.html"):
                save(folder / f"{row.student}.html", page.read_text("utf-8"))
    return {row.student: row.points or 0.0 for row in done.rows}


@checked
def handed_in(chapter: str, solution: dict) -> dict[str, dict]:
    """The three papers, made of the solution's notebook."""
    puzzles = {one.name: one for one in CHAPTERS[chapter]}
    half = list(puzzles)[: len(puzzles) // 2]
    right = lambda source, name: SOLUTION.sub("", source)
    wrong = lambda source, name: mistaken(puzzles[name], source)
    first = lambda source, name: right(source, name) if name in half else _stub(source)
    made = zip(NAMES, (right, wrong, first))
    return {name: _paper(solution, puzzles, answer) for name, answer in made}


def _paper(solution: dict, puzzles: dict, answer: Callable) -> dict:
    cells = []
    for cell in solution["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        puzzle = name.removesuffix("-answer").replace("-", "_")
        source = text(cell)
        if name.endswith("-answer") and puzzle in puzzles:
            source = answer(source, puzzle)
        source = source.partition("### BEGIN HIDDEN TESTS")[0].rstrip()
        made = {**cell, "source": source}
        if cell["cell_type"] == "code":
            made |= {"outputs": [], "execution_count": None}
        cells.append(made)
    return {**solution, "cells": cells}


def _stub(source: str) -> str:
    """An answer's cell as it is handed out."""
    head = source.partition("### BEGIN SOLUTION")[0].rstrip()
    return f"{head}\n    # YOUR CODE HERE\n    raise NotImplementedError()"


@checked
def mistaken(puzzle: Puzzle, otherwise: str = "") -> str:
    """The code of the first named mistake that stands alone, under the puzzle's name; else the cell, not written.

    The judge must find the same mistake in it.
    """
    name = puzzle.spec.__name__
    for message, function in puzzle.wrong.items():
        written = getattr(function, "written", function)  # what runs in all PEs, say
        for code in filter(None, (alone(written, name), bound(puzzle, message))):
            if _named(puzzle, code) == message:
                return code
    return _stub(otherwise)


def bound(puzzle: Puzzle, message: str) -> str:
    """A mistake as its puzzle's module writes it, `name = what makes it`, with all that this needs; "" where it is not
    written out there."""
    module = Path(puzzle.spec.__code__.co_filename).read_text("utf-8")
    found = [
        value
        for node in ast.walk(ast.parse(module))
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values)
        if isinstance(key, ast.Constant) and key.value == message
    ]
    if len(found) != 1:
        return ""
    made = f"{puzzle.spec.__name__} = {ast.unparse(found[0])}"
    # twice, for a function may call one that stands below it
    return slice_of([module, module, _handed_out(puzzle, found[0])], made)


def _handed_out(puzzle: Puzzle, value: ast.expr) -> str:
    """An import of what the chapter hands out to students, such as a decorator, and a mistake uses."""
    package = puzzle.spec.__module__.rpartition(".")[0]
    given = vars(import_module(package))
    names = {one.id for one in ast.walk(value) if isinstance(one, ast.Name)}
    ours = sorted(name for name in names if inspect.isfunction(given.get(name)))
    return f"from {package} import {', '.join(ours)}" if ours else ""


def alone(function: Callable, name: str) -> str:
    """A function's code with all that it needs, as a program that defines `name`; "" where it cannot be cut out."""
    if not inspect.isfunction(function) or function.__code__.co_freevars:
        return ""
    module = Path(function.__code__.co_filename).read_text("utf-8")
    tree = ast.parse(module)
    line = function.__code__.co_firstlineno
    nodes = [node for node in ast.walk(tree) if getattr(node, "lineno", 0) == line]
    if function.__name__ == "<lambda>":
        own = [f"{name} = {ast.unparse(n)}" for n in nodes if isinstance(n, ast.Lambda)]
    else:
        head = f"def {function.__name__}("
        defs = [ast.unparse(n) for n in nodes if isinstance(n, ast.FunctionDef)]
        own = [one.replace(head, f"def {name}(", 1) for one in defs]
    return slice_of([module], own[0]) if len(own) == 1 else ""


def _named(puzzle: Puzzle, code: str) -> str:
    """What the judge calls a program's function."""
    names: dict[str, object] = {"__name__": "sample"}
    try:
        exec(compile(code, "<sample>", "exec"), names)
    except Exception:  # it leans on more than was cut out
        return ""
    answer = names.get(puzzle.spec.__name__)
    return check(puzzle, answer).mistake if callable(answer) else ""
