"""A damaged notebook mended from its source: what is known is put back, what is not is said by name.

mend(bytes, known) -> (notebook, remarks)          # the student's file is read, never written
"""

import json
import re
from dataclasses import dataclass

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from dnnlib.grading import markers
from dnnlib.grading.legible import legible
from dnnlib.grading.markers import without_hidden
from dnnlib.sandbox.printable import whole

LARGEST = 200 << 20  # bytes of a notebook file
KERNEL = {
    "display_name": "Python 3 (ipykernel)",
    "language": "python",
    "name": "python3",
}
SOLVED = re.compile(r"^[ \t]*def (\w{1,80})\(", re.M)


class Damaged(ValueError):
    """A file that is no notebook, and cannot be made one; the text says what it is."""


@dataclass(frozen=True)
class Known:
    """A cell of the source: what nbgrader keeps of it. solution: the learner writes in it; points: if it is graded."""

    name: str
    source: str
    cell_type: str = "code"
    solution: bool = False
    points: float | None = None
    locked: bool = False

    @property
    def metadata(self) -> dict:
        """What nbgrader needs to find in the cell."""
        graded = {} if self.points is None else {"points": self.points}
        kind = {
            "grade": self.points is not None,
            "solution": self.solution,
            "task": False,
            "schema_version": 3,
        }
        return {
            "grade_id": self.name,
            "locked": self.locked,
            "cell_type": self.cell_type,
            **kind,
            **graded,
        }


def mend(data: bytes, known: list[Known]) -> tuple[NotebookNode, dict[str, str]]:
    """The notebook in a file's bytes, each known cell there once, in order, of its type; and what was done.

    remarks: {name of a cell, or "file": what was mended}.
    Errors: Damaged where the bytes hold no notebook.
    """
    remarks: dict[str, str] = {}
    by_name = {one.name: one for one in known}
    cells, found = legible(_cells(data, remarks), by_name)
    remarks |= found
    places = _places(cells, by_name, remarks)
    _restore_lost(cells, known, places, remarks)
    _reorder(cells, known, places, remarks)
    _insert_missing(cells, known, places, remarks)
    for cell in cells:
        one = by_name.get(cell["metadata"].get("nbgrader", {}).get("grade_id"))
        if one:
            _true(cell, one, remarks)
    made = [
        new_code_cell if c["cell_type"] == "code" else new_markdown_cell for c in cells
    ]
    finished = [
        make(c["source"], metadata=c["metadata"], id=f"cell-{k}")
        for k, (make, c) in enumerate(zip(made, cells))
    ]
    return new_notebook(
        cells=finished,
        metadata={"kernelspec": KERNEL, "language_info": {"name": "python"}},
    ), remarks


def _cells(data: bytes, remarks: dict) -> list:
    if not data.strip():
        raise Damaged("the file is empty")
    if len(data) > LARGEST:
        raise Damaged(f"the file has {len(data):,} bytes: at most {LARGEST:,} are read")
    text = data.decode("utf-8-sig", errors="replace")
    notebook, why = _json(text)
    if notebook is None and markers.is_merged(text):
        for which in (0, 1):
            notebook = notebook or _json(markers.side(text, which))[0]
            if notebook and "file" not in remarks:
                taken = ("first", "second")[which]
                remarks["file"] = f"it held merge markers: the {taken} side was taken"
    if notebook is None:
        raise Damaged(f"the file is not a notebook: {why}")
    if isinstance(notebook, dict) and isinstance(notebook.get("worksheets"), list):
        notebook = {"cells": _sheets(notebook["worksheets"])}
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise Damaged("the file is JSON, but no notebook: it has no list of cells")
    name = _kernel(notebook.get("metadata"))
    if name != "python3":
        remarks.setdefault("file", f"its kernel was {name!r}: it was run with Python")
    return notebook["cells"]


def _sheets(sheets: list) -> list:
    """The cells of nbformat 3."""
    held = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
    return [cell for cells in held if isinstance(cells, list) for cell in cells]


def _kernel(metadata) -> str:
    told = metadata.get("kernelspec", {}) if isinstance(metadata, dict) else {}
    name = told.get("name", "python3") if isinstance(told, dict) else None
    return whole(name[:40]) if isinstance(name, str) else "no name"


def _json(text: str) -> tuple[object, str]:
    try:
        return json.loads(text), ""
    except (ValueError, RecursionError) as error:
        return None, str(error)


def _places(cells: list[dict], by_name: dict, remarks: dict) -> dict[str, dict]:
    """The cell of each known name; of several the last, as nbgrader has it: the others lose the name."""
    places = {}
    for cell in reversed(cells):
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in places or name not in by_name:
            cell["metadata"] = {}
            if name in places:
                remarks[name] = "it was there more than once: the last one counts"
        elif name:
            places[name] = cell
    return places


def _restore_lost(cells, known, places, remarks) -> None:
    """Names given back to cells that lost them: to a check with its text, to an answer that defines its function."""
    free = [cell for cell in reversed(cells) if not cell["metadata"]]
    solved = {id(cell): SOLVED.findall(cell["source"]) for cell in free}
    texts = {id(cell): cell["source"].strip() for cell in free}
    for one in known:
        if one.name in places:
            continue
        mine, text = SOLVED.findall(one.source), without_hidden(one.source).strip()
        wanted = mine[0] if one.solution and mine else None
        for cell in free:
            same = texts[id(cell)] == text or wanted in solved[id(cell)]
            if same and not cell["metadata"]:
                cell["metadata"] = {"nbgrader": {"grade_id": one.name}}
                places[one.name] = cell
                remarks[one.name] = "it had lost its name, and was known by its text"
                break


def _reorder(cells, known, places, remarks) -> None:
    wanted = [places[one.name] for one in known if one.name in places]
    slots = [k for k, cell in enumerate(cells) if any(cell is one for one in wanted)]
    for k, cell in zip(slots, wanted):
        if cells[k] is not cell:
            remarks.setdefault(
                cell["metadata"]["nbgrader"]["grade_id"],
                "it stood elsewhere: it was moved back",
            )
    for k, cell in zip(slots, wanted):
        cells[k] = cell


def _insert_missing(cells, known, places, remarks) -> None:
    at = 0
    for one in known:
        if one.name in places:
            at = next(k for k, cell in enumerate(cells) if cell is places[one.name]) + 1
            continue
        cells.insert(
            at,
            {
                "cell_type": one.cell_type,
                "source": one.source,
                "metadata": {"nbgrader": {"grade_id": one.name}},
            },
        )
        remarks[one.name] = "it was missing: it was put back as it was handed out"
        at += 1


def _true(cell: dict, one: Known, remarks: dict) -> None:
    """A known cell as it must be: type and metadata the source's, and the text too where it is locked."""
    if cell["cell_type"] != one.cell_type:
        remarks[one.name] = (
            f"it had become a {cell['cell_type']} cell: it was made a {one.cell_type} cell again"
        )
        cell["cell_type"] = one.cell_type
    if one.locked and not one.solution:
        if without_hidden(cell["source"]).strip() != without_hidden(one.source).strip():
            remarks[one.name] = "its text had been changed: it is the course's again"
        cell["source"] = one.source
    elif markers.is_merged(cell["source"]):
        remarks[one.name] = "it holds merge markers"
    cell["metadata"] = {"nbgrader": one.metadata}
