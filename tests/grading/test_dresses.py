"""However a right answer is dressed, the notebook's check and the grader judge it alike.

Witness: IPython's own shell runs the cells as a notebook does; the box runs them as
the grader does. Each dress is a way in which people write cells.
"""

import inspect
import re
import textwrap
from functools import cache
from importlib import import_module
from pathlib import Path

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from dnnlib.puzzle import check
from dnnlib.puzzles import CHAPTERS
from dnnlib.sandbox import Limits, Session

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]
LIMITS = Limits(question=60, cell=30, total=900)
SEED, TRIALS = b"dresses", 4
ALL = [(chapter, p) for chapter, puzzles in CHAPTERS.items() for p in puzzles]
EVERY = {"weights", "toeplitz", "conv1d", "csc_product"}  # rules on lines and on reads
WIDE = Limits(question=60, cell=60, total=900, memory=16 << 30)  # answers use torch


def inside(head: str, cell: str) -> str:
    """The cell as the body of a compound statement."""
    return f"{head}\n{textwrap.indent(cell, '    ')}"


def own(cell: str, name: str) -> str:
    """The cell with its function under another name."""
    return re.sub(rf"\bdef {name}\(", "def _mine(", cell)


def last_line(cell: str, line: str) -> str:
    """The cell with a line before the last one of its function."""
    rows = cell.rstrip().split("\n")
    at = max(k for k, row in enumerate(rows) if row.strip() and "###" not in row)
    indent = rows[at][: len(rows[at]) - len(rows[at].lstrip())]
    return "\n".join([*rows[:at], indent + line, *rows[at:]]) + "\n"


def prompted(cell: str) -> str:
    """The cell as pasted from a Python prompt."""
    first, *rest = cell.rstrip().split("\n")
    return "\n".join([f">>> {first}", *(f"... {row}" for row in rest)]) + "\n"


# name: (cell, name of the answer) -> cells
DRESSES = {
    "plain": lambda c, n: [c],
    "timeit": lambda c, n: [f"{c}\n%timeit -n1 -r1 pass"],
    "timeit of itself above": lambda c, n: [f"x = %timeit -o -n1 -r1 -q pass\n{c}\nprint(f'{{x.best:.2f}}')"],
    "shell": lambda c, n: [f"!echo hi\nfiles = !ls\nprint(len(files))\n{c}"],
    "question": lambda c, n: [f"{c}\n{n}?"],
    "question above": lambda c, n: [f"?print\n{c}"],
    "%%time": lambda c, n: [f"%%time\n{c}"],
    "%%time, spaces": lambda c, n: [f"\n\n%%time \n\n{c}"],
    "%%capture": lambda c, n: [f"%%capture\n{c}"],
    "%%capture out": lambda c, n: [f"%%capture out\n%%time\n{c}", "out.show()"],
    "%%prun": lambda c, n: [f"%%prun -q\n{c}"],
    "%%timeit keeps nothing": lambda c, n: [f"%%timeit -n1 -r1\n{c}"],
    "%%bash runs nothing": lambda c, n: [f"%%bash\n{c}"],
    "%time": lambda c, n: [f"%time kept = 3\n{c}\nassert kept == 3"],
    "%time of a value": lambda c, n: [f"kept = %time 3\nassert kept == 3\n{c}"],
    "%matplotlib": lambda c, n: ["%matplotlib inline\n%load_ext autoreload\n" + c],
    "a magic in the function": lambda c, n: [last_line(c, "%time 0")],
    "form feed": lambda c, n: [last_line("# page\x0c break\n\x0c\n" + c, "# \x0c here")],
    "line separator": lambda c, n: [last_line("# a\u2028b\n" + c, "# c\u2028d \u2029 \x85 \x1c")],
    "line separator and %%time": lambda c, n: ["%%time\n# a\u2028b\n" + last_line(c, "# c\u2028d")],
    "windows": lambda c, n: [c.replace("\n", "\r\n")],
    "old mac": lambda c, n: [c.replace("\n", "\r")],
    "indented": lambda c, n: [textwrap.indent(c, "    ")],
    "prompts": lambda c, n: [prompted(c)],
    "alias": lambda c, n: [own(c, n), f"{n} = _mine"],
    "alias in one cell": lambda c, n: [own(c, n) + f"\n{n}, other = _mine, 3"],
    "if": lambda c, n: [inside("if True:", c)],
    "try": lambda c, n: [inside("try:", c) + "\nfinally:\n    pass"],
    "for": lambda c, n: [inside("for turn in range(2):", c)],
    "with": lambda c, n: [inside("import contextlib\nwith contextlib.suppress(OSError):", c)],
    "decorator": lambda c, n: [f"def as_it_is(f):\n    f.seen = 1\n    return f\n\n@as_it_is\n{c}"],
    "decorator that wraps": lambda c, n: [
        "import functools\ndef seen(f):\n    @functools.wraps(f)\n    def inner(*a):\n        return f(*a)\n    return inner",
        f"@seen\n{c}",
    ],
    "wrapper without a name": lambda c, n: [own(c, n), f"def seen(f): return lambda *a: f(*a)\n{n} = seen(_mine)"],
    "cache": lambda c, n: [f"import functools\n@functools.cache\n{c}"],
    "partial": lambda c, n: [own(c, n), f"import functools\n{n} = functools.partial(_mine)"],
    "lambda": lambda c, n: [own(c, n), f"{n} = lambda *a: _mine(*a)"],
    "method": lambda c, n: [inside("class Mine:", own(c, n)).replace("def _mine(", "@staticmethod\n    def _mine("), f"{n} = Mine()._mine"],
    "callable": lambda c, n: [own(c, n), f"class Mine:\n    def __call__(self, *a): return _mine(*a)\n{n} = Mine()"],
    "factory": lambda c, n: [inside("def make():\n    kept = 1", c) + f"\n    return {n}", f"{n} = make()"],
    "global": lambda c, n: [inside(f"def make():\n    global {n}", c) + "\nmake()"],
    "exec": lambda c, n: [f"exec({c!r})"],
    "attribute": lambda c, n: [last_line(c, f"{n}.calls += 1") + f"\n{n}.calls = 0"],
    "default that is gone": lambda c, n: ["gone = 3\n" + c + "\ndel gone"],
    "twice": lambda c, n: [f"def {n}(*a):\n    raise ValueError\n", c],
    "again below": lambda c, n: [c, f"def {n}(*a):\n    return 'no'\n"],
    "deleted": lambda c, n: [c, f"del {n}"],
    "an error below": lambda c, n: [f"{c}\n1 / 0"],
    "an error above": lambda c, n: [f"1 / 0\n{c}"],
    "a syntax error": lambda c, n: [f"{c}\nx ="],
    "await": lambda c, n: [f"import asyncio\nawait asyncio.sleep(0)\n{c}"],
    "get_ipython": lambda c, n: [f"get_ipython().run_line_magic('matplotlib', 'inline')\n{c}"],
    "deepcopy": lambda c, n: [own(c, n), f"import copy\ndef {n}(*a):\n    return _mine(*copy.deepcopy(a))\n"],
    "copy": lambda c, n: [own(c, n), f"import copy\ndef {n}(*a):\n    return _mine(*map(copy.copy, a))\n"],
    "pickled": lambda c, n: [own(c, n), f"import pickle\ndef {n}(*a):\n    return _mine(*pickle.loads(pickle.dumps(a)))\n"],
    "two on a line": lambda c, n: [f"kept = 1; {n} = 2; {n} = lambda *a: 7"],
    "line of many": lambda c, n: [last_line(c, "a = 1; b = 2; c = 3; d = 4; e = 5; f = 6; g = 7; h = 8; i = 9")],
}  # fmt: skip


@cache
def solutions(chapter: str) -> dict[str, str]:
    """The cells of a chapter's exercise, solved, by their names."""
    (path,) = (ROOT / "solutions" / chapter).glob("*.ipynb")
    cells = nbformat.read(path, 4).cells
    named = [(c.metadata.get("nbgrader", {}).get("grade_id"), c.source) for c in cells]
    return {name: re.sub(r" +### (BEGIN|END) SOLUTION\n?", "", s) for name, s in named}


class Kernel(InteractiveShell):
    """IPython's shell, as a kernel has it, that remembers nothing on disk."""

    def enable_gui(self, gui=None):
        """Nothing to draw on."""


@pytest.fixture(scope="module")
def notebook():
    """The kernel of a notebook."""
    config = Config(HistoryManager={"hist_file": ":memory:"})
    shell = Kernel.instance(config=config)
    yield shell
    Kernel.clear_instance()


def in_notebook(shell, cells, puzzle, name):
    """What the learner's check says, in a notebook of these cells alone."""
    shell.history_manager.input_hist_parsed[:] = [""]
    for cell in cells:
        shell.run_cell(cell, store_history=True, silent=False)
    if name not in shell.user_ns:
        return False, 0
    report = check(puzzle, shell.user_ns[name], SEED, TRIALS)
    return report.passed, report.points


def in_box(session, cells, puzzle, name):
    """What the grader says."""
    for k, cell in enumerate(cells):
        session.cell(cell, f"{name} {k}")
    written = session.written(name) if puzzle.lines else None
    report = check(puzzle, written or "", SEED, TRIALS, session.run(name, written))
    return report.passed, report.points


def judged(shell, session, setup, cells, puzzle):
    """Both verdicts on some cells, after the names of the last ones are gone."""
    name = puzzle.spec.__name__
    clear = f"{name} = None\ndel {name}\n{setup}"
    return [
        where(one, [clear, *cells], puzzle, name)
        for where, one in ((in_notebook, shell), (in_box, session))
    ]


def dresses(puzzle, turn: int) -> list[str]:
    """All dresses for some puzzles, for the others every fifth in turn."""
    if puzzle.name in EVERY:
        return list(DRESSES)
    return ["plain", *list(DRESSES)[turn % 5 :: 5]]


def own_answers(chapter: str, puzzle) -> list[str]:
    """The other right answers that are one function, under the puzzle's name."""
    module = import_module(f"answers_{chapter}")
    found = []
    for function in module.ANSWERS[puzzle.name]:
        if inspect.isfunction(function) and function.__module__ == module.__name__:
            source = inspect.getsource(function)
            name = rf"\bdef {function.__name__}\("
            if re.search(name, source):
                found.append(re.sub(name, f"def {puzzle.spec.__name__}(", source))
    return found


@pytest.mark.parametrize("chapter, puzzle", ALL, ids=[p.name for _, p in ALL])
def test_check_and_grader_agree_on_every_dress(notebook, chapter, puzzle, capsys):
    seen, name, cells = {}, puzzle.spec.__name__, solutions(chapter)
    source = cells[f"{puzzle.name.replace('_', '-')}-answer"]
    with Session(LIMITS) as session:
        for dress in dresses(puzzle, ALL.index((chapter, puzzle))):
            dressed = DRESSES[dress](source, name)
            seen[dress] = judged(notebook, session, cells["setup"], dressed, puzzle)
            assert not session.lost, dress
    assert seen["plain"][0] == (True, puzzle.points)
    apart = {dress: pair for dress, pair in seen.items() if pair[0] != pair[1]}
    assert not apart, "(what check says, what the grader says)"


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_check_and_grader_agree_on_every_right_answer(notebook, chapter, capsys):
    """Each in another dress."""
    setup, apart, ran = inspect.getsource(import_module(f"answers_{chapter}")), {}, 0
    with Session(WIDE) as session:
        for puzzle in CHAPTERS[chapter]:
            for source in own_answers(chapter, puzzle):
                dress = list(DRESSES)[ran % len(DRESSES)]
                dressed = DRESSES[dress](source, puzzle.spec.__name__)
                pair = judged(
                    notebook, session, setup if not ran else "", dressed, puzzle
                )
                ran += 1
                assert not session.lost, dress
                if pair[0] != pair[1]:
                    apart[puzzle.name, dress, source] = pair
    assert not apart, "(what check says, what the grader says)"
