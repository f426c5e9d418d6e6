"""Written questions, two a chapter, with three sample answers each: the instructors' page is their one source.

written("06")       what the page says of a chapter, as Markdown; "" where it says nothing
"""

import re
from pathlib import Path

PAGE = Path(__file__).parents[1] / "site/instructors/written.md"


def written(chapter: str) -> str:
    """The questions of a chapter with their answers. chapter: "06" or "ch06"."""
    number = chapter.removeprefix("ch").zfill(2)
    parts = re.split(r"^## Chapter (\d\d)\n", PAGE.read_text("utf-8"), flags=re.M)
    found = dict(zip(parts[1::2], parts[2::2]))
    return found.get(number, "").strip()
