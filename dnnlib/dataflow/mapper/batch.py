"""Words and turns of many mappings at once: what tiles.py and accesses.py do for one, over arrays.

Factors are whole numbers in arrays of 8 columns, one a dimension, in the order of DIMS.
"""

from functools import lru_cache

import numpy as np

from dnnlib.dataflow.loopnest import DIMS, RELEVANT
from dnnlib.dataflow.tiles import positions
from dnnlib.shapes import ConvShape

AT = {dim: k for k, dim in enumerate(DIMS)}


def columns(dims: str) -> list[int]:
    """The columns of some dimensions."""
    return [AT[dim] for dim in dims]


@lru_cache(maxsize=2**16)
def axis(U: int, P: int, p: int, R: int, r: int) -> tuple[int, ...]:
    """Input rows of p output rows under r filter rows in a PE, with P and R of them unrolled over the array.

    Returns, for the array and then for a PE: its rows, those that the next turn over P brings, over R; then the rows
    that the PEs touch in one step.
    """
    here = []
    for tile in (positions(((P * p, U), (R * r, 1))), positions(((p, U), (r, 1)))):
        total = tile.bit_count()
        here += [
            total,
            *(
                total - (tile & tile << shift).bit_count()
                for shift in (U * P * p, R * r)
            ),
        ]
    return *here, positions(((P, U * p), (R, r))).bit_count()


class Tiles:
    """The words of array tiles and PE tiles, a row of spatial and inside factors each; and what a turn brings of I."""

    def __init__(self, shape: ConvShape, spatial: np.ndarray, inside: np.ndarray):
        self.array: dict[str, np.ndarray] = {}
        self.pe: dict[str, np.ndarray] = {}
        self.step: dict[str, int] = {}
        self.new_array: dict[str, np.ndarray] = {}
        self.new_pe: dict[str, np.ndarray] = {}
        both = spatial * inside
        for tensor in "FO":
            used = columns(RELEVANT[tensor])
            self.array[tensor], self.pe[tensor] = (
                both[:, used].prod(1),
                inside[:, used].prod(1),
            )
            self.step[tensor] = spatial[:, used].prod(1)
        tall, wide = (self._axis(shape, spatial, inside, dims) for dims in ("PR", "QS"))
        depth = columns("GNC")
        for part, factors, of in (
            (self.array, both, 0),
            (self.pe, inside, 3),
            (self.step, spatial, 6),
        ):
            part["I"] = factors[:, depth].prod(1) * tall[of] * wide[of]
        for new, factors, of in ((self.new_array, both, 1), (self.new_pe, inside, 4)):
            deep = factors[:, depth].prod(1)
            for k, (down, across) in enumerate((("P", "Q"), ("R", "S"))):
                new[down] = deep * tall[of + k] * wide[of - 1]
                new[across] = deep * tall[of - 1] * wide[of + k]

    @staticmethod
    def _axis(shape, spatial, inside, dims) -> np.ndarray:
        a, b = columns(dims)
        rows = np.stack([spatial[:, a], inside[:, a], spatial[:, b], inside[:, b]])
        codes, where = np.unique(
            np.ravel_multi_index(rows, rows.max(1, initial=1) + 1), return_inverse=True
        )
        unique = np.stack(
            np.unravel_index(codes, rows.max(1, initial=1) + 1), 1
        ).tolist()
        return (
            np.array([axis(shape.U, *row) for row in unique], np.int64)
            .reshape(-1, 7)[where]
            .T
        )

    def take(self, rows) -> "Tiles":
        """The same for some of the rows."""
        some = object.__new__(Tiles)
        for name, part in vars(self).items():
            setattr(some, name, {key: values[rows] for key, values in part.items()})
        return some


def fits(store, words: dict[str, np.ndarray], holds: str) -> np.ndarray:
    """Which tiles a store has room for: together, or each in its part."""
    sizes = [(words[tensor], store.words.get(tensor, 0)) for tensor in holds] if isinstance(store.words, dict) else [
        (sum(words[tensor] for tensor in holds), store.words)]  # fmt: skip
    ok = np.ones(len(words["O"]), bool)
    for size, room in sizes:
        if room is not None:
            ok &= size <= room
    return ok


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
