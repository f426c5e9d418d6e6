"""Weights of one bit and of two: the sign, and the sign or nothing."""

import numpy as np

from dnnlib.door import checked
from dnnlib.quant.levels import Codebook, channels

# of mean|x|; the best for values spread as a Gaussian is about 0.75, as a uniform 2/3
TWN_THRESHOLD = 0.7


@checked
def binary(x, scaled: bool = True, per_channel: bool = False) -> Codebook:
    """Levels -a and a with the edge at 0, and 0 itself positive: a = mean|x|, which is the best a; or a = 1 unscaled.

    Shapes: x [M, ...] -> levels [2], or [M,2] where each filter has its own. Errors: ValueError where x is empty or
    not finite. Source: Courbariaux et al., NIPS 2015 (BinaryConnect, unscaled); Rastegari et al., ECCV 2016 (BWN).
    """
    rows = channels(x, per_channel)
    a = np.abs(rows).mean(axis=1) if scaled else np.ones(len(rows))
    middle = np.zeros((len(rows), 1))
    return _book(np.stack([-a, a], axis=1), middle, per_channel)


@checked
def ternary(x, threshold: float = TWN_THRESHOLD, per_channel: bool = False) -> Codebook:
    """Levels -a, 0 and a: |x| up to d = threshold * mean|x| is 0, and a is the mean of the |x| above d.

    The edge d is not the middle of 0 and a: it is where the three levels together fit best.
    Shapes: x [M, ...] -> levels [3], or [M,3]. Where nothing is above d (all zeros), a = 0.
    Errors: ValueError where x is empty or not finite, or the threshold is negative.
    Source: Li and Liu, 2016 (TWN), Eq. 6 and its approximation.
    """
    if not (np.isfinite(threshold) and threshold >= 0):
        raise ValueError(f"threshold={threshold!r}: a share of mean|x|, 0 or more")
    size = np.abs(channels(x, per_channel))
    d = threshold * size.mean(axis=1, keepdims=True)
    above = size > d
    a = (size * above).sum(axis=1) / np.maximum(above.sum(axis=1), 1)
    # d itself is 0 on both sides
    edges = np.concatenate([-d, np.nextafter(d, np.inf)], axis=1)
    return _book(np.stack([-a, 0 * a, a], axis=1), edges, per_channel)


def _book(levels, edges, per_channel: bool) -> Codebook:
    return Codebook(levels, edges) if per_channel else Codebook(levels[0], edges[0])
