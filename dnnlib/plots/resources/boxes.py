"""A box found beside the true one: what they share, what either covers, and whether it is a hit."""

from dnnlib.door import checked
from dnnlib.plots.look import (
    COLOURS,
    INK,
    SIZE,
    fill,
    heading,
    label,
    picture,
    rectangles,
    stroke,
)
from dnnlib.resources.boxes import judge, overlap
from dnnlib.table import Table

TRUE = (3, 3, 9, 8)
UNIT, ORIGIN, HIGH = 0.36, (0.3, 0.35), 11


@checked
def found_box(right: int = 1, down: int = 1, width: int = 6, height: int = 5, least: float = 0.5, finds: int = 1):  # fmt: skip
    """A true box of 6 x 5 and a find, moved right and down from its corner: IoU and the judgement.

    width, height: of the find. least: the overlap that a hit needs. finds: how often the same box is found.
    Units: squares. Errors: ValueError where a size is below 1. Source: resources.boxes.
    """
    if min(width, height, finds) < 1 or finds > 9:
        raise ValueError(
            f"{width} x {height}, {finds} finds: give 1 or more, 9 finds at most"
        )
    found = TRUE[0] + right, TRUE[1] + down, TRUE[0] + right + width, TRUE[1] + down + height  # fmt: skip
    share, seen = overlap(found, TRUE), judge([found] * finds, [TRUE], least)
    figure = picture(10, 5.2)
    word = "a hit" if seen["hits"] else "no hit"
    heading(figure, 0.15, 4.75, f"overlap {share:.2f}, {least:g} is asked: {word}")
    both = _both(found)
    if both:
        fill(figure, _path(both), "#F0E442", zorder=0.2)
    stroke(figure, _path(TRUE), COLOURS["F"], 4)
    stroke(figure, _path(found), COLOURS["O"], 3, linestyle="--")
    areas = {name: _area(box) for name, box in (("true", TRUE), ("found", found))}
    shared = _area(both) if both else 0
    either = sum(areas.values()) - shared
    rows = [("shared", shared), ("either", either), ("overlap", round(share, 4)), *seen.items()]  # fmt: skip
    _words(figure, shared, either, share, seen)
    figure.table = Table(("what", "value"), rows)
    return figure


def _words(figure, shared, either, share, seen) -> None:
    x = 6.0
    lines = [
        ("true box", COLOURS["F"]),
        ("found, dashed", COLOURS["O"]),
        (f"shared, yellow: {shared}", INK),
        (f"either: {either}", INK),
        (f"overlap {shared} / {either} = {share:.2f}", INK),
    ]
    for k, (text, colour) in enumerate(lines):
        label(figure, x, 4.1 - 0.45 * k, text, color=colour)
    counts = f"{seen['hits']} hit, {seen['false']} false, {seen['missed']} missed"
    label(figure, x, 1.4, counts, fontsize=SIZE + 2, weight="bold")


def _both(found) -> tuple | None:
    box = tuple(max(a, b) for a, b in zip(found[:2], TRUE[:2]))
    box += tuple(min(a, b) for a, b in zip(found[2:], TRUE[2:]))
    return box if box[0] < box[2] and box[1] < box[3] else None


def _area(box) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def _path(box):
    """The box on the page: squares from the upper left corner."""
    left, top, right, bottom = box
    x, y = ORIGIN[0] + UNIT * left, ORIGIN[1] + UNIT * (HIGH - bottom)
    w, h = UNIT * (right - left), UNIT * (bottom - top)
    return rectangles([x], [y], w, h)
