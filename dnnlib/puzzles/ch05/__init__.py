"""The puzzles of chapter 5: uses of an input, the least traffic, reuse split over levels, equal area, a buffer chosen."""

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch05.area import buffer_words_puzzle as buffer_words
from dnnlib.puzzles.ch05.objectives import OBJECTIVES
from dnnlib.puzzles.ch05.smallest import smallest_buffer_puzzle as smallest_buffer
from dnnlib.puzzles.ch05.split import input_energy_puzzle as input_energy
from dnnlib.puzzles.ch05.split import psum_energy_puzzle as psum_energy
from dnnlib.puzzles.ch05.words import (
    least_words_puzzle as least_words,
)
from dnnlib.puzzles.ch05.words import (
    uses_of_an_input_puzzle as uses_of_an_input,
)

PUZZLES: tuple[Puzzle, ...] = (uses_of_an_input, least_words, input_energy, psum_energy, buffer_words)
PUZZLES += (smallest_buffer,)
__all__ = ["OBJECTIVES", "PUZZLES"]
