"""A better nest: whatever dataflow, on one machine, for layers that are not known beforehand."""

from collections.abc import Callable
from functools import lru_cache

from dnnlib.dataflow import stationary
from dnnlib.dataflow.accesses import count
from dnnlib.dataflow.energy import energy
from dnnlib.dataflow.hardware import Hardware, Store
from dnnlib.dataflow.loopnest import Mapping
from dnnlib.dataflow.tiles import check
from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch06.nests import handed_out, read
from dnnlib.shapes import ConvShape

MACHINE = Hardware(
    "the exercise's machine", 6, 8, (Store("DRAM"), Store("GLB", 1024), Store("RF", 24)), source="invented"
)
SIZES = {"M": (8, 16, 32), "C": (4, 8, 16), "P": (8, 12, 16), "R": (3, 5)}


OVER = "percent over the best of the three"
priced = handed_out


def _over(nest, M: int, C: int, P: int, R: int) -> dict:
    """How many percent a nest's energy is over the best of WS, OS and RS on MACHINE; 0 means that it beats them all."""
    shape, mapping = _layer(M, C, P, R), read(nest)
    check(mapping, shape, MACHINE)
    mine, par = _energy(shape, mapping), _par(shape)
    return {OVER: 0 if mine < par else int(100 * mine / par) - 99}


def _layer(M: int, C: int, P: int, R: int) -> ConvShape:
    return ConvShape(M=M, C=C, P=P, Q=P, R=R, S=R)


def beat(M: int, C: int, P: int, R: int) -> dict:
    """Write a nest that takes less energy than WS, OS and RS do on `ch06.MACHINE`, for ConvShape(M, C, P, Q=P, R, S=R).

    The judge says how many percent it is over the best of the three: 0 if it beats them. Any dataflow will do;
    dnnlib's mapper and its builders may be used. Source: Sze et al. 2017, V-B; dnnlib.dataflow.stationary.
    """
    for dim, value in zip("MCPR", (M, C, P, R)):
        if value not in SIZES[dim]:
            raise ValueError(f"{dim}={value} is none of {SIZES[dim]}")
    return {OVER: 0}


def _energy(shape: ConvShape, mapping: Mapping) -> float:
    return energy(count(shape, mapping), shape.macs, MACHINE.costs).total


@lru_cache(maxsize=256)
def _par(shape: ConvShape) -> float:
    """The least energy of the three dataflows, as their builders make them."""
    builders = (stationary.weight_stationary, stationary.output_stationary, stationary.row_stationary)
    return min(_energy(shape, build(shape, MACHINE)) for build in builders)


def _built(build: Callable) -> Callable:
    return lambda M, C, P, R: build(_layer(M, C, P, R), MACHINE)


beat_puzzle = Puzzle(
    beat,
    lambda rng: tuple(int(rng.choice(SIZES[dim])) for dim in "MCPR"),
    points=6,
    score=_over,
    trials=6,
    examples=((8, 4, 8, 3), (16, 8, 12, 3), (16, 8, 8, 5), (8, 16, 16, 5)),
    wrong={
        "This is WS as it is built: its sums travel to the buffer and back. Equal is not less.": _built(
            stationary.weight_stationary
        ),
        "This is OS as it is built: every MAC takes its inputs from the buffer. Let RF hold rows of I.": (
            _built(stationary.output_stationary)
        ),
        "This is RS as it is built, a good start: give the buffer's loops another order, or RF another tile.": (
            _built(stationary.row_stationary)
        ),
        "This is IS as it is built: better than some, worse than the best on most layers.": _built(
            stationary.input_stationary
        ),
        "Nothing stays in a PE (NLR): the buffer is paid in every MAC.": _built(stationary.no_local_reuse),
        "All loops run at DRAM: every word comes from there again and again. Give GLB and RF loops of their own.": (
            lambda M, C, P, R: f"DRAM: M{M} C{C} P{P} Q{P} R{R} S{R} / RF:"
        ),
        "One PE does it all, and DRAM runs M and C: put stars on loops, so that PEs share what the buffer reads.": (
            lambda M, C, P, R: f"DRAM: M{M} C{C} / GLB: P{P} Q{P} R{R} / RF: S{R}"
        ),
        "One PE does it all, a filter row at a time: put stars on loops, so that PEs share what the buffer reads.": (
            lambda M, C, P, R: f"DRAM: C{C} M{M} P{P} / GLB: R{R} Q{P} / RF: S{R}"
        ),
        "The sums travel to DRAM for every channel: run C inside the buffer's tile.": (
            lambda M, C, P, R: f"DRAM: C{C} M{M // 8} / GLB: P{P} Q{P} M8* R{R}* / RF: S{R}"
        ),
        "The weights come from DRAM again for every pixel: P and Q belong inside the loops over M and C.": (
            lambda M, C, P, R: f"DRAM: P{P} Q{P} M{M // 8} C{C} / GLB: M8* R{R}* / RF: S{R}"
        ),
    },
)
