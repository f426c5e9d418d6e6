"""The few statements of a notebook that a cell needs, imports included, as a program of its own.

    slice_of(cells, cell)      what to run to see that cell alone

Backwards from the cell: a statement stays if it binds or changes a name that is still wanted.
"""

import ast
from collections.abc import Iterable
from symtable import symtable


def slice_of(before: Iterable[str], cell: str) -> str:
    """A program that shows what a cell shows. before: the code of the cells above it; what is no Python is left out.

    Errors: SyntaxError where the cell is none.
    """
    above = [(one, False) for source in before for one in _statements(source)]
    last = [(one, True) for one in ast.parse(cell).body]
    wanted, kept = set[str](), []
    for one, stays in reversed([*above, *last]):
        bound, changed = _bound(one), _changed(one)
        if stays or (bound | changed) & wanted:
            kept.append(ast.unparse(one if stays else _fewer(one, wanted)))
            wanted = (wanted - bound) | changed | _read(one)
    return "\n".join(reversed(kept))


def _statements(source: str) -> list[ast.stmt]:
    try:
        return ast.parse(source).body
    except SyntaxError:  # a line of IPython's
        return []


def _read(one: ast.stmt) -> set[str]:
    """The names that a statement takes from elsewhere: not those of its own comprehensions and functions."""
    found, tables = set(), [symtable(ast.unparse(one), "cell", "exec")]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        outer = [name for name in table.get_symbols() if name.is_referenced()]
        top = table.get_type() == "module"
        found |= {name.get_name() for name in outer if top or name.is_global()}
    return found


def _bound(one: ast.stmt) -> set[str]:
    """The names that a statement makes."""
    if isinstance(one, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name.split(".")[0] for alias in one.names}
    if isinstance(one, ast.FunctionDef | ast.ClassDef):
        return {one.name}
    table = symtable(ast.unparse(one), "cell", "exec")
    return {name.get_name() for name in table.get_symbols() if name.is_assigned()}


def _changed(one: ast.stmt) -> set[str]:
    """The names whose values it changes: `x[0] = 1`, `x += 1`, and those for whom a call stands alone."""
    places: list[ast.expr] = []
    for node in ast.walk(one):
        if isinstance(node, ast.Assign):
            places += node.targets
        if isinstance(node, ast.AugAssign):
            places.append(node.target)
    found = {_root(place) for place in places if not isinstance(place, ast.Tuple)}
    plain = {place.id for place in places if isinstance(place, ast.Name)}
    augmented = isinstance(one, ast.AugAssign)
    return (found if augmented else found - plain) - {""}


def _root(place: ast.expr) -> str:
    """The name at the bottom of `x[0].y`."""
    while isinstance(place, ast.Subscript | ast.Attribute):
        place = place.value
    return place.id if isinstance(place, ast.Name) else ""


def _fewer(one: ast.stmt, wanted: set[str]) -> ast.stmt:
    """An import of what is wanted alone."""
    if not isinstance(one, ast.ImportFrom):
        return one
    names = [alias for alias in one.names if (alias.asname or alias.name) in wanted]
    return ast.ImportFrom(one.module, names, one.level)
