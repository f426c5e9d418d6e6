"""What counts as found: boxes, how far they overlap, and what a detector is punished for.

A box is (left, top, right, bottom). overlap = area of both / area of either.
"""

from collections.abc import Sequence

from dnnlib.door import checked, is_real

HALF = 0.5  # the least overlap of a hit, as PASCAL VOC and ImageNet have it


@checked
def overlap(a: Sequence, b: Sequence) -> float:
    """The area that two boxes share, over the area that either covers: IoU, from 0 to 1.

    Errors: ValueError where a box has no area. Source: Everingham et al. 2010 (PASCAL VOC), 4.2.
    """
    for box in (a, b):
        if len(box) != 4 or not all(is_real(side) for side in box):
            raise ValueError(f"{box!r} is no box: (left, top, right, bottom)")
        if not (box[0] < box[2] and box[1] < box[3]):
            raise ValueError(f"{tuple(box)} has no area: left < right and top < bottom")
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    both = max(width, 0) * max(height, 0)
    return both / (_area(a) + _area(b) - both)


def _area(box: Sequence) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


@checked
def judge(found: Sequence, true: Sequence, least: float = HALF) -> dict[str, int]:
    """Hits, false finds and misses of one class in one picture; found is ordered, the surest first.

    Each find takes the object that it overlaps most; a hit needs `least`, and an object is found once:
    the second find of it is false. Objects that nobody took are missed.
    """
    taken: set[int] = set()
    for box in found:
        ranked = [(overlap(box, other), -k) for k, other in enumerate(true)]
        most, place = max(ranked, default=(0.0, 0))
        if most >= least:  # a set: the second time adds nothing
            taken.add(-place)
    hits = len(taken)
    return {"hits": hits, "false": len(found) - hits, "missed": len(true) - hits}


@checked
def localized(found: Sequence, box: Sequence, label: int) -> bool:
    """Whether one of the first five (label, box) has the right class and overlaps by half: no more is asked.

    Source: Russakovsky et al. 2015, single-object localization.
    """
    return any(name == label and overlap(one, box) >= HALF for name, one in found[:5])
