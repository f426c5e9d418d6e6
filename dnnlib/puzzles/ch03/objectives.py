"""What chapter 3 is for, line by line, and the puzzles that prove it."""

from dnnlib.puzzle.objective import objectives

OBJECTIVES = objectives("""
count the MACs of any torch model, and say what a counter has counted besides, or missed
    promise 2 | conv_macs transposed_macs encoder_macs totals | hooks fvcore transposed
    encoder_macs: 60 %

say which network a name stands for, and which file of it
    promise 2 | totals conv_macs | alexnet
    conv_macs: The groups are ignored

read an accuracy: the best one or five, chance, how sure, which images
    promise 2 | top_k_error leaked better_by_luck | nearest interval
    top_k_error: Only the best class was looked at

say what counts as an error where objects must be found
    promise 4 | hits_and_misses |
    hits_and_misses: A second find of one object

take a layer and a loop nest to the field's own tools, and bring them back
    promise 4 | topology permutation |
    topology: Padding is left out
""")
