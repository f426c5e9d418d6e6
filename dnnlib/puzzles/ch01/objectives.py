"""What chapter 1 is for, line by line, and the puzzles that prove it."""

from dnnlib.puzzle.objective import objectives

OBJECTIVES = objectives("""
say what a neuron, a network and a layer do, and do it by hand
    promise 1 | neuron | macs fig3 brain
    neuron: The bias comes after the kink

show why a network without kinks is no deeper than one layer
    promise 1 | collapse | no-kink by-hand
    collapse: The product is in the wrong order

take a step of gradient descent, and send a gradient backwards through a layer
    promise 1 | sgd_step backward filter_gradient | nudging slipped
    backward: dW is divided by the batch

say what training costs beside an inference, in MACs, in words and in bits
    promise 1 | training_macs training_words stuck | training-macs grid
    training_macs: Three times the forward pass

decide by a sum of joules whether a picture is better sent or computed on
    promise 2 | most_macs largest_batch | edge
    most_macs: Bytes are counted
""")
