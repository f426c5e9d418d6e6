"""Where in a learner's code something happens: the expression, as it is written, and its line."""

import ast
import linecache
import sys
from functools import lru_cache
from itertools import islice
from types import CodeType, FrameType

# the machinery between a learner's expression and a counted array
BETWEEN = ("dnnlib.puzzle.", "dnnlib.sandbox.")
COMPREHENSIONS = ("<listcomp>", "<genexpr>", "<dictcomp>", "<setcomp>")
LIBRARIES = sys.stdlib_module_names - {"__main__"} | {"numpy", "scipy", "torch"}


def site() -> tuple[CodeType, int, int] | None:
    """Where the learner's function is: its code, the instruction, its first line; None where it is not on the way."""
    frame: FrameType | None = sys._getframe(1)
    while frame and _between(frame.f_globals.get("__name__", "")):
        frame = frame.f_back
    if not frame:
        return None
    return frame.f_code, frame.f_lasti, _function(frame).co_firstlineno


def _function(frame: FrameType) -> CodeType:
    """The function around a comprehension, which has a frame of its own in some versions of Python."""
    code = frame.f_code
    while code.co_name in COMPREHENSIONS and frame.f_back:
        frame = frame.f_back
        code = frame.f_code
    return code


@lru_cache(maxsize=1024)
def expression(code: CodeType, instruction: int, first: int) -> str:
    """What stands there: "`F[m, r]` in line 3"; the line alone where the text cannot be read.

    Lines count from the function's first one, as in the report on an exception.
    """
    places = next(islice(code.co_positions(), instruction // 2, None), None)
    line, last, left, right = places or (None,) * 4
    if line is None or last is None:
        return "a line that cannot be read"
    where = f"line {line - first + 1}"
    if code.co_name == "<lambda>":
        where = "a lambda"
    text = _text(code.co_filename, line, last, left, right)
    return f"`{text}` in {where}" if text else where


def _between(module: str) -> bool:
    return module.startswith(BETWEEN) or module.partition(".")[0] in LIBRARIES


def _text(file: str, line: int, last: int, left: int | None, right: int | None) -> str:
    """The text of an expression; columns count bytes, as Python's do."""
    rows = [linecache.getline(file, k).encode() for k in range(line, last + 1)]
    if not all(rows) or left is None or right is None:
        return ""
    rows[-1] = rows[-1][:right]
    rows[0] = rows[0][left:]
    text = b" ".join(row.strip() for row in rows).decode(errors="replace")
    try:
        ast.parse(text, mode="eval")
    except SyntaxError:
        return ""
    return text if len(text) <= 60 else text[:57] + "..."
