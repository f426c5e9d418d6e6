"""What is asked under the explorers of a chapter, and the answer that the chapter gives in its next words.

tasks(notebook)     a row an explorer: its name, the task, the answer
"""

import re
from dataclasses import dataclass

from dnnlib.authoring.veil import is_note
from dnnlib.door import checked
from dnnlib.teaching.plan import HEADING, SHOWN, text

DO = "Drag|Try|Find|Choose|Change|Move|Set|Take|Make|Give|Start|Watch|Look|Swap"
TOLD = re.compile(rf"(?:^|[.?!:)] |Now )(?:{DO})\b|^Now |\?$", re.I)
NEAR = 4  # cells after an explorer among which its answer stands


@dataclass(frozen=True)
class Task:
    """An explorer's task and the chapter's own answer, "" where the picture alone has it."""

    explorer: str
    task: str
    answer: str


@checked
def tasks(notebook: dict) -> tuple[Task, ...]:
    """The tasks of a chapter's explorers, in order. notebook: as its file has it."""
    cells, found = notebook["cells"], []
    for place, cell in enumerate(cells):
        shown = SHOWN.search(text(cell)) if cell["cell_type"] == "code" else None
        if shown:
            asked = _asked(cells[:place])
            name = shown[1] or shown[2]
            found.append(Task(name, asked, _answer(cells[place + 1 :])))
    return tuple(found)


def _asked(before: list[dict]) -> str:
    """The last words before an explorer, from the last paragraph on that tells what to do."""
    words = next((text(c) for c in reversed(before) if _is_prose(c)), "")
    paragraphs = _paragraphs(words)
    told = [k for k, one in enumerate(paragraphs) if TOLD.search(one)]
    begin = told[-1] if told else len(paragraphs) - 1
    listed = re.match(r"1\. |- ", paragraphs[begin])  # what introduces it stands above
    return "\n\n".join(paragraphs[max(0, begin - bool(listed)) :])


def _answer(after: list[dict]) -> str:
    """The next words of the chapter or what its next cell prints, up to its next heading or its next explorer."""
    printed = ""
    for cell in after[:NEAR]:
        if cell["cell_type"] == "code" and SHOWN.search(text(cell)):
            break
        printed = printed or _printed(cell)
        if _is_prose(cell):
            head, _, _ = text(cell).partition("\n#")
            return printed if HEADING.match(head) else _told(head, after)
    return printed


def _told(words: str, after: list[dict]) -> str:
    """The first paragraph; where that only leads on to something, it comes too."""
    first, *more = _paragraphs(words)
    if not first.endswith(":"):
        return first
    if more:
        return f"{first}\n\n{more[0]}"
    *whole, _ = re.split(r"(?<=[.?!]) ", first)
    if whole:
        return " ".join(whole)
    shown = (_printed(one) or _tabled(one) for one in after)
    printed = next(filter(None, shown), "")
    return f"{first}\n\n```text\n{printed}\n```"


def _printed(cell: dict) -> str:
    found = [one.get("text", "") for one in cell.get("outputs", [])]
    return "".join("".join(one) for one in found).strip()


def _tabled(cell: dict) -> str:
    found = [
        one.get("data", {}).get("text/plain", "") for one in cell.get("outputs", [])
    ]
    return "".join("".join(one) for one in found).strip()


def _is_prose(cell: dict) -> bool:
    return cell["cell_type"] == "markdown" and not is_note(cell)


def _paragraphs(words: str) -> list[str]:
    parts = [one.strip() for one in re.split(r"\n\s*\n", words)]
    return [one for one in parts if one and not one.startswith("#")] or [""]
