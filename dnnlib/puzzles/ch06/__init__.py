"""The puzzles of chapter 6: reads of I, loop orders as nests, accesses derived, carry, neighbour, a better nest."""

from dnnlib.puzzles.ch06.array import neighbours
from dnnlib.puzzles.ch06.best import MACHINE, beat, priced
from dnnlib.puzzles.ch06.carry import fetched
from dnnlib.puzzles.ch06.counts import accesses
from dnnlib.puzzles.ch06.once import inputs_once
from dnnlib.puzzles.ch06.orders import moved, stationary

PUZZLES = (inputs_once, stationary, accesses, fetched, neighbours, beat)

__all__ = [
    "MACHINE",
    "PUZZLES",
    "accesses",
    "beat",
    "fetched",
    "inputs_once",
    "moved",
    "neighbours",
    "priced",
    "stationary",
]
