"""The puzzles of chapter 14: fronts, silicon, searches, knobs, images that judge, a mark, and a design."""

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch14.bars import sensitivity_puzzle as sensitivity
from dnnlib.puzzles.ch14.fronts import dominated_puzzle as dominated
from dnnlib.puzzles.ch14.fronts import hypervolume_puzzle as hypervolume
from dnnlib.puzzles.ch14.images import fair_split_puzzle as fair_split
from dnnlib.puzzles.ch14.images import gate_puzzle as gate
from dnnlib.puzzles.ch14.marks import score_puzzle as score
from dnnlib.puzzles.ch14.objectives import OBJECTIVES
from dnnlib.puzzles.ch14.searches import par_puzzle as par
from dnnlib.puzzles.ch14.searches import prune_search_puzzle as prune_search
from dnnlib.puzzles.ch14.silicon import area_puzzle as area
from dnnlib.puzzles.ch14.whole import design_puzzle as design

PUZZLES: tuple[Puzzle, ...] = (dominated, hypervolume, area, sensitivity, par)
PUZZLES += (prune_search, gate, fair_split, score, design)
__all__ = ["OBJECTIVES", "PUZZLES"]
