"""What chapter 10 is for, line by line, and the puzzles that prove it."""

from dnnlib.puzzle.objective import objectives

OBJECTIVES = objectives("""
say what a zero saves on a machine, and why it often saves nothing
    promise 3 | pe_cost eie_cycles csc_product | pixels small gating busy scatter
    pe_cost: Gating saves cycles

prune a real network, in several ways, and find where its accuracy breaks
    promise 5 | prune_to_budget two_of_four | free-weights fine-tune-wrong alexnet saliency
    two_of_four: Half of the whole matrix stays

choose a format for a density, and count its bits to the bit
    promise 4 | cheapest run_lengths | bitmap fig-44 two-four
    cheapest: M pointers

follow a network from 32-bit floats to a file many times smaller, and say what decides the last factor
    promise 4 | huffman_bits code_words | huffman file
    huffman_bits: The counts are sorted once

explain why the fewest weights are not the least energy
    promise 2 | energy_order | one-in-nine
    energy_order: The layers are taken by their weights
""")
