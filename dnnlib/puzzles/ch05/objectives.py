"""What chapter 5 is for, line by line, and the puzzles that prove it."""

from dnnlib.puzzle.objective import objectives

OBJECTIVES = objectives("""
say what an access costs at each level, and from where the number is
    promise 1 | input_energy buffer_words | dram-in-macs room
    buffer_words: A byte is taken to cost the same everywhere

give the worst and the least traffic of a layer, and of a network
    promise 1 | least_words | worst best
    least_words: Overlapping windows are counted one by one

name the kinds of reuse, and find them in a layer's letters
    promise 1 | uses_of_an_input | weight-reuse
    uses_of_an_input: The rim is forgotten

draw the machine from DRAM to the multiplier, and say why its near memories are small
    promise 3 | buffer_words | rf-share
    buffer_words: The register files are not paid for

split a reuse over the levels of a hierarchy and price it
    promise 2 | input_energy psum_energy | psum
    input_energy: The reuses are added, not multiplied

choose a buffer size from its curve, and tell memory-bound from compute-bound
    promise 2 | smallest_buffer | buffer ridge
    smallest_buffer: The names are exchanged
""")
