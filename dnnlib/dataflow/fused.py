"""Two layers over one tile: what the first makes, the second uses at once, and it never sees DRAM.

    for p1 in tiles of the second layer's output rows:      its sums stay in the buffer
      for c1 in blocks of the channels between the two:     their filters come by
        middle = first layer, of these channels and of the rows that the tile needs
        O[tile] += second layer, of these channels

Attention is such a pair: scores = Q K and output = scores V, with queries for rows and keys for the channels between;
the scores never leave the chip (chapter 13 adds the softmax). Two CONV layers are another: windows of the second need
rows of the first in common with the next tile's, and these are made again or kept.

Source: Alwani et al., MICRO 2016 (fused layers; made again or kept); Dao et al., NeurIPS 2022 (FlashAttention).
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from dnnlib.dataflow.ragged import ceil
from dnnlib.door import checked, whole
from dnnlib.kernels import direct
from dnnlib.shapes import ConvShape


@checked
@dataclass(frozen=True)
class Fused:
    """Two layers in one nest: the second's input is the first's output, a tile of `rows` of the last output at a time.

    block: channels between the two at once, None for all; with fewer, both filters come again for each tile.
    keep: whether rows that the next tile needs stay in the buffer; else they are fetched and made again.
    Errors: ValueError where the first's output is not the second's input, a layer has groups, or a size cannot be.
    """

    first: ConvShape
    second: ConvShape
    rows: int
    block: int | None = None
    keep: bool = False

    def __post_init__(self):
        one, two = self.first, self.second
        made = (one.N, one.M, one.P, one.Q)
        taken = (two.N, two.C, two.H, two.W)
        if made != taken:
            raise ValueError(
                f"the first layer makes {made} (N, M, P, Q), the second takes {taken} (N, C, H, W): they must be alike"
            )
        if (one.G, two.G) != (1, 1):
            raise ValueError(f"layers of {one.G} and {two.G} groups: fuse one group")
        rows = whole("rows", self.rows)
        block = two.C if self.block is None else whole("block", self.block)
        object.__setattr__(self, "rows", min(rows, two.P))
        object.__setattr__(self, "block", min(block, two.C))
        if self.keep and self.blocks > 1:
            raise ValueError(
                f"block={block} of {two.C} channels: rows are kept only where all channels are there at once"
            )

    @property
    def tiles(self) -> int:
        """Turns over the rows of the last output; the last may be short."""
        return ceil(self.second.P, self.rows)

    @property
    def blocks(self) -> int:
        """Turns over the channels between the layers; the last may be short."""
        return ceil(self.second.C, self.channels)

    @property
    def channels(self) -> int:
        """Channels between the layers that are there at once."""
        return self.block or self.second.C

    def needs(self, tile: int) -> tuple[set[int], set[int]]:
        """The rows between the layers, and of the input, that a tile's windows see."""
        last = min((tile + 1) * self.rows, self.second.P)
        middle = _seen(self.second, range(tile * self.rows, last))
        return middle, _seen(self.first, middle)

    def fresh(self, tile: int) -> tuple[set[int], set[int]]:
        """The rows that a tile needs without those that the tile before had, if these are kept."""
        middle, rows = self.needs(tile)
        if not (self.keep and tile):
            return middle, rows
        held, there = self.needs(tile - 1)
        return middle - held, rows - there

    def made(self) -> int:
        """Rows between the layers that are made, over all tiles."""
        return sum(len(self.fresh(tile)[0]) for tile in range(self.tiles))

    @property
    def macs(self) -> int:
        """Multiply-accumulates of both layers: the first's are more than its own where rows are made again."""
        return self.first.macs // self.first.P * self.made() + self.second.macs

    def count(self) -> Counter:
        """Words across DRAM's border {("DRAM", tensor, kind): words}; F1 and F2 are the two layers' filters."""
        one, two = self.first, self.second
        rows = sum(len(self.fresh(tile)[1]) for tile in range(self.tiles))
        again = self.tiles if self.blocks > 1 else 1
        return Counter({
            ("DRAM", "I", "read"): one.size("I") // one.H * rows,
            ("DRAM", "F1", "read"): one.size("F") * again,
            ("DRAM", "F2", "read"): two.size("F") * again,
            ("DRAM", "O", "update"): two.size("O"),
        })  # fmt: skip

    def apart(self) -> int:
        """Words across DRAM's border if the layers run one after the other, each word moved once: the least there is."""
        sizes = [self.first.wanted(t) for t in "IFO"]
        return sum(sizes) + sum(self.second.wanted(t) for t in "IFO")

    def buffer(self) -> int:
        """Words that the buffer holds at most: the rows of a tile, of the input, between and out; a block's filters."""
        one, two = self.first, self.second
        middle, rows = self.needs(0)
        share = self.channels
        held = one.size("I") // one.H * len(rows)
        held += one.N * share * one.Q * len(middle)
        held += two.size("O") // two.P * self.rows
        return held + share * (one.size("F") // one.M + two.size("F") // two.C)

    def walk(self, I, F1, F2) -> tuple[np.ndarray, Counter]:
        """The definition: the loops run on real values. The second layer's output, and the words that crossed.

        Shapes: I [N,C,H,W], F1 [M,C,R,S] of the first, F2 of the second -> O [N,M,P,Q].
        """
        O = np.zeros(self.second.tensor("O"), np.result_type(I, F1, F2))
        words: Counter[tuple[str, str, str]] = Counter()
        middle = np.zeros(self.first.tensor("O"), O.dtype)
        for tile in range(self.tiles):
            make, fetch = (sorted(rows) for rows in self.fresh(tile))
            words["DRAM", "I", "read"] += I[:, :, fetch].size
            first = tile * self.rows
            out = slice(first, min(first + self.rows, self.second.P))
            for at in range(0, self.second.C, self.channels):
                some = slice(at, at + self.channels)
                if tile == 0 or self.blocks > 1:
                    words["DRAM", "F1", "read"] += F1[some].size
                    words["DRAM", "F2", "read"] += F2[:, some].size
                for row in make:
                    window = _rows(self.first, row)
                    part = direct.conv(I[:, :, window], F1[some], self.first.U)
                    middle[:, some, row] = part[:, :, 0]
                for row in range(out.start, out.stop):
                    window = _rows(self.second, row)
                    part = direct.conv(middle[:, some, window], F2[:, some], self.second.U)  # fmt: skip
                    O[:, :, row] += part[:, :, 0]
            words["DRAM", "O", "update"] += O[:, :, out].size
            if not self.keep:
                # what is not kept is gone: the next tile must make it again
                middle[:] = 0
        return O, words


def _rows(shape: ConvShape, row: int) -> slice:
    """The input rows of one output row's windows."""
    return slice(row * shape.U, row * shape.U + shape.R)


def _seen(shape: ConvShape, outputs) -> set[int]:
    """The input rows that the windows of some output rows see."""
    return {shape.U * p + r for p in outputs for r in range(shape.R)}
