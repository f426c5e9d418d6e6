"""The puzzles of chapter 8: converters, slices, arrays, wires, conversions, votes, buffers, joules, sensors."""

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch08.arrays import clipped_product_puzzle as clipped_product
from dnnlib.puzzles.ch08.buffers import best_buffer_puzzle as best_buffer
from dnnlib.puzzles.ch08.converters import adc_bits_puzzle as adc_bits
from dnnlib.puzzles.ch08.converters import conversions_puzzle as conversions
from dnnlib.puzzles.ch08.joules import network_energy_puzzle as network_energy
from dnnlib.puzzles.ch08.objectives import OBJECTIVES
from dnnlib.puzzles.ch08.sensors import products_to_pay_puzzle as products_to_pay
from dnnlib.puzzles.ch08.turned import turned_over_puzzle as turned_over
from dnnlib.puzzles.ch08.votes import vote_puzzle as vote
from dnnlib.puzzles.ch08.weights import cells_of_puzzle as cells_of
from dnnlib.puzzles.ch08.wires import effective_puzzle as effective

PUZZLES: tuple[Puzzle, ...] = (adc_bits, cells_of, clipped_product, turned_over, effective, conversions)
PUZZLES += (vote, best_buffer, network_energy, products_to_pay)
__all__ = ["OBJECTIVES", "PUZZLES"]
