"""What can be told of an answer from its source: where it stands, how many statements it has, whether it is empty.

The notebook's check and the grader find it alike: by the code that a call would run.
"""

import ast
import dis
import functools
import linecache
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType, FunctionType, MethodType

from dnnlib.puzzle.cell import parsed, plain

LONGEST = 20  # wrappers in wrappers that are opened


@dataclass(frozen=True)
class Written:
    """A function in a text: the text, the line where it begins, and its name there."""

    text: str
    line: int
    name: str

    @property
    def node(self) -> ast.AST | None:
        """The function's own tree, or None where the text has none there."""
        for node in ast.walk(parsed(self.text)):
            if _begins(node) == (self.name, self.line):
                return node
        return None

    @property
    def statements(self) -> int:
        """How many statements its body has. Errors: OSError where it is not there."""
        node = self.node
        if node is None:
            raise OSError(f"there is no {self.name} in line {self.line} of the source")
        return _count(node)


def statements(answer: Callable | str | Written, name: str = "") -> int:
    """How many statements the body of a function has, those inside loops, ifs and inner functions included.

    The docstring is not counted, comments are none; `a = 1; b = 2` are two, a lambda is one.
    `answer` may be source as well: then its last function of that name counts, or the first one that there is.
    Errors: OSError where the source cannot be read (a built-in, a function made by exec).
    """
    if isinstance(answer, Written):
        return answer.statements
    if not isinstance(answer, str):
        return written(answer).statements
    tree = ast.parse(textwrap.dedent(answer))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    named = [f for f in functions if f.name == name]
    return _count((named[-1:] or functions)[0])


def written(answer: Callable) -> Written:
    """Where the code that a call of the answer runs is written. Errors: OSError where that cannot be read."""
    function = called(answer)
    if function is None:
        raise OSError(f"{answer!r} is not a function written with def")
    code = function.__code__
    for text in _texts(code):
        found = Written(text, code.co_firstlineno, code.co_name)
        if found.node is not None:
            return found
    raise OSError(f"the source of {code.co_name} cannot be read")


def plain_definition(text: str, name: str) -> Written | bool:
    """The def that binds a name last in a cell's text; True where something else does, False where nothing does.

    A decorated function is something else, and so is one that is given to a name.
    """
    found = [
        (getattr(node, "lineno", 0), node)
        for node in ast.walk(parsed(text))
        if name in _bound(node)
    ]
    if not found:
        return False
    line, node = max(found, key=lambda pair: pair[0])
    if not isinstance(node, ast.FunctionDef) or node.decorator_list or node.col_offset:
        return True
    return Written(text, line, name)


def _bound(node: ast.AST) -> tuple[str, ...]:
    """The names that a tree's head binds, or takes away."""
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return (name,)
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            return (name,)
        case ast.Global(names=names):
            return tuple(names)
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return tuple(one.asname or one.name for one in names)
        case ast.ExceptHandler(name=str(name)):
            return (name,)
    return ()


def called(answer) -> FunctionType | None:
    """The function written in Python that a call runs: through a partial, a method, a cache; None without one."""
    for _ in range(LONGEST):
        if isinstance(answer, FunctionType):
            return answer
        answer = _within(answer)
    return None


def _within(answer):
    """What a wrapper that is no Python function calls."""
    if isinstance(answer, functools.partial):
        return answer.func
    if isinstance(answer, MethodType):
        return answer.__func__
    if isinstance(answer, functools._lru_cache_wrapper):
        return answer.__wrapped__
    inner = getattr(answer, "pyfunc", None)  # numpy.vectorize
    return inner if inner is not None else getattr(type(answer), "__call__", None)  # noqa: B004 (the method itself)


def _texts(code: CodeType) -> Iterator[str]:
    """The texts that may hold a code: its file, or the notebook's cell."""
    cell = _cell(code)
    if cell is not None:
        yield cell
    else:
        yield "".join(linecache.getlines(code.co_filename))


def _cell(code: CodeType) -> str | None:
    """The cell of this notebook that made a code, as plain Python; None where no cell did."""
    shell = sys.modules.get("IPython") and sys.modules["IPython"].get_ipython()
    history = getattr(shell, "history_manager", None)
    for text in reversed(getattr(history, "input_hist_parsed", [])):
        text = plain(text)
        if code.co_name.strip("<>") in text and makes(text, code):
            return text
    return None


def makes(text: str, code: CodeType) -> bool:
    """Whether a text compiles to a code, among others."""
    try:
        whole = compile(text, "", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(same(inner, code) for inner in codes(whole))


def codes(code: CodeType) -> Iterator[CodeType]:
    """A code and all that are written inside it."""
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from codes(inner)


def same(a: CodeType, b: CodeType) -> bool:
    """Whether two codes are made from one text, whatever its file is called."""
    return _mark(a) == _mark(b)


def _mark(code: CodeType) -> tuple:
    inner = [_mark(c) if isinstance(c, CodeType) else repr(c) for c in code.co_consts]
    names = code.co_names, code.co_varnames, code.co_freevars
    return code.co_name, code.co_firstlineno, code.co_code, names, inner


def _begins(node: ast.AST) -> tuple[str, int] | None:
    """The name and the first line of a function's tree, as its code has them."""
    if isinstance(node, ast.Lambda):
        return "<lambda>", node.lineno
    if not isinstance(node, ast.FunctionDef):
        return None
    return node.name, min([node.lineno, *(d.lineno for d in node.decorator_list)])


def _count(node: ast.AST) -> int:
    if isinstance(node, ast.Lambda):
        return 1
    body: list = getattr(node, "body", [])
    first = body[0].value if body and isinstance(body[0], ast.Expr) else None
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        body = body[1:]
    return sum(isinstance(n, ast.stmt) for part in body for n in ast.walk(part))


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
