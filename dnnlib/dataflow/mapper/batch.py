"""Words and turns of many mappings at once: what tiles.py and accesses.py do for one, over arrays.

Factors are whole numbers in arrays of 8 columns, one a dimension, in the order of DIMS.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from dnnlib.dataflow.loopnest import DIMS, RELEVANT
from dnnlib.dataflow.tiles import positions
from dnnlib.door import checked
from dnnlib.shapes import ConvShape

AT = {dim: k for k, dim in enumerate(DIMS)}


@checked
def columns(dims: str) -> list[int]:
    """The columns of some dimensions."""
    return [AT[dim] for dim in dims]


class Reach(NamedTuple):
    """Rows of the input that tiles touch, and those that one more turn of a loop brings (or columns).

    array: of all PEs together, pe: of one PE, each over one turn; _output, _filter: new ones, when the loop
    over P, or over R, goes on; step: what the PEs touch in a single step.
    """

    array: int
    array_output: int
    array_filter: int
    pe: int
    pe_output: int
    pe_filter: int
    step: int


@lru_cache(maxsize=2**16)
def axis(U: int, P: int, p: int, R: int, r: int) -> Reach:
    """Input rows of p output rows under r filter rows in a PE, with P and R of them unrolled over the array."""
    # as bits of a whole number: bit h stands for row h
    array, pe = _rows(U, (P * p, 1), (R * r, 1)), _rows(U, (p, 1), (r, 1))
    output, filter = U * P * p, R * r
    return Reach(
        array.bit_count(),
        _new(array, output),
        _new(array, filter),
        pe.bit_count(),
        _new(pe, output),
        _new(pe, filter),
        _rows(U, (P, p), (R, r)).bit_count(),
    )


def _rows(U: int, output: tuple[int, int], filter: tuple[int, int]) -> int:
    """Rows of the input as bits, under output rows and filter rows of (number, stride)."""
    room = (output[0] * output[1], filter[0] * filter[1])
    return positions((output,), (filter,), room, U)


def _new(rows: int, shift: int) -> int:
    """How many rows of a tile were not there before it moved by a shift."""
    return rows.bit_count() - (rows & rows << shift).bit_count()


@checked
class TileWords:
    """The words of array tiles and PE tiles, a row of spatial and inside factors each; and what a turn brings of I."""

    def __init__(self, shape: ConvShape, spatial: np.ndarray, inside: np.ndarray):
        both = spatial * inside
        self.array: dict[str, np.ndarray] = {}
        self.pe: dict[str, np.ndarray] = {}
        self.step: dict[str, np.ndarray] = {}
        parts = (self.array, both), (self.pe, inside), (self.step, spatial)
        for tensor in "FO":
            used = columns(RELEVANT[tensor])
            for part, factors in parts:
                part[tensor] = factors[:, used].prod(1)
        tall, wide = (self._axis(shape, spatial, inside, dims) for dims in ("PR", "QS"))
        depth = columns("GNC")
        array, pe, step = (factors[:, depth].prod(1) for _, factors in parts)
        self.array["I"] = array * tall.array * wide.array
        self.pe["I"] = pe * tall.pe * wide.pe
        self.step["I"] = step * tall.step * wide.step
        self.new_array: dict[str, np.ndarray] = {
            "P": array * tall.array_output * wide.array,
            "Q": array * tall.array * wide.array_output,
            "R": array * tall.array_filter * wide.array,
            "S": array * tall.array * wide.array_filter,
        }
        self.new_pe: dict[str, np.ndarray] = {
            "P": pe * tall.pe_output * wide.pe,
            "Q": pe * tall.pe * wide.pe_output,
            "R": pe * tall.pe_filter * wide.pe,
            "S": pe * tall.pe * wide.pe_filter,
        }

    @staticmethod
    def _axis(shape, spatial, inside, dims) -> Reach:
        """The reach of many tiles: of each different one once, for they repeat."""
        a, b = columns(dims)
        rows = np.stack([spatial[:, a], inside[:, a], spatial[:, b], inside[:, b]])
        sizes = rows.max(1, initial=1) + 1
        codes = np.ravel_multi_index(rows, sizes)
        codes, where = np.unique(codes, return_inverse=True)
        different = np.stack(np.unravel_index(codes, sizes), 1).tolist()
        found = [axis(shape.U, *factors) for factors in different]
        return Reach(*np.array(found, np.int64).reshape(-1, 7)[where].T)

    def take(self, rows) -> "TileWords":
        """The same for some of the rows."""
        some = object.__new__(TileWords)
        for name, part in vars(self).items():
            setattr(some, name, {key: values[rows] for key, values in part.items()})
        return some


@checked
def fits(store, words: dict[str, np.ndarray], holds: str) -> np.ndarray:
    """Which tiles a store has room for: together, or each in its part."""
    if isinstance(store.words, dict):
        sizes = [(words[tensor], store.words.get(tensor, 0)) for tensor in holds]
    else:
        none = np.zeros(len(words["O"]), np.int64)
        sizes = [(sum((words[tensor] for tensor in holds), none), store.words)]
    ok = np.ones(len(words["O"]), bool)
    for size, room in sizes:
        if room is not None:
            ok &= size <= room
    return ok


@checked
def turns(
    tensor: str, time: list[tuple[str, np.ndarray]], full, new: dict | None = None
) -> np.ndarray:
    """Words that enter buffers, as accesses.fetched, for many mappings at once: loops in time outermost first."""
    shape = np.broadcast_shapes(np.shape(full), *(np.shape(bound) for _, bound in time))
    outer, run = np.ones(shape, np.int64), np.ones(shape, np.int64)
    moved, closed, last = (
        np.zeros(shape, bool),
        np.zeros(shape, bool),
        np.full(shape, -1, np.int8),
    )
    for dim, bound in reversed(time):
        many = bound > 1
        if tensor != "I":
            if dim in RELEVANT[tensor]:
                moved |= many
            outer *= np.where(moved, bound, 1)
            continue
        if dim in RELEVANT["I"]:
            last[many & ~moved] = AT[dim]
            goes_on = many & ~closed & (last == AT[dim])
            moved |= many
        else:
            goes_on = np.False_
        run *= np.where(goes_on, bound, 1)
        outside = moved & many & ~goes_on
        closed |= outside
        outer *= np.where(outside, bound, 1)
    if tensor != "I":
        return outer * full
    brought = np.broadcast_to(full, shape).copy()
    for dim, words in (new or {}).items():
        np.copyto(brought, words, where=last == AT[dim])
    return outer * (full + (run - 1) * brought)
