"""One answer before its judge, in a process of its own: a mutant may loop for ever, or ask for all memory there is."""

import linecache
import multiprocessing
import os
import re
import resource
import signal
import sys
from types import FunctionType

from dnnlib.puzzle import Puzzle
from dnnlib.puzzle.judge import passes
from dnnlib.puzzles import HIDDEN_TRIALS

SECRET = "the secret of the proof"  # hidden cases as a grader draws them
MEMORY = 4 << 30
FORK = multiprocessing.get_context("fork")  # what is imported is imported once


def survives(puzzle: Puzzle, setup: str, cell: str, seconds: float) -> bool:
    """Whether the judge lets the cell's function pass; what computes longer than `seconds` does not.

    Seconds are the child's own, so a busy machine takes nothing away; one that sleeps is waited for a minute.
    """
    child = FORK.Process(target=_judged, args=(puzzle, setup, cell, seconds))
    child.start()
    child.join(60 + 10 * seconds)
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


def _judged(puzzle, setup, cell, seconds):
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.setitimer(signal.ITIMER_PROF, seconds)  # its end kills
    sys.stdout = sys.stderr = open(os.devnull, "w")
    try:
        passed = passes(puzzle, answer(setup, cell), SECRET, HIDDEN_TRIALS)
    except BaseException:  # a mutant may fail before there is a function
        passed = False
    os._exit(0 if passed else 1)
