"""The puzzles of chapter 03: counting any layer, judging a network, taking a nest to other tools."""

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch03.counting import conv_macs_puzzle as conv_macs
from dnnlib.puzzles.ch03.counting import encoder_macs_puzzle as encoder_macs
from dnnlib.puzzles.ch03.counting import totals_puzzle as totals
from dnnlib.puzzles.ch03.counting import transposed_macs_puzzle as transposed_macs
from dnnlib.puzzles.ch03.judging import better_by_luck_puzzle as better_by_luck
from dnnlib.puzzles.ch03.judging import hits_and_misses_puzzle as hits_and_misses
from dnnlib.puzzles.ch03.judging import leaked_puzzle as leaked
from dnnlib.puzzles.ch03.judging import top_k_error_puzzle as top_k_error
from dnnlib.puzzles.ch03.objectives import OBJECTIVES
from dnnlib.puzzles.ch03.taking_along import permutation_puzzle as permutation
from dnnlib.puzzles.ch03.taking_along import topology_puzzle as topology

PUZZLES: tuple[Puzzle, ...] = (top_k_error, leaked, better_by_luck, hits_and_misses)
PUZZLES += (conv_macs, transposed_macs, encoder_macs, totals)
PUZZLES += (topology, permutation)
__all__ = ["OBJECTIVES", "PUZZLES"]
