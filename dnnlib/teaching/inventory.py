"""Ten questions for the first week and for the last, two for each promise of the course, with other numbers each time.

    inventory("first 2027").text     the paper; .key beside it
    gain(3.1, 7.4, 10)               how much of what could be gained was gained

Source: the normalised gain is Hake's; interactive courses have .48 where lectures have .23 (as Crouch and Mazur 2001 report).
"""

import hashlib

from dnnlib.metrics.takeaways import TAKEAWAYS
from dnnlib.puzzle import Puzzle
from dnnlib.puzzles import CHAPTERS, find
from dnnlib.teaching.objectives import OBJECTIVES
from dnnlib.teaching.paper import Paper, drawn
from dnnlib.teaching.questions import askable, question

EACH = 2  # of a promise
LONG = 100  # letters of a call that is worked out in a minute


def inventory(seed: str) -> Paper:
    """The paper. seed: such as "first 2027"; the puzzles are the same for every seed, the numbers are not."""
    code = hashlib.sha256(f"inventory {seed}".encode()).hexdigest()[:6]
    questions = tuple(drawn(puzzle, f"inventory {seed}") for puzzle in chosen())
    return Paper("", code, questions)


def chosen() -> list[Puzzle]:
    """Two puzzles for each promise, short enough to be worked out in the head; from other chapters where there are some."""
    found: list[Puzzle] = []
    for number in range(1, len(TAKEAWAYS) + 1):
        for _ in range(EACH):
            used = {_chapter(one) for one in found}
            able = [one for one in _of(number) if one not in found and _short(one)]
            found.append(min(able, key=lambda one: _chapter(one) in used))
    return found


def gain(before: float, after: float, most: float = 10) -> float:
    """The normalised gain: (after - before) / (most - before). Errors: ValueError where nothing could be gained."""
    if not before < most:
        raise ValueError(f"before={before:g} of {most:g}: nothing could be gained")
    return (after - before) / (most - before)


def _of(number: int) -> list[Puzzle]:
    """The puzzles that serve a promise, in the order of the chapters; of each objective the one that shows a failure."""
    rows = [(c, one) for c, lines in OBJECTIVES.items() for one in lines]
    return [find(c, one.shown_by[0]) for c, one in rows if one.takeaway == number]


def _short(puzzle: Puzzle) -> bool:
    return askable(puzzle, "short", 4) and len(question(puzzle, "short").call) < LONG


def _chapter(puzzle: Puzzle) -> str:
    return next(name for name, found in CHAPTERS.items() if puzzle in found)
