"""What chapter 7 is for, line by line, and the puzzles that prove it."""

from dnnlib.puzzle.objective import objectives

OBJECTIVES = objectives("""
say what each processing element (PE) of an array does in each cycle, and predict how many cycles a layer takes
    promise 1 | step folds cycles stall | one-pe line
    cycles: Loading is left out

tell why a large array is idle on a small layer, and choose rows and columns for a model
    promise 3 | utilization sides | idle fc6
    sides: Only squares are tried

fold and replicate a layer onto a row-stationary array
    promise 3 | active | conv2-pes
    active: One set alone

predict a real chip's PEs, time and traffic, and name what your model leaves out
    promise 2 | active stall | conv1-ms vgg
    stall: The drain is left out

say what zeros save, and when they save time as well as energy
    promise 4 | gated | skipping
    gated: Gating saves cycles
""")
