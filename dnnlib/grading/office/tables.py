"""The one writer of tables for spreadsheets: quoted, without formulas, replaced in one step.

write(Path("grades.csv"), [["Student", "ch02"], ["Smith, Jr.", 25]])
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from dnnlib.door import save
from dnnlib.sandbox.printable import printable

LONGEST = 500  # letters of a cell
# A spreadsheet runs what begins so. Where it takes ; or a tab for its separator, a cell can begin inside ours;
# the signs of full width are read like the others.
LIVE = re.compile(r"(^|[;,|\t])([\s\"]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20\u2212])")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?\Z", re.ASCII)


def write(path: Path, rows: Iterable[Sequence]) -> Path:
    """Write rows as CSV (UTF-8, RFC 4180): every text in quotes, every number bare. Errors: OSError."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_NONNUMERIC).writerows(map(_row, rows))
    # grades are nobody else's to read
    return save(path, text.getvalue(), mode=0o600)


def safe(text: str) -> str:
    """A text that no spreadsheet runs: one line, an apostrophe before each sign that begins a formula."""
    text = printable(text, LONGEST).replace("\n", " ")
    return text if NUMBER.match(text) else LIVE.sub(r"\1\2'", text)


def plain(text: str) -> str:
    """A text as it was before `safe`: for a table that is read again. Only the first sign is given back."""
    return text[1:] if text[:1] == "'" and LIVE.match(text[1:]) else text


def _row(values: Sequence) -> list:
    return [_Bare(value) if _is_number(value) else _text(value) for value in values]


def _text(value) -> str:
    return "" if value is None else safe(str(value))


def _is_number(value) -> bool:
    bare = isinstance(value, (int, float)) and not isinstance(value, bool)
    return bare or isinstance(value, str) and bool(NUMBER.match(value))


class _Bare(float):
    """A number as it was written: csv quotes no float, and asks it for its text."""

    written: str

    def __new__(cls, value):
        self = super().__new__(cls, value)
        self.written = value if isinstance(value, str) else f"{value:.10g}"
        return self

    def __str__(self) -> str:
        return self.written

    __repr__ = __str__
