"""The puzzles of chapter 7: a PE's step, folds, cycles, utilization, the stall, rows placed, zeros, sides."""

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch07.fold import (
    cycles_puzzle as cycles,
)
from dnnlib.puzzles.ch07.fold import (
    folds_puzzle as folds,
)
from dnnlib.puzzles.ch07.fold import (
    utilization_puzzle as utilization,
)
from dnnlib.puzzles.ch07.objectives import OBJECTIVES
from dnnlib.puzzles.ch07.sets import active_puzzle as active
from dnnlib.puzzles.ch07.sides import sides_puzzle as sides
from dnnlib.puzzles.ch07.stall import stall_puzzle as stall
from dnnlib.puzzles.ch07.step import in_array
from dnnlib.puzzles.ch07.step import step_puzzle as step
from dnnlib.puzzles.ch07.zeros import gated_puzzle as gated

PUZZLES: tuple[Puzzle, ...] = (step, folds, cycles, utilization, stall, active, gated, sides)

__all__ = [
    "OBJECTIVES",
    "PUZZLES",
    "active",
    "cycles",
    "folds",
    "gated",
    "in_array",
    "sides",
    "stall",
    "step",
    "utilization",
]
