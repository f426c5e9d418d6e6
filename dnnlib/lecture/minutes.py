"""How long a lecture takes: what its `notes` cells say, or what its slides hold.

A `notes` cell says "4 minutes": for its slide and those before it, back to the last such cell. What comes
after the last one is left for reading. Where no cell says a time, it is guessed.
"""

import re
from collections.abc import Iterable, Sequence

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


def planned(
    notes: list[list[str]], guesses: list[float], own: Sequence[float] = ()
) -> list[float]:
    """The minutes of each slide: its share of what the next `notes` cell says, or its guess where none says any.

    notes: the texts of each slide's `notes` cells. guesses: of each slide, for a chapter without such cells.
    own: of each slide the minutes that it takes before the others share the rest, such as those of a vote.
    """
    told = [said(texts) for texts in notes]
    if not any(told):
        return guesses
    made = [0.0] * len(told)
    first = 0
    for slide, minutes in enumerate(told):
        if minutes is not None:
            made[first : slide + 1] = _shares(minutes, own[first : slide + 1], slide + 1 - first)  # fmt: skip
            first = slide + 1
    return made


def _shares(minutes: float, own: Sequence[float], count: int) -> list[float]:
    """The minutes of a stretch of slides: those with minutes of their own first, where there is as much."""
    own = own or [0.0] * count
    others = count - sum(map(bool, own))
    rest = minutes - sum(own)
    if not others or rest < 0:
        return [minutes / count] * count
    return [one or rest / others for one in own]
