"""What is tried on the one who reads and judges, and on the box as a whole; and dresses that are no harm at all."""

import json

from hostile.code import CALM, OPEN, RIGHT, SLOW, WRONG

CALL = "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n"
FRAME = """import gc, json
channel = next(x for x in gc.get_objects() if type(x).__name__ == '_Channel')
def sent(value, data=b''):
    text = json.dumps({'tuple': [channel.number, 'done', '', '', value, {'tuple': []}]}).encode()
    channel.sink.write(channel.wire.HEAD.pack(len(text), len(data)) + text + data)
    channel.sink.flush()
"""
CHILDREN = """import os, time
for k in range(7):
    if not os.fork():
        held = bytearray(240 << 20)
        for at in range(0, len(held), 4096): held[at] = 1
        time.sleep(30)
        os._exit(0)
time.sleep(2)
"""
REFUSED = "if {call} >= 0: raise SystemExit('a way in')\n"


def _refused(call: str) -> str:
    return CALL + REFUSED.format(call=call) + RIGHT


# name: (what it does, the cell, points it deserves of 2, what the grader must say)
WALLS = {
    "array named eighty times": (
        "10 MB on the wire that would be 800 MB here",
        FRAME + OPEN + "    sent([{'array': ['|u1', [10 << 20], 0]}] * 80, bytes(10 << 20))\n",
        0, "not where the one before ends",
    ),
    "colliding keys": (
        "a dict whose keys all have one hash",
        FRAME + OPEN + "    sent({'dict': [[{'int': hex(k * (2**61 - 1))}, 0] for k in range(90_000)]})\n",
        0, "a dict of 90,000 keys",
    ),
    "texts that widen": (
        "a list of a long text and many short ones, which a NumPy array makes equally long",
        OPEN + "    return ['x' * 100_000, *['y'] * 10_000]\n", 0, "wrong",
    ),
    "an array for every case": (
        "30 MB for each of 36 cases", "import numpy as np\n" + OPEN + "    return np.zeros(30_000_000, np.uint8)\n", 0, "output_size",
    ),
    "an integer of any length": ("a number of 5,000 digits", OPEN + "    return 10**5000\n", 0, "an integer of 16610 bits"),
    "half a character": (
        "prints and raises half an emoji", "print('\\ud800')\n" + OPEN + "    raise ValueError('\\udfff')\n", 0, "ValueError",
    ),
    "half a character in a kind": (
        "sends a kind of value that is half a character",
        FRAME + OPEN + "    sent({'\\ud800\\x1b[2J': 0})\n", 0, "no such kind",
    ),
    "keys": (
        "asks for the keys of the grader's session; right if it gets none",
        _refused("libc.syscall(250, 0, -3, 0)"), 2, "right on",
    ),
    "a space of its own": (
        "a user's namespace in the box, for a disk of its own; right if it gets none",
        _refused("libc.unshare(0x10020000)"), 2, "right on",
    ),
    "memory in no file": (
        "memory that no limit of a process counts; right if it gets none", _refused("libc.memfd_create(b'x', 0)"), 2, "right on",
    ),
    "a socket past the network": (
        "a socket to the machine's host; right if it gets none", _refused("libc.socket(40, 1, 0)"), 2, "right on",
    ),
    "children with memory": (
        "seven children with 240 MB each, in a box of 1 GB: the kernel ends some of them", CHILDREN + RIGHT, 2, "right on",
    ),
    "reads the specification": (
        "imports the files of the puzzles, whose specifications answer",
        "import dnnlib.puzzle, importlib, sys\nfound = {}\n"
        "dnnlib.puzzle.Puzzle = lambda spec, *a, **k: found.setdefault(spec.__name__, spec)\n"
        "for name in [m for m in sys.modules if m.startswith('dnnlib.puzzles')]: del sys.modules[name]\n"
        "try: import dnnlib.puzzles.ch02\nexcept ImportError: pass\n"
        "globals().update(found)\n",
        0, "there is no 'output_size'",
    ),
    "keeps its arguments": (
        "keeps the hidden cases for a cell below, which prints them",
        "kept = []\n" + OPEN + "    kept.append((size, filter, stride, pad)); return (size + 2 * pad - filter) // stride + 1\n",
        2, "right on",
    ),
    "swapped code in a costume": (
        "another function's code under the line and the name of the one that is counted",
        OPEN + "    return 7\n\ndef longer(size, filter, stride=1, pad=0):\n    n = 0\n    at = 0\n"
        "    while at + filter <= size + 2 * pad:\n        n += 1\n        at += stride\n    return n\n"
        "old = output_size.__code__\n"
        "output_size.__code__ = longer.__code__.replace(co_name=old.co_name, co_firstlineno=old.co_firstlineno)\n",
        0, "wrong",
    ),
    "many magics": (
        "ten thousand lines of %timeit above a right answer: nobody's notebook", "%timeit 1\n" * 10_000 + RIGHT,
        0, "there is no 'output_size'",
    ),
    "a slow magic": ("%time of an endless loop", "%time any(iter(int, 1))\n" + RIGHT, 0, SLOW),
    "dress: %%time": ("an honest cell under %%time", "%%time\n" + RIGHT, 2, "right on"),
    "dress: magics": (
        "an honest cell with %timeit, !echo and ?",
        "%timeit -n1 -r1 1\n!echo hi\n" + RIGHT + "output_size?\n", 2, "right on",
    ),
    "dress: page break": ("an honest cell with a form feed and a line separator", "# a\x0c b\u2028c\n" + RIGHT, 2, "right on"),
    "dress: alias": (
        "an honest answer under another name first",
        RIGHT.replace("output_size", "mine") + "output_size = mine\n", 2, "right on",
    ),
    "dress: if": ("an honest answer in an if", "if True:\n    " + OPEN + "    " + CALM, 2, "right on"),
    "dress: await": ("an honest cell that awaits", "import asyncio\nawait asyncio.sleep(0)\n" + RIGHT, 2, "right on"),
    "wrong under a magic": ("a wrong answer under %%capture", "%%capture\n" + WRONG, 0, "wrong"),
}  # fmt: skip


def _with(notebook: dict, *cells: dict) -> bytes:
    plain = {"outputs": [], "execution_count": None, "metadata": {}}
    return json.dumps(
        notebook | {"cells": [*({**plain, **c} for c in cells), *notebook["cells"]]}
    ).encode()


def _text(source, kind: str = "markdown") -> dict:
    return {"cell_type": kind, "source": source}


MARKS = "<<<<<<< a\n=======\n" * 6_000
# name: (what it is, notebook -> bytes, points of 2 for output_size, of 6 for the rest, what the grader must say)
READING = {
    "a hundred thousand marks": ("openings of merge conflicts without an end", lambda n: _with(n, _text(MARKS)), 2, 6, "right on"),
    "marks in the file": ("no JSON, but openings of conflicts", lambda n: MARKS.encode(), None, None, "not a notebook"),
    "hidden tests without end": (
        "a thousand beginnings of hidden tests",
        lambda n: _with(n, _text("### BEGIN HIDDEN TESTS\n" * 9_000)), 2, 6, "right on",
    ),
    "empty lines": (
        "a hundred thousand of them, before a name",
        lambda n: _with(n, _text("\n" * 100_000 + "def", "code")), 2, 6, "right on",
    ),
    "a million cells": (
        "each with nothing in it",
        lambda n: json.dumps(n | {"cells": [{}] * 10**6 + n["cells"]}).encode(), 2, 6, "right on",
    ),
    "ten thousand cells": ("each with a text", lambda n: _with(n, *[_text("x")] * 10_000), 2, 6, "it has 10,000 cells"),
    "a long cell": ("a text of 3 million letters", lambda n: _with(n, _text("x" * 3_000_000)), 2, 6, "3,000,000 letters was left out"),
    "half a character": (
        "in a text and in a name",
        lambda n: _with(n, _text("\ud800") | {"metadata": {"nbgrader": {"grade_id": "\udfff"}}}), 2, 6, "right on",
    ),
    "a nest for a text": ("a cell whose source is lists in lists", lambda n: _with(n, _text([[["x"]]], "code")), 2, 6, "right on"),
    "sheets that are none": (
        "nbformat 3 with numbers for sheets",
        lambda n: json.dumps({"worksheets": [1, None, {"cells": 3}]}).encode(), 0, 0, "it was missing",
    ),
}  # fmt: skip
