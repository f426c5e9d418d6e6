"""How long a slide takes: what its `notes` cell says, or what it holds.

A `notes` cell may say "4 minutes", in an HTML comment too, which a learner does not see:
<!-- 4 minutes. Ask: ... -->
"""

import re
from collections.abc import Iterable

MOST = 50  # minutes of a lecture
SAID = re.compile(r"(\d+(?:\.\d+)?)\s*min(?:utes?|\.)?\b")
# what a slide takes without a note: as much for itself, and more for what the room does
SLIDE, QUESTION, DEMO = 0.75, 0.5, 1.0


def said(notes: Iterable[str]) -> float | None:
    """The minutes that a slide's `notes` cells say; None where they say nothing."""
    found = [float(number) for text in notes for number in SAID.findall(text)]
    return sum(found) if found else None


def guessed(questions: int, demos: int) -> float:
    """The minutes of a slide by what it holds: 3/4 + 1/2 for a show of hands + 1 for a demo."""
    return SLIDE + QUESTION * questions + DEMO * demos
