"""Mutants of a puzzle's solution: the same code with one small thing wrong, made by cosmic-ray's operators."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


@dataclass(frozen=True)
class Mutant:
    """A changed solution: the line as it was, the line as it is, and the whole cell."""

    before: str
    after: str
    code: str


@cache
def mutants(cell: str) -> tuple[Mutant, ...]:
    """Every mutant of a solution cell, each once: one change, between the marks of its solution and nowhere else.

    What stands outside (the stub's signature, its defaults, its decorator) is given to the student, not written.
    """
    found = {}
    for code in _variants(cell):
        change = _change(cell, code)
        if change and _parses(code):
            found.setdefault(ast.dump(ast.parse(code)), Mutant(*change, code))
    found.pop(ast.dump(ast.parse(cell)), None)
    return tuple(found.values())


def _variants(cell: str) -> Iterator[str]:
    """All that the operators which need no arguments make of the code, one occurrence after the other."""
    # most operators find no place: they are counted on one tree, since each mutant parses the code again
    nodes = list(ast_nodes(get_ast(cell)))
    for name in operator_names():
        operator = get_operator(name)
        if operator.arguments():
            continue
        places = sum(len(list(operator().mutation_positions(node))) for node in nodes)
        for occurrence in range(places):
            yield mutate_code(cell, operator(), occurrence)


def _change(cell: str, code: str) -> tuple[str, str] | None:
    """The one line that differs, as it was and as it is; None where the change is outside the solution."""
    old, new = cell.splitlines(), code.splitlines()
    first = next((k for k, (a, b) in enumerate(zip(old, new)) if a != b), None)
    marks = [k for k, line in enumerate(old) if line.strip() in (BEGIN, END)]
    if first is None or not marks[0] < first < marks[1]:
        return None
    return old[first].strip(), new[first].strip()


def _parses(code: str) -> bool:
    try:
        ast.parse(code)
    except SyntaxError:
        return False
    return True
