"""The design studio: a network and a chip chosen together, under gates, and how far that is from the best there is.

design      what may be chosen: a Design is a value, or a small file
chip        what a choice means: words of each store, prices, words a cycle; area what it takes on silicon
evaluate    the card of a design: energy, latency, rate, area, layer by layer, or which store overflows
workload    the layers that everybody is judged on, and those of the network that reads the digits
slim        the network of a design: narrower, pruned, rounded, without training
fronts      designs that no other beats; gates what a design must pass; score how near it is to the best
"""

from dnnlib.studio.area import Area, area
from dnnlib.studio.design import KNOBS, NAIVE, Design, read
from dnnlib.studio.evaluate import Card, OnChip, Overflow, card, evaluate
from dnnlib.studio.fronts import dominated, front, hypervolume
from dnnlib.studio.gates import Gates, drawn, passes
from dnnlib.studio.score import par, score
from dnnlib.studio.workload import PUBLIC, reader, workload

__all__ = ["KNOBS", "NAIVE", "PUBLIC", "Area", "Card", "Design", "Gates", "OnChip"]
__all__ += ["Overflow", "area", "card", "dominated", "drawn", "evaluate", "front"]
__all__ += ["hypervolume", "par", "passes", "read", "reader", "score", "workload"]
