"""The energy of many mappings at once: `accesses.count` and `energy.energy` over arrays, and a floor under each choice.

E(mapping) = inner(choice for the array, words brought to it) + outer(choice for DRAM, order of DRAM's loops)

No mapping with an inner choice costs less than its floor: one tensor is left still by the buffer's innermost loop, at
best by all loops that do not concern it, and the two others move in every turn. Where DRAM's innermost loop leaves
another tensor still, the first moves anew in each of DRAM's turns: that makes the floor higher, by the tile.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from dnnlib.dataflow.loopnest import DIMS, Mapping
from dnnlib.dataflow.mapper.counting import SET, SLIDES, Counting, Flow
from dnnlib.dataflow.mapper.growing import array_of, tiles_under
from dnnlib.dataflow.mapper.prices import Prices
from dnnlib.dataflow.mapper.space import Rules, fits, words
from dnnlib.door import explained


class Group(NamedTuple):
    """Choices for DRAM with orders under which a still tensor moves anew equally often; the cheapest first."""

    anew: int
    tile: np.ndarray
    outer: np.ndarray
    cost: np.ndarray


class Pricing(Counting):
    """All choices of a search as arrays, with what they cost.

    inner: choices for the array, with the steps and the floor of each [n, roles], [n], [n];
    tile, outer: choices for DRAM and what they cost there for each order [m, roles], [m, orders];
    groups: these costs again, by the tensor that the buffer's loops leave still.
    """

    @explained
    def __init__(self, rules: Rules):
        super().__init__(rules)
        self.orders, self.prices = rules.orders, Prices.of(rules)
        array = array_of(replace(rules, passing="IFO"))
        keep = self._fits(array.inner)
        self.inner, self.steps = array.inner[keep], array.steps[keep]
        self.array, self.working = array.pes[keep], array.working[keep]
        self.floors = {still: flow.take(keep) for still, flow in array.floors.items()}
        self.stays = {still: ok[keep] for still, ok in array.stays.items()}
        every = np.arange(len(self.inner))
        self.floor = np.minimum.reduce([self.floor_of(every, t) for t in "FOI"])
        left = rules.under.left(self.floor, self.steps)
        self.tile = tiles_under(rules, self.roles, left)
        self.outer = np.zeros((0, len(self.orders)))
        self.groups: dict[str, list[Group]] = {}
        if len(self.inner) and len(self.tile):
            self._outer()

    def _fits(self, inner: np.ndarray) -> np.ndarray:
        """Which choices for the array have a tile that the buffer has room for."""
        sizes = list(self.of("array", inner).values())
        return fits(self.rules.hardware.stores[1], self.tile_words(sizes, len(inner)), self.rules.held)  # fmt: skip

    def tile_words(self, sizes: list[np.ndarray], number: int) -> dict[str, np.ndarray]:
        """The words of tiles that have so much of each role."""
        if self.roles:
            return words(self.shape.U, self.roles, sizes)
        return {tensor: np.ones(number, np.int64) for tensor in "IFO"}

    def outside(self, tile: np.ndarray) -> dict[str, np.ndarray]:
        """DRAM's turns over each role, for some choices for DRAM."""
        return {one.letter: one.outside[tile[:, k]] for k, one in enumerate(self.roles)}

    def least(self) -> list[np.ndarray]:
        """The smallest tile of the buffer of each role, for every choice for DRAM."""
        return [one.least[self.tile[:, k]] for k, one in enumerate(self.roles)]

    def linked(self, name: str, inner: np.ndarray, tile: np.ndarray) -> dict[str, np.ndarray]:  # fmt: skip
        """What both choices together have of each role: "buffer", "tiles" or "way"."""
        return {
            one.letter: getattr(one, name)[inner[:, k], tile[:, k]]
            for k, one in enumerate(self.roles)
        }

    def turning(self, inner: np.ndarray, tile: np.ndarray) -> dict[str, np.ndarray]:
        """Over which roles the buffer has a loop."""
        blocks = self.of("blocks", self.inner[inner])
        outside = self.outside(self.tile[tile])
        return {at: blocks[at] > outside[at] for at in self.letters}

    def cheapest(self) -> float:
        """The least that a choice for DRAM costs there."""
        return self.outer.min(initial=np.inf)

    def weight(self, objective: str) -> np.ndarray:
        """What the energy is multiplied by, for each inner choice, to be what is minimized."""
        return self.steps if objective == "edp" else np.ones(len(self.inner))

    @property
    def timed(self) -> bool:
        """Whether a store has a bandwidth, so that cycles are more than steps."""
        return any(store.bandwidth for store in self.rules.hardware.stores)

    def fit(self, inner: np.ndarray, tile: np.ndarray) -> np.ndarray:
        """Whether choices for the array and for DRAM go together, and the buffer has room for their tile."""
        sizes = self.linked("buffer", self.inner[inner], self.tile[tile])
        ok = np.ones(len(inner), bool)
        for size in sizes.values():
            ok &= size > 0
        held = self.tile_words(list(sizes.values()), len(inner))
        return ok & fits(self.rules.hardware.stores[1], held, self.rules.held)

    def mapping(self, inner: int, tile: int, outer: int, order: int) -> Mapping:
        """The Mapping that stands for a choice."""
        factors: dict[str, list[int]] = {}
        for k, one in enumerate(self.roles):
            way = one.way[self.inner[inner, k], self.tile[tile, k]]
            factors |= dict(zip(one.dims, one.ways.factors[way].tolist()))
        at, of = (self.rules.written(self.roles, self.orders[k][1]) for k in (outer, order))  # fmt: skip
        return self.rules.mapping(factors, at, of)

    def parent(self, tensor: str) -> tuple[float, float]:
        """What it costs to read and write a word at the level that serves the PEs: the buffer, or DRAM if passed by."""
        past, prices = tensor in self.rules.passing, self.prices
        return (prices.dram, prices.to_dram) if past else (prices.buffer, prices.to_buffer)  # fmt: skip

    def below(self, flow: Flow, pes: np.ndarray) -> np.ndarray:
        """The energy of everything but DRAM's words to and from the buffer."""
        cost = self.macs * self.prices.mac + self.sums(flow.left_O, flow.arrived_O)
        for tensor in "IF":
            served, received = (getattr(flow, f"{what}_{tensor}") for what in ("served", "received"))  # fmt: skip
            cost = cost + self.operand(tensor, pes, served, received)
        return cost

    def operand(self, tensor: str, pes, served, received) -> np.ndarray:
        """What I or F costs below its parent, which reads `served` words; PEs take in `received` in all."""
        delivery = np.where(pes > 1, self.prices.network, 0)
        cost = self.parent(tensor)[0] * served
        if tensor in self.rules.register:
            local = self.prices.to_local + delivery
            return cost + received * local + self.macs * self.prices.local
        return cost + self.macs * delivery

    def sums(self, left, arrived) -> np.ndarray:
        """What O costs below and at its parent, where `left` partial sums leave the PEs and `arrived` get there."""
        back, (read, write) = arrived - self.outputs, self.parent("O")
        cost = arrived * write + back * read + self.prices.network * (left - arrived)
        if "O" not in self.rules.register:
            return cost
        kept = (back + self.macs) * self.prices.to_local
        return cost + kept + (self.macs - left + back) * self.prices.local

    def cost(
        self, inner: np.ndarray, tile: np.ndarray, outer: int, order: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Energy and cycles of complete mappings: choices for the array and for DRAM (their numbers), and two orders."""
        ways, outside = self.ways(self.inner[inner]), self.outside(self.tile[tile])
        buffer = self.turning(inner, tile)
        tiles = self.linked("tiles", self.inner[inner], self.tile[tile])
        many = {at: outside[at] > 1 for at in self.letters}
        orders = self.orders[outer][1], self.orders[order][1]
        loops = self.loops(many, buffer, *orders, len(inner))
        flow = self.flow(ways, outside, tiles, loops)
        cost = self.below(flow, self.array[inner]) + self.outer[tile, outer]
        cycles = self.cycles(inner, tile, outer, flow)
        return cost + self.prices.cycle * cycles, cycles

    def cycles(
        self, inner: np.ndarray, tile: np.ndarray, outer: int, flow: Flow
    ) -> np.ndarray:
        """Cycles, as `latency`: the steps, or the words of a store over its bandwidth where that is more."""
        took = self.steps[inner]
        stores = self.rules.hardware.stores[: 3 if self.rules.register else 2]
        if not self.timed:
            return took
        for store, moved in zip(stores, self.traffic(inner, tile, outer, flow)):
            if store.bandwidth is not None:
                took = np.maximum(took, moved / store.bandwidth)
        return took

    def traffic(
        self, inner: np.ndarray, tile: np.ndarray, outer: int, flow: Flow
    ) -> list[np.ndarray]:
        """Words that DRAM and the buffer read and write, and those of one register file where all share the work."""
        dram, buffer = (some[tile, outer] for some in self.moved)
        for tensor in "IFO":
            served = flow.arrived_O if tensor == "O" else getattr(flow, f"served_{tensor}")  # fmt: skip
            words = 2 * served - self.outputs if tensor == "O" else served
            if tensor in self.rules.passing:
                dram = dram + words
            else:
                buffer = buffer + words
        local = np.zeros(len(inner))
        for tensor in self.rules.register:
            if tensor == "O":
                back = flow.arrived_O - self.outputs
                local = local + 2 * back + 2 * self.macs - flow.left_O
            else:
                local = local + getattr(flow, f"received_{tensor}") + self.macs
        return [dram, buffer, local / self.working[inner]]

    # ---- DRAM ----

    def _outer(self) -> None:
        outside = self.outside(self.tile)
        many = {at: outside[at] > 1 for at in self.letters}
        each = [self._dram(outside, many, order) for _, order in self.orders]
        self.outer, *moved = (np.stack(some, 1) for some in zip(*each))
        self.moved = tuple(moved)
        self.outer[~self.distinct(many, len(self.tile), once=True)] = np.inf
        stays = self.rules.flow.stays
        for still in stays or "FOI":
            anew = np.ones(len(self.tile), np.int64)
            for letter in SET[still]:
                anew *= outside.get(letter, 1)
            same = [still == other or bool(stays) for other, _ in self.orders]
            self.groups[still] = list(self._groups(np.where(same, 1, anew[:, None])))

    def _dram(self, outside: dict, many: dict, order: str) -> tuple:
        """What the buffer's words cost at DRAM and as they enter the buffer, and how many they are at each of the two."""
        none = dict.fromkeys(self.letters, np.zeros(len(self.tile), bool))
        loops = self.loops(many, none, order, order, len(self.tile))
        ones, prices = dict.fromkeys(self.letters, 1), self.prices
        total, dram, buffer = (np.zeros(len(self.tile)) for _ in range(3))
        for tensor in self.rules.held:
            words = self.turns(tensor, loops, (ones, outside, outside))
            if tensor == "I":
                starts = self.follow(loops, outside, ones, outside)
                words = words * self.inputs(outside, starts)
            else:
                words = words * self.shape.size(tensor)
            if tensor == "O":
                back = words - self.outputs
                total += words * prices.to_dram + back * (prices.dram + prices.to_buffer)  # fmt: skip
            else:
                total += words * (prices.dram + prices.to_buffer)
            entered = back if tensor == "O" else words
            dram += words + (back if tensor == "O" else 0)
            buffer += entered
        return total, dram, buffer

    def _groups(self, anew: np.ndarray) -> Iterator[Group]:
        tile, outer = np.nonzero(np.isfinite(self.outer))
        cost, anew = self.outer[tile, outer], anew[tile, outer]
        sort = np.lexsort((cost, anew))
        values, starts = np.unique(anew[sort], return_index=True)
        for value, part in zip(values.tolist(), np.split(sort, starts[1:])):
            yield Group(value, tile[part], outer[part], cost[part])

    def distinct(self, many: dict, number: int, once: bool = False) -> np.ndarray:
        """Which orders differ at a level where only some roles have loops: {letter: [n]} -> [n, orders].

        An order is for the tensor that its innermost loop leaves still, and for the loop that moves I: without those
        loops it is the same as another order. A level without loops leaves still what the level outside it does: it
        has one order for each tensor, or only one in all if `once`.
        """

        def any_of(letters: str) -> np.ndarray:
            some = [many[at] for at in letters if at in many]
            return np.logical_or.reduce(some) if some else np.zeros(number, bool)

        some = {still: any_of(SET[still]) for still in SET}
        keep, flow = [], self.rules.flow.stays
        first, none, seen = flow or self.orders[0][0], ~any_of(DIMS[1:]), set()
        for (still, _), mover in zip(self.orders, self.rules.movers):
            moves = any_of(mover) | (~any_of(SLIDES[still]) & (still not in seen))
            stays = some[still] | (none & (not once or still == first))
            if flow and still != flow:  # where the wanted tensor can stay, it does
                stays &= ~some[flow] & ~none
            keep.append(moves & stays)
            seen.add(still)
        return np.stack(keep, 1)

    # ---- floors ----

    def floor_of(self, some: np.ndarray, still: str, anew: int = 1) -> np.ndarray:
        """The least that inner choices can cost if one tensor is left still, and moves anew so many times."""
        flow = self.floors[still].take(some)
        if anew > 1:
            names = ("arrived_O", "left_O") if still == "O" else (f"served_{still}", f"received_{still}")  # fmt: skip
            if still in self.rules.register:
                served, received = (getattr(flow, name) for name in names)
                flow = flow._replace(**dict(zip(names, (served * anew, self._anew(received, anew, still)))))  # fmt: skip
        least = self.below(flow, self.array[some]) + self.prices.cycle * self.steps[some]  # fmt: skip
        return np.where(self.stays[still][some], least, np.inf)

    def _anew(self, received: np.ndarray, anew: int, still: str) -> np.ndarray:
        """What PEs receive anew so often: copies that idle in a short turn take nothing, then only one copy is sure."""
        if not self.cuts:
            return received * anew
        return np.maximum(received, anew * self._once(still))

    def _once(self, still: str) -> int:
        """The words of a tensor that are wanted, each once."""
        return self.shape.wanted(still)


@lru_cache(maxsize=16)
def pricing(rules: Rules) -> Pricing:
    """The Pricing of some rules, built once in a process: equal rules get the same one."""
    return Pricing(rules)
