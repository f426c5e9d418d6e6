"""Which files of the library a module's results depend on: its imports, and theirs, read without running them.

A package's front door is not followed as a whole: `from dnnlib.plots import window` is the file where window stands.
"""

import ast
from functools import cache
from hashlib import sha256
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
NAME = PACKAGE.name


def sources(*modules: str) -> list[Path]:
    """The files that modules depend on, their own among them, sorted.

    modules: full names such as dnnlib.plots.window; those of other packages have none.
    """
    found, waiting = set[str](), set(modules)
    while waiting:
        one = waiting.pop()
        if one not in found and _file(one):
            found.add(one)
            waiting |= _needs(one)
    return sorted(path for one in found if (path := _file(one)))


def stamp(*modules: str) -> str:
    """One hash of all that modules depend on."""
    made = sha256()
    for path in sources(*modules):
        made.update(str(path.relative_to(PACKAGE)).encode())
        made.update(path.read_bytes())
    return made.hexdigest()


@cache
def _file(module: str) -> Path | None:
    """The file of a module of the library, None where there is none."""
    first, *rest = module.split(".")
    path = PACKAGE.joinpath(*rest)
    if first != NAME:
        return None
    choices = (path / "__init__.py", path.with_suffix(".py"))
    return next((one for one in choices if one.is_file()), None)


@cache
def _needs(module: str) -> set[str]:
    """The modules that one imports, wherever in it."""
    found = set()
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {_home(node.module, alias.name) for alias in node.names}
    return found


@cache
def _home(module: str, name: str) -> str:
    """The module in which a name stands that another gives: itself, or where its front door has it from."""
    if _file(f"{module}.{name}"):
        return f"{module}.{name}"
    path = _file(module)
    if path is None or path.name != "__init__.py":
        return module
    for node in _tree(module).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    return _home(node.module, alias.name)
    return module


@cache
def _tree(module: str) -> ast.Module:
    path = _file(module)
    return ast.parse(path.read_text("utf-8") if path else "")
