"""Pruning: which weights stay. A mask is a boolean array of the weights' shape, True where a weight is kept.

A score says how much each weight matters; the highest scores stay, as many as the density says. What differs between
methods is the score (magnitude, saliency), what is compared (a layer, a network) and what goes together (a weight, a
filter, two of four). Of equal scores the first in memory stays, so that a mask has exactly the size that was asked for.
"""

from collections.abc import Mapping
from math import prod

import numpy as np

from dnnlib.door import checked, is_real, is_whole, shown, whole

MOST_ROUNDS = 10_000  # of an iterative schedule


@checked
def kept(size: int, density: float) -> int:
    """How many of `size` weights a density keeps: the nearest integer, floor(density * size + 1/2).

    Errors: ValueError where the density is not a number from 0 to 1 (it is the share that stays, not that goes).
    """
    if not (is_real(density) and 0 <= density <= 1):
        raise ValueError(
            f"density={shown(density)} is the share of weights that stay: use a number from 0 to 1"
        )
    size = whole("size", size, 0)
    return int(np.floor(density * size + 0.5))


@checked
def keep_by_rank(scores, density: float) -> np.ndarray:
    """The definition of `keep`, in plain loops: a weight stays if fewer than kept(size, density) come before it.

    Before it come the higher scores, and of equal scores the earlier. Shapes and errors: as in `keep`.
    """
    scores = _numbers(scores)
    flat, most = scores.ravel(), kept(scores.size, density)
    mask = np.zeros(flat.size, bool)
    for k in range(flat.size):
        before = 0
        for j in range(flat.size):
            before += flat[j] > flat[k] or (flat[j] == flat[k] and j < k)
        mask[k] = before < most
    return mask.reshape(scores.shape)


@checked
def keep(scores, density: float) -> np.ndarray:
    """The mask of the highest scores, kept(size, density) of them: one stable sort, where `keep_by_rank` has two loops.

    Shapes: scores of any shape -> bool of the same. Errors: ValueError where a score is NaN, or density not in 0 to 1.
    """
    scores = _numbers(scores)
    mask = np.zeros(scores.size, bool)
    mask[_descending(scores.ravel())[: kept(scores.size, density)]] = True
    return mask.reshape(scores.shape)


@checked
def magnitude(F, density: float) -> np.ndarray:
    """The mask of the largest |w|: smallest weights go first.

    Shapes and errors: as in `keep`. Source: Han et al., NIPS 2015; Sze et al. 2017, VII-B.
    """
    return keep(_size(_numbers(F)), density)


@checked
def saliency(F, curvature) -> np.ndarray:
    """Optimal Brain Damage's score: by how much the loss grows when a weight becomes 0, s = h * w^2 / 2.

    Shapes: F and curvature, the second derivative h of the loss by each weight, alike.
    Of a last layer h is the mean over images of p (1 - p) x^2, with chances p and inputs x.
    Errors: ValueError where the shapes differ. Source: LeCun, Denker, Solla, NIPS 1989, Eq. 5; Sze et al. 2017, VII-B.
    """
    F, curvature = _floats(F), _floats(curvature)
    if F.shape != curvature.shape:
        raise ValueError(
            f"weights {F.shape} but curvature {curvature.shape}: give one second derivative a weight"
        )
    return curvature * F**2 / 2


@checked
def layerwise(
    scores: Mapping[str, np.ndarray], density: float | Mapping[str, float]
) -> dict[str, np.ndarray]:
    """Masks by layer, each with its own density (or all with one): scores are compared within a layer.

    Errors: as in `keep`; KeyError names a layer that has no density.
    """
    densities = (
        density if isinstance(density, Mapping) else dict.fromkeys(scores, density)
    )
    return {name: keep(score, densities[name]) for name, score in scores.items()}


@checked
def globally(scores: Mapping[str, np.ndarray], density: float) -> dict[str, np.ndarray]:
    """Masks by layer, where scores are compared across the network: a layer of small weights loses more of them.

    Errors: as in `keep`. Source: both ways in Sze et al. 2017, VII-B; one threshold for all in LeCun et al. 1989.
    """
    scores = {name: _numbers(score) for name, score in scores.items()}
    together = keep(
        np.concatenate([np.zeros(0), *(score.ravel() for score in scores.values())]),
        density,
    )
    ends = np.cumsum([score.size for score in scores.values()])
    parts = np.split(together, ends[:-1])
    return {name: part.reshape(scores[name].shape) for name, part in zip(scores, parts)}


@checked
def filters(F, density: float) -> np.ndarray:
    """The mask that keeps whole filters, those with the largest sum of |w|: F[m] stays or goes as one.

    Shapes: F [M, C, R, S] or [M, C]; kept(M, density) filters stay. Errors: as in `keep`.
    Source: Li et al., ICLR 2017 (the sum); Sze et al. 2017, VII-B (coarse pruning fits the hardware).
    """
    return _slices(F, density, 0)


@checked
def channels(F, density: float) -> np.ndarray:
    """The mask that keeps whole input channels, those with the largest sum of |w|: F[:, c] stays or goes as one.

    Shapes and errors: as in `filters`, with kept(C, density); the layer before need not compute the others.
    """
    return _slices(F, density, 1)


@checked
def n_of_m(F, n: int = 2, m: int = 4, axis: int = 1) -> np.ndarray:
    """The mask that keeps the n largest |w| of every m in a row along the input channels: 2:4 unless said otherwise.

    Shapes: F [M, C, ...], groups along `axis`. Of equals the first stays, so every group has exactly n.
    Errors: ValueError where m does not divide the axis (pad with zeros), or not 0 <= n <= m.
    Source: Mishra et al., Accelerating Sparse Deep Neural Networks, 2021.
    """
    F, m = _numbers(F), whole("m", m, means=f"in {shown(n)}:{shown(m)}")
    n = whole("n", n, 0, m, f"kept in {shown(n)}:{m}")
    if not F.ndim or not is_whole(axis) or not -F.ndim <= axis < F.ndim:
        raise ValueError(
            f"F of shape {F.shape} has no axis {shown(axis)}: give [M, C, ...], or the axis of the groups"
        )
    if F.shape[axis] % m:
        raise ValueError(
            f"axis {axis} has {F.shape[axis]} weights, no multiple of {m}: pad it with zeros"
        )
    groups = np.moveaxis(_size(F), axis, -1)
    first = _descending(groups.reshape(-1, m))[:, :n]
    mask = np.zeros((groups.size // m, m), bool)
    np.put_along_axis(mask, first, True, axis=1)
    return np.moveaxis(mask.reshape(groups.shape), -1, axis)


@checked
def geometric(rounds: int, final: float) -> list[float]:
    """Densities of an iterative schedule: each round keeps the same share of what is left, final^(k / rounds).

    Errors: ValueError where rounds is below 1, or final is not above 0 and at most 1.
    Source: prune, train, repeat: Han et al. 2015; equal shares: Frankle and Carbin, ICLR 2019.
    """
    rounds = whole("rounds", rounds, 1, MOST_ROUNDS)
    if not (is_real(final) and 0 < final <= 1):
        raise ValueError(f"final={shown(final)}: use a density above 0, at most 1")
    return [final ** (k / rounds) for k in range(1, rounds + 1)]


@checked
def cubic(progress: float, final: float, initial: float = 1.0) -> float:
    """The density during training, fast at first and slower as fewer are left: f + (i - f) * (1 - t)^3.

    Units: progress t from 0 to 1, held there outside. Errors: ValueError where a density is not in 0 to 1.
    Source: Zhu and Gupta, To prune, or not to prune, 2017, Eq. 1.
    """
    for density in (final, initial):
        kept(1, density)
    return final + (initial - final) * (1 - min(max(progress, 0.0), 1.0)) ** 3


@checked
def density(masks: Mapping[str, np.ndarray]) -> float:
    """The share of all weights that the masks keep; 1 where there are none to keep."""
    size = sum(mask.size for mask in masks.values())
    return (
        sum(int(np.count_nonzero(mask)) for mask in masks.values()) / size
        if size
        else 1.0
    )


def _slices(F, density: float, axis: int) -> np.ndarray:
    F = _numbers(F)
    if F.ndim < 2:
        raise ValueError(
            f"weights of shape {F.shape} have no filters or channels: give [M, C, ...]"
        )
    others = tuple(k for k in range(F.ndim) if k != axis)
    stay = keep(_wide(_size(F)).sum(axis=others), density)
    shape = [1] * F.ndim
    shape[axis] = prod(stay.shape)
    return np.broadcast_to(stay.reshape(shape), F.shape).copy()


def _size(F) -> np.ndarray:
    """|w|, whatever the type: of int8 -128 is 128, which takes an unsigned type to say."""
    if F.dtype.kind == "i":
        return np.abs(F.astype(np.int64)).view(np.uint64)
    return np.abs(F)


def _wide(sizes) -> np.ndarray:
    """Sizes as their sums are made: half precision in double, integers that could wrap as Python's."""
    if sizes.dtype == np.float16:
        return sizes.astype(float)
    if (
        sizes.dtype.kind == "f"
        or not sizes.size
        or int(sizes.max()) * sizes.size < 2**63
    ):
        return sizes
    return sizes.astype(object)


def _floats(values) -> np.ndarray:
    """Numbers whose squares fit: integers and half precision as float64."""
    values = _numbers(values)
    return values if values.dtype in (np.float32, np.float64) else values.astype(float)


def _descending(scores) -> np.ndarray:
    """Places along the last axis from the highest score down, of equal ones the first: nothing is negated."""
    back = np.argsort(scores[..., ::-1], axis=-1, kind="stable")[..., ::-1]
    return scores.shape[-1] - 1 - back


def _numbers(values) -> np.ndarray:
    values = np.asarray(values)
    if values.dtype.kind not in "biuf" and values.dtype != object:
        raise ValueError(
            f"values of type {values.dtype} have no rank: give real numbers"
        )
    bad = np.flatnonzero(np.isnan(values)) if values.dtype.kind == "f" else np.array([])
    if len(bad):
        at = tuple(map(int, np.unravel_index(int(bad[0]), values.shape)))
        raise ValueError(
            f"{len(bad)} of {values.size} values are NaN, the first at {at}: NaN has no rank"
        )
    return values
