"""The dataflows of the survey, each as the mapping of one layer onto one hardware.

These are built as one would by hand, each place filled in turn as far as it goes: valid, and true to their class,
but not the best of it. `mapper.search(shape, hardware, dataflow="row")` finds that.
"""

from collections.abc import Iterator
from typing import Literal

from dnnlib.dataflow.hardware import Hardware
from dnnlib.dataflow.loopnest import RELEVANT, Level, Loop, Mapping
from dnnlib.dataflow.taxonomy import STAY, Dataflow, dataflow
from dnnlib.dataflow.tiles import bounds, check
from dnnlib.door import checked
from dnnlib.shapes import ConvShape


@checked
def weight_stationary(shape: ConvShape, hardware: Hardware) -> Mapping:
    """A weight in each PE; the images and pixels that it multiplies pass by: it is read from DRAM once in all.

    Errors: ValueError where the hardware has no register file or cannot hold a tile of one word of each tensor.
    Source: Sze et al. 2017, V-B.1 and Fig. 25(a).
    """
    return build(shape, hardware, dataflow("weight"))


@checked
def output_stationary(
    shape: ConvShape, hardware: Hardware, variant: Literal["A", "B", "C"] = "A"
) -> Mapping:
    """A partial sum in each PE until it is done: DRAM sees each output once, and never an unfinished one.

    Variant A unrolls pixels of one channel, B channels and pixels, C channels (and images) at one pixel.
    Errors: ValueError as weight_stationary, or where the variant is none of these.
    Source: Sze et al. 2017, V-B.2 and Figs. 25(b), 26.
    """
    if variant not in ("A", "B", "C"):
        raise ValueError(
            f"no variant {variant!r} of output stationary: choose 'A', 'B' or 'C'"
        )
    return build(shape, hardware, dataflow(f"output {variant}"))


@checked
def input_stationary(shape: ConvShape, hardware: Hardware) -> Mapping:
    """A window of inputs in each PE; all filters pass by before it moves, so M does not change the traffic of I.

    Errors: ValueError as weight_stationary. Source: Parashar et al., ISCA 2017 (SCNN), the dense part.
    """
    return build(shape, hardware, dataflow("input"))


@checked
def no_local_reuse(shape: ConvShape, hardware: Hardware) -> Mapping:
    """Nothing in the PEs: the buffer serves every MAC, and takes a sum from each column of them.

    Errors: ValueError as weight_stationary. Source: Sze et al. 2017, V-B.3 and Fig. 25(c).
    """
    return build(shape, hardware, dataflow("none"))


@checked
def row_stationary(shape: ConvShape, hardware: Hardware) -> Mapping:
    """A row of a filter in each PE: filter rows run along the array's rows, ifmap rows along its diagonals, and the
    partial sums of a column add up.

    Errors: ValueError as weight_stationary. Source: Chen et al., ISCA 2016, V; Sze et al. 2017, V-B.4, Figs. 27-29.
    """
    return build(shape, hardware, dataflow("row"))


@checked
def build(shape: ConvShape, hardware: Hardware, flow: Dataflow) -> Mapping:  # noqa: C901 (one loop a place)
    """A mapping of this dataflow: the array filled first, then the register files, then the buffer; DRAM has the rest.

    Errors: ValueError where the hardware lacks a store that the dataflow needs, or one is too small.
    """
    names = [store.name for store in hardware.stores]
    if len(names) not in (2, 3) or (flow.register and len(names) < 3):
        raise ValueError(f"{flow.title} needs DRAM, a buffer{' and a register file' * bool(flow.register)}; "
                         f"{hardware.name} has {', '.join(names)}")  # fmt: skip
    left = bounds(shape)
    places: dict[str, dict[str, int]] = {
        place: {} for place in ("rows", "cols", "inside", "buffer", "outside")
    }

    def mapping() -> Mapping:
        return _mapping(flow, names, {**places, "outside": left})

    def fits() -> bool:
        try:
            check(mapping(), shape, hardware)
        except ValueError:
            return False
        return True

    def take(dim: str, place: str, room: int) -> int:
        for factor in _divisors(left[dim], room):
            places[place][dim], left[dim] = factor, left[dim] // factor
            if fits():
                return factor
            left[dim] *= places[place].pop(dim)
        return 1

    rooms = {"rows": hardware.rows, "cols": hardware.cols}
    for dim, place in flow.whole:
        if place in rooms:
            rooms[place] //= take(dim, place, rooms[place])
        else:
            take(dim, place, left[dim])
    for place in ("rows", "cols"):
        for dim in getattr(flow, place):
            if dim not in places[place]:
                rooms[place] //= take(dim, place, rooms[place])
    for dim in flow.inside if flow.register else "":
        if dim not in places["inside"]:
            take(dim, "inside", left[dim])
    for dim in reversed(STAY[flow.stays or "F"]):
        take(dim, "buffer", left[dim])
        if left[dim] > 1 and flow.stays and dim not in RELEVANT[flow.stays]:
            # what the dataflow keeps still must not move before these loops are done
            break
    check(mapping(), shape, hardware)
    return mapping()


def _divisors(number: int, most: int) -> Iterator[int]:
    """The divisors of a number up to a limit, the largest first."""
    return (d for d in range(min(number, most), 0, -1) if number % d == 0)


def _mapping(
    flow: Dataflow, names: list[str], places: dict[str, dict[str, int]]
) -> Mapping:
    def loops(place: str, order: str, spatial: bool = False) -> tuple[Loop, ...]:
        return tuple(
            Loop(dim, places[place][dim], spatial)
            for dim in order
            if places[place].get(dim, 1) > 1
        )

    order = STAY[flow.stays or "F"]
    buffer = [
        *loops("buffer", order),
        *loops("cols", flow.cols, True),
        *loops("rows", flow.rows, True),
    ]
    levels = [
        Level(names[0], loops("outside", STAY[flow.stays or "O"])),
        Level(
            names[1],
            tuple(buffer),
            "".join(t for t in "IFO" if t not in (flow.passing or "")),
        ),
    ]
    if flow.register:
        levels.append(Level(names[2], loops("inside", flow.inside), flow.register))
    return Mapping(tuple(levels))
