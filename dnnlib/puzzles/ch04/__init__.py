"""The puzzles of chapter 4: the Toeplitz matrix and its copies, spectra, Winograd's tile, Strassen, a roof, the choice."""

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch04.choose import pick_puzzle as pick
from dnnlib.puzzles.ch04.counts import copies_puzzle as copies
from dnnlib.puzzles.ch04.counts import strassen_mults_puzzle as strassen_mults
from dnnlib.puzzles.ch04.objectives import OBJECTIVES
from dnnlib.puzzles.ch04.roof import bound_puzzle as bound
from dnnlib.puzzles.ch04.spectrum import full_puzzle as full
from dnnlib.puzzles.ch04.tiled_words import tiled_words_puzzle as tiled_words
from dnnlib.puzzles.ch04.toeplitz import im2col_puzzle as im2col
from dnnlib.puzzles.ch04.winograd import growth_puzzle as growth
from dnnlib.puzzles.ch04.winograd import tile_puzzle as tile

PUZZLES: tuple[Puzzle, ...] = (tiled_words, im2col, copies, full, tile, growth)
PUZZLES += (strassen_mults, bound, pick)
__all__ = ["OBJECTIVES", "PUZZLES"]
