"""The puzzles of chapter 6: reads of I, loop orders as nests, accesses derived, carry, neighbour, a better nest."""

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch06.array import neighbours_puzzle as neighbours
from dnnlib.puzzles.ch06.best import MACHINE, priced
from dnnlib.puzzles.ch06.best import beat_puzzle as beat
from dnnlib.puzzles.ch06.carry import fetched_puzzle as fetched
from dnnlib.puzzles.ch06.counts import accesses_puzzle as accesses
from dnnlib.puzzles.ch06.objectives import OBJECTIVES
from dnnlib.puzzles.ch06.once import inputs_once_puzzle as inputs_once
from dnnlib.puzzles.ch06.orders import moved
from dnnlib.puzzles.ch06.orders import stationary_puzzle as stationary
from dnnlib.puzzles.ch06.turning_price import turning_price_puzzle as turning_price

PUZZLES: tuple[Puzzle, ...] = (inputs_once, stationary, accesses, fetched, neighbours, beat)

__all__ = [
    "OBJECTIVES",
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
PUZZLES += (turning_price,)
