"""The puzzles of chapter 2: shapes, weights, MACs, the direct convolution, its matrix, pooling, folding, reads, a table."""

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch02.convolution import conv_puzzle as conv
from dnnlib.puzzles.ch02.counts import macs_puzzle as macs
from dnnlib.puzzles.ch02.counts import weights_puzzle as weights
from dnnlib.puzzles.ch02.folding import fold_puzzle as fold
from dnnlib.puzzles.ch02.matrix import multiply_puzzle as multiply
from dnnlib.puzzles.ch02.matrix import toeplitz_puzzle as toeplitz
from dnnlib.puzzles.ch02.objectives import OBJECTIVES
from dnnlib.puzzles.ch02.pooling import average_pool_puzzle as average_pool
from dnnlib.puzzles.ch02.reads import conv1d_puzzle as conv1d
from dnnlib.puzzles.ch02.sizes import output_size_puzzle as output_size
from dnnlib.puzzles.ch02.stack import receptive_field_puzzle as receptive_field
from dnnlib.puzzles.ch02.tables import table_row_puzzle as table_row

PUZZLES: tuple[Puzzle, ...] = (
    output_size,
    weights,
    macs,
    receptive_field,
    conv,
    toeplitz,
    multiply,
    average_pool,
    fold,
    conv1d,
    table_row,
)
__all__ = ["OBJECTIVES", "PUZZLES"]
