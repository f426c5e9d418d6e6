"""What a chapter is for: each line says what its reader can do afterwards, and which puzzle proves it."""

import re
from dataclasses import dataclass

ROW = re.compile(r"\s+promise ([1-5]) \|([^|\n]*)\|([^|\n]*)\n\s+(\w+): (.*)")


@dataclass(frozen=True)
class Objective:
    """One line of "Afterwards you can", as the notebook has it.

    takeaway: which of the survey's five promises it serves, 1 to 5. puzzles, predictions: what is done for it, by
    name. shown_by: the puzzle, and how the message begins that shows a reader who has missed it.
    """

    text: str
    takeaway: int
    puzzles: tuple[str, ...]
    predictions: tuple[str, ...]
    shown_by: tuple[str, str]


def objectives(table: str) -> tuple[Objective, ...]:
    """The objectives of a text: a line of the notebook, `promise n | puzzles | predictions`, `puzzle: message`, a gap.

    Errors: ValueError names what is not so written.
    """
    found = []
    for block in re.split(r"\n\s*\n", table.strip()):
        text, _, rest = block.partition("\n")
        match = ROW.fullmatch(rest)
        if not match:
            raise ValueError(f"text, then `promise n | puzzles | predictions`, then `puzzle: message`: {block}")  # fmt: skip
        number, puzzles, predictions, name, message = match.groups()
        names = tuple(puzzles.split()), tuple(predictions.split())
        found.append(Objective(text, int(number), *names, (name, message)))
    return tuple(found)
