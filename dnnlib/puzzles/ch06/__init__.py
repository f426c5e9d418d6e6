"""The puzzles of chapter 6: classes, reads of I, orders, accesses, carry, neighbour, bars, prices, a better nest."""

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch06.array import neighbours_puzzle as neighbours
from dnnlib.puzzles.ch06.best import MACHINE, priced
from dnnlib.puzzles.ch06.best import beat_puzzle as beat
from dnnlib.puzzles.ch06.carry import fetched_puzzle as fetched
from dnnlib.puzzles.ch06.classes import classify_puzzle as classify
from dnnlib.puzzles.ch06.counts import accesses_puzzle as accesses
from dnnlib.puzzles.ch06.objectives import OBJECTIVES
from dnnlib.puzzles.ch06.once import inputs_once_puzzle as inputs_once
from dnnlib.puzzles.ch06.orders import moved
from dnnlib.puzzles.ch06.orders import stationary_puzzle as stationary
from dnnlib.puzzles.ch06.parts import bars_puzzle as bars
from dnnlib.puzzles.ch06.turning_price import turning_price_puzzle as turning_price

PUZZLES: tuple[Puzzle, ...] = (
    classify,
    inputs_once,
    stationary,
    accesses,
    fetched,
    neighbours,
    bars,
    turning_price,
    beat,
)

__all__ = [
    "OBJECTIVES",
    "MACHINE",
    "PUZZLES",
    "accesses",
    "bars",
    "beat",
    "classify",
    "fetched",
    "inputs_once",
    "moved",
    "neighbours",
    "priced",
    "stationary",
    "turning_price",
]
