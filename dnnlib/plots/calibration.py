"""How sure one was, and how often one was right: a bar for each degree, against the nine of ten that it promises."""

from collections.abc import Mapping

from dnnlib.door import checked
from dnnlib.plots.look import (
    INK,
    fill,
    heading,
    label,
    lines,
    picture,
    rectangles,
    stroke,
)
from dnnlib.table import Table

LEFT, BOTTOM, LONG, PITCH = 2.0, 0.75, 6.2, 0.85
FEW = 10  # guesses, before which the bars say little


@checked
def calibration(found: Mapping[str, tuple[int, int]], promised: float = 0.9):
    """Of the guesses that were called so sure, which share was as near as was said.

    found: {"quite sure": (near enough, of so many), ...}, the surest first; promised: the share that each stands for.
    Errors: ValueError where more are near than there are. Source: the course's own measure (dnnlib.screen.sure).
    """
    for name, (near, of) in found.items():
        if not 0 <= near <= of:
            raise ValueError(f"{name}: {near} of {of} guesses cannot be near enough")
    figure = picture(10, 1.9 + PITCH * len(found))
    top = BOTTOM + PITCH * len(found)
    heading(figure, 0.2, top + 0.55, _said(found, promised))
    for k, (name, (near, of)) in enumerate(found.items()):
        y = top - PITCH * (k + 1) + 0.15
        share = near / of if of else 0.0
        fill(figure, rectangles(LEFT, y, LONG, 0.55), "#EEEEEE")
        fill(figure, rectangles(LEFT, y, LONG * share, 0.55), "#0072B2")
        label(figure, LEFT - 0.15, y + 0.27, name, ha="right")
        told = f"{near} of {of}" if of else "none yet"
        label(figure, LEFT + LONG + 0.15, y + 0.27, told, ha="left", weight="bold")
    mark = LEFT + LONG * promised
    stroke(figure, lines([(mark, BOTTOM)], [(mark, top)]), INK, 2)
    words = f"promised: {promised:.0%}"
    label(figure, mark, BOTTOM - 0.3, words, ha="center")
    rows = [(name, near, of) for name, (near, of) in found.items()]
    figure.table = Table(("how sure", "near enough", "guesses"), rows)
    return figure


def _said(found: Mapping[str, tuple[int, int]], promised: float) -> str:
    near, of = (sum(column) for column in zip((0, 0), *found.values()))
    if of < FEW:
        return f"{of} guesses said how sure they are: {FEW} or more say something"
    if near / of < promised - 0.1:
        return f"Surer than right: {near} of {of} guesses were as near as said"
    return f"{near} of {of} guesses were as near as said"
