"""Mistakes that a class made and an instructor named: `dnnlib teach name` writes them to chNN/later.py.

with_later("ch06", puzzles)      the puzzles know them: feedback, options of exams and guides have them from then on
"""

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from dnnlib.door import save
from dnnlib.puzzle import Puzzle

FOLDER = Path(__file__).parent
HEAD = '''"""Mistakes that a class made and an instructor named: `dnnlib teach name`."""

import math  # noqa: F401

import numpy as np  # noqa: F401

LATER: dict = {}
'''


def with_later(chapter: str, puzzles: tuple[Puzzle, ...]) -> tuple[Puzzle, ...]:
    """The puzzles of a chapter, with the mistakes that were named later; those of the authors come first."""
    if find_spec(f"dnnlib.puzzles.{chapter}.later"):
        later = import_module(f"dnnlib.puzzles.{chapter}.later").LATER
        for puzzle in puzzles:
            wrong = {**puzzle.wrong, **later.get(puzzle.name, {})}
            object.__setattr__(puzzle, "wrong", wrong)
    return puzzles


def write(chapter: str, puzzle: Puzzle, message: str, code: str) -> Path:
    """Put a mistake into the chapter's file: its code, under a name of its own, and its message."""
    path = FOLDER / chapter / "later.py"
    text = path.read_text("utf-8") if path.exists() else HEAD
    number = text.count("LATER.setdefault(") + 1
    name = f"{puzzle.spec.__name__}_{number}"
    own = re.sub(rf"\b{puzzle.spec.__name__}\b", name, code).strip()
    told = f"LATER.setdefault({puzzle.name!r}, {{}})[{message!r}] = {name}"
    return save(path, f"{text}\n\n{own}\n\n\n{told}\n")
