"""Fewer operations: compact blocks before training, low rank after it, and a small network taught by a large one.

blocks     a layer -> the layers in its place, and the share of weights as a formula
chain      layers one after the other are one layer: run, compose
low_rank   svd, tucker, and the layers that they and cp make of a trained one; cp has its own file
distil     softened scores, their losses and gradients, and the bias of a class that was never seen
"""

from dnnlib.compact.blocks import (
    BLOCKS,
    bottleneck,
    depthwise,
    fire,
    grouped,
    inception,
    inverted,
    one_dimensional,
    stacked,
    xception,
)
from dnnlib.compact.chain import Filters, compose, run
from dnnlib.compact.cp import cp, cp_greedy
from dnnlib.compact.distil import soften
from dnnlib.compact.low_rank import svd, tucker

__all__ = [
    "BLOCKS",
    "Filters",
    "bottleneck",
    "compose",
    "cp",
    "cp_greedy",
    "depthwise",
    "fire",
    "grouped",
    "inception",
    "inverted",
    "one_dimensional",
    "run",
    "soften",
    "stacked",
    "svd",
    "tucker",
    "xception",
]
