"""The reference: every public name of the library with its signature and its docstring, a page a package.

Read from the sources without running them, so that it needs none of the packages that they need.
"""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
# the graders' own tests of answers, and pages that are made
LEFT_OUT = {"puzzles", "site", "__main__"}


def pages() -> dict[str, str]:
    """The pages, by the package's name, as Markdown."""
    found: dict[str, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        part = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if part not in LEFT_OUT and part != "__init__":
            found.setdefault(part, []).extend(_module(path))
    return {name: _page(name, parts) for name, parts in found.items() if parts}


def _page(name: str, parts: list[str]) -> str:
    return "\n\n".join([f"# dnnlib.{name}", *parts]) + "\n"


def _module(path: Path) -> list[str]:
    tree = ast.parse(path.read_text("utf-8"))
    words = path.relative_to(PACKAGE.parent).with_suffix("").parts
    name = ".".join(words).removesuffix(".__init__")
    parts = [part for node in tree.body for part in _public(node)]
    said = ast.get_docstring(tree)
    if not parts and path.name != "__init__.py":
        return []
    return [f"## {name}", *_said(said), *parts]


def _public(node: ast.stmt) -> list[str]:
    if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name[0] == "_":
        return []
    said = ast.get_docstring(node)
    parts = [f"### {node.name}", _code(_signature(node)), *_said(said)]
    for inner in node.body if isinstance(node, ast.ClassDef) else ():
        if isinstance(inner, ast.FunctionDef) and inner.name[0] != "_":
            parts += [_code(_signature(inner)), *_said(ast.get_docstring(inner))]
    return parts


def _signature(node: ast.FunctionDef | ast.ClassDef) -> str:
    if isinstance(node, ast.ClassDef):
        bases = ", ".join(map(ast.unparse, node.bases))
        return f"class {node.name}({bases})" if bases else f"class {node.name}"
    gives = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{node.name}({ast.unparse(node.args)}){gives}"


def _said(docstring: str | None) -> list[str]:
    """A docstring's first sentence as text, which the search reads, and the rest as it is written."""
    if not docstring:
        return []
    first, _, rest = docstring.partition("\n\n")
    return [escaped(" ".join(first.split())), *([_text(rest)] if rest else [])]


def escaped(text: str) -> str:
    """Text as Markdown that shows it letter for letter."""
    return "".join(f"\\{letter}" if letter in r"\`*_[]<>#$|{}&" else letter for letter in text)  # fmt: skip


def _code(text: str) -> str:
    return f"```python\n{text}\n```"


def _text(text: str) -> str:
    return f"```text\n{text}\n```"
