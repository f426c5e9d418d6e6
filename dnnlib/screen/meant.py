"""Which question a cell reveals: its own, even where the name `guess` means a later one by now.

Whoever runs all cells first, then goes back and commits a guess, runs a reveal while `guess` is the chapter's last question.
"""

import sys
from typing import Protocol, TypeVar


class Asked(Protocol):
    """A question, and the cell that revealed it first, "" before."""

    cell: str


Q = TypeVar("Q", bound=Asked)
FIRST: dict[str, Asked] = {}  # the question that a cell revealed in its turn


def meant(asked: Q, cell: str) -> Q:
    """The question that a cell is for. asked: what it names now. cell: its id, "" where there are no cells."""
    if not cell:
        return asked
    if asked.cell in ("", cell):
        asked.cell, FIRST[cell] = cell, asked
        return asked
    own = FIRST.get(cell, asked)
    return own if isinstance(own, type(asked)) else asked


def cell_now() -> str:
    """The id of the notebook's cell that runs, "" elsewhere."""
    shell = sys.modules.get("IPython") and sys.modules["IPython"].get_ipython()
    parent: dict = getattr(shell, "get_parent", dict)() or {}
    return str(parent.get("metadata", {}).get("cellId") or "")
