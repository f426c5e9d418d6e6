"""What the box may know of the puzzles: their names, and the helpers that answers use. No specification, no mistake.

course()["ch06"] -> Names(("beat", ...), {"MACHINE": "dnnlib.puzzles.ch06.best"}), and each module's text, shaken
"""

import ast
import inspect
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from dnnlib.puzzle import Puzzle

ROOM = "dnnlib.puzzles."
TEACHERS = {"OBJECTIVES"}  # they name mistakes, and no answer uses them


@dataclass(frozen=True)
class Names:
    """A chapter in the box: its puzzles by name, and the modules that its helpers come from."""

    puzzles: tuple[str, ...]
    helpers: dict[str, str]


@cache
def course() -> dict[str, Any]:
    """All chapters and the texts of their helpers, as JSON may hold them."""
    from dnnlib.puzzles import CHAPTERS

    chapters = {name: _names(import_module(f"{ROOM}{name}")) for name in CHAPTERS}
    wanted: dict[str, set[str]] = {}
    for names in chapters.values():
        for helper, module in names.helpers.items():
            wanted.setdefault(module, set()).add(helper)
    told = {name: [list(n.puzzles), n.helpers] for name, n in chapters.items()}
    acting = _acting()
    for module in acting:
        wanted.setdefault(module, set())
    return {"chapters": told, "texts": _texts(wanted), "acting": acting}


def _acting() -> list[str]:
    """Modules that do something when they are imported: they say how a type is written."""
    room = sorted(name for name in sys.modules if name.startswith(ROOM))
    return [name for name in room if _acts(_tree(name))]


def _acts(tree: ast.Module) -> list[ast.stmt]:
    """A module's statements that are calls and no more."""
    lines = [node for node in tree.body if isinstance(node, ast.Expr)]
    return [node for node in lines if isinstance(node.value, ast.Call)]


def _tree(module: str) -> ast.Module:
    return ast.parse(inspect.getsource(import_module(module)))


def _names(chapter: ModuleType) -> Names:
    """The public names of a chapter: puzzles, and what is none."""
    puzzles: list[str] = []
    helpers: dict[str, str] = {}
    for node in ast.parse(inspect.getsource(chapter)).body:
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(ROOM):
            for one in node.names:
                name = one.asname or one.name
                if isinstance(getattr(chapter, name), Puzzle):
                    puzzles.append(name)
                elif name not in TEACHERS:
                    helpers[name] = str(node.module)
    return Names(tuple(puzzles), helpers)


def _texts(wanted: dict[str, set[str]]) -> dict[str, str]:
    """The modules of the room that are needed, each with no more than what is asked of it."""
    texts: dict[str, str] = {}
    left = dict(wanted)
    while left:
        module, names = left.popitem()
        text, more = shaken(inspect.getsource(import_module(module)), names)
        texts[module] = text
        for other, asked in more.items():
            known = wanted.setdefault(other, set())
            if not asked <= known:
                known |= asked
                left[other] = known
    return texts


def shaken(source: str, names: Iterable[str]) -> tuple[str, dict[str, set[str]]]:
    """A module's text with these names and what they need, and what they need of other rooms.

    What makes a Puzzle never stays, nor does a function that one is made of.
    """
    tree = ast.parse(source)
    specs = _specs(tree)
    asked: set[str] = set()
    acts = _acts(tree)
    kept = set(map(id, acts))
    left = [*names, *(word for node in acts for word in _words(node))]
    while left:
        name = left.pop()
        if name in specs | asked:
            continue
        asked.add(name)
        for node in tree.body:
            if name in _binds(node) and not _is_puzzle(node):
                kept.add(id(node))
                left += _words(node)
    body = [_only(node, asked) for node in tree.body if id(node) in kept]
    text = "\n\n".join(map(ast.unparse, body)) + "\n"
    return text, _elsewhere(body)


def _only(node: ast.stmt, asked: set[str]) -> ast.stmt:
    """An import with the names that are asked for alone; any other statement as it is."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        named = [(one, (one.asname or one.name).split(".")[0]) for one in node.names]
        node.names = [one for one, name in named if name in asked]
    return node


def _elsewhere(body: list[ast.stmt]) -> dict[str, set[str]]:
    """What statements import from other modules of the room."""
    room: dict[str, set[str]] = {}
    for node in body:
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(ROOM):
            names = {one.name for one in node.names}
            room.setdefault(str(node.module), set()).update(names)
    return room


def _specs(tree: ast.Module) -> set[str]:
    """The functions that a puzzle of the module is made of: the first word of each `Puzzle(...)`."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    made = [c for c in calls if isinstance(c.func, ast.Name) and c.func.id == "Puzzle"]
    return {c.args[0].id for c in made if c.args and isinstance(c.args[0], ast.Name)}


def _is_puzzle(node: ast.AST) -> bool:
    words = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    return isinstance(node, ast.Assign) and "Puzzle" in words


def _binds(node: ast.AST) -> set[str]:
    """The names that a statement of a module gives."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(one.asname or one.name).split(".")[0] for one in node.names}
    stored = [n for n in ast.walk(node) if isinstance(n, ast.Name)]
    return {n.id for n in stored if isinstance(n.ctx, ast.Store)}


def _words(node: ast.AST) -> set[str]:
    """The names that a statement uses."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
