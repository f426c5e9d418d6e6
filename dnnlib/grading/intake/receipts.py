"""What is kept of a paper that came: its name on the platform, the time, which attempt. build/grading/received/ch02.json

keep(course, "ch02", [Receipt("ada", "layers", "lovelaceada_101_9001_layers.ipynb")])
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from dnnlib.door import save
from dnnlib.grading.office.files import beside_gradebook


@dataclass(frozen=True)
class Receipt:
    """A paper that counts. time: ISO 8601, in UTC, or "" where the platform's archive does not tell it."""

    student: str
    notebook: str
    came: str
    platform: str = ""
    number: str = ""
    time: str = ""
    attempt: int = 0
    late: bool = False
    group: str = ""
    sha256: str = ""


def place(db_url: str, assignment: str) -> Path:
    """Where the receipts of an assignment lie."""
    return beside_gradebook(db_url, "received", f"{assignment}.json")


def kept(db_url: str, assignment: str) -> dict[tuple[str, str], Receipt]:
    """The receipts of an assignment by student and notebook; {} where there are none."""
    try:
        rows = json.loads(place(db_url, assignment).read_text(encoding="utf-8"))
        receipts = [Receipt(**row) for row in rows]
    except (FileNotFoundError, ValueError, TypeError):
        return {}
    return {(one.student, one.notebook): one for one in receipts}


def keep(db_url: str, assignment: str, receipts: Iterable[Receipt]) -> None:
    """Write receipts beside those of earlier archives. Errors: OSError."""
    found = kept(db_url, assignment) | {
        (one.student, one.notebook): one for one in receipts
    }
    rows = [asdict(found[who]) for who in sorted(found)]
    text = json.dumps(rows, indent=1, ensure_ascii=True) + "\n"
    save(place(db_url, assignment), text)
