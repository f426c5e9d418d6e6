"""The space of mappings of a layer onto a hardware, as arrays: one row a choice, one column a dimension.

A mapping is put together from an inner choice (the loops of the array and of the register files), an outer choice
(the tile of the buffer) and an order of the loops of DRAM and of the buffer:

    DRAM: bound/tile / GLB: tile/(spatial*inside) spatial* / RF: inside

Of the orders only those are here that can be best: the innermost loop of more than one turn can leave one tensor
still, so the loops that do not concern that tensor all belong inside, and for I it matters which loop comes next.
"""

from dataclasses import dataclass
from itertools import product
from math import factorial

import numpy as np

from dnnlib.dataflow.hardware import Hardware
from dnnlib.dataflow.loopnest import DIMS, RELEVANT, Level, Loop, Mapping
from dnnlib.dataflow.mapper.batch import AT, TileWords, fits
from dnnlib.dataflow.taxonomy import Dataflow
from dnnlib.dataflow.tiles import bounds
from dnnlib.door import checked
from dnnlib.shapes import ConvShape

ORDERS = {  # outermost first, by the tensor that stays
    "F": ("GMCRSPQN", "GMCRSNQP", "GMCRSNPQ"),
    "O": ("GNMPQRSC", "GNMPQCSR", "GNMPQCRS"),
    "I": ("GCPQRSNM", "GNPQRSCM", "GNCQRSPM", "GNCPRSQM", "GNCPQSRM", "GNCPQRSM"),
}
BLOCK = 2**18  # inner choices looked at together: some tens of megabytes


def last(order: str, stays: str) -> str:
    """The same loops, those that do not concern the tensor innermost."""
    moves = [dim for dim in order if dim in RELEVANT[stays]]
    return "".join(moves) + "".join(dim for dim in order if dim not in moves)


@checked
def divisors(number: int) -> list[int]:
    """The divisors of a number, the smallest first."""
    return [d for d in range(1, number + 1) if number % d == 0]


def _with_each(down: np.ndarray, across: np.ndarray, pairs: np.ndarray):
    """Every layout so far with every pair of factors of one more dimension, each in a column of its own."""
    old, new = (k.ravel() for k in np.indices((len(down), len(pairs))))
    return np.c_[down[old], pairs[new, 0]], np.c_[across[old], pairs[new, 1]]


@checked
@dataclass(frozen=True)
class Rules:
    """What a search may choose from: a layer, a hardware, a dataflow, and the tensors that pass the buffer by."""

    shape: ConvShape
    hardware: Hardware
    flow: Dataflow
    passing: str

    @property
    def register(self) -> str:
        """The tensors that the register file holds."""
        return self.flow.register or ""

    @property
    def held(self) -> str:
        """The tensors that the buffer holds."""
        return "".join(tensor for tensor in "IFO" if tensor not in self.passing)

    @property
    def bounds(self) -> np.ndarray:
        """What the loops over each dimension multiply to, in the order of DIMS."""
        return np.array(list(bounds(self.shape).values()), np.int64)

    @property
    def orders(self) -> list[tuple[str, str]]:
        """Orders of the loops at DRAM and at the buffer: (the tensor that stays, the dimensions outermost first).

        Where the dataflow wants a tensor to stay, the loops that do not concern it come last.
        At a level without such loops another one can be left still: so all orders are here.
        """
        free = [(still, order) for still, some in ORDERS.items() for order in some]
        stays = self.flow.stays
        return [
            (still, last(order, stays) if stays else order) for still, order in free
        ]

    @property
    def movers(self) -> list[str]:
        """For each of the orders the loop that moves I: the innermost, or the one outside those that leave I still."""
        return [
            order[-2] if still == "I" else order[-1]
            for still, some in ORDERS.items()
            for order in some
        ]

    def whole(self, place: str) -> dict[str, int]:
        """The factors that the dataflow fixes: as much of a dimension as an array's side or the register file takes."""
        fixed, shape = {}, self.shape
        for dim, where in self.flow.whole:
            choices = [d for d in divisors(int(self.bounds[AT[dim]])) if place == where]
            if place in ("rows", "cols"):
                choices = [d for d in choices if d <= getattr(self.hardware, place)]
            elif choices:
                inside = np.ones((len(choices), 8), np.int64)
                inside[:, AT[dim]] = choices
                ok = fits(
                    self.hardware.stores[2],
                    TileWords(shape, np.ones_like(inside), inside).pe,
                    self.register,
                )
                choices = [d for d, room in zip(choices, ok) if room]
            if choices:
                fixed[dim] = choices[-1]
        return fixed

    def unrolled(self) -> tuple[np.ndarray, np.ndarray]:
        """Every way to unroll loops over the array, and one layout of each: the part that lies along the rows.

        Shapes: [ways, 8], [ways, 8]. Two layouts of the same factors cost the same, so one will do.
        """
        rows, cols = self.hardware.rows, self.hardware.cols
        down = across = np.ones((1, 0), np.int64)
        # a dimension at a time: what the array has no room for grows no further
        for dim, bound in zip(DIMS, self.bounds.tolist()):
            down, across = _with_each(down, across, self._sides(dim, bound))
            ok = (down.prod(1) <= rows) & (across.prod(1) <= cols)
            down, across = down[ok], across[ok]
            # of layouts that leave as many rows free one will do
            codes = self._code(down * across) * (rows + 1) + down.prod(1)
            _, first = np.unique(codes, return_index=True)
            down, across = down[first], across[first]
        _, first = np.unique(self._code(down * across), return_index=True)
        return (down * across)[first], down[first]

    def _sides(self, dim: str, bound: int) -> np.ndarray:
        """Every pair of factors of a dimension that can lie along the rows and along the columns. Shape: [ways, 2]."""
        rows, cols = (self._factors(side, dim, bound) for side in ("rows", "cols"))
        pairs = [(y, x) for y in rows for x in cols if bound % (y * x) == 0]
        return np.array(pairs, np.int64).reshape(-1, 2)

    def _factors(self, side: str, dim: str, bound: int) -> list[int]:
        """Factors of a dimension along a side of the array: what the dataflow fixes, or what it allows."""
        fixed = self.whole(side)
        if dim in fixed:
            return [fixed[dim]]
        allowed = divisors(bound) if dim in getattr(self.flow, side) else [1]
        return [factor for factor in allowed if factor <= getattr(self.hardware, side)]

    def _code(self, factors: np.ndarray) -> np.ndarray:
        """Each row of factors as one number: digits in a system that has a base for each dimension."""
        bases = [1, *(self.bounds[: factors.shape[1]] + 1)]
        weights = np.cumprod(bases, dtype=np.int64)[: factors.shape[1]]
        return factors @ weights

    def inside(self) -> np.ndarray:
        """Every set of loops that the register files have room for. Shape: [ways, 8]."""

        def room(ways: np.ndarray) -> np.ndarray:
            return fits(
                self.hardware.stores[2],
                TileWords(self.shape, np.ones_like(ways), ways).pe,
                self.register,
            )

        fixed = self.whole("inside")
        ways = np.ones((1, 8), np.int64)
        for dim, bound in zip(DIMS, self.bounds.tolist()):
            factors = [fixed[dim]] if dim in fixed else divisors(bound)
            if dim in self.flow.inside and self.register:
                ways = np.repeat(ways, len(factors), 0)
                ways[:, AT[dim]] = np.tile(factors, len(ways) // len(factors))
                ways = ways[room(ways)]
        return ways[room(ways)] if self.register else ways

    def outer(self) -> np.ndarray:
        """Every tile that the buffer has room for. Shape: [ways, 8]."""
        limits = zip(DIMS, self.bounds.tolist())
        tiles = (
            divisors(bound) if dim in self.flow.outside else [bound]
            for dim, bound in limits
        )
        ways = np.array(list(product(*tiles)), np.int64)
        return ways[
            fits(
                self.hardware.stores[1],
                TileWords(self.shape, np.ones_like(ways), ways).pe,
                self.held,
            )
        ]

    def size(self) -> int:
        """Mappings that could be written down, whether they fit or not: factors, times the orders of all loops."""
        total, limits = 1, self.bounds.tolist()
        fixed = {place: self.whole(place) for place in ("rows", "cols", "inside")}
        for dim, bound in zip(DIMS, limits):
            # the products that the places so far can make, with repetition
            ways = np.ones(1, np.int64)
            for place in fixed:
                free = divisors(bound) if dim in getattr(self.flow, place) else [1]
                ways = np.outer(
                    ways, [fixed[place][dim]] if dim in fixed[place] else free
                ).ravel()
                ways = ways[bound % ways == 0]
            total *= sum(self._splits(dim, bound // way) for way in ways.tolist())
        return total * factorial(sum(bound > 1 for bound in limits)) ** 2

    def _splits(self, dim: str, left: int) -> int:
        """Ways to share what is left of a dimension between DRAM and the buffer."""
        outside, buffer = dim in self.flow.outside, dim in self.flow.buffer
        return (
            len(divisors(left))
            if outside and buffer
            else int(outside or buffer or left == 1)
        )

    def mapping(
        self, spatial, rows, inside, tile, outer_order: str, inner_order: str
    ) -> Mapping:
        """The Mapping of one choice: rows of `unrolled`, `inside` and `outer`, and an order for each level."""

        def loops(factors, order: str, star: bool = False) -> tuple[Loop, ...]:
            return tuple(
                Loop(dim, int(factors[AT[dim]]), star)
                for dim in order
                if factors[AT[dim]] > 1
            )

        names = [store.name for store in self.hardware.stores]
        buffer = loops(tile // (spatial * inside), inner_order)
        buffer += loops(spatial // rows, DIMS, True) + loops(rows, DIMS, True)
        levels = [
            Level(names[0], loops(self.bounds // tile, outer_order)),
            Level(names[1], buffer, self.held),
        ]
        if self.register:
            levels.append(Level(names[2], loops(inside, DIMS), self.register))
        return Mapping(tuple(levels))
