"""Frames of one figure have most of their lines in common: each distinct line once, and a frame as their numbers.

A picture of 50 kB is further away than a compressor looks back, so without this no frame would know the one before.
"""

import re

CUT = re.compile(r"(?<=\n)|(?<=</tr>)")  # after a line of a picture, a row of a table
LONG = ("svg", "table")


def numbered(frames: list[dict]) -> dict:
    """{"lines": [...], "frames": [...]}: what explore_view/page.js and a lecture's deck put together again."""
    lines: dict[str, int] = {}

    def numbers(text: str) -> list[int]:
        pieces = filter(None, CUT.split(text))
        return [lines.setdefault(piece, len(lines)) for piece in pieces]

    made = []
    for frame in frames:
        cut = {name: numbers(frame[name]) for name in LONG if name in frame}
        made.append({**frame, **cut})
    return {"lines": list(lines), "frames": made}


def joined(values: dict) -> list[dict]:
    """The frames that `numbered` cut: its definition, and what the page does."""
    lines, made = values["lines"], []
    for frame in values["frames"]:
        whole = {n: "".join(lines[k] for k in frame[n]) for n in LONG if n in frame}
        made.append({**frame, **whole})
    return made
