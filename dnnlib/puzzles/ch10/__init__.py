"""The puzzles of chapter 10: what zeros save, runs, masks, sizes, codes, sparse products, the order of layers."""

from dnnlib.puzzles.ch10.codes import huffman_bits
from dnnlib.puzzles.ch10.machines import pe_cost
from dnnlib.puzzles.ch10.masks import prune_to_budget, two_of_four
from dnnlib.puzzles.ch10.order import energy_order
from dnnlib.puzzles.ch10.product import csc_product, eie_cycles
from dnnlib.puzzles.ch10.runs import run_lengths
from dnnlib.puzzles.ch10.sizes import cheapest
from dnnlib.puzzles.ch10.words import code_words

PUZZLES = (pe_cost, run_lengths, prune_to_budget, two_of_four, cheapest, csc_product, eie_cycles)
PUZZLES += (huffman_bits, code_words, energy_order)
