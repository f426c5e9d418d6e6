"""What chapter 2 is for, line by line, and the puzzles that prove it."""

from dnnlib.puzzle.objective import objectives

OBJECTIVES = objectives("""
write the seven loops of a convolution, and say what each letter means
    promise 1 | conv conv1d toeplitz multiply | toy-macs duplication
    conv: The stride multiplies r and s

work out every size of a layer: output, weights, MACs, words
    promise 1 | output_size weights macs receptive_field | same-size alexnet-conv1-p sees inner-line alexnet-conv1-macs conv1-uses
    weights: The groups are left out

say what pooling, normalization and the non-linearity do, and fold one of them away
    promise 1 | average_pool fold | zeros average folded
    fold: eps is added outside the root

say what each famous network invented, and what that costs and saves
    promise 4 | receptive_field weights | bottleneck five-times
    receptive_field: The filters are added up

recompute the survey's table of popular networks, and find where it is wrong
    promise 2 | table_row | wrong lenet-conv
    table_row: A projection is left out

tell where a network keeps its weights, and where it spends its work
    promise 2 | table_row macs | alexnet-fc-share alexnet-fc-macs tokens
    table_row: FC layers stand among the CONV layers
""")
