"""How often words move under many mappings at once: what accesses.py counts for one, over arrays.

A tensor's words come anew in each turn of the loops in time that do not concern it, as far as those lie outside the
innermost loop that does. All else is the tensor's size: its tiles share it among them (of I, windows overlap).
"""

from typing import NamedTuple

import numpy as np

from dnnlib.dataflow.loopnest import DIMS, RELEVANT
from dnnlib.dataflow.mapper import rows as axis
from dnnlib.dataflow.mapper.space import AXES, Rules, slides
from dnnlib.dataflow.mapper.ways import Role
from dnnlib.door import explained

# the loops that leave a tensor still
SET = {
    tensor: "".join(dim for dim in DIMS if dim not in RELEVANT[tensor])
    for tensor in "IFO"
}
# the loop that moves I, when this tensor is still
SLIDES = {"F": "NPQ", "O": "CRS", "I": "NCPQRS"}


class Loops(NamedTuple):
    """The loops in time of some mappings, in two orders: for each tensor how far outside each loop still counts.

    depth: {tensor: {letter: 0 neither level's turns, 1 DRAM's, 2 the buffer's too}}; slider: the role whose loop moves
    I, -1 for none; joined: whether its loops at the buffer and at DRAM are one loop.
    """

    depth: dict[str, dict[str, np.ndarray]]
    slider: np.ndarray
    joined: np.ndarray


class Columns(dict):
    """The ways of some inner choices, {column: {letter: numbers}}: a column is gathered when it is first asked for.

    Beside the columns of Ways: "copies", cols * rows; "choice", the number of each role's inner choice.
    """

    def __init__(self, some: "Counting", inner: np.ndarray):
        super().__init__()
        self.some, self.inner = some, inner

    def __missing__(self, name: str) -> dict[str, np.ndarray]:
        self[name] = self._gathered(name)
        return self[name]

    def _gathered(self, name: str) -> dict[str, np.ndarray]:
        letters = self.some.letters
        if name == "copies":
            return {at: self["cols"][at] * self["rows"][at] for at in letters}
        if name == "choice":
            return {at: self.inner[:, k] for k, at in enumerate(letters)}
        return self.some.of(name, self.inner)


class Flow(NamedTuple):
    """Words of many mappings: of I and F served to the array and received by its PEs; of O that arrived, and left them.

    A tensor that the register files do not hold is served in every step; what PEs receive of it is not kept.
    """

    served_I: np.ndarray
    received_I: np.ndarray
    served_F: np.ndarray
    received_F: np.ndarray
    arrived_O: np.ndarray
    left_O: np.ndarray

    @explained
    def take(self, some) -> "Flow":
        """The words of some of the mappings."""
        return Flow(*(words[some] for words in self))


class Counting:
    """The words that mappings of some rules move; ways, outside and tiles are {letter of a role: numbers}.

    roles: some of them, of a nest that is not whole yet; then what is counted is the least that the others leave.
    """

    @explained
    def __init__(self, rules: Rules, roles: list[Role] | None = None):
        self.rules, self.shape = rules, rules.shape
        self.roles = rules.roles() if roles is None else roles
        self.letters = "".join(one.letter for one in self.roles)
        self.macs, self.outputs = self.shape.macs, self.shape.size("O")
        self.cuts = rules.cuts
        self.tables: dict[tuple[str, str], np.ndarray] = {}

    def of(self, name: str, inner: np.ndarray) -> dict[str, np.ndarray]:
        """One column of the ways of each role, for some inner choices: {letter: numbers}."""
        return {
            one.letter: getattr(one.inner, name)[inner[:, k]]
            for k, one in enumerate(self.roles)
        }

    def ways(self, inner: np.ndarray) -> Columns:
        """All columns of the ways of each role, for some inner choices."""
        return Columns(self, inner)

    def pes(self, ways: dict, number: int) -> np.ndarray:
        """PEs of a nest: the product of its spatial bounds."""
        total = np.ones(number, np.int64)
        for copies in ways["copies"].values():
            total *= copies
        return total

    def loops(self, outside: dict, buffer: dict, outer: str, order: str, number: int) -> Loops:  # fmt: skip
        """Which turns count for which tensor, where loops over roles have more than one turn (booleans)."""
        depth: dict[str, dict[str, np.ndarray]] = {}
        nest = [(2, letter, buffer) for letter in reversed(order) if letter in buffer]
        nest += [(1, letter, outside) for letter in reversed(outer) if letter in outside]  # fmt: skip
        for tensor in "IFO":
            moved = np.zeros(number, bool)
            depth[tensor] = {}
            for level, letter, many in nest:
                if letter in RELEVANT[tensor]:
                    moved = moved | many[letter]
                else:
                    before = depth[tensor].get(letter, 0)
                    counts = np.where(moved, level, 0)
                    depth[tensor][letter] = np.maximum(before, counts)
        return Loops(depth, *self._slider(nest, number))

    def _slider(self, nest: list, number: int) -> tuple[np.ndarray, np.ndarray]:
        """The innermost loop that moves I, and whether it goes on from the buffer's loops to DRAM's."""
        slider, joined = np.full(number, -1), np.zeros(number, bool)
        moved, closed = np.zeros(number, bool), np.zeros(number, bool)
        for level, letter, turns in nest:
            many, k = turns[letter], self.letters.index(letter)
            goes_on = np.zeros(number, bool)
            if letter in RELEVANT["I"]:
                slider[many & ~moved] = k
                goes_on = many & ~closed & (slider == k)
                joined |= goes_on & (level == 1)
                moved |= many
            closed |= moved & many & ~goes_on
        return slider, joined

    def turns(self, tensor: str, loops: Loops, columns: tuple) -> np.ndarray:
        """Turns of the loops that do not concern a tensor, as far as they count: columns are by depth {letter: turns}."""
        total = np.ones(len(loops.slider), np.int64)
        for letter, depth in loops.depth[tensor].items():
            none, dram, both = (column[letter] for column in columns)
            total *= np.where(depth == 2, both, np.where(depth == 1, dram, none))
        return total

    def undivided(self, output: str, filter: str) -> int:
        """Rows of I along an axis of which no loop slides a window: all taps of all outputs, or the rows there are."""
        size, taps = (getattr(self.shape, dim) for dim in (output, filter))
        if slides(self.shape, (output, filter)):
            return (size - 1) * self.shape.U + taps
        return size * taps

    def inputs(self, blocks: dict, follow: dict):
        """Words of I in all tiles that share the roles in blocks; where a loop slides, without those already there.

        follow: {letter: how many tiles come after another one of the same window, 0 where that loop does not slide}.
        """
        total, U = np.int64(self.shape.N * self.shape.C), self.shape.U
        for output, filter in AXES:
            size, taps = (getattr(self.shape, dim) for dim in (output, filter))
            if not (output in self.letters and filter in self.letters):
                total = total * self.undivided(output, filter)
                continue
            p, turns = blocks[output], blocks[filter]
            r = taps // turns
            rows = axis.all_under(U, size, p, r, turns)
            rows = rows - follow.get(output, 0) * turns * axis.next_output(U, r, 0)
            kept = (size - p) * axis.next_filter(U, 2, r, r)
            total = total * (rows - follow.get(filter, 0) * kept)
        return total

    def inputs_of_pes(self, ways: dict, follow: dict):
        """Words of I for the tiles of the PEs, of which each moves on by what all have together."""
        total, U = np.int64(self.shape.N * self.shape.C), self.shape.U
        for output, filter in AXES:
            size, taps = (getattr(self.shape, dim) for dim in (output, filter))
            if not (output in self.letters and filter in self.letters):
                total = total * self.undivided(output, filter)
                continue
            tiles, turns = ways["parts"][output], ways["parts"][filter]
            p, r = ways["inside"][output], ways["inside"][filter]
            rows = axis.all_under(U, size, tiles, r, turns)
            gap = p * (ways["copies"][output] - 1)
            rows = rows - follow.get(output, 0) * turns * axis.next_output(U, r, gap)
            shift = r * ways["copies"][filter]
            kept = (tiles - 1) * axis.next_filter(U, p, r, shift)
            kept = kept + axis.next_filter(U, size - (tiles - 1) * p, r, shift)
            total = total * (rows - follow.get(filter, 0) * kept)
        return total

    def inputs_of_steps(self, ways: dict):
        """Words of I that the PEs use in a step, each once, over all steps."""
        total = np.int64(self.shape.N * self.shape.C)
        for output, filter in AXES:
            size, taps = (getattr(self.shape, dim) for dim in (output, filter))
            if not (output in self.letters and filter in self.letters):
                total = total * self.undivided(output, filter)
                continue
            p, r = (ways["choice"][at] for at in (output, filter))
            total = total * self.steps_under((output, filter))[p, r]
        return total

    def steps_under(self, dims: tuple[str, str]) -> np.ndarray:
        """Rows that the PEs use in a step, over all steps: [choices of the output's role, of the filter's], made once."""
        if dims not in self.tables:
            size, taps = (getattr(self.shape, dim) for dim in dims)
            p, r = (self.roles[self.letters.index(dim)].inner for dim in dims)
            k, m = (at.ravel() for at in np.indices((len(p.cols), len(r.cols))))
            across, down = (p.cols * p.rows)[k], (r.cols * r.rows)[m]
            rows = axis.steps_under(
                self.shape.U, size, across, p.inside[k], p.blocks[k],
                down, r.inside[m], taps // down,
            )  # fmt: skip
            self.tables[dims] = rows.reshape(len(p.cols), len(r.cols))
        return self.tables[dims]

    def flow(self, ways: dict, outside: dict, tiles: dict, loops: Loops) -> Flow:
        """What moves below the buffer, where choices for the array go with turns at DRAM."""
        ones = dict.fromkeys(self.letters, 1)
        time = (ones, outside, ways["blocks"])
        copies = (ways["first"], tiles, ways["parts"])
        found = []
        for tensor in "IFO":
            if tensor not in self.rules.register:
                served = self.steps_of(tensor, ways, len(loops.slider))
                found += [served, np.full_like(served, self.macs if tensor == "O" else 0)]  # fmt: skip
                continue
            both = [self.turns(tensor, loops, some) for some in (time, copies)]
            if tensor == "I":
                starts = self.follow(loops, ways["blocks"], ones, outside)
                both[0] = both[0] * self.inputs(ways["blocks"], starts)
                starts = self.follow(loops, ways["parts"], ways["first"], tiles)
                both[1] = both[1] * self.inputs_of_pes(ways, starts)
            else:
                both = [words * self.shape.size(tensor) for words in both]
            found += both
        return Flow(*found)

    def steps_of(self, tensor: str, ways: dict, number: int) -> np.ndarray:
        """Words that all PEs use in a step, each once, summed over the steps."""
        words = self.inputs_of_steps(ways) if tensor == "I" else self.shape.size(tensor)
        total = np.full(number, 1) * words
        for letter, turns in ways["turns"].items():
            if letter not in RELEVANT[tensor]:
                total = total * turns
        return total

    def follow(self, loops: Loops, tiles: dict, once: dict, outside: dict) -> dict:
        """Tiles of each sliding loop that come after another: all but the first of DRAM's turns, or of all turns."""
        found = {}
        for letter in "PQRS":
            if letter in self.letters:
                starts = np.where(loops.joined, once[letter], outside[letter])
                here = loops.slider == self.letters.index(letter)
                found[letter] = np.where(here, tiles[letter] - starts, 0)
        return found

    def least_flow(self, ways: dict, still: str, number: int) -> Flow:
        """The least that moves if one tensor is left still by all the buffer's loops, and never moves anew.

        Of I the window slides as far as it can: over the loop that brings least.
        """
        ones = dict.fromkeys(self.letters, np.ones(number, np.int64))
        all_turns, none = np.full(number, 2), np.zeros(number, int)
        depth = {}
        for tensor in "IFO":
            other = [at for at in self.letters if at not in RELEVANT[tensor]]
            depth[tensor] = dict.fromkeys(other, none if tensor == still else all_turns)
        loops = Loops(depth, np.full(number, -1), np.ones(number, bool))
        least = self.flow(ways, ones, ways["first"], loops)
        for at in SLIDES[still]:
            if at in self.letters and at in "PQRS" and "I" in self.rules.register:
                slider = np.full(number, self.letters.index(at))
                slid = self.flow(ways, ones, ways["first"], loops._replace(slider=slider))  # fmt: skip
                least = least._replace(
                    served_I=np.minimum(least.served_I, slid.served_I),
                    received_I=np.minimum(least.received_I, slid.received_I),
                )
        return least

    def may_stay(self, ways: dict, still: str, number: int) -> np.ndarray:
        """Whether the buffer has a loop that leaves a tensor still, or has no loop at all."""
        stays = [ways["blocks"][at] > 1 for at in SET[still] if at in self.letters]
        empty = [ways["blocks"][at] == 1 for at in self.letters if at != "G"]
        ok = np.logical_or.reduce([np.zeros(number, bool), *stays])
        return ok | np.logical_and.reduce([np.ones(number, bool), *empty])
