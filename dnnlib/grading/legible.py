"""What a notebook's file may hold of cells and letters, and what is taken of them: text that any file can keep.

legible(raw cells, {"conv-answer"}) -> (cells, remarks)
"""

from collections.abc import Collection

from dnnlib.sandbox.printable import whole

MOST_CELLS = 2_000  # that have a text, beside the course's own
LONGEST, MOST_TEXT = 200_000, 2_000_000  # letters of a cell, and of a notebook
KINDS = "code", "markdown"


def legible(raw: list, names: Collection[str]) -> tuple[list[dict], dict[str, str]]:
    """The cells with a known name or a text, as many as are read; remarks by name, or "file".

    A cell: {"cell_type", "source", "metadata"} with nbgrader's name in it; outputs are dropped.
    """
    cells, remarks, others, letters = [], {}, 0, 0
    for one in raw:
        if not isinstance(one, dict):
            continue
        name, source = name_of(one), source_of(one)
        if name not in names:
            others += bool(source.strip())
            if not source.strip() or others > MOST_CELLS:
                continue
        if len(source) > LONGEST or letters + len(source) > MOST_TEXT:
            remarks[name if name and name in names else "file"] = _too_long(source)
            source = ""
        letters += len(source)
        cells.append(_cell(one, name, source))
    if others > MOST_CELLS:
        remarks["file"] = f"it has {others:,} cells: the first {MOST_CELLS:,} are read"
    return cells, remarks


def name_of(raw: dict) -> str | None:
    """The name that nbgrader gave a cell."""
    told = raw.get("metadata")
    told = told.get("nbgrader") if isinstance(told, dict) else None
    name = told.get("grade_id") if isinstance(told, dict) else None
    return name if isinstance(name, str) else None


def source_of(raw: dict) -> str:
    """The text of a cell, in one piece; half a character becomes U+FFFD."""
    source = raw.get("source", raw.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    return whole(source) if isinstance(source, str) else ""


def _cell(raw: dict, name: str | None, source: str) -> dict:
    kind = raw.get("cell_type")
    metadata = {"nbgrader": {"grade_id": name}} if name is not None else {}
    kind = kind if isinstance(kind, str) and kind in KINDS else "markdown"
    return {"cell_type": kind, "source": source, "metadata": metadata}


def _too_long(source: str) -> str:
    return (
        f"a cell of {len(source):,} letters was left out: at most {LONGEST:,} are read, "
        f"and {MOST_TEXT:,} of a notebook"
    )
