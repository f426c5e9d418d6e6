"""What chapter 11 is for, line by line, and the puzzles that prove it."""

from dnnlib.puzzle.objective import objectives

OBJECTIVES = objectives("""
replace a layer by a compact block, and give its weights and MACs as a formula
    promise 4 | receptive bottleneck_weights depthwise separable_saving | two-small inception separable
    separable_saving: The 1x1 layer is left out

say when fewer MACs are less energy and less time, and when they are neither
    promise 3 | break_even | squeezenet photographs fewer
    break_even: The compact network's weights are left out

factor a trained layer by SVD, Tucker and CP, and choose a rank
    promise 4 | rank_budget truncate cp_filters tucker | rank-20 cp-time
    rank_budget: Half of the smaller side is taken

say what a program that searches for a network is asked to save, and why that decides what it finds
    promise 2 | break_even | adapted
    break_even: At a tie nothing is won yet

teach a small network with a large one, and test whether the teacher helped
    promise 4 | soften distillation_gradient | threes
    distillation_gradient: The factor T^2 is missing
""")
