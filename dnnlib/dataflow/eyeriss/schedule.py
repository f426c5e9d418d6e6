"""The passes of a layer on the Eyeriss chip, one by one, in the order of the paper's Fig. 7: the definition.

`chip` and `dram` count in closed form; here the loops run, and the counts are taken from them.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from dnnlib.dataflow.eyeriss.chip import Pass, ifmap_rows
from dnnlib.door import checked
from dnnlib.shapes import ConvShape


@checked
@dataclass(frozen=True)
class Step:
    """One pass: the group and, of it, the images, ofmap rows, channels and filters that it works on."""

    group: int
    images: range
    rows: range
    channels: range
    filters: range


@checked
def schedule(shape: ConvShape, cut: Pass) -> Iterator[Step]:
    """The passes in their order: ifmaps in the buffer meet all m filters there before other channels come."""
    M, C = shape.M // shape.G, shape.C // shape.G
    for group in range(shape.G):
        for block in _parts(range(M), cut.m):
            for images in _parts(range(shape.N), cut.n):
                for rows in _parts(range(shape.P), cut.e):
                    for channels in _parts(range(C), cut.q * cut.r):
                        for filters in _parts(block, cut.p * cut.t):
                            yield Step(group, images, rows, channels, filters)


@checked
def words(shape: ConvShape, cut: Pass) -> Counter:
    """Words moved by the loops, {("GLB", "I"), ("GLB", "O"), ("DRAM", "F"), ("DRAM", "I"), ("DRAM", "O")}, none coded.

    A psum is read from the buffer and written back in every pass; ifmaps are fetched when others must be there.
    DRAM's ifmap words have their padding here.
    """
    moved: Counter[tuple[str, str]] = Counter()
    held = None
    for step in schedule(shape, cut):
        ifmaps = (
            len(step.images)
            * len(step.channels)
            * ifmap_rows(shape, len(step.rows))
            * shape.W
        )
        moved["GLB", "I"] += ifmaps
        moved["GLB", "O"] += (
            2 * len(step.images) * len(step.filters) * len(step.rows) * shape.Q
        )
        moved["DRAM", "F"] += len(step.filters) * len(step.channels) * shape.R * shape.S
        place = (
            step.group,
            step.images,
            step.rows,
            step.channels,
            step.filters[0] // cut.m,
        )
        moved["DRAM", "I"] += ifmaps if place != held else 0
        held = place
    moved["DRAM", "O"] = shape.size("O")
    return moved


def _parts(items: range, size: int) -> list[range]:
    """Items in runs of `size`, the last with what is left."""
    return [items[k : k + size] for k in range(0, len(items), size)]
