"""The puzzles of chapter 01: a neuron, two layers in one, a step downhill, a layer backwards, and what it all costs."""

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch01.backward import backward_puzzle as backward
from dnnlib.puzzles.ch01.collapse import collapse_puzzle as collapse
from dnnlib.puzzles.ch01.filter_gradient import filter_gradient_puzzle as filter_gradient
from dnnlib.puzzles.ch01.largest_batch import largest_batch_puzzle as largest_batch
from dnnlib.puzzles.ch01.most_macs import most_macs_puzzle as most_macs
from dnnlib.puzzles.ch01.neuron import neuron_puzzle as neuron
from dnnlib.puzzles.ch01.objectives import OBJECTIVES
from dnnlib.puzzles.ch01.sgd_step import sgd_step_puzzle as sgd_step
from dnnlib.puzzles.ch01.stuck import stuck_puzzle as stuck
from dnnlib.puzzles.ch01.training_macs import training_macs_puzzle as training_macs
from dnnlib.puzzles.ch01.training_words import training_words_puzzle as training_words

PUZZLES: tuple[Puzzle, ...] = (neuron, collapse, sgd_step, backward, filter_gradient)
PUZZLES += (training_macs, training_words, stuck, largest_batch, most_macs)
__all__ = ["OBJECTIVES", "PUZZLES"]
