"""The published comparison of six dataflows, recomputed: Chen, Emer, Sze, ISCA 2016.

model      energy_per_mac: every layer at its best tiles
storage    how the area is split between buffer and RF
tiles      the tile sizes that fit; counts has the equations of their accesses
cycles     the steps that tiles take
figures    the published bars beside ours; sweep goes over array sizes and batches
"""

from dnnlib.dataflow.isca16.cycles import steps
from dnnlib.dataflow.isca16.model import (
    DATAFLOWS,
    LEVELS,
    Breakdown,
    Optimum,
    Storage,
    Tiles,
    energy_per_mac,
    optimum,
    storage,
)
from dnnlib.dataflow.isca16.storage import area_of_a_byte
from dnnlib.dataflow.isca16.tiles import Overflow, overflow

__all__ = [
    "area_of_a_byte",
    "DATAFLOWS",
    "LEVELS",
    "Breakdown",
    "Optimum",
    "Overflow",
    "Storage",
    "Tiles",
    "energy_per_mac",
    "optimum",
    "overflow",
    "steps",
    "storage",
]
