"""The puzzles of chapter 7: a PE's step, folds, cycles, utilization, the stall, rows placed, sides."""

from dnnlib.puzzles.ch07.fold import cycles, folds, utilization
from dnnlib.puzzles.ch07.sets import active
from dnnlib.puzzles.ch07.sides import sides
from dnnlib.puzzles.ch07.stall import stall
from dnnlib.puzzles.ch07.step import in_array, step

PUZZLES = (step, folds, cycles, utilization, stall, active, sides)

__all__ = ["PUZZLES", "active", "cycles", "folds", "in_array", "sides", "stall", "step", "utilization"]
