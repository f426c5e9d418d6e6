"""Choices for the array and for DRAM, role by role; those that cannot come under a known cost are left out on the way.

A nest that is not whole yet has a floor already: each role that is still to come only adds turns, so what the roles
chosen so far move is the least that is moved. Where all last turns may be short there are millions of choices, and the
best mapping with whole turns tells at once what is too dear: hardly one in a thousand is left.
"""

from functools import lru_cache, reduce
from math import prod
from typing import NamedTuple

import numpy as np

from dnnlib.dataflow.loopnest import RELEVANT, TENSORS
from dnnlib.dataflow.mapper.counting import SET, Counting, Flow
from dnnlib.dataflow.mapper.prices import Prices
from dnnlib.dataflow.mapper.rows import under
from dnnlib.dataflow.mapper.space import (
    AXES,
    SLACK,
    Rules,
    inner_choices,
    outer_choices,
)
from dnnlib.dataflow.mapper.ways import Role
from dnnlib.door import explained


class Array(NamedTuple):
    """All choices for the array, whatever passes the buffer by: their numbers, steps, and the floor of each still.

    pes: copies as they are written; working: those of them that have work.
    """

    inner: np.ndarray
    pes: np.ndarray
    working: np.ndarray
    steps: np.ndarray
    floors: dict[str, Flow]
    stays: dict[str, np.ndarray]


@lru_cache(maxsize=4)
def array_of(rules: Rules) -> Array:
    """The choices for the array of some rules that let all tensors pass by, so that searches share them."""
    some = Counting(rules)
    bounded = rules.under.bounded and set(rules.register) == set(TENSORS)
    alive = Growing(rules).alive if bounded else None
    inner = inner_choices(rules, some.roles, alive)
    ways, number = some.ways(inner), len(inner)
    floors = {still: some.least_flow(ways, still, number) for still in "FOI"}
    stays = {still: some.may_stay(ways, still, number) for still in "FOI"}
    steps, working = (_product(ways[name], number) for name in ("turns", "first"))
    return Array(inner, some.pes(ways, number), working, steps, floors, stays)


class Growing:
    """Which nests of some roles can still come under the bound of some rules; the register file holds all tensors."""

    @explained
    def __init__(self, rules: Rules):
        self.rules, self.roles, self.prices = rules, rules.roles(), Prices.of(rules)
        self.wanted = {tensor: rules.shape.wanted(tensor) for tensor in TENSORS}
        self.room = {tensor: rules.hardware.stores[2].room(tensor) for tensor in TENSORS}  # fmt: skip

    def alive(self, number: int, some: np.ndarray, room: np.ndarray) -> np.ndarray:
        """Which choices of the first so many roles can, where so many copies more find room in the array."""
        under, come = self.rules.under, self.roles[number:]
        counting = Counting(self.rules, self.roles[:number])
        ways = counting.ways(some)
        rest = prod(one.size for one in come)
        steps = _product(ways["turns"], len(some)) * np.maximum(1, rest / room)
        ok = steps <= under.steps * SLACK
        if under.bound < np.inf:
            more = {tensor: self._parts(ways, come, tensor, len(some)) for tensor in TENSORS}  # fmt: skip
            least = [self.floor(counting, ways, still, more, room) for still in "FOI"]
            leaked = self.prices.cycle * steps
            ok &= reduce(np.minimum, least) + leaked <= under.most(steps)
        return ok

    def floor(self, counting: Counting, ways, still: str, more: dict, room) -> np.ndarray:  # fmt: skip
        """The least energy if the buffer's loops leave one tensor still; each passes the buffer by or not.

        more: how often roles to come bring each tensor anew at least; so many copies of theirs have room.
        """
        macs, prices, number = counting.macs, self.prices, len(room)
        flow = counting.least_flow(ways, still, number)
        delivery = np.where(counting.pes(ways, number) > 1, prices.network, 0)
        work = macs * (prices.mac + 2 * prices.local + prices.to_local)
        cost = np.full(number, work)
        again = {tensor: more[tensor] if tensor != still else 1 for tensor in TENSORS}
        fewer = {tensor: np.maximum(1, again[tensor] / room) for tensor in TENSORS}
        for tensor, served, received in (
            ("I", flow.served_I * fewer["I"], flow.received_I * again["I"]),
            ("F", flow.served_F * fewer["F"], flow.received_F * again["F"]),
        ):
            cost = cost + received * (prices.to_local + delivery)
            cost = cost + self._parent(tensor, served, served, 0)
        arrived, left = flow.arrived_O * fewer["O"], flow.left_O * again["O"]
        back = arrived - self.wanted["O"]
        cost = cost + self._parent("O", back, arrived, self.wanted["O"])
        cost = cost + prices.network * (left - arrived) + back * prices.to_local
        # a register file's reads are fewer the more sums leave it: known only where the way out costs as much
        if prices.network >= prices.local:
            cost = cost + (macs - left + back) * prices.local
        return cost

    def _parts(self, ways, come: list[Role], tensor: str, number: int):
        """How many tiles of a PE the roles to come make at least that leave a tensor where it is.

        Their bounds inside are at most what the register file has room for beside the roles so far.
        """
        others = [one for one in come if one.letter not in RELEVANT[tensor]]
        if not others or tensor == "O" and not self.plain:
            return np.ones(number)
        inside, most = ways["inside"], np.full(number, np.inf)
        for held in TENSORS.replace(tensor, ""):
            used = _least_tile(held, inside, others[0].letter, number, self.rules)
            most = np.minimum(most, self.room[held] // used)
        return np.maximum(1, prod(one.size for one in others) / np.maximum(1, most))

    @property
    def plain(self) -> bool:
        """Whether more sums on their way never cost less, be it in one hop or more."""
        prices = self.prices
        hop = prices.network - prices.local
        stop = min(prices.buffer + prices.to_buffer, prices.dram + prices.to_dram)
        return hop >= 0 and stop + prices.to_local >= hop

    def _parent(self, tensor: str, read, written, home) -> np.ndarray:
        """What DRAM and the buffer take for a tensor's words to and from the array, the cheaper of the ways there are."""
        prices, flow = self.prices, self.rules.flow
        writes = written if tensor == "O" else 0
        past = read * prices.dram + writes * prices.to_dram
        held = read * prices.buffer + writes * prices.to_buffer + home * prices.to_dram
        if tensor != "O":
            held = held + self.wanted[tensor] * (prices.dram + prices.to_buffer)
        if flow.passing is None:
            return np.minimum(past, held)
        return past if tensor in flow.passing else held


def _least_tile(tensor: str, inside: dict, letter: str, number: int, rules: Rules):
    """Words of a tensor in the tile of a PE, over the roles so far, by which loops over the roles to come multiply.

    A window of p outputs and r filter rows is at least p high, and r: of each axis the side alone counts on which
    the letter to come is, unless both sides are there.
    """
    total = np.ones(number, np.int64)
    if tensor != "I":
        for at in set(inside) & set(RELEVANT[tensor]):
            total = total * inside[at]
        return total
    for at in set(inside) & set("GNC"):
        total = total * inside[at]
    for output, filter in AXES:
        mine = output if letter in "NPQ" else filter
        if output in inside and filter in inside:
            total = total * under(rules.shape.U, inside[output], inside[filter])
        elif mine in inside:
            total = total * inside[mine]
    return total


@explained
def tiles_under(rules: Rules, roles: list[Role], left: float) -> np.ndarray:
    """The choices for DRAM that may fit, and cost no more there than is left. Shape: [choices, roles]."""
    alive = None
    if left < np.inf:
        alive = lambda number, some: dram_floor(rules, roles[:number], some) <= left
    return outer_choices(rules, roles, alive)


@explained
def dram_floor(rules: Rules, roles: list[Role], some: np.ndarray) -> np.ndarray:
    """The least that the buffer's words cost at DRAM: its innermost loop leaves at most one tensor still."""
    prices, costs = Prices.of(rules), {}
    for tensor in TENSORS:
        turns = np.ones(len(some), np.int64)
        for k, one in enumerate(roles):
            if one.letter not in RELEVANT[tensor]:
                turns = turns * one.outside[some[:, k]]
        if tensor not in rules.held:
            turns = turns * 0
        once = rules.shape.wanted(tensor) * (tensor in rules.held)
        moved = turns * rules.shape.wanted(tensor)
        costs[tensor] = [_crossing(prices, tensor, words, once) for words in (once, moved)]  # fmt: skip
    stills = [_still(costs, still) for still in SET]
    return reduce(np.minimum, stills)


def _crossing(prices: Prices, tensor: str, words, once: int):
    """What words cost that come from DRAM to the buffer, or of O go there and, all but the last time, come back."""
    if tensor == "O":
        return words * prices.to_dram + (words - once) * (prices.dram + prices.to_buffer)  # fmt: skip
    return words * (prices.dram + prices.to_buffer)


def _still(costs: dict, still: str):
    return sum(costs[tensor][tensor != still] for tensor in TENSORS)


def _product(column: dict[str, np.ndarray], number: int) -> np.ndarray:
    return reduce(np.multiply, column.values(), np.ones(number, np.int64))
