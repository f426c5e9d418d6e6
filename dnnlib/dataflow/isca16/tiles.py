"""All tile sizes of a published dataflow on one layer, and an exact search for those of least energy.

The energy depends on most tiles through their number of passes alone, ⌈M/m⌉, so of all sizes with as many passes the
smallest stands for the rest: it needs the least room. And where p filters are followed by t sets of them,
⌈M/(p*t)⌉ = ⌈⌈M/p⌉/t⌉, so this holds for p and t, q and r each by itself. What remains is tried in the order of a lower
bound, the energy with every tile that is still open as large as it alone could be, until the bound exceeds the best.
Choices that tie by weight differ in the energy that is reported: the least of that is taken, on every machine the same.
"""

from typing import NamedTuple

import numpy as np

from dnnlib.costs import Costs
from dnnlib.dataflow.isca16.counts import BARE, EXTENT, accesses, letters, needs, value
from dnnlib.dataflow.isca16.storage import Storage, named
from dnnlib.door import checked
from dnnlib.shapes import ConvShape

# Tiles in the order of choice. Every size of the first and second kinds is tried, the second under the bound, because a
# larger one never takes more energy. Of the third kind the largest is best: it takes no room from those that follow.
ORDER = {
    "RS":   ("f q r", "m p t", "n"),
    "WS":   ("f r",   "",      "t"),
    "OS_A": ("e f",   "n",     "m"),
    "OS_B": ("f",     "n",     "m p"),
    "OS_C": ("",      "n",     "m p"),
    "NLR":  ("e f q", "n",     "m p"),
}  # fmt: skip
# by these the halo shrinks or grows with every row or column: all integers count
WIDE = "ef"
# sets of channels and of filters, where a PE holds several of each
FOLLOWS = {"r": "q", "t": "p"}

# The published optimizer weighs a psum's hop to the next PE twice, a read and a write; its results charge the hop once
# (ISCA 2016, Eq. (4)). So tiles are chosen with 2, and their energy is reported with 1.
PSUM_HOP_WHEN_CHOOSING = 2
# two energies are equal if they differ by no more, relative: the last bits depend on the processor
TIE = 1e-12


UNITS = {
    "PEs": "PEs in the array",
    "RF": "words in a PE's RF",
    "GLB": "words in the buffer (GLB)",
}


class Overflow(NamedTuple):
    """A store, or the array, that is too small even for tiles of one: what is needed there, and what there is."""

    store: str
    needed: int
    there: int
    why: str = ""

    def __str__(self) -> str:
        what = f"{self.why} with all tiles 1 is" if self.why else "it takes"
        there = f"there are {self.there:,} {UNITS[self.store]}"
        return f"{what} {self.needed:,}, and {there}"


@checked
class Space:
    """The tile sizes of one dataflow that fit one layer, an array of PEs and its storage; tiles are {letter: sizes}.

    Errors: ValueError names what is too small even for tiles of one, what is needed and what there is.
    """

    def __init__(
        self, dataflow: str, shape: ConvShape, pes: int, room: Storage, costs: Costs
    ):
        self.names = letters(shape) | room._asdict() | {"PEs": pes}
        self.counts, self.needs = accesses(dataflow), needs(dataflow)
        self.free, self.bounded, self.greedy = (
            stage.split() for stage in ORDER[dataflow]
        )
        self.ones = dict.fromkeys(self.free + self.bounded + self.greedy, 1)
        self.known = self.names | self.ones
        self.price = {key: costs[key[0]] for key in self.counts}
        self.price["NoC", "O"] *= PSUM_HOP_WHEN_CHOOSING
        self.best, self.reported, self.evaluated = np.inf, np.inf, 0
        self.tiles: dict[str, int] = {}
        short = overflow(dataflow, shape, pes, room)
        if short:
            raise ValueError(f"{dataflow} cannot run {shape}: {short}")

    def work_out(self, code, tiles: dict):
        """An equation's value; tiles not chosen yet are 1."""
        return self._work_out(code, tiles)

    def _work_out(self, code, tiles: dict):
        if code is None:
            return 0
        # `value` without its door: a search comes by here thousands of times
        return eval(code, BARE, self.known | tiles)

    def _room(self, name: str, tiles: dict):
        """What there is of a store, or how large the tile that limits another can grow and need no fewer passes."""
        if name not in EXTENT:
            return self.names[name]
        extent = self.names[EXTENT[name]]
        fewer = passes(extent, tiles[name]) - 1 if name in tiles else 0
        return np.where(fewer, passes(extent, np.maximum(fewer, 1)) - 1, extent)

    def _energy(self, tiles: dict):
        """Energy of the whole layer as the published optimizer weighs it, without the MACs."""
        return sum(
            self.price[key] * self._work_out(code, tiles)
            for key, code in self.counts.items()
            if code
        )

    def _largest(self, tile: str, tiles: dict):
        """The largest size of a tile that fits beside those chosen: every need is a line in each of its tiles."""
        most = self.names[EXTENT[tile]]
        for store, code, _ in self.needs:
            start = self._work_out(code, tiles | {tile: 0})
            slope = self._work_out(code, tiles | {tile: 1}) - start
            fits = (self._room(store, tiles) - start) // np.maximum(slope, 1)
            most = np.where(slope > 0, np.minimum(most, fits), most)
        return most

    def _sizes(self, tile: str):
        """The sizes to try: all, or the smallest of each number of passes."""
        extent = self.names[EXTENT[tile]]
        every = np.arange(1, extent + 1)
        if tile in WIDE or FOLLOWS.get(tile) in self.ones:
            return every
        return np.unique(passes(extent, passes(extent, every)))

    def _widen(self, tiles: dict, tile: str) -> dict:
        """Each row of tiles once with every size of one more tile that fits it."""
        sizes = self._sizes(tile)
        count = np.atleast_1d(
            np.searchsorted(sizes, self._largest(tile, tiles), "right")
        )
        row = np.repeat(np.arange(len(count)), count)
        size = sizes[np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)]
        wider = _take(tiles, row) | {tile: size}
        if FOLLOWS.get(tile) not in tiles:
            return wider
        left = passes(self.names[EXTENT[tile]], wider[FOLLOWS[tile]])
        return _take(
            wider,
            (size == 1) | (passes(left, np.maximum(size - 1, 1)) > passes(left, size)),
        )

    def search(self) -> dict:
        """The tiles of least energy, as {letter: size}; `evaluated` counts the choices that were priced."""
        tiles: dict[str, np.ndarray] = {}
        for tile in self.free:
            tiles = self._widen(tiles, tile)
        self._descend(tiles, self.bounded)
        return {
            tile: self._tightened(tile, int(size)) for tile, size in self.tiles.items()
        }

    def _descend(self, tiles: dict, rest: list) -> None:
        if not rest:
            self._price(tiles)
            return
        if not tiles:
            self._descend(self._widen(tiles, rest[0]), rest[1:])
            return
        bound = self._energy(
            tiles | {tile: self._largest(tile, tiles) for tile in rest + self.greedy}
        )
        for rows in _blocks(np.argsort(bound)):
            rows = rows[bound[rows] <= self.best * (1 + TIE)]
            if not rows.size:
                return
            self._descend(self._widen(_take(tiles, rows), rest[0]), rest[1:])

    def _price(self, tiles: dict):
        for store, code, _ in self.needs:
            if store in self.bounded:
                tiles = tiles | {
                    store: np.maximum(tiles[store], self._work_out(code, tiles))
                }
        for tile in self.greedy:
            size = self._largest(tile, tiles)
            tiles = _take(tiles | {tile: size}, size > 0)
        energy = self._energy(tiles)
        self.evaluated += energy.size
        if energy.size and energy.min() <= self.best * (1 + TIE):
            self._keep(energy, tiles)

    def _keep(self, energy, tiles: dict):
        """Keep the choice of least energy; of those that tie the least as reported; of those the smallest tiles."""
        if energy.min() < self.best * (1 - TIE):
            self.best, self.reported, self.tiles = energy.min(), np.inf, {}
        tied = np.flatnonzero(energy <= self.best * (1 + TIE))
        hops = self.price["NoC", "O"] * self._work_out(
            self.counts["NoC", "O"], _take(tiles, tied)
        )
        reported = energy[tied] - hops * (1 - 1 / PSUM_HOP_WHEN_CHOOSING)
        tied = tied[reported <= reported.min() * (1 + TIE)]
        first = tied[np.lexsort([tiles[tile][tied] for tile in reversed(tiles)])[0]]
        found = {tile: int(sizes[first]) for tile, sizes in tiles.items()}
        less, same = (
            reported.min() < self.reported * (1 - TIE),
            reported.min() <= self.reported * (1 + TIE),
        )
        if less or same and list(found.values()) < list(self.tiles.values()):
            self.reported, self.tiles = reported.min(), found

    def _tightened(self, tile: str, size: int) -> int:
        """The smallest size with as many passes, for tiles that were made as large as they could be."""
        extent = self.names[EXTENT[tile]]
        return passes(extent, passes(extent, size)) if tile in self.greedy else size


def passes(extent, size):
    """⌈extent/size⌉, for integers."""
    return -(-extent // size)


def _take(tiles: dict, rows) -> dict:
    """Some rows of a table of tiles."""
    return {tile: sizes[rows] for tile, sizes in tiles.items()}


def _blocks(order, size: int = 32, most: int = 2048):
    """The rows in order, few at first: the first ones set the mark that most of the others miss."""
    start = 0
    while start < len(order):
        yield order[start : start + size]
        start, size = start + size, min(4 * size, most)


@checked
def overflow(
    dataflow: str, shape: ConvShape, pes: int, room: Storage
) -> Overflow | None:
    """What even the smallest tiles of a layer overflow, and by how much; None where they fit.

    shape: N is the batch. Errors: ValueError lists the dataflows.
    """
    names = letters(shape) | room._asdict() | {"PEs": pes} | dict.fromkeys(EXTENT, 1)
    for store, code, text in needs(named(dataflow)):
        if store in UNITS:
            needed, there = value(code, names), names[store]
            if needed > there:
                return Overflow(store, int(needed), int(there), text)
    return None
