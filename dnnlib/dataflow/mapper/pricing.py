"""The energy of many mappings at once: `accesses.count` and `energy.energy` over arrays, and a floor under each choice.

E(mapping) = inner(array tile, PE tile, words brought to them) + outer(tile of the buffer, order of DRAM's loops)

No mapping with an inner choice costs less than its floor: one tensor is left still by the buffer's innermost loop, at
best by all loops that do not concern it, and the two others move in every turn. Where DRAM's innermost loop leaves
another tensor still, the first moves anew in each of DRAM's turns: that makes the floor higher, by the tile.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from dnnlib.dataflow.loopnest import DIMS, NETWORK, RELEVANT, Mapping
from dnnlib.dataflow.mapper.batch import AT, TileWords, columns, fits, turns
from dnnlib.dataflow.mapper.space import BLOCK, Rules

# leave it still
SET = {
    tensor: "".join(dim for dim in DIMS if dim not in RELEVANT[tensor])
    for tensor in "IFO"
}
# the loop that moves I, when this tensor is still
SLIDES = {"F": "NPQ", "O": "CRS", "I": "NCPQRS"}


class Group(NamedTuple):
    """Tiles with orders of DRAM's loops under which a still tensor moves anew equally often; the cheapest first."""

    anew: int
    tile: np.ndarray
    outer: np.ndarray
    cost: np.ndarray


class Pricing:
    """All choices of a search as arrays, with what they cost.

    inner: rows (way to unroll, way to loop inside) that fit, with the steps and the floor of each [n, 2], [n], [n];
    tile, outer: the tiles of the buffer and what they cost at DRAM for each order [m, 8], [m, orders];
    groups: these costs again, by the tensor that the buffer's loops leave still.
    """

    def __init__(self, rules: Rules):
        self.rules, self.orders = rules, rules.orders
        shape, costs = rules.shape, rules.hardware.costs
        names = [store.name for store in rules.hardware.stores]
        # floats: integers of 64 bits times costs in a small unit may wrap
        self.dram, self.buffer = float(costs[names[0]]), float(costs[names[1]])
        self.local = float(costs[names[2]]) if rules.register else 0.0
        self.network = float(costs[NETWORK]) if NETWORK in costs.names else 0.0
        self.macs, self.mac = shape.macs, float(costs.mac)
        self.outputs = shape.size("O")
        self.spatial, self.rows = rules.unrolled()
        self.inside = rules.inside()
        self._outer()
        self._inner()

    def parent(self, tensor: str) -> float:
        """What a word costs at the level that serves the PEs: the buffer, or DRAM where the tensor passes it by."""
        return self.dram if tensor in self.rules.passing else self.buffer

    def time(self, bounds: np.ndarray, order: str) -> list[tuple[str, np.ndarray]]:
        """Loops in time in an order, without those of dimensions that the layer has not."""
        return [
            (dim, bounds[:, AT[dim]]) for dim in order if self.rules.bounds[AT[dim]] > 1
        ]

    def _outer(self) -> None:
        tile = self.rules.outer()
        tiles = TileWords(self.rules.shape, np.ones_like(tile), tile)
        outside = self.rules.bounds // tile
        cost = np.stack(
            [self._dram(tiles, self.time(outside, order)) for _, order in self.orders],
            1,
        )
        cost[~self.distinct(outside > 1, once=True)] = np.inf
        self.tile, self.outer, self.groups = tile, cost, {}
        for still in "FOI" if not self.rules.flow.stays else self.rules.flow.stays:
            anew = outside[:, columns(SET[still])].prod(1)
            same = np.array(
                [
                    still == other or bool(self.rules.flow.stays)
                    for other, _ in self.orders
                ]
            )
            self.groups[still] = list(self._groups(np.where(same, 1, anew[:, None])))

    def _groups(self, anew: np.ndarray) -> Iterator[Group]:
        tile, outer = np.nonzero(np.isfinite(self.outer))
        cost, anew = self.outer[tile, outer], anew[tile, outer]
        sort = np.lexsort((cost, anew))
        values, starts = np.unique(anew[sort], return_index=True)
        for value, part in zip(values.tolist(), np.split(sort, starts[1:])):
            yield Group(value, tile[part], outer[part], cost[part])

    def distinct(self, loops: np.ndarray, once: bool = False) -> np.ndarray:
        """Which orders differ at a level where only some dimensions have loops: [n, 8] -> [n, orders].

        An order is for the tensor that its innermost loop leaves still, and for the loop that moves I: without those
        loops it is the same as another order. A level without loops leaves still what the level outside it does: it
        has one order for each tensor, or only one in all if `once`.
        """
        some, keep = {still: loops[:, columns(SET[still])].any(1) for still in SET}, []
        flow = self.rules.flow.stays
        first, none, seen = flow or self.orders[0][0], ~loops[:, 1:].any(1), set()
        for (still, _), mover in zip(self.orders, self.rules.movers):
            moves = loops[:, AT[mover]] | (
                ~loops[:, columns(SLIDES[still])].any(1) & (still not in seen)
            )
            stays = some[still] | (none & (not once or still == first))
            if flow and still != flow:  # where the wanted tensor can stay, it does
                stays &= ~some[flow] & ~none
            keep.append(moves & stays)
            seen.add(still)
        return np.stack(keep, 1)

    def _dram(self, tiles: TileWords, time) -> np.ndarray:
        total = np.zeros(len(tiles.pe["O"]))
        for tensor in self.rules.held:
            words = turns(tensor, time, tiles.pe[tensor], tiles.new_pe)
            back = words - self.outputs if tensor == "O" else 0
            total += (words + back) * self.dram + (
                back if tensor == "O" else words
            ) * self.buffer
        return total

    def _inner(self) -> None:
        found, floors = [np.zeros((0, 2), np.int64)], [np.zeros(0)]
        step = max(1, BLOCK // max(1, len(self.inside)))
        # some ways to unroll at a time: all pairs at once would not fit in memory
        for first in range(0, len(self.spatial), step):
            ways = self._inner_ways(first, min(first + step, len(self.spatial)))
            tiles = self.tiles(ways)
            ok = fits(self.rules.hardware.stores[1], tiles.array, self.rules.held)
            ways, tiles = ways[ok], tiles.take(ok)
            found.append(ways)
            each = [self.floor_of(ways, tiles, still) for still in "FOI"]
            floors.append(np.minimum.reduce(each))
        self.inner, self.floor = np.concatenate(found), np.concatenate(floors)
        self.steps = self.macs // self.spatial.prod(1)[self.inner[:, 0]]

    def _inner_ways(self, first: int, last: int) -> np.ndarray:
        """Pairs (way to unroll, way to loop inside) whose factors divide the layer's bounds. Shape: [n, 2]."""
        sizes = last - first, len(self.inside)
        ways = np.indices(sizes).reshape(2, -1).T + [first, 0]
        factors = self.spatial[ways[:, 0]] * self.inside[ways[:, 1]]
        return ways[(self.rules.bounds % factors == 0).all(1)]

    def cheapest(self) -> float:
        """The least that a tile costs at DRAM."""
        return self.outer.min(initial=np.inf)

    def weight(self, objective: str) -> np.ndarray:
        """What the energy is multiplied by, for each inner choice, to be what is minimized."""
        return self.steps if objective == "edp" else np.ones(len(self.inner))

    def array_tile(self, inner: np.ndarray) -> np.ndarray:
        """The factors of what the array works on, for some inner choices. Shape: [n, 8]."""
        return self.spatial[self.inner[inner, 0]] * self.inside[self.inner[inner, 1]]

    def fit(self, inner: np.ndarray, tile: np.ndarray) -> np.ndarray:
        """Whether whole tiles of the array fill the buffer's, and only by loops that the dataflow has there."""
        array, buffer = self.array_tile(inner), self.tile[tile]
        closed = columns(
            "".join(dim for dim in DIMS if dim not in self.rules.flow.buffer)
        )
        return (buffer % array == 0).all(1) & (
            buffer[:, closed] == array[:, closed]
        ).all(1)

    def mapping(self, inner: int, tile: int, outer: int, order: int) -> Mapping:
        """The Mapping that stands for a choice."""
        way, inside = self.inner[inner]
        orders = self.orders[outer][1], self.orders[order][1]
        return self.rules.mapping(
            self.spatial[way],
            self.rows[way],
            self.inside[inside],
            self.tile[tile],
            *orders,
        )

    def tiles(self, ways: np.ndarray) -> TileWords:
        """The tiles of some inner choices."""
        return TileWords(
            self.rules.shape, self.spatial[ways[:, 0]], self.inside[ways[:, 1]]
        )

    def operand(
        self, tensor: str, tiles: TileWords, pes, served, received
    ) -> np.ndarray:
        """What I or F costs below its parent, which reads `served` words; each PE takes in `received`."""
        delivery = np.where(pes > 1, self.network, 0)
        if tensor in self.rules.register:
            return (
                self.parent(tensor) * served
                + pes * received * (self.local + delivery)
                + self.macs * self.local
            )
        return (
            self.parent(tensor) * (self.macs // pes) * tiles.step[tensor]
            + self.macs * delivery
        )

    def sums(self, spatial: np.ndarray, pes, words) -> np.ndarray:
        """What O costs below and at its parent, where `words` partial sums leave each PE."""
        kept = "O" in self.rules.register
        left = pes * words if kept else np.full_like(pes, self.macs)
        arrived = left // spatial[:, columns("CRS")].prod(1)
        back = arrived - self.outputs
        cost = self.parent("O") * (arrived + back) + self.network * (left - arrived)
        return (
            cost + self.local * (back + 2 * self.macs - left + back) if kept else cost
        )

    def floor_of(
        self, ways: np.ndarray, tiles: TileWords, still: str, anew: int = 1
    ) -> np.ndarray:
        """The least that inner choices can cost if one tensor is left still, and moves anew so many times."""
        spatial = self.spatial[ways[:, 0]]
        left = self.rules.bounds // (spatial * self.inside[ways[:, 1]])
        turn = {tensor: left.prod(1) for tensor in "IFO"}
        turn[still] = left[:, columns(RELEVANT[still])].prod(1) * anew
        pes = spatial.prod(1)
        served, received = (turn["F"] * tiles.array["F"], turn["F"] * tiles.pe["F"])
        cost = self.operand("F", tiles, pes, served, received)
        cost = cost + self.sums(spatial, pes, turn["O"] * tiles.pe["O"])
        cost += self.macs * self.mac
        # a loop that moves I may bring a part of a tile: at best the one that brings least
        moved = (
            self._slid(tiles, pes, turn["I"], dim, left[:, AT[dim]])
            for dim in SLIDES[still]
        )
        cost += np.minimum.reduce(list(moved))
        # without a loop that leaves the tensor still there is no such order, unless there is no loop at all
        stays = (left[:, columns(SET[still])] > 1).any(1)
        return np.where(stays | (left[:, 1:] == 1).all(1), cost, np.inf)

    def _slid(self, tiles: TileWords, pes, turn, dim: str, run) -> np.ndarray:
        """What I costs if a loop of `run` turns over a dimension moves it, out of all the turns."""
        served, received = (
            turn // run * (words["I"] + (run - 1) * new.get(dim, words["I"]))
            for words, new in ((tiles.array, tiles.new_array), (tiles.pe, tiles.new_pe))
        )
        return self.operand("I", tiles, pes, served, received)

    def cost(
        self,
        ways: np.ndarray,
        tiles: TileWords,
        which: np.ndarray,
        outer: int,
        inner: int,
    ) -> np.ndarray:
        """The energy of complete mappings: inner choices, their tiles, tiles of the buffer, and two orders."""
        tile, spatial = self.tile[which], self.spatial[ways[:, 0]]
        time = self.time(self.rules.bounds // tile, self.orders[outer][1])
        time += self.time(
            tile // (spatial * self.inside[ways[:, 1]]), self.orders[inner][1]
        )
        pes, one = spatial.prod(1), np.ones(len(ways), np.int64)
        f = turns("F", time, one)
        cost = self.operand("F", tiles, pes, f * tiles.array["F"], f * tiles.pe["F"])
        i = [
            turns("I", time, t["I"], new)
            for t, new in ((tiles.array, tiles.new_array), (tiles.pe, tiles.new_pe))
        ]
        cost = cost + self.operand("I", tiles, pes, *i)
        cost += self.sums(spatial, pes, turns("O", time, tiles.pe["O"]))
        return cost + self.macs * self.mac + self.outer[which, outer]


@lru_cache(maxsize=16)
def pricing(rules: Rules) -> Pricing:
    """The same Pricing for the same rules, built once in a process."""
    return Pricing(rules)
