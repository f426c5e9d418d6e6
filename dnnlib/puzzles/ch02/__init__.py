"""The puzzles of chapter 2: shapes, weights, MACs, the direct convolution, its matrix, pooling, and reads of F."""

from dnnlib.puzzles.ch02.convolution import conv
from dnnlib.puzzles.ch02.counts import macs, weights
from dnnlib.puzzles.ch02.matrix import multiply, toeplitz
from dnnlib.puzzles.ch02.pooling import average_pool
from dnnlib.puzzles.ch02.reads import conv1d
from dnnlib.puzzles.ch02.sizes import output_size
from dnnlib.puzzles.ch02.stack import receptive_field

PUZZLES = (output_size, weights, macs, receptive_field, conv, toeplitz, multiply, average_pool, conv1d)
