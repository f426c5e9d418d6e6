"""What chapter 12 is for, line by line, and the puzzles that prove it."""

from dnnlib.puzzle.objective import objectives

OBJECTIVES = objectives("""
fill in a model's card and a chip's card, and see which line is missing
    promise 2 | non_zero_macs winner | winners product
    winner: A missing line was taken as 0

derive every ratio that is compared (mm2 and kB a multiplier, GMAC/s/W, pJ a MAC, mJ an image), pins included
    promise 2 | same_units energy_an_image at_one_process | vgg joules
    energy_an_image: DRAM is left out

tell latency from throughput, and say how many queries prove a percentile
    promise 2 | latency_and_rate nearest_rank queries | latency tail queries
    latency_and_rate: Latency is the batch's time divided by the batch

find the one line that a data sheet leaves out
    promise 2 | bound_by winner | depthwise
    winner: Off-chip energy is left out

say how far the whole survey can be recomputed, and where it slips
    promise 4 | mean_speedup non_zero_macs | median
    non_zero_macs: Shares were multiplied
""")
