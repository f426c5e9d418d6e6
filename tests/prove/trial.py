"""One answer before its judge, in a process of its own: a mutant may loop for ever, or ask for all memory there is."""

import linecache
import multiprocessing
import os
import re
import resource
import sys
from types import FunctionType

from dnnlib.puzzle import Puzzle, check
from dnnlib.puzzles import HIDDEN_TRIALS

SECRET = "the secret of the proof"  # hidden cases as a grader draws them
MEMORY = 4 << 30
FORK = multiprocessing.get_context("fork")  # what is imported is imported once


def survives(puzzle: Puzzle, setup: str, cell: str, seconds: float) -> bool:
    """Whether the judge lets the cell's function pass; what runs longer than `seconds` does not."""
    child = FORK.Process(target=_judged, args=(puzzle, setup, cell))
    child.start()
    child.join(seconds)
    if child.is_alive():
        child.kill()
        child.join()
    return child.exitcode == 0


def answer(setup: str, cell: str) -> FunctionType:
    """The function that the cell defines last, its source in reach of the judge, as in a notebook."""
    name, code = "<mutant>", f"{setup}\n{cell}\n"
    linecache.cache[name] = len(code), None, code.splitlines(keepends=True), name
    namespace = {"__name__": "mutant"}
    exec(compile(code, name, "exec"), namespace)
    return namespace[re.findall(r"^def (\w+)", cell, re.MULTILINE)[-1]]


def _judged(puzzle, setup, cell):
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.stdout = sys.stderr = open(os.devnull, "w")
    try:
        passed = check(puzzle, answer(setup, cell), SECRET, HIDDEN_TRIALS).passed
    except BaseException:  # a mutant may fail before there is a function
        passed = False
    os._exit(0 if passed else 1)
