"""Buffer size against traffic: the least that must cross DRAM's border, for every size of one buffer on the chip."""

from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from dnnlib.costs import NORMALIZED
from dnnlib.dataflow.hardware import DRAM, Hardware, Store
from dnnlib.dataflow.loopnest import TENSORS
from dnnlib.dataflow.mapper.pricing import pricing
from dnnlib.dataflow.mapper.space import Rules, words
from dnnlib.dataflow.taxonomy import Dataflow
from dnnlib.door import explained
from dnnlib.shapes import ConvShape

# one copy of everything, nothing below the buffer
BUFFER = Dataflow("buffer", "one buffer", None, None, "", "")


@dataclass(frozen=True)
class Frontier:
    """The staircase: with a buffer of sizes[k] words or more, words[k] cross DRAM's border, none tried needs fewer.

    at_least: the words of I, F and O that are wanted, each once; no buffer gets under it. sizes rise, words fall.
    """

    sizes: np.ndarray = field(repr=False)
    words: np.ndarray = field(repr=False)
    at_least: int

    @explained
    def at(self, size: float) -> int:
        """Words that cross with a buffer of that size. ValueError names the smallest that works."""
        k = int(np.searchsorted(self.sizes, size, "right")) - 1
        if k < 0:
            raise ValueError(
                f"a buffer of {size:g} words is too small for any tile: {self.sizes[0]:,} is the least"
            )
        return int(self.words[k])


@lru_cache(maxsize=64)
def frontier(shape: ConvShape) -> Frontier:
    """The least DRAM traffic of a layer for each buffer size, over all tiles and loop orders, by the closed form.

    words = turns(I) + turns(F) + 2*turns(O) - |O|: a sum that leaves unfinished comes back. One buffer holds a tile
    of each tensor; sides divide the layer's. Units: words. Source: as accesses.count.
    """
    # a machine in which only the words at DRAM cost anything, one each
    levels = {"DRAM": 1, "GLB": 0}
    costs = replace(NORMALIZED, mac=0, levels=levels)
    machine = Hardware("one buffer", 1, 1, (DRAM, Store("GLB")), costs)
    prices = pricing(Rules(shape, machine, BUFFER, "", ragged=False))
    best = np.rint(prices.outer.min(1)).astype(np.int64)
    held = words(shape.U, prices.roles, prices.least())
    sizes = np.sum([held[tensor] for tensor in TENSORS], axis=0)
    order = np.lexsort((best, sizes))
    sizes, best = sizes[order], np.minimum.accumulate(best[order])
    keep = np.concatenate([[True], best[1:] < best[:-1]])
    return Frontier(sizes[keep], best[keep], int(sizes[-1]))
