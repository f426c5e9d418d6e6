"""What chapter 6 is for, line by line, and the puzzles that prove it."""

from dnnlib.puzzle.objective import objectives

OBJECTIVES = objectives("""
write a dataflow as a loop nest, read one, and say what it fetches
    promise 1 | accesses inputs_once | toy-f-reads toy-f-reads-swapped tile updates
    accesses: F is read for every MAC

tell weight, output, input and row stationary apart by their loops, and name a chip of each class
    promise 3 | classify stationary | os-weights
    classify: RS is not seen

count accesses in two ways, and say where the two part
    promise 2 | fetched neighbours | carry short
    fetched: The carry is left out

recompute the survey's comparison of dataflows, bar by bar, explain it, and say at which prices its winner loses
    promise 3 | bars turning_price | worst fc-dram conv-share batch turn engine-rs opened
    bars: It is divided by its own whole

write a dataflow of your own and see how far it is from the best
    promise 3 | beat inputs_once | free
    beat: This is WS as it is built
""")
