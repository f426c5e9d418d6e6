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
def build(shape: ConvShape, hardware: Hardware, flow: Dataflow) -> Mapping:
    """A mapping of this dataflow: the array filled first, then the register files, then the buffer; DRAM has the rest.

    Errors: ValueError where the hardware lacks a store that the dataflow needs, or one is too small.
    """
    _has_stores(hardware, flow)
    filling = _Filling(shape, hardware, flow)
    for dim, place in flow.whole:
        filling.take(dim, place)
    for place in ("rows", "cols", "inside" if flow.register else ""):
        for dim in getattr(flow, place, ""):
            filling.take(dim, place)
    for dim in reversed(STAY[flow.stays or "F"]):
        filling.take(dim, "buffer")
        if filling.left[dim] > 1 and flow.stays and dim not in RELEVANT[flow.stays]:
            # what the dataflow keeps still must not move before these loops are done
            break
    check(filling.mapping(), shape, hardware)
    return filling.mapping()


class _Filling:
    """A mapping on its way: what each place has of each dimension, and what is left of it, for DRAM."""

    def __init__(self, shape: ConvShape, hardware: Hardware, flow: Dataflow):
        self.shape, self.hardware, self.flow = shape, hardware, flow
        self.left = bounds(shape)
        self.places: dict[str, dict] = {
            place: {} for place in ("rows", "cols", "inside", "buffer")
        }
        # PEs along the sides of the array that have no loop yet
        self.free = {"rows": hardware.rows, "cols": hardware.cols}

    def take(self, dim: str, place: str) -> None:
        """Put as much of a dimension into a place as it has room for, unless it has some already."""
        here, left = self.places[place], self.left[dim]
        if dim in here:
            return
        for factor in _divisors(left, self.free.get(place, left)):
            here[dim], self.left[dim] = factor, left // factor
            if self.fits():
                if place in self.free:
                    self.free[place] //= factor
                return
            del here[dim]
        self.left[dim] = left

    def fits(self) -> bool:
        """Whether every store has room for its tile, and the array for its copies."""
        try:
            check(self.mapping(), self.shape, self.hardware)
        except ValueError:
            return False
        return True

    def mapping(self) -> Mapping:
        """The mapping as it stands: what is left is looped over at DRAM."""
        names = [store.name for store in self.hardware.stores]
        return _mapping(self.flow, names, {**self.places, "outside": self.left})


def _has_stores(hardware: Hardware, flow: Dataflow) -> None:
    names = [store.name for store in hardware.stores]
    if len(names) in (2, 3) and len(names) >= 2 + bool(flow.register):
        return
    wanted = f"DRAM, a buffer{' and a register file' * bool(flow.register)}"
    raise ValueError(
        f"{flow.title} needs {wanted}; {hardware.name} has {', '.join(names)}"
    )


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

    outer, inner = STAY[flow.stays or "O"], STAY[flow.stays or "F"]
    array = loops("cols", flow.cols, True) + loops("rows", flow.rows, True)
    held = "".join(tensor for tensor in "IFO" if tensor not in (flow.passing or ""))
    levels = [Level(names[0], loops("outside", outer))]
    levels += [Level(names[1], loops("buffer", inner) + array, held)]
    if flow.register:
        levels += [Level(names[2], loops("inside", flow.inside), flow.register)]
    return Mapping(tuple(levels))
