"""The loop nest of an array: which loops are spatial, and which word stays in a PE.

    weight   GLB: M C P C* M* / RF[F]:     the columns take filters, the rows taps; F stays, sums add up along C*
    input    GLB: P C M C* P* / RF[I]:
    output   GLB: M P C P* M* / RF[O]:
    row      GLB: M C N P Q M* P* C* P* R* / RF: S

A word that several PEs want is read once: in a systolic array it passes from PE to PE, on a bus it reaches all at once.
The nest counts both alike, and so leaves out the skew: cycles are the plan's, words the nest's.
"""

from dnnlib.dataflow.array.row_stationary import RowArray
from dnnlib.dataflow.array.systolic import AXES, Systolic
from dnnlib.dataflow.loopnest import Level, Loop, Mapping
from dnnlib.dataflow.ragged import ceil
from dnnlib.door import checked
from dnnlib.shapes import ConvShape

DIM = {"pixel": "P", "filter": "M", "tap": "C"}  # in the matrix product


@checked
def product(shape: ConvShape) -> ConvShape:
    """The matrix product that a systolic array sees in a layer: M filters, C*R*S taps, N*P*Q pixels.

    Windows are gone: each pixel's taps are words of its own, which is why such an array reads I up to R*S times.
    """
    return ConvShape(
        M=shape.M,
        C=shape.C * shape.R * shape.S,
        P=shape.N * shape.P * shape.Q,
        G=shape.G,
    )


@checked
def mapping_of(plan: Systolic | RowArray) -> Mapping:
    """A plan's nest. Where the last fold is only partly filled, its loops overrun the layer, and that turn is short."""
    return _row(plan) if isinstance(plan, RowArray) else _systolic(plan)


def _systolic(plan: Systolic) -> Mapping:
    down, across, time = (DIM[axis] for axis in AXES[plan.dataflow][:3])
    sizes = plan.sizes
    row = _folds(sizes[0], plan.rows)
    col = _folds(sizes[1], plan.cols)
    loops = [("G", plan.shape.G), (across, col[0]), (down, row[0]), (time, sizes[2])]
    return _mapping(
        loops, [(down, row[1]), (across, col[1])], Level("RF", (), plan.stays)
    )


def _row(plan: RowArray) -> Mapping:
    s, (strips, channels, filters) = plan.shape, plan.sets
    p = ceil(s.P, plan.width * strips)
    c = ceil(s.C // s.G, channels)
    m = ceil(s.M // s.G, filters)
    loops = [("G", s.G), ("M", m), ("C", c), ("N", s.N), ("P", p), ("Q", s.Q)]
    spatial = [
        ("M", filters),
        ("P", strips),
        ("C", channels),
        ("P", plan.width),
        ("R", s.R),
    ]
    return _mapping(loops, spatial, Level("RF", (Loop("S", s.S),)))


def _mapping(time: list, spatial: list, register: Level) -> Mapping:
    loops = [Loop(dim, bound) for dim, bound in time if bound > 1]
    loops += [Loop(dim, bound, True) for dim, bound in spatial if bound > 1]
    return Mapping((Level("GLB", tuple(loops)), register))


def _folds(size: int, most: int) -> tuple[int, int]:
    """(folds, part) of a size on a side of the array; the last fold may have less."""
    part = min(size, most)
    return ceil(size, part), part
