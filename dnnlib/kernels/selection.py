"""Which kernel for which layer: what counting predicts, what a library's rule of thumb says, and what was measured."""

from collections.abc import Callable
from dataclasses import dataclass

from dnnlib.door import checked
from dnnlib.kernels import fft, toeplitz, winograd
from dnnlib.kernels.operands import Ops
from dnnlib.kernels.timings import KERNELS, grid
from dnnlib.shapes import ConvShape
from dnnlib.table import Table


@checked
@dataclass(frozen=True)
class Predicted:
    """What counting says of a kernel on a layer: its operations, and the words that it holds beside I, F and O."""

    ops: Ops
    extra_words: int

    @property
    def cost(self) -> int:
        """Operations, and as many for each word as a CPU makes in the time of one word of traffic (fft.WORD)."""
        return self.ops.mults + self.ops.adds + fft.WORD * self.ops.words_moved


@checked
def predicted(shape: ConvShape) -> dict[str, Predicted]:
    """Every kernel that a layer of stride 1 has, with its count; Winograd for 3 x 3 and 5 x 5 filters, transformed ahead.

    Units: operations; words. Source: the `ops` of each kernel.
    """
    counts = {
        "toeplitz": Predicted(toeplitz.ops(shape), toeplitz.block_words(shape)),
        "fft": Predicted(fft.ops(shape, amortized=False), fft.transformed_words(shape)),
    }
    if shape.R == shape.S and shape.R in (3, 5) and shape.U == 1:
        m = 4 if shape.R == 3 else 2
        tiles = shape.N * -(-shape.P // m) * -(-shape.Q // m)
        words = (m + shape.R - 1) ** 2 * tiles * (shape.C + shape.M)
        counts["winograd"] = Predicted(_winograd(shape, m, tiles), words)
    return {name: counts[name] for name in KERNELS if name in counts}


@checked
def by_count(R: int, C: int, P: int, N: int) -> str:
    """The kernel with the least predicted cost."""
    kernels = predicted(ConvShape(N=N, M=C, C=C, P=P, Q=P, R=R, S=R))
    return min(kernels, key=lambda name: kernels[name].cost)


@checked
def by_the_survey(R: int, C: int, P: int, N: int) -> str:
    """The survey's rule of thumb: FFT above 5 x 5, Winograd for 3 x 3, the plain matrix product for the rest.

    Source: Sze et al. 2017, V-A, last paragraph.
    """
    return "fft" if R > 5 else "winograd" if R == 3 else "toeplitz"


@checked
def score(rules: dict[str, Callable]) -> Table:
    """Rules (R, C, P, N) -> name of a kernel, each scored on all that was measured: its time over the best choice's.

    The mean is geometric, so that a small layer counts as much as a large one; a kernel that a layer doesn't have
    counts as Toeplitz. Units: times the best. Source: kernels/timings.py, its machine.
    """
    layers, rows = grid(), []
    for name, rule in rules.items():
        late, product = 0, 1.0
        for layer, seen in layers.items():
            ratio = (
                seen.ms.get(rule(*layer), seen.ms["toeplitz"]) / seen.ms[seen.quickest]
            )
            late, product = late + (ratio > 1), product * ratio ** (1 / len(layers))
        rows.append((name, product, len(layers) - late, len(layers)))
    return Table(("rule", "time / best choice", "layers chosen best", "of"), rows)


def _winograd(shape: ConvShape, m: int, tiles: int) -> Ops:
    if shape.R == 3:
        return winograd.ops(shape, m)
    n, (adds_in, adds_out, _) = m + shape.R - 1, winograd.transform_adds(m, shape.R)
    pairs = shape.M * shape.C // shape.G
    words = (
        shape.size("I")
        + shape.size("O")
        + n * n * (2 * tiles * (shape.C + shape.M) + pairs)
    )
    return Ops(
        n * n * tiles * pairs,
        n * n * tiles * pairs + tiles * (shape.C * adds_in + shape.M * adds_out),
        words,
    )
