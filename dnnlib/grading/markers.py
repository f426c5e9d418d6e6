"""Text between marks, found line by line: merge markers and hidden tests, in time that grows with the text alone."""

import re
from collections.abc import Iterator

BEGIN, BASE, MIDDLE, END = "<" * 7, "|" * 7, "=" * 7, ">" * 7
LINES = re.compile(r"[^\n]*\n|[^\n]+")
HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"


def is_merged(text: str) -> bool:
    """Whether a text holds a whole conflict as git writes it."""
    return any(isinstance(part, tuple) for part in _parts(text))


def side(text: str, which: int) -> str:
    """A text with each conflict settled for its first (0) or its second side (1)."""
    found = [p[which] if isinstance(p, tuple) else p for p in _parts(text)]
    return "".join(found)


def without_hidden(text: str) -> str:
    """A cell's text without its hidden tests; marks without an end stay."""
    kept: list[str] = []
    held: list[str] = []
    for line in LINES.findall(text):
        if held or line.startswith(HIDDEN[0]):
            held.append(line)
        else:
            kept.append(line)
        if held and line.startswith(HIDDEN[1]):
            held = []
    return "".join(kept + held)


def _parts(text: str) -> Iterator[str | tuple[str, str]]:
    """Text outside of conflicts, and the two sides of each."""
    sides: list[list[str]] = [[], [], []]
    at, raw = None, []
    for line in LINES.findall(text):
        if at is None and not line.startswith(BEGIN):
            yield line
            continue
        raw.append(line)
        if at is None:
            at = 0
        elif line.startswith(END) and at == 1:
            yield "".join(sides[0]), "".join(sides[1])
            sides, at, raw = [[], [], []], None, []
        elif line.startswith(MIDDLE) and at != 1:
            at = 1
        elif line.startswith(BASE) and at == 0:
            at = 2
        else:
            sides[at].append(line)
    yield "".join(raw)
