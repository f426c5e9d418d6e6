"""The puzzles of chapter 11: windows, bottlenecks, depthwise, batches, ranks, outer products, cores, soft scores, gradients."""

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch11.bottleneck_weights import bottleneck_weights_puzzle as bottleneck_weights
from dnnlib.puzzles.ch11.break_even import break_even_puzzle as break_even
from dnnlib.puzzles.ch11.cp_filters import cp_filters_puzzle as cp_filters
from dnnlib.puzzles.ch11.depthwise import depthwise_puzzle as depthwise
from dnnlib.puzzles.ch11.distillation_gradient import distillation_gradient_puzzle as distillation_gradient
from dnnlib.puzzles.ch11.objectives import OBJECTIVES
from dnnlib.puzzles.ch11.rank_budget import rank_budget_puzzle as rank_budget
from dnnlib.puzzles.ch11.receptive import receptive_puzzle as receptive
from dnnlib.puzzles.ch11.separable_saving import separable_saving_puzzle as separable_saving
from dnnlib.puzzles.ch11.soften import soften_puzzle as soften
from dnnlib.puzzles.ch11.truncate import truncate_puzzle as truncate
from dnnlib.puzzles.ch11.tucker import tucker_puzzle as tucker

PUZZLES: tuple[Puzzle, ...] = (receptive, bottleneck_weights, depthwise, separable_saving, break_even)
PUZZLES += (rank_budget, truncate, cp_filters, tucker, soften, distillation_gradient)
__all__ = ["OBJECTIVES", "PUZZLES"]
