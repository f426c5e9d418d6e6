"""The kinds of steps that a network is made of: what each makes of a map's shape, and what it does in NumPy.

    Conv(M=20, R=5).after((1, 28, 28))      (20, 24, 24)

A step is a value and knows no weights. A map's shape is (C, H, W); a vector's is (C, 1, 1).
"""

from dataclasses import dataclass
from math import prod

from dnnlib.door import checked
from dnnlib.networks import layers
from dnnlib.shapes import ConvShape, output_size

Map = tuple[int, int, int]


@checked
@dataclass(frozen=True)
class Conv:
    """M filters of R x S, one every U values, the input framed with `by` zeros, in G groups; with a bias.

    S is R unless said. G = 1 is the usual layer, G = C = M the depthwise one: a filter a channel.
    """

    M: int
    R: int = 1
    U: int = 1
    by: int = 0
    G: int = 1
    S: int | None = None

    def shape(self, I: Map) -> ConvShape:
        """The layer's letters for one image of this shape. Errors: ValueError where a filter does not fit it."""
        (C, H, W), (R, S) = I, self.window
        P = output_size(H + 2 * self.by, R, self.U)
        Q = output_size(W + 2 * self.by, S, self.U)
        return ConvShape(M=self.M, C=C, P=P, Q=Q, R=R, S=S, U=self.U, G=self.G)

    @property
    def window(self) -> tuple[int, int]:
        """(R, S)."""
        return self.R, self.R if self.S is None else self.S

    def after(self, I: Map) -> Map:
        """(M, P, Q)."""
        shape = self.shape(I)
        return shape.M, shape.P, shape.Q

    def __call__(self, x, F, bias):
        """[N,C,H,W] -> [N,M,P,Q]."""
        return layers.conv(x, F, bias, self.U, self.G, self.by)


@checked
@dataclass(frozen=True)
class FC:
    """M outputs, each a weighted sum of all inputs; with a bias."""

    M: int

    def shape(self, I: Map) -> ConvShape:
        """The layer's letters for one input: all that is not M is C."""
        return ConvShape(M=self.M, C=prod(I))

    def after(self, I: Map) -> Map:
        """(M, 1, 1)."""
        return self.M, 1, 1

    def __call__(self, x, F, bias):
        """[N,C,H,W] or [N,C] -> [N,M]."""
        return layers.fully_connected(x, F, bias)


@checked
@dataclass(frozen=True)
class MaxPool:
    """The largest of each window; windows do not overlap."""

    window: int

    def after(self, I: Map) -> Map:
        """(C, H // window, W // window)."""
        C, H, W = I
        return C, H // self.window, W // self.window

    def __call__(self, x):
        """[N,C,H,W] -> [N,C,H//window,W//window]."""
        return layers.max_pool(x, self.window)


@dataclass(frozen=True)
class AveragePool(MaxPool):
    """The mean of each window; windows do not overlap. As large as the map, it is global pooling."""

    def __call__(self, x):
        """[N,C,H,W] -> [N,C,H//window,W//window]."""
        return layers.average_pool(x, self.window)


@checked
@dataclass(frozen=True)
class Relu:
    """max(0, x)."""

    def after(self, I: Map) -> Map:
        """The shape stays."""
        return I

    def __call__(self, x):
        """Any shape."""
        return layers.relu(x)


Step = Conv | FC | MaxPool | AveragePool | Relu
WEIGHTED = (Conv, FC)  # the kinds that have weights
