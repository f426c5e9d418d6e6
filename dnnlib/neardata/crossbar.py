"""A resistive crossbar: voltages on the rows, currents that add on the columns.

    I[j] = sum over i of V[i] * G[i, j]          Ohm multiplies, Kirchhoff adds

A weight of many bits stands in several cells, an input of many bits comes in several
cycles, and a tall matrix stands in several arrays. Each column of each array is
converted in each cycle; shifts and adds do the rest, digitally:

    Y = sum over arrays, cycles b, slices s of  2^(dac*b + cell*s) * ADC(x[b] @ G[s])
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dnnlib.neardata.adc import MOST_BITS, Adc, convert
from dnnlib.neardata.slices import slices
from dnnlib.shapes import ConvShape

SIGNS = ("offset", "pair", "difference")
IMAGES = 48  # at a time: their sums stay in the cache between product and converter


@dataclass(frozen=True)
class Crossbar:
    """Arrays of cells, and how numbers are laid into them.

    signs: where a weight's sign goes.
      "offset"      w + 2^(bits-1) is stored, and as much is subtracted digitally
      "pair"        w's positive and negative part each have a column and a conversion
      "difference"  a pair whose currents are subtracted before one signed conversion
    adc=None converts exactly. A matrix with fewer rows leaves the rest of its last
    array empty. Defaults: ISAAC's array with 8-bit numbers.

    Errors: ValueError names the field, its value and what would fit.
    Source: Shafiee et al., ISCA 2016; Sze et al. 2017, VI-C.
    """

    rows: int = 128
    cols: int = 128
    weight_bits: int = 8
    input_bits: int = 8
    cell_bits: int = 2
    dac_bits: int = 1
    signs: str = "offset"
    adc: Adc | None = None

    def __post_init__(self):
        most = {"rows": 65_536, "cols": 65_536, "weight_bits": MOST_BITS}
        most |= {"input_bits": MOST_BITS, "dac_bits": self.input_bits}
        most |= {"cell_bits": self.magnitude_bits}
        for name, limit in most.items():
            value = getattr(self, name)
            if not 1 <= value <= limit:
                raise ValueError(f"{name}={value}: give 1 to {limit:,}")
        if self.signs not in SIGNS:
            raise ValueError(f"signs={self.signs!r}: choose from {', '.join(SIGNS)}")

    @property
    def magnitude_bits(self) -> int:
        """Bits that are stored: all with an offset, all but the sign in a pair."""
        return (
            self.weight_bits if self.signs == "offset" else max(self.weight_bits - 1, 1)
        )

    @property
    def halves(self) -> int:
        """Columns of cells a slice: one, or a positive and a negative one."""
        return 1 if self.signs == "offset" else 2

    @property
    def slices(self) -> int:
        """Cells that a stored magnitude takes."""
        return -(-self.magnitude_bits // self.cell_bits)

    @property
    def cycles(self) -> int:
        """Cycles that an input takes."""
        return -(-self.input_bits // self.dac_bits)

    @property
    def largest(self) -> int:
        """The largest sum of a column: rows * (2^cell - 1) * (2^dac - 1)."""
        return self.rows * (2**self.cell_bits - 1) * (2**self.dac_bits - 1)

    @property
    def weight_range(self) -> tuple[int, int]:
        """The smallest and the largest weight."""
        half = 2 ** (self.weight_bits - 1)
        return (-half, half - 1) if self.signs == "offset" else (1 - half, half - 1)


def exact_bits(crossbar: Crossbar) -> int:
    """Bits of an ADC that can tell all sums apart: ceil(log2(largest + 1)).

    One more for the sign of a difference. With step 1 and as many bits nothing is lost.
    Source: Shafiee et al., ISCA 2016, section V (9 bits for 128 rows of 2-bit cells).
    """
    return crossbar.largest.bit_length() + (crossbar.signs == "difference")


def converts(shape: ConvShape, crossbar: Crossbar) -> int:
    """Conversions that a layer takes: a column of an array, once a cycle.

    N*P*Q positions * ceil(C*R*S/G / rows) arrays * M*slices columns * cycles;
    twice as many where each half of a pair is converted.
    Source: Andrulis et al., ISCA 2023 (RAELLA): energy = converts/MAC * energy/convert.
    """
    deep = shape.C // shape.G * shape.R * shape.S
    arrays = -(-deep // crossbar.rows)
    columns = shape.M * crossbar.slices * (1 + (crossbar.signs == "pair"))
    return shape.N * shape.P * shape.Q * arrays * columns * crossbar.cycles


def product(
    X,
    W,
    crossbar: Crossbar,
    cells: Callable | None = None,
    read: Callable | None = None,
) -> np.ndarray:
    """X @ W as the arrays do it.

    cells: G -> G, what the cells and wires of one array make of the levels wanted,
      [rows, cols] of 0 to 2^cell - 1: programming noise, stuck cells, wires. Called
      once an array: a passive array is linear, so it is one matrix for all inputs.
    read: S -> S, what happens to the sums before they are converted.

    Shapes: X [N, C] of 0 to 2^input_bits - 1, W [C, M] signed -> Y [N, M], float64;
    neighbours in an array are the slices of one weight, its halves side by side.
    Errors: ValueError names the value out of range, the sizes that disagree, or a
    conductance below 0.  Source: Shafiee et al., ISCA 2016; Sze et al. 2017, VI-C.
    """
    X, W = _operands(X, W, crossbar)
    Y = np.zeros((len(X), W.shape[1]))
    for first in range(0, len(W), crossbar.rows):
        rows = slice(first, first + crossbar.rows)
        G = conductances(W[rows], crossbar, cells)
        for n in range(0, len(X), IMAGES):
            Y[n : n + IMAGES] += _array(X[n : n + IMAGES, rows], G, crossbar, read)
    if crossbar.signs == "offset":
        Y -= 2 ** (crossbar.weight_bits - 1) * X.sum(axis=1, dtype=float)[:, None]
    return Y


def product_by_columns(X, W, crossbar: Crossbar, cells: Callable | None = None):
    """What `product` gives, column by column: the definition, and slow.

    Shapes and errors: as product.
    """
    X, W = _operands(X, W, crossbar)
    Y, signed = np.zeros((len(X), W.shape[1])), crossbar.signs == "difference"
    weights = _places(crossbar)
    for first in range(0, len(W), crossbar.rows):
        rows = slice(first, first + crossbar.rows)
        G = conductances(W[rows], crossbar, cells).reshape(-1, len(weights), W.shape[1])
        digits = slices(X[:, rows], crossbar.input_bits, crossbar.dac_bits)
        for b, x in enumerate(digits):
            for k, weight in enumerate(weights):
                for m in range(W.shape[1]):
                    S = (x * G[:, k, m]).sum(axis=1)
                    code = convert(S, crossbar.adc, crossbar.largest, signed)
                    Y[:, m] += 2 ** (crossbar.dac_bits * b) * weight * code
    if crossbar.signs == "offset":
        Y -= 2 ** (crossbar.weight_bits - 1) * X.sum(axis=1)[:, None]
    return Y


def levels(W, crossbar: Crossbar) -> np.ndarray:
    """The levels of the cells for weights W [C, M]: [C, M, slices, halves]."""
    parts = (W + 2 ** (crossbar.weight_bits - 1),)
    if crossbar.halves == 2:
        parts = np.maximum(W, 0), np.maximum(-W, 0)
    bits, each = crossbar.magnitude_bits, crossbar.cell_bits
    return np.stack([np.stack(slices(part, bits, each), -1) for part in parts], -1)


def conductances(W, crossbar: Crossbar, cells: Callable | None = None) -> np.ndarray:
    """One array's columns after `cells`: [rows, slices * halves * M], M running last.

    The halves of a difference are subtracted here, as their currents are.
    """
    G = levels(W, crossbar).astype(float)
    C, M, S, H = G.shape
    if cells is not None:
        flat = G.reshape(C, -1)
        parts = range(0, flat.shape[1], crossbar.cols)
        done = [_checked(cells, flat[:, j : j + crossbar.cols]) for j in parts]
        G = np.concatenate(done, axis=1).reshape(G.shape)
    if crossbar.signs == "difference":
        G = G[..., :1] - G[..., 1:]
    return G.transpose(0, 2, 3, 1).reshape(C, -1)


def _checked(cells: Callable, G: np.ndarray) -> np.ndarray:
    """The conductances of one array; none is negative, none is missing."""
    made = np.asarray(cells(G), float)
    if made.shape != G.shape:
        raise ValueError(f"cells made {made.shape} of an array of {G.shape}")
    if not (made >= 0).all():  # NaN is not, either
        worst = np.nan if np.isnan(made).any() else made.min()
        raise ValueError(f"a conductance of {worst:g}: the least that there is, is 0")
    return made


def _array(X, G, crossbar: Crossbar, read) -> np.ndarray:
    """What one array adds to Y for a few images: all cycles, then shifts and adds."""
    kind = _exact_kind(crossbar)
    live = X.any(axis=0)  # a row without input adds nothing to any column
    live[0] = True
    digits = np.stack(slices(X[:, live], crossbar.input_bits, crossbar.dac_bits))
    digits = digits.reshape(-1, live.sum()).astype(kind)
    S = digits @ G[live].astype(kind)
    S = S if read is None else read(S)
    step = _convert_in_place(S, crossbar)
    cycle = 2.0 ** (crossbar.dac_bits * np.arange(crossbar.cycles))
    S = cycle.astype(kind) @ S.reshape(crossbar.cycles, -1)  # cycles first
    S = S.reshape(len(X), len(_places(crossbar)), -1)
    return np.einsum("nsm,s->nm", S, step * _places(crossbar))


def _exact_kind(crossbar: Crossbar):
    """float32 where whole numbers stay whole in it, and half-way sums half-way."""
    adc = crossbar.adc
    finest = max(2**crossbar.input_bits, adc.codes() if adc else 0)
    return np.float64 if crossbar.largest * finest >= 2**24 else np.float32


def _convert_in_place(S, crossbar: Crossbar) -> float:
    """S becomes codes; what a code stands for is returned. The same as `convert`."""
    adc, signed = crossbar.adc, crossbar.signs == "difference"
    if adc is None:
        return 1.0
    most, top = adc.codes(signed), adc.range(crossbar.largest)
    np.multiply(S, most, out=S)
    np.divide(S, top, out=S)
    np.rint(S, out=S)
    np.minimum(S, most, out=S)
    np.maximum(S, -most if signed else 0, out=S)
    return top / most


def _places(crossbar: Crossbar) -> np.ndarray:
    """What a column's sum counts for: its slice's place value, negative in one half."""
    place = 2.0 ** (crossbar.cell_bits * np.arange(crossbar.slices))
    return np.stack([place, -place], 1).ravel() if crossbar.signs == "pair" else place


def _operands(X, W, crossbar: Crossbar) -> tuple[np.ndarray, np.ndarray]:
    X, W = np.asarray(X), np.asarray(W)
    if X.ndim != 2 or W.ndim != 2 or X.shape[1] != len(W):
        raise ValueError(f"X {X.shape} @ W {W.shape}: give X [N, C] and W [C, M]")
    inputs = 0, 2**crossbar.input_bits - 1
    weights = crossbar.weight_range
    return _whole("input", X, *inputs), _whole("weight", W, *weights)


def _whole(what: str, A: np.ndarray, low: int, high: int) -> np.ndarray:
    """The array as integers in a range."""
    if A.size == 0:
        return A.astype(int)
    if not (np.isfinite(A).all() and (A == np.rint(A)).all()):
        bad = A[~(A == np.rint(A))].ravel()
        raise ValueError(f"{what} {bad[0] if bad.size else A.max()} is no integer")
    if A.min() < low or A.max() > high:
        worst = A.min() if A.min() < low else A.max()
        raise ValueError(f"{what} {worst:g} is outside {low:,} to {high:,}")
    return A.astype(int)
