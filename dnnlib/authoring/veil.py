"""What stands behind a guess: outputs that may tell the answer of a question that was just asked.

From a prediction to the end of its section every output is behind it. A learner's own copy has these outputs not at
all, the site folds them up until a guess is given, and a lecture comes to them after the answer.
"""

import re

ASKS = re.compile(r"\bpredict\(")
HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)


def is_note(cell: dict) -> bool:
    """A cell for the lecturer alone: what it says ("keep the 12 back") may tell an answer."""
    return cell["metadata"].get("slideshow", {}).get("slide_type") == "notes"


def behind(cells: list[dict]) -> list[int | None]:
    """For each cell the question that it stands behind, as the number of that question's cell; None for the others.

    cells: as a notebook's file has them. The cell that asks is not behind itself.
    """
    found: list[int | None] = []
    asked = None
    for number, cell in enumerate(cells):
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown" and HEADING.search(source):
            asked = None
        asks = cell["cell_type"] == "code" and ASKS.search(source)
        found.append(None if asks else asked)
        asked = number if asks else asked
    return found


def veiled(notebook: dict) -> dict:
    """The notebook without the outputs that stand behind a guess; all else is as it was."""
    cells = list(notebook["cells"])
    for number, asked in enumerate(behind(cells)):
        if asked is not None and cells[number]["cell_type"] == "code":
            nothing: dict = {"outputs": [], "execution_count": None}
            cells[number] = {**cells[number], **nothing}
    return {**notebook, "cells": cells}
