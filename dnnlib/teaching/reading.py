"""What a chapter stands on: its own "Read on", and every `Source:` of the functions that its cells call.

reading(notebook)      the sources, each once
"""

import ast
import inspect
import re
from importlib import import_module
from types import ModuleType

from dnnlib.door import checked
from dnnlib.teaching.plan import text

SOURCE = re.compile(
    r"Sources?: (.+?)(?:\n\s*\n|\s+Errors: |$)", re.DOTALL
)  # to the paragraph's end
READ_ON = re.compile(r"\*\*Read on:\*\* (.+?)(?: Next in this course.*)?$", re.M)


@checked
def reading(notebook: dict) -> tuple[str, ...]:
    """The sources of a chapter that carry a year, sorted; first what the chapter itself tells to read on."""
    prose = [text(c) for c in notebook["cells"] if c["cell_type"] == "markdown"]
    own = [one for words in prose for one in READ_ON.findall(words)]
    found = {source for thing in called(notebook) for source in sources(thing)}
    return (*own, *sorted(found))


@checked
def called(notebook: dict) -> list:
    """The modules, functions and classes of dnnlib that a chapter's cells name."""
    code = [text(c) for c in notebook["cells"] if c["cell_type"] == "code"]
    trees = [tree for source in code if (tree := _parsed(source))]
    known: dict[str, object] = {}
    for tree in trees:
        known |= _imported(tree)
    found = list(known.values())
    for tree in trees:
        for node in ast.walk(tree):
            thing = _looked_up(node, known)
            found += [thing] if callable(thing) else []
    return [one for one in found if _ours(one)]


def sources(thing) -> list[str]:
    """What the docstring of a thing, and of the module it comes from, name as sources with a year."""
    module = inspect.getmodule(thing)
    docs = [inspect.getdoc(one) or "" for one in (thing, module) if one is not None]
    told = [" ".join(one.split()) for doc in docs for one in SOURCE.findall(doc)]
    return [one for one in told if re.search(r"\d{4}", one)]


def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except SyntaxError:  # a line of IPython's
        return None


def _imported(tree: ast.Module) -> dict[str, object]:
    found: dict[str, object] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("dnnlib"):  # fmt: skip
            module = import_module(node.module or "")
            for one in node.names:
                found[one.asname or one.name] = _part(module, one.name)
    return found


def _part(module: ModuleType, name: str) -> object:
    """A name of a module, or the module below it of that name."""
    if hasattr(module, name):
        return getattr(module, name)
    return import_module(f"{module.__name__}.{name}")


def _looked_up(node: ast.AST, known: dict[str, object]) -> object:
    """What `plots.roofline` is, None for all else."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return getattr(known.get(node.value.id), node.attr, None)
    return None


def _ours(thing) -> bool:
    """Whether it is dnnlib's and of the subject: how a class is asked is not."""
    module = inspect.getmodule(thing)
    name = module.__name__ if module else ""
    return name.startswith("dnnlib") and not name.startswith("dnnlib.teaching")
