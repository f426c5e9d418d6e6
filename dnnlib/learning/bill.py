"""What a step of training costs beside an inference: MACs, and words that must wait.

bill((784, 300, 100, 10), batch=64)      by formula
counted((784, 300, 100, 10), batch=64)   the products that forward and backward really made
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from dnnlib.door import checked, whole
from dnnlib.learning.backward import backward, loss
from dnnlib.learning.net import Layer, forward, start
from dnnlib.table import Table


@checked
@dataclass(frozen=True)
class Bill:
    """MACs of a batch: forward, gradient by the weights, gradient by the inputs of all layers but the first.

    Words: weights; activations that wait in training, and that are there at one time in inference. Biases left out.
    """

    forward: int
    by_weights: int
    by_inputs: int
    weights: int
    waiting: int
    passing: int

    @property
    def macs(self) -> int:
        """MACs of a training step."""
        return self.forward + self.by_weights + self.by_inputs

    @property
    def times_macs(self) -> float:
        """A training step's MACs beside an inference's: below 3, as the first layer's inputs need no gradient."""
        return self.macs / self.forward

    @property
    def training_words(self) -> int:
        """Weights, a gradient for each, and all activations."""
        return 2 * self.weights + self.waiting

    @property
    def inference_words(self) -> int:
        """Weights, and the two layers of activations that are at work."""
        return self.weights + self.passing

    @property
    def times_words(self) -> float:
        """A training step's words beside an inference's."""
        return self.training_words / self.inference_words

    def table(self) -> Table:
        """A row a phase, and the words."""
        rows = [
            ("MACs, forward", self.forward, self.forward),
            ("MACs, gradient by weights", None, self.by_weights),
            ("MACs, gradient by inputs", None, self.by_inputs),
            ("words, weights", self.weights, self.weights),
            ("words, gradients of weights", None, self.weights),
            ("words, activations", self.passing, self.waiting),
        ]
        return Table(("what", "inference", "training"), rows)


@checked
def bill(sizes: Sequence[int], batch: int = 1) -> Bill:
    """The bill of fully connected layers, by formula: sizes are the inputs and each layer's neurons.

    forward = by weights = batch * sum of K*M; by inputs = the same without the first layer. Source: Sze et al. 2017, II-C.
    """
    sizes, batch = [whole("sizes", s) for s in sizes], whole("batch", batch)
    products = [K * M for K, M in pairwise(sizes)]
    if not products:
        raise ValueError(f"sizes={sizes}: give the inputs and one layer at least")
    macs, later = batch * sum(products), batch * sum(products[1:])
    passing = batch * max(K + M for K, M in pairwise(sizes))
    return Bill(macs, macs, later, sum(products), batch * sum(sizes[:-1]), passing)


class _Tally(np.ndarray):
    """An array that counts the MACs of every product that it takes part in, under a name that is set outside."""

    counts: Counter = Counter()
    phase = ""

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        plain = [np.asarray(x) for x in inputs]
        if ufunc is np.matmul:
            _Tally.counts[_Tally.phase] += plain[0].size * plain[1].shape[-1]
        made = getattr(ufunc, method)(*plain, **kwargs)
        return made.view(_Tally) if isinstance(made, np.ndarray) else made


@checked
def counted(sizes: Sequence[int], batch: int = 1) -> dict[str, int]:
    """The MACs of one step that was really made, counted product by product: "forward" and "backward"."""
    _Tally.counts = Counter()
    net = [Layer(W.view(_Tally), b) for W, b in start(sizes)]
    X = np.ones((batch, sizes[0]), np.float32).view(_Tally)
    _Tally.phase = "forward"
    made = forward(net, X)
    _, G = loss(np.asarray(made[-1]), np.zeros(batch, int))
    _Tally.phase = "backward"
    backward(net, made, G.view(_Tally))
    return dict(_Tally.counts)
