"""The printed nest of a mapping on a layer: as print(mapping), and where a last turn is cut the min(...) that cuts it."""

from dnnlib.dataflow.loopnest import Loop, Mapping
from dnnlib.dataflow.ragged import ceil
from dnnlib.dataflow.tiles import bounds, place
from dnnlib.door import checked
from dnnlib.shapes import ConvShape


@checked
def nest(shape: ConvShape, mapping: Mapping) -> str:
    """The nest as text; `Mapping.parse` reads it back.

    DRAM: M5 / RF: M4 over M=17 has the inner loop  for m0 in range(min(4, 17 - 4*m1)):
    Errors: ValueError as of `tiles.place`.
    """
    place(shape, mapping)
    sizes = bounds(shape)
    loops = [loop for _, loop in mapping.loops()]
    turns = [str(loop.bound) for loop in loops]
    for dim, size in sizes.items():
        mine = [k for k, loop in enumerate(loops) if loop.dim == dim]
        for k, text in zip(mine, _cut(size, [loops[k] for k in mine])):
            turns[k] = text
    return mapping.printed(turns)


def _cut(size: int, loops: list[Loop]) -> list[str]:
    """The turns of each loop over one dimension, outermost first, as text."""
    stride, found = 1, []
    for loop in loops:
        stride *= loop.bound
    # left: how much of the dimension the last turns have; room: the same as a formula
    left, room = min(size, stride), str(size)
    for k, loop in enumerate(loops):
        stride //= loop.bound
        turns = ceil(left, stride)
        parts = room if stride == 1 else f"ceil(({room}) / {stride})"
        cut = turns < loop.bound and k
        found.append(f"min({loop.bound}, {parts})" if cut else str(loop.bound))
        left -= (turns - 1) * stride
        name = f"{loop.dim.lower()}{len(loops) - 1 - k}"
        room += f" - {name}" if stride == 1 else f" - {stride}*{name}"
    return found
