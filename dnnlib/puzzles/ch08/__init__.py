"""The puzzles of chapter 8: converters, slices, arrays, wires, conversions, votes, buffers, joules, sensors."""

from dnnlib.puzzles.ch08.arrays import clipped_product
from dnnlib.puzzles.ch08.buffers import best_buffer
from dnnlib.puzzles.ch08.converters import adc_bits, conversions
from dnnlib.puzzles.ch08.joules import network_energy
from dnnlib.puzzles.ch08.sensors import products_to_pay
from dnnlib.puzzles.ch08.turned import turned_over
from dnnlib.puzzles.ch08.votes import vote
from dnnlib.puzzles.ch08.weights import cells_of
from dnnlib.puzzles.ch08.wires import effective

PUZZLES = (adc_bits, cells_of, clipped_product, turned_over, effective, conversions)
PUZZLES += (vote, best_buffer, network_energy, products_to_pay)
