"""The published comparison of six dataflows, recomputed: Chen, Emer, Sze, ISCA 2016.

model      energy_per_mac: every layer at its best tiles
storage    how the area is split between buffer and RF
tiles      the tile sizes that fit; counts has the equations of their accesses
figures    the published bars beside ours; sweep goes over array sizes and batches
"""

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

__all__ = [
    "area_of_a_byte",
    "DATAFLOWS",
    "LEVELS",
    "Breakdown",
    "Optimum",
    "Storage",
    "Tiles",
    "energy_per_mac",
    "optimum",
    "storage",
]
