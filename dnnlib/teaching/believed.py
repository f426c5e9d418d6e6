"""What people believe, as a chapter has it: the statement in bold, and the cell that refutes it as a program of its own.

told(notebook)       the rows of a notebook
ran(code)            what such a program shows
"""

import ast
import io
import re
from contextlib import redirect_stdout

from dnnlib.teaching.plan import HEADING, text
from dnnlib.teaching.slices import slice_of

SECTION = "people believe"
BOLD = re.compile(r'^\*\*"(.+?)"\*\*', re.M)


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


def ran(code: str) -> str:
    """Run a program and give what it prints, and below that the value of its last line."""
    tree = ast.parse(code)
    names: dict[str, object] = {"__name__": "counter-example"}
    printed = io.StringIO()
    value = None
    with redirect_stdout(printed):
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            last = ast.Expression(tree.body.pop().value)  # type: ignore[attr-defined]
            exec(compile(tree, "<counter-example>", "exec"), names)
            value = eval(compile(last, "<counter-example>", "eval"), names)
        else:
            exec(compile(tree, "<counter-example>", "exec"), names)
    said = printed.getvalue()
    return said + ("" if value is None else f"{value!r}")
