"""What people believe, as a chapter has it: the statement in bold, and the cell that refutes it as a program of its own.

told(notebook)       the rows of a notebook; `dnnlib.puzzle.item.ran` runs such a program
"""

import re

from dnnlib.door import checked
from dnnlib.teaching.plan import HEADING, text
from dnnlib.teaching.slices import slice_of

SECTION = "people believe"
BOLD = re.compile(r'^\*\*"(.+?)"\*\*', re.M)


@checked
def told(notebook: dict) -> list[dict]:
    """The beliefs of a chapter that a cell refutes: {"statement", "code"}, in order.

    Of several that stand in one text, the cell below belongs to the last.
    """
    found, within = [], False
    cells = notebook["cells"]
    for place, cell in enumerate(cells):
        heads = HEADING.findall(text(cell))
        within = SECTION in heads[-1] if heads else within
        said = BOLD.findall(text(cell)) if within else []
        after = cells[place + 1] if place + 1 < len(cells) else None
        if said and after and after["cell_type"] == "code":
            code = slice_of(_code(cells[: place + 1]), text(after))
            found.append({"statement": said[-1], "code": code})
    return found


def _code(cells: list[dict]) -> list[str]:
    return [text(cell) for cell in cells if cell["cell_type"] == "code"]
