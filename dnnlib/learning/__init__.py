"""How a network learns, in NumPy: weighted sums forwards, the same products backwards, a small step downhill.

neuron       one neuron; net has layers of them, and what they give: forward
backward     the gradient by backpropagation, and its definition: nudge a weight, look at the loss
descent      stochastic gradient descent: step, lessons, train, accuracy
convolution  the gradients of a convolution are convolutions
bill         what training costs beside inference: MACs, words that wait
grid         weights that live on a grid: round to the nearest, or by chance
valley       two weights and a quadratic loss: when a learning rate is too large

Source: Sze et al. 2017, II.
"""

from dnnlib.learning.backward import backward, by_nudging, loss
from dnnlib.learning.bill import Bill, bill, counted
from dnnlib.learning.descent import accuracy, lessons, step, train
from dnnlib.learning.grid import nearest, stochastic
from dnnlib.learning.net import Layer, collapse, forward, start
from dnnlib.learning.neuron import neuron, relu

__all__ = ["Layer", "collapse", "forward", "neuron", "relu", "start"]
__all__ += ["accuracy", "backward", "by_nudging", "lessons", "loss", "step", "train"]
__all__ += ["Bill", "bill", "counted", "nearest", "stochastic"]
