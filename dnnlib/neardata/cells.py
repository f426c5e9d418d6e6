"""The cells of one array: which levels the weights want, and what becomes of them."""

from collections.abc import Callable

import numpy as np

from dnnlib.door import checked
from dnnlib.neardata.crossbar import Crossbar
from dnnlib.neardata.slices import slices


@checked
def levels(W, crossbar: Crossbar) -> np.ndarray:
    """The levels of the cells for weights W [C, M]: [C, M, slices, halves]."""
    parts = [W + 2 ** (crossbar.weight_bits - 1)]
    if crossbar.halves == 2:
        parts = [np.maximum(W, 0), np.maximum(-W, 0)]
    bits, each, made = crossbar.magnitude_bits, crossbar.cell_bits, []
    for part in parts:
        digits = slices(part, bits, each)
        made.append(np.stack(digits, axis=-1))
    return np.stack(made, axis=-1)


@checked
def conductances(W, crossbar: Crossbar, cells: Callable | None = None) -> np.ndarray:
    """One array's columns after `cells`: [rows, slices * halves * M], M running last.

    The halves of a difference are subtracted here, as their currents are.
    """
    G = levels(W, crossbar).astype(float)
    C, M, S, H = G.shape
    if cells is not None:
        flat = G.reshape(C, -1)
        ends = range(crossbar.cols, flat.shape[1], crossbar.cols)
        arrays = np.split(flat, ends, axis=1)
        done = [_checked(cells, array) for array in arrays]
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
