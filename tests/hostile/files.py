"""Damaged and hostile files: what became of a notebook, and what it deserves."""

import copy
import json

from hostile.code import RIGHT, WRONG


def _cell(notebook: dict, name: str) -> dict:
    return next(
        c
        for c in notebook["cells"]
        if c["metadata"].get("nbgrader", {}).get("grade_id") == name
    )


def _changed(change):
    """A change of the notebook as a function that gives the file's bytes."""

    def made(notebook: dict) -> bytes:
        notebook = copy.deepcopy(notebook)
        return json.dumps(change(notebook) or notebook).encode()

    return made


def _delete(*names):
    def change(notebook):
        notebook["cells"] = [
            c
            for c in notebook["cells"]
            if c["metadata"].get("nbgrader", {}).get("grade_id") not in names
        ]

    return _changed(change)


@_changed
def _duplicated(notebook):
    twin = copy.deepcopy(_cell(notebook, "output-size-answer"))
    twin["source"] = WRONG
    notebook["cells"].insert(0, twin)


@_changed
def _reordered(notebook):
    notebook["cells"].reverse()


@_changed
def _retyped(notebook):
    for name in ("output-size-answer", "output-size-check"):
        cell = _cell(notebook, name)
        cell["cell_type"] = "markdown"
        cell.pop("outputs"), cell.pop("execution_count")


@_changed
def _no_metadata(notebook):
    notebook["metadata"] = {}
    for cell in notebook["cells"]:
        cell["metadata"] = {}


@_changed
def _renamed(notebook):
    _cell(notebook, "output-size-check")["metadata"]["nbgrader"]["grade_id"] = (
        "my-check"
    )


@_changed
def _forged_points(notebook):
    _cell(notebook, "output-size-answer")["source"] = WRONG
    _cell(notebook, "output-size-check")["metadata"]["nbgrader"]["points"] = 1000


@_changed
def _forged_check(notebook):
    _cell(notebook, "output-size-answer")["source"] = WRONG
    _cell(notebook, "output-size-check")["source"] = "2.0"


@_changed
def _overwritten_check(notebook):
    _cell(notebook, "output-size-check")["source"] = "print('done')"


@_changed
def _forged_output(notebook):
    _cell(notebook, "output-size-answer")["source"] = WRONG
    data = {"text/plain": ["2"]}
    output = {
        "output_type": "execute_result",
        "data": data,
        "metadata": {},
        "execution_count": 1,
    }
    _cell(notebook, "output-size-check")["outputs"] = [output]


@_changed
def _forged_remarks(notebook):
    _cell(notebook, "output-size-answer")["source"] = WRONG
    notebook["metadata"]["dnnlib"] = {"output-size-check": "<script>alert(1)</script>"}


@_changed
def _kernel(notebook):
    notebook["metadata"]["kernelspec"] = {
        "name": "ir",
        "display_name": "R",
        "language": "R",
    }


@_changed
def _outputs(notebook):
    text = {"output_type": "stream", "name": "stdout", "text": "x" * (50 << 20)}
    _cell(notebook, "output-size-answer")["outputs"] = [text]


@_changed
def _markers_in_a_cell(notebook):
    _cell(notebook, "output-size-answer")["source"] = (
        f"<<<<<<< HEAD\n{RIGHT}=======\n{WRONG}>>>>>>> theirs\n"
    )


@_changed
def _strange_cells(notebook):
    notebook["cells"] += [
        None,
        3,
        {},
        {"cell_type": "code"},
        {"cell_type": [], "source": {}, "metadata": "x"},
    ]


@_changed
def _old_format(notebook):
    cells = [{**cell, "input": cell["source"]} for cell in notebook["cells"]]
    return {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {},
        "worksheets": [{"cells": cells}],
    }


@_changed
def _script_in_printing(notebook):
    _cell(notebook, "output-size-answer")["source"] = (
        RIGHT + "print('<script>alert(1)</script>\\x1b[2J')\n"
    )


def _merged(notebook: dict) -> bytes:
    text = json.dumps(notebook, indent=1)
    line = next(line for line in text.splitlines() if '"nbformat_minor"' in line)
    return text.replace(
        line, f"<<<<<<< HEAD\n{line}\n=======\n{line}\n>>>>>>> theirs"
    ).encode()


# name: (what it is, notebook -> bytes, points of 2 for output_size, of 6 for the rest, what the grader must say)
FILES = {
    "deleted check": ("a graded cell is gone", _delete("output-size-check"), 2, 6, "it was missing"),
    "deleted answer": ("the cell of the answer is gone", _delete("output-size-answer"), 0, 6, "it was missing"),
    "deleted setup": ("the imports are gone", _delete("setup"), 2, 6, "it was missing"),
    "all deleted": ("every cell of the course is gone", _changed(lambda n: n | {"cells": []}), 0, 0, "it was missing"),
    "duplicated": ("an answer twice; the first is wrong", _duplicated, 2, 6, "more than once"),
    "reordered": ("the notebook upside down", _reordered, 2, 6, "it stood elsewhere"),
    "retyped": ("answer and check made Markdown", _retyped, 2, 6, "it had become a markdown cell"),
    "lost metadata": ("no metadata at all", _no_metadata, 2, 6, "it had lost its name"),
    "renamed": ("a check under another name", _renamed, 2, 6, "it had lost its name"),
    "forged maximum": ("1000 points for a question", _forged_points, 0, 6, "wrong"),
    "forged check": ("a check that prints 2.0", _forged_check, 0, 6, "its text had been changed"),
    "overwritten check": ("a right answer, a check that only prints", _overwritten_check, 2, 6, "its text had been changed"),
    "forged output": ("a saved output that says 2", _forged_output, 0, 6, "wrong"),
    "forged remarks": ("remarks of the grader, with a script", _forged_remarks, 0, 6, "wrong"),
    "script": ("prints HTML and control characters", _script_in_printing, 2, 6, "right on"),
    "wrong kernel": ("saved with R's kernel", _kernel, 2, 6, "its kernel was 'ir'"),
    "merge markers in the file": ("the file as git left it", _merged, 2, 6, "merge markers"),
    "merge markers in a cell": ("a cell as git left it", _markers_in_a_cell, 0, 6, "merge markers"),
    "strange cells": ("cells that are none", _strange_cells, 2, 6, "right on"),
    "old format": ("nbformat 3", _old_format, 2, 6, "right on"),
    "50 MB of outputs": ("outputs as large as a film", _outputs, 2, 6, "right on"),
    "byte order mark": ("saved by an editor for text", lambda n: b"\xef\xbb\xbf" + json.dumps(n).encode(), 2, 6, "right on"),
    "empty file": ("no bytes", lambda n: b"", None, None, "the file is empty"),
    "not JSON": ("a Python file", lambda n: b"def output_size(): pass", None, None, "not a notebook"),
    "half a file": ("a broken upload", lambda n: json.dumps(n).encode()[:900], None, None, "not a notebook"),
    "JSON, no notebook": ("a list", lambda n: b"[1, 2]", None, None, "no list of cells"),
    "brackets": ("a million of [", lambda n: b"[" * 10**6, None, None, "not a notebook"),
    "noise": ("random bytes", lambda n: bytes(range(256)) * 99, None, None, "not a notebook"),
}  # fmt: skip
