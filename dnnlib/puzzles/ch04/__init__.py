"""The puzzles of chapter 4: the Toeplitz matrix and its copies, spectra, Winograd's tile, Strassen, and the choice."""

from dnnlib.puzzles.ch04.choose import pick
from dnnlib.puzzles.ch04.counts import copies, strassen_mults
from dnnlib.puzzles.ch04.spectrum import full
from dnnlib.puzzles.ch04.toeplitz import im2col
from dnnlib.puzzles.ch04.winograd import growth, tile

PUZZLES = (im2col, copies, full, tile, growth, strassen_mults, pick)
