"""Where a puzzle of the course stands: its chapter, its key in the progress file, its cell in the exercise."""

import re

from dnnlib.puzzle import Puzzle


def chapter(puzzle: Puzzle) -> str:
    """The chapter of a puzzle, from the module that says it: "ch02"; "own" for one made elsewhere."""
    match = re.match(r"dnnlib\.puzzles\.(ch\d+)", puzzle.spec.__module__)
    return match.group(1) if match else "own"


def key(puzzle: Puzzle) -> str:
    """What a puzzle is called in the progress file: "ch02/conv"."""
    return f"{chapter(puzzle)}/{puzzle.name}"


def answer_cell(name: str) -> str:
    """The nbgrader name of the cell where a puzzle is answered: "output_size" -> "output-size-answer"."""
    return f"{name.replace('_', '-')}-answer"
