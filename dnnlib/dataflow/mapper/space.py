"""The space of mappings of a layer onto a hardware, as arrays: one row a choice, one column a role of dimensions.

    DRAM: outside / GLB: buffer spatial* / RF: inside

A mapping is put together from a choice for the array (copies, and loops of the register files), a choice for DRAM and
an order of the loops in time at DRAM and at the buffer; the buffer's bounds follow (ways.py).

Of the orders only those are here that can be best: the innermost loop of more than one turn can leave one tensor
still, so the loops that do not concern that tensor all belong inside, and for I it matters which loop comes next.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, reduce
from math import factorial, prod
from typing import NamedTuple

import numpy as np

from dnnlib.dataflow.hardware import Hardware, Store
from dnnlib.dataflow.loopnest import DIMS, RELEVANT, Level, Loop, Mapping
from dnnlib.dataflow.mapper.rows import under
from dnnlib.dataflow.mapper.ways import (  # fmt: skip
    PLACES,
    Role,
    bounds_of,
    divisors,
    role,
    together,
    ways,
)
from dnnlib.dataflow.taxonomy import Dataflow
from dnnlib.dataflow.tiles import bounds
from dnnlib.door import checked, explained
from dnnlib.shapes import ConvShape

ORDERS = {  # outermost first, by the tensor that stays
    "F": ("GMCRSPQN", "GMCRSNQP", "GMCRSNPQ"),
    "O": ("GNMPQRSC", "GNMPQCSR", "GNMPQCRS"),
    "I": ("GCPQRSNM", "GNPQRSCM", "GNCQRSPM", "GNCPRSQM", "GNCPQSRM", "GNCPQRSM"),
}
# a floor adds up in another order than a cost: never prune on the last bits
SLACK = 1 + 1e-9
WHOLE = "RS"  # loops over filter rows and columns always divide them
AXES = (("P", "R"), ("Q", "S"))


@explained
def last(order: str, stays: str) -> str:
    """An order's loops with those innermost that do not concern the tensor."""
    moves = [dim for dim in order if dim in RELEVANT[stays]]
    return "".join(moves) + "".join(dim for dim in order if dim not in moves)


def slides(shape: ConvShape, axis: tuple[str, str]) -> bool:
    """Whether windows overlap along an axis."""
    output, filter = (getattr(shape, dim) for dim in axis)
    return output > 1 and filter > 1 and filter > shape.U


class Under(NamedTuple):
    """What a mapping comes to at most, else it need not be written down: an objective's value, and steps in time."""

    objective: str = "energy"
    bound: float = np.inf
    steps: float = np.inf

    @property
    def bounded(self) -> bool:
        """Whether anything is left out."""
        return min(self.bound, self.steps) < np.inf

    def most(self, steps: np.ndarray) -> np.ndarray:
        """The energy at most of mappings that take at least so many steps."""
        most = np.full(len(steps), self.bound * SLACK)
        return most / steps if self.objective == "edp" else most

    def left(self, floor: np.ndarray, steps: np.ndarray) -> float:
        """How much energy choices with such floors leave at most to what is to come."""
        if self.bound == np.inf:
            return np.inf
        return float((self.most(steps) - floor).max(initial=-np.inf))


@checked
@dataclass(frozen=True)
class Rules:
    """What a search may choose from: a layer, a hardware, a dataflow, and the tensors that pass the buffer by.

    ragged: whether the last turn of a loop may be short, over any dimension (but R and S); None: over those alone that
    would leave half of a side of the array idle else. under: choices that surely come to more may be missing.
    """

    shape: ConvShape
    hardware: Hardware
    flow: Dataflow
    passing: str
    ragged: bool | None = None
    under: Under = Under()

    @property
    def register(self) -> str:
        """The tensors that the register file holds."""
        return self.flow.register or ""

    @property
    def held(self) -> str:
        """The tensors that the buffer holds."""
        return "".join(tensor for tensor in "IFO" if tensor not in self.passing)

    @property
    def sizes(self) -> dict[str, int]:
        """What the loops over each dimension must cover."""
        return bounds(self.shape)

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

    def cut(self, dim: str) -> bool:
        """Whether loops over a dimension may overrun it."""
        if dim in WHOLE or self.ragged is False:
            return False
        return bool(self.ragged) or self._odd(self.sizes[dim])

    def _odd(self, size: int) -> bool:
        """Whether the divisors of a size leave half of the array's longer side idle, or more: 197 on 14 PEs."""
        side = max(self.hardware.rows, self.hardware.cols)
        fill = max(d for d in divisors(size) if d <= side)
        return 2 * fill < min(side, size)

    @property
    def cuts(self) -> str:
        """The dimensions whose last turn may be short."""
        return "".join(dim for dim in DIMS if self.cut(dim))

    def whole(self, place: str) -> dict[str, int]:
        """The factors that the dataflow fixes: as much of a dimension as an array's side or the register file takes."""
        fixed = {}
        for dim, where in self.flow.whole:
            choices = divisors(self.sizes[dim]) if place == where else []
            if place in ("rows", "cols"):
                most = getattr(self.hardware, place)
                choices = [d for d in choices if d <= most]
            elif choices:
                choices = [d for d in choices if self._room(dim, d)]
            if choices:
                fixed[dim] = choices[-1]
        return fixed

    def _room(self, dim: str, inside: int) -> bool:
        """Whether a register file has room for so much of one dimension, and one of each other."""
        alone = {one: 1 for one in DIMS} | {dim: inside}
        tiles = {}
        for tensor in "FO":
            tiles[tensor] = max(alone[one] for one in RELEVANT[tensor])
        tiles["I"] = max(inside if dim in "GNCPRQS" else 1, 1)
        words = {tensor: np.array([size]) for tensor, size in tiles.items()}
        return bool(fits(self.hardware.stores[2], words, self.register)[0])

    def allowed(self, dim: str, place: str) -> tuple[int, ...]:
        """The bounds that a dimension may have in a place."""
        fixed = self.whole(place)
        if dim in fixed:
            return (fixed[dim],)
        free = dim in self.flow.along(place)
        if not free or place == "inside" and not self.register:
            return (1,)
        found = bounds_of(self.sizes[dim], self.cut(dim))
        if place in ("rows", "cols"):
            most = getattr(self.hardware, place)
            return tuple(one for one in found if one <= most)
        if place == "inside":
            # 1 even where that has no room: then nothing fits, and the search says so
            return tuple(one for one in found if one == 1 or self._room(dim, one))
        return found

    def roles(self) -> list[Role]:
        """The dimensions of more than one, those of one role together."""
        return list(_roles(self._groups(), self._plan(), self._sides()))

    def _groups(self) -> tuple[tuple[str, str], ...]:
        """(letter, dimensions) of each role: outputs that share no input, terms of one sum; the others each alone."""
        free = [axis for axis in AXES if not slides(self.shape, axis)]
        groups = {
            "N": "N" + "".join(axis[0] for axis in free),
            "C": "C" + "".join(axis[1] for axis in free),
        }
        taken = "".join(groups.values())
        groups |= {dim: dim for dim in DIMS if dim not in taken}
        some = ((one, "".join(d for d in dims if self.sizes[d] > 1)) for one, dims in groups.items())  # fmt: skip
        return tuple((letter, dims) for letter, dims in some if dims)

    def _plan(self) -> tuple[tuple, ...]:
        """What `ways` wants to know of each dimension."""
        places = ("outside", "cols", "rows", "inside")
        return tuple(
            (size, tuple(self.allowed(dim, place) for place in places),
             dim not in self.flow.buffer, self.cut(dim))
            for dim, size in self.sizes.items()
        )  # fmt: skip

    def _sides(self) -> tuple[int, int]:
        return self.hardware.rows, self.hardware.cols

    def size(self) -> int:
        """Mappings that could be written down, whether they fit or not: factors, times the orders of all loops."""
        total, sizes = 1, self.sizes.values()
        for plan in self._plan():
            total *= len(ways(*plan).outside)
        return total * factorial(sum(bound > 1 for bound in sizes)) ** 2

    def mapping(
        self, factors: dict[str, list[int]], outer_order: str, inner_order: str
    ) -> Mapping:
        """The Mapping of one choice: the bounds of each dimension in PLACES, and an order for each level."""

        def loops(place: str, order: str, star: bool = False) -> tuple[Loop, ...]:
            at = PLACES.index(place)
            some = [(dim, factors[dim][at]) for dim in order if dim in factors]
            return tuple(Loop(dim, bound, star) for dim, bound in some if bound > 1)

        names = [store.name for store in self.hardware.stores]
        buffer = loops("buffer", inner_order)
        buffer += loops("cols", DIMS, True) + loops("rows", DIMS, True)
        levels = [
            Level(names[0], loops("outside", outer_order)),
            Level(names[1], buffer, self.held),
        ]
        if self.register:
            levels.append(Level(names[2], loops("inside", DIMS), self.register))
        return Mapping(tuple(levels))

    def written(self, roles: list[Role], order: str) -> str:
        """An order of roles as an order of dimensions."""
        dims = {one.letter: one.dims for one in roles}
        return "".join(dims.get(letter, "") for letter in order)


@lru_cache(maxsize=256)
def _roles(groups: tuple[tuple[str, str], ...], plan: tuple, sides: tuple[int, int]) -> tuple[Role, ...]:  # fmt: skip
    """The roles of some groups of dimensions; cached, since layers and sets of passing tensors share them."""
    plans, found = dict(zip(DIMS, plan)), []
    for letter, dims in groups:
        each = [ways(*plans[dim]) for dim in dims]
        all_ways = reduce(lambda a, b: together(a, b, *sides), each)
        size = prod(plans[dim][0] for dim in dims)
        found.append(role(letter, dims, size, all_ways))
    return tuple(found)


@explained
def fits(store: Store, words: dict[str, np.ndarray], holds: str) -> np.ndarray:
    """Which tiles a store has room for: together, or each in its part."""
    sizes: list[tuple[np.ndarray, int | None]]
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


@explained
def words(U: int, roles: list[Role], columns: list[np.ndarray]) -> dict[str, np.ndarray]:  # fmt: skip
    """The words of tiles that have so much of each role: {tensor: words}. What no role has is one."""
    at = {one.letter: column for one, column in zip(roles, columns)}
    rows = len(columns[0]) if columns else 1
    found = {tensor: np.ones(rows, np.int64) for tensor in "IFO"}
    for one in roles:
        for tensor in "FO":
            if one.letter in RELEVANT[tensor]:
                found[tensor] = found[tensor] * at[one.letter]
        if one.letter in "GNC":
            found["I"] = found["I"] * at[one.letter]
    for output, filter in AXES:
        if output in at or filter in at:
            found["I"] = found["I"] * under(U, at.get(output, 1), at.get(filter, 1))
    return found


@explained
def inner_choices(
    rules: Rules, roles: list[Role], alive: Callable | None = None
) -> np.ndarray:
    """Every choice for the array that fits: the number of each role's inner choice. Shape: [choices, roles].

    alive(number of roles, choices, copies that there is room for): which of the choices to go on with; all if None.
    """
    rows, cols = rules._sides()
    some = np.zeros((1, 0), np.int32)
    down = across = code = np.ones(1, np.int64)
    for k, one in enumerate(roles):
        old, new = _side_by_side(down, one.inner.rows, rows)
        ok = across[old] * one.inner.cols[new] <= cols
        old, new = old[ok], new[ok]
        some = np.concatenate([some[old], new[:, None].astype(np.int32)], 1)
        ok = _room(rules, roles[: k + 1], some)
        old, new, some = old[ok], new[ok], some[ok]
        down = down[old] * one.inner.rows[new]
        across = across[old] * one.inner.cols[new]
        code = code[old] * (one.alike.max(initial=0) + 1) + one.alike[new]
        # of layouts that cost the same and leave as many rows free one will do
        _, code = np.unique(code, return_inverse=True)
        mark = code * (rows + 1) + down if k + 1 < len(roles) else code
        _, first = np.unique(mark, return_index=True)
        some, code = some[first], code[first]
        down, across = down[first], across[first]
        if alive:
            ok = alive(k + 1, some, (rows // down) * (cols // across))
            some, code, down, across = some[ok], code[ok], down[ok], across[ok]
    return some[_one_of_two(rules, roles, some)]


def _side_by_side(used: np.ndarray, more: np.ndarray, room: int):
    """Pairs (a choice so far, one of the next role) that a side of the array has room for."""
    # small numbers: a table of all pairs is looked through, not listed
    table = used.astype(np.int32)[:, None] * more.astype(np.int32)
    return np.nonzero(table <= room)


def _one_of_two(rules: Rules, roles: list[Role], some: np.ndarray) -> np.ndarray:
    """Where height and width are alike, one of each two choices that only swap them: they cost the same."""
    letters = [one.letter for one in roles]
    shape, flow = rules.shape, rules.flow
    square = (shape.P, shape.R) == (shape.Q, shape.S) and set("PQRS") <= set(letters)
    places = [flow.along(place) for place in PLACES]
    blind = all((a in p) == (b in p) for p in places for a, b in ("PQ", "RS"))
    if not (square and blind) or flow.whole:
        return np.ones(len(some), bool)
    p, q, r, s = (some[:, letters.index(at)] for at in "PQRS")
    tall, wide = roles[letters.index("P")], roles[letters.index("Q")]
    p, q = tall.alike[p], wide.alike[q]
    return (p > q) | (p == q) & (r >= s)


def _room(rules: Rules, roles: list[Role], some: np.ndarray) -> np.ndarray:
    """Which choices have room: a PE's tile in the register file, and the array's in the buffer."""
    ok = np.ones(len(some), bool)
    U, stores = rules.shape.U, rules.hardware.stores
    if rules.register:
        inside = [one.inner.inside[some[:, k]] for k, one in enumerate(roles)]
        ok &= fits(stores[2], words(U, roles, inside), rules.register)
    array = [one.inner.array[some[:, k]] for k, one in enumerate(roles)]
    return ok & fits(stores[1], words(U, roles, array), rules.held)


@explained
def outer_choices(
    rules: Rules, roles: list[Role], alive: Callable | None = None
) -> np.ndarray:
    """Every choice for DRAM that may fit: the number of each role's outside bound. Shape: [choices, roles].

    alive(number of roles, choices): which of the choices to go on with; all if None.
    """
    some = np.zeros((1, 0), np.int32)
    for k, one in enumerate(roles):
        old, new = (at.ravel() for at in np.indices((len(some), len(one.outside))))
        some = np.concatenate([some[old], new[:, None].astype(np.int32)], 1)
        least = [r.least[some[:, j]] for j, r in enumerate(roles[: k + 1])]
        ok = fits(rules.hardware.stores[1], words(rules.shape.U, roles[: k + 1], least), rules.held)  # fmt: skip
        some = some[ok]
        if alive:
            some = some[alive(k + 1, some)]
    return some
