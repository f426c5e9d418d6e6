"""The places that an author's thing needs, in a checkout of the repository: lines of files, cells of notebooks.

Nothing is written before all of it is known: `Places` collects, `write` saves. A place that is taken is an error.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dnnlib.door import save

NAME = re.compile(r"[a-z][a-z0-9_]*")
KERNEL = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}


@dataclass
class Places:
    """What is to be written under a checkout's root: {path there: text}, in the order in which it was said."""

    root: Path
    texts: dict[str, str] = field(default_factory=dict)

    def read(self, place: str) -> str:
        """What a file will hold. Errors: FileNotFoundError names the checkout that has no such file."""
        if place in self.texts:
            return self.texts[place]
        path = self.root / place
        if not path.is_file():
            raise FileNotFoundError(
                f"{self.root} has no {place}: run this in a checkout of the course"
            )
        return path.read_text(encoding="utf-8")

    def new(self, place: str, text: str) -> None:
        """A file that is not there yet. Errors: ValueError where it is."""
        if (self.root / place).exists():
            raise ValueError(f"{place} is there already: choose another name")
        self.texts[place] = text

    def insert(self, place: str, text: str, before: str = "") -> None:
        """Text before a line that begins so, or at the end. Errors: ValueError where no line does."""
        old = self.read(place)
        at = old.find(f"\n{before}") + 1 if before else len(old)
        if before and not at:
            raise ValueError(f"{place} has no line that begins with {before!r}")
        self.texts[place] = old[:at] + text + old[at:]

    def imports(self, place: str, line: str) -> None:
        """An import after the last one at the top of a file. Errors: ValueError where there is no other."""
        old = self.read(place)
        found = list(
            re.finditer(r"^(?:from|import) [^(\n]+(?:\([^)]*\))?\n", old, re.M)
        )
        if not found:
            raise ValueError(f"{place} imports nothing: say {line!r} in it yourself")
        at = found[-1].end()
        self.texts[place] = f"{old[:at]}{line}\n{old[at:]}"

    def notebook(self, place: str, cells: list[dict]) -> None:
        """A new notebook of these cells."""
        content = {"cells": cells, "metadata": KERNEL, "nbformat": 4}
        self.new(place, written(content | {"nbformat_minor": 5}))

    def write(self) -> list[str]:
        """Save all of it, and say where."""
        for place, text in self.texts.items():
            save(self.root / place, text)
        return list(self.texts)


def written(notebook: dict) -> str:
    """A notebook as it lies on the disk."""
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def cell(kind: str, name: str, source: str, **nbgrader) -> dict:
    """A cell with an id; words of nbgrader's make it one of the grader's."""
    made: dict[str, Any] = {"cell_type": kind, "id": name, "metadata": {}}
    if nbgrader:
        told = {"grade": False, "grade_id": name, "locked": True, "schema_version": 3}
        told |= {"solution": False, "task": False} | nbgrader
        made["metadata"] = {"nbgrader": dict(sorted(told.items()))}
    if kind == "code":
        made |= {"execution_count": None, "outputs": []}
    return dict(sorted(made.items())) | {"source": source.splitlines(keepends=True)}


def name_of(word: str) -> str:
    """A name for a file and a function. Errors: ValueError says what names look like."""
    if not NAME.fullmatch(word):
        raise ValueError(f"{word!r} names no function: small letters, digits and _")
    return word


def chapter_of(word: str) -> str:
    """A chapter's number from "ch11", "11" or "5": "11", "05". Errors: ValueError for other words."""
    number = word.removeprefix("ch").zfill(2)
    if not re.fullmatch(r"\d\d", number):
        raise ValueError(f"{word!r} is no chapter: write ch11 or 11")
    return number
