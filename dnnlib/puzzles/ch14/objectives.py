"""What chapter 14 is for, line by line, and the puzzles that prove it."""

from dnnlib.puzzle.objective import objectives

OBJECTIVES = objectives("""
read a design's card: which gate it misses, and where its energy goes
    promise 4 | area score | best
    score: Your own gates were not asked

say of a knob, before you turn it, whether it matters for these layers
    promise 4 | sensitivity | dataflow bitmap
    sensitivity: The other knobs were turned too

draw a front, and say why nothing on it is best until somebody sets gates
    promise 3 | dominated hypervolume par | rank
    dominated: Sorting by one cost

search a space of a million designs, and say what a bound saves
    promise 3 | prune_search design | luck
    prune_search: That bound may lie above the cost: compute

judge designs fairly: layers and digits that nobody tuned on, enough images, prices that may be wrong
    promise 2 | gate fair_split | survive unseen
    gate: On the same images only
""")
