"""What chapter 9 is for, line by line, and the puzzles that prove it."""

from dnnlib.puzzle.objective import objectives

OBJECTIVES = objectives("""
say what a bit costs in energy and in area, and where that price is hidden
    promise 2 | mac_with_read | mult-energy with-dram
    mac_with_read: The read is as wide as ever

read and write a quantizer as levels and edges: linear, logarithmic, learned, binary, ternary
    promise 4 | read_float linear zero_point powers shared per_channel | fraction word decibels sharing block
    linear: A value in the middle goes to the even level

compute a layer in integers alone, and size its accumulator
    promise 4 | accumulator_bits requantize | accumulator lanes serial xnor
    accumulator_bits: M is rounded down

find how few bits a trained network needs, without training and with
    promise 4 | binary_gradient allocate | fewest ends gptq-wrong binary rank
    binary_gradient: The gradient is 0 everywhere

choose bits layer by layer, and see what the best mapping makes of them
    promise 3 | allocate | conv-energy
    allocate: The same bits everywhere
""")
