"""The product of a matrix and vectors as a crossbar's arrays do it, cycle by cycle."""

from collections.abc import Callable

import numpy as np

from dnnlib.door import checked
from dnnlib.neardata.adc import convert
from dnnlib.neardata.cells import conductances
from dnnlib.neardata.crossbar import Crossbar
from dnnlib.neardata.operands import operands
from dnnlib.neardata.slices import slices

IMAGES = 24  # at a time: their sums stay in the cache between product and converter


@checked
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
    X, W = operands(X, W, crossbar)
    Y, kind = np.zeros((len(X), W.shape[1])), _exact_kind(crossbar)
    for first in range(0, len(W), crossbar.rows):
        rows = slice(first, first + crossbar.rows)
        G = conductances(W[rows], crossbar, cells).astype(kind)
        for n in range(0, len(X), IMAGES):
            Y[n : n + IMAGES] += _array(X[n : n + IMAGES, rows], G, crossbar, read)
    return Y - _offset(X, crossbar)


@checked
def product_by_columns(X, W, crossbar: Crossbar, cells: Callable | None = None):
    """What `product` gives, column by column: the definition, and slow.

    Shapes and errors: as product.
    """
    X, W = operands(X, W, crossbar)
    Y = np.zeros((len(X), W.shape[1]))
    signed, places = crossbar.signs == "difference", _places(crossbar)
    for first in range(0, len(W), crossbar.rows):
        rows = slice(first, first + crossbar.rows)
        G = conductances(W[rows], crossbar, cells)
        G = G.reshape(-1, len(places), W.shape[1])
        digits = slices(X[:, rows], crossbar.input_bits, crossbar.dac_bits)
        for b, k, m in np.ndindex(crossbar.cycles, len(places), W.shape[1]):
            S = (digits[b] * G[:, k, m]).sum(axis=1)
            code = convert(S, crossbar.adc, crossbar.largest, signed)
            Y[:, m] += 2 ** (crossbar.dac_bits * b) * places[k] * code
    return Y - _offset(X, crossbar)


def _array(X, G, crossbar: Crossbar, read) -> np.ndarray:
    """What one array adds to Y for a few images: all cycles, then shifts and adds."""
    live = X.any(axis=0)  # a row without input adds nothing to any column
    live[0] = True
    digits = np.stack(slices(X[:, live], crossbar.input_bits, crossbar.dac_bits))
    digits = digits.reshape(-1, live.sum()).astype(G.dtype)
    S = digits @ G[live]
    S = S if read is None else read(S)
    step = _convert_in_place(S, crossbar)
    cycle = 2.0 ** (crossbar.dac_bits * np.arange(crossbar.cycles))
    S = cycle.astype(G.dtype) @ S.reshape(crossbar.cycles, -1)  # cycles first
    S = S.reshape(len(X), len(_places(crossbar)), -1)
    return np.einsum("nsm,s->nm", S, step * _places(crossbar))


def _offset(X, crossbar: Crossbar):
    """What was added to every weight, times the inputs: known digitally."""
    if crossbar.signs != "offset":
        return 0.0
    total = X.sum(axis=1, dtype=float)
    return 2 ** (crossbar.weight_bits - 1) * total[:, None]


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
