"""What can be told of an answer from its source: how many statements it has, and whether it is empty."""

import ast
import dis
import inspect
import textwrap
from collections.abc import Callable


def statements(answer: Callable | str, name: str = "") -> int:
    """How many statements the body of a function has, those inside loops, ifs and inner functions included.

    The docstring is not counted, comments are none; `a = 1; b = 2` are two, a lambda is one.
    `answer` may be source as well: then its last function of that name counts, or the first one that there is.
    Errors: OSError where the source cannot be read (a built-in, a function made by exec).
    """
    if isinstance(answer, str):
        source = answer
    elif getattr(answer, "__name__", "") == "<lambda>":
        return 1
    elif not inspect.isfunction(answer):
        raise OSError(f"{answer!r} is not a function written with def")
    else:
        # of the code: a wrapper must not show another function's source
        source = inspect.getsource(answer.__code__)
    tree = ast.parse(textwrap.dedent(source))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    body = ([f for f in functions if f.name == name][-1:] or functions)[0].body
    if isinstance(body[0], ast.Expr) and isinstance(
        getattr(body[0], "value", None), ast.Constant
    ):
        body = body[1:] if isinstance(body[0].value.value, str) else body
    return sum(isinstance(node, ast.stmt) for part in body for node in ast.walk(part))


def is_empty(answer) -> bool:
    """Whether the function has no body: it does what `def f(): ...` does."""
    code = getattr(answer, "__code__", None)
    if code is None:
        return False
    return _instructions(code) == _instructions(lambda: None)


def _instructions(code) -> list:
    return [
        (step.opname, step.argval)
        for step in dis.get_instructions(code)
        if step.opname != "NOP"
    ]
