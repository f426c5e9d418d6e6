"""Filters with fewer outputs and inputs inside: Tucker-2."""

import numpy as np

from dnnlib.puzzle import Puzzle


def tucker(F: np.ndarray, m: int, c: int) -> np.ndarray:
    """Which filters do three layers stand for, made of F by Tucker-2 in one pass?

    U [M,m]: F as M rows of all its other values; the left singular vectors of the m largest singular values.
    V [C,c]: the same of F as C rows. A 1x1 layer goes down to c channels by V, a core of m filters follows, a
    1x1 layer goes up by U: core[i,j,r,s] = sum over m,c of U[m,i] * V[c,j] * F[m,c,r,s], and back by the same U and V.
    Shapes: F [M,C,R,S], m from 1 to M, c from 1 to C -> [M,C,R,S]. `np.linalg.svd` may be used. The values that are
    cut are apart from those that stay. Source: Kim et al., ICLR 2016; Sze et al. 2017, VII-B-3.
    """
    F = np.asarray(F, float)
    if F.ndim != 4 or not F.size or not (1 <= m <= len(F) and 1 <= c <= F.shape[1]):
        raise ValueError("F [M,C,R,S], and two ranks that it can have")
    U, V = _leading(F, m), _leading(F.swapaxes(0, 1), c)
    core = np.zeros((m, c, *F.shape[2:]))
    for i, j, k, l in np.ndindex(m, c, *F.shape[:2]):
        core[i, j] += U[k, i] * V[l, j] * F[k, l]
    near = np.zeros(F.shape)
    for i, j, k, l in np.ndindex(m, c, *F.shape[:2]):
        near[k, l] += U[k, i] * V[l, j] * core[i, j]
    return near


def _leading(F, count: int):
    U, values, _ = np.linalg.svd(F.reshape(len(F), -1))
    values = np.append(values, np.zeros(len(F)))
    if count < len(F) and values[count - 1] - values[count] < 0.05 * values[0]:
        raise ValueError("values that stay and go are apart")
    return U[:, :count]


def _filters(rng):
    while True:
        sizes = rng.integers(2, 5, 2), rng.integers(1, 4, 2)
        F = np.round(64 * rng.normal(size=np.concatenate(sizes))) / 64
        ranks = (int(rng.integers(1, size + 1)) for size in F.shape[:2])
        case = (F, *ranks)
        if _apart(*case):
            return case


def _apart(F, m, c) -> bool:
    try:
        tucker(F, m, c)
    except ValueError:
        return False
    return bool(np.abs(F).max())


def _vectors(rows, pick):
    return np.linalg.svd(rows)[0][:, pick]


def _made(F, m, c, rows=lambda F: F.swapaxes(0, 1).reshape(F.shape[1], -1), start=0, more=0):
    """Tucker-2 with a mistake: how the inputs are unfolded, which vectors stay, how many more."""
    F = np.asarray(F, float)
    stays = [slice(start, start + k + more) if not start else slice(-k, None) for k in (m, c)]
    U = _vectors(F.reshape(len(F), -1), stays[0])
    V = _vectors(rows(F), stays[1])
    return np.einsum("mi,ni,nkrs,kj,cj->mcrs", U, U, F, V, V)


def _outputs(F, m, c):
    return _made(F, m, np.shape(F)[1])


def _inputs(F, m, c):
    return _made(F, len(F), c)


def _in_turn(F, m, c):
    """U first, then V of what is left: cheaper on large tensors, and not the same."""
    F = np.asarray(F, float)
    U = _vectors(F.reshape(len(F), -1), slice(m))
    G = np.einsum("mi,mcrs->icrs", U, F)
    V = _vectors(G.swapaxes(0, 1).reshape(F.shape[1], -1), slice(c))
    return np.einsum("mi,ikrs,kj,cj->mcrs", U, G, V, V)


def _corner(F, m, c):
    """The core is cut out of F, and not what U and V make of it."""
    F = np.asarray(F, float)
    U = _vectors(F.reshape(len(F), -1), slice(m))
    V = _vectors(F.swapaxes(0, 1).reshape(F.shape[1], -1), slice(c))
    return np.einsum("mi,ijrs,cj->mcrs", U, F[:m, :c], V)


def _taps(F, m, c):
    """Each tap has vectors of its own."""
    near = np.zeros(np.shape(F))
    for r, s in np.ndindex(near.shape[2:]):
        near[:, :, r : r + 1, s : s + 1] = _made(np.asarray(F)[:, :, r : r + 1, s : s + 1], m, c)
    return near


def _pruned(F, m, c):
    F = np.array(F, float)
    for axis, count in ((0, m), (1, c)):
        rows = np.moveaxis(F, axis, 0)
        norms = np.linalg.norm(rows.reshape(len(rows), -1), axis=1)
        rows[np.argsort(-norms, kind="stable")[count:]] = 0
    return F


def _core(F, m, c):
    F = np.asarray(F, float)
    U = _vectors(F.reshape(len(F), -1), slice(m))
    V = _vectors(F.swapaxes(0, 1).reshape(F.shape[1], -1), slice(c))
    out = np.zeros(F.shape)
    out[:m, :c] = np.einsum("mi,mcrs,cj->ijrs", U, F, V)
    return out


def _scaled(F, m, c):
    F = np.asarray(F, float)
    U, values, _ = np.linalg.svd(F.reshape(len(F), -1))
    values = np.append(values, np.zeros(len(F)))[:m]
    V = _vectors(F.swapaxes(0, 1).reshape(F.shape[1], -1), slice(c))
    return np.einsum("mi,ni,nkrs,kj,cj->mcrs", U[:, :m] * values, U[:, :m], F, V, V)


tucker_puzzle = Puzzle(
    tucker,
    _filters,
    points=5,
    # vectors turn by eps * |F| / gap, 1/20 of the largest value or more; found from F times F the gap is squared
    scale=lambda F, m, c: 800 * np.linalg.norm(F),
    axes="mcrs",
    examples=(
        (np.array([[[[2.0]], [[0.0]]], [[[0.0]], [[1.0]]]]), 1, 1),
        (np.array([[[[2.0, 1.0]], [[0.0, 0.0]]], [[[0.0, 0.0]], [[1.0, 1.0]]]]), 1, 2),
        (np.array([[[[3.0], [1.0]]], [[[0.0], [2.0]]]]), 1, 1),
        (np.array([[[[4.0, 1.0]], [[0.0, 2.0]], [[1.0, 0.0]]]]), 1, 2),
    ),
    wrong={
        "Only the outputs are made fewer: a 1x1 layer takes the inputs down to c as well.": _outputs,
        "Only the inputs are made fewer: the core has m filters, not M.": _inputs,
        "The rows of C come from a plain reshape: it mixes filters and channels; bring axis C to the front first.": lambda F, m, c: (
            _made(F, m, c, lambda F: F.reshape(F.shape[1], -1))
        ),
        "The smallest values' vectors stay: the largest hold most of F.": lambda F, m, c: _made(
            F, m, c, start=1
        ),
        "One vector too many stays on either side.": lambda F, m, c: _made(F, m, c, more=1),
        "The two ranks are exchanged: m is of outputs, c of inputs.": lambda F, m, c: _made(F, c, m),
        "The core is a corner of F: it is what U and V make of all of F.": _corner,
        "Each tap r, s has vectors of its own: one U and one V serve all taps.": _taps,
        "Filters and channels of small norm are cut: that is pruning; vectors mix all of them.": _pruned,
        "The core is returned, among zeros: go back up by U and V.": _core,
        "U is scaled by the singular values: the core holds the sizes, U and V only directions.": _scaled,
        "V comes from what U has left of F: both come from F itself.": _in_turn,
        "What was cut is returned: the rest is wanted.": lambda F, m, c: F - _made(F, m, c),
        "The fractions are cut off in F: leave F as it is.": lambda F, m, c: _made(np.trunc(F), m, c),
        "Outputs and inputs are exchanged in the result.": lambda F, m, c: _made(F, m, c).swapaxes(0, 1),
        "The same vectors serve outputs and inputs: each side has its own unfolding.": lambda F, m, c: _same(
            F, m, c
        ),
    },
)


def _same(F, m, c):
    F = np.asarray(F, float)
    if F.shape[0] != F.shape[1]:
        return _outputs(F, m, c)
    return _made(F, m, c, lambda F: F.reshape(len(F), -1))
