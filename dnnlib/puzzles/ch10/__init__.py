"""The puzzles of chapter 10: what zeros save, runs, masks, sizes, codes, sparse products, the order of layers."""

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch10.codes import huffman_bits_puzzle as huffman_bits
from dnnlib.puzzles.ch10.machines import pe_cost_puzzle as pe_cost
from dnnlib.puzzles.ch10.masks import (
    prune_to_budget_puzzle as prune_to_budget,
)
from dnnlib.puzzles.ch10.masks import (
    two_of_four_puzzle as two_of_four,
)
from dnnlib.puzzles.ch10.objectives import OBJECTIVES
from dnnlib.puzzles.ch10.order import energy_order_puzzle as energy_order
from dnnlib.puzzles.ch10.product import csc_product_puzzle as csc_product
from dnnlib.puzzles.ch10.product import eie_cycles_puzzle as eie_cycles
from dnnlib.puzzles.ch10.runs import run_lengths_puzzle as run_lengths
from dnnlib.puzzles.ch10.sizes import cheapest_puzzle as cheapest
from dnnlib.puzzles.ch10.words import code_words_puzzle as code_words

PUZZLES: tuple[Puzzle, ...] = (
    pe_cost,
    run_lengths,
    prune_to_budget,
    two_of_four,
    cheapest,
    huffman_bits,
    code_words,
)
PUZZLES += (energy_order, eie_cycles, csc_product)
__all__ = ["OBJECTIVES", "PUZZLES"]
