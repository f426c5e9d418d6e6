"""Calibration: which range to quantize, where a few large values would make every step coarse.

Each method takes values, such as a layer's activations on real images, and gives the range (low, high) to keep: the
`clip` of `linear` and `affine`. A narrower range rounds finer and clips more. Values of 0 or more keep low = 0.
"""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

import numpy as np

from dnnlib.door import checked, is_real, shown, whole
from dnnlib.quant.affine import asymmetric, counted
from dnnlib.quant.levels import TINY, finite

BINS = 2048  # of the histogram of `divergence`
SHARES = np.arange(5, 101) / 100  # of the full range, what `least_squares` tries
SAMPLE = 50_000  # values that it tries them on


@checked
def min_max(x) -> tuple[float, float]:
    """All of the range: nothing is clipped. Errors: ValueError where x is empty or not finite, here and below."""
    x = finite(x)
    return _with_zero(x.min(), x.max())


@checked
def percentile(x, share: float = 99.9) -> tuple[float, float]:
    """What keeps `share` percent of the values: the rest is clipped, half of it on each side, or all above 0.

    Where that would keep nothing but zeros, as when fewer values than the rest are not 0, all of the range stays.
    Errors: ValueError where share is not above 0 and up to 100. Source: McKinstry et al., 2018.
    """
    if not (is_real(share) and 0 < share <= 100):
        raise ValueError(
            f"share={shown(share)} is a percentage to keep, above 0 and up to 100"
        )
    x = finite(x)
    if x.min() >= 0:
        low, high = 0.0, float(np.percentile(x, share))
    else:
        low, high = _with_zero(*np.percentile(x, [50 - share / 2, 50 + share / 2]))
    return (low, high) if low < high else min_max(x)


@checked
def least_squares(x, bits: int) -> tuple[float, float]:
    """The share of the full range with the least mean squared error at so many bits, of 5 %, 6 % ... 100 %.

    Tried on evenly spaced values where there are more than SAMPLE. Source: Banner et al., NeurIPS 2019 (the aim).
    """
    x = finite(x).ravel()
    some = x[:: -(-x.size // SAMPLE)]
    x = some if some.any() else x  # a sample may miss the few that are not 0
    low, high = min_max(x)
    errors = [
        ((asymmetric(x, bits, clip=(low * share, high * share))(x) - x) ** 2).mean()
        for share in SHARES
    ]
    share = float(SHARES[int(np.argmin(errors))])
    return low * share, high * share


@checked
def divergence(x, bits: int, bins: int = BINS) -> tuple[float, float]:
    """The range whose quantized histogram is least surprising: smallest sum p*log(p/q), of |x| in so many bins.

    p: the bins up to a threshold, all beyond in the last; q: the same merged to 2^bits levels (half of them where x has
    a sign) and spread again over the bins that were not empty. Zeros are left out: they have a level of their own, and
    after a ReLU so many that nothing else would count. Source: Migacz, 8-bit inference with TensorRT, GTC 2017.
    """
    x = finite(x)
    low, high = min_max(x)
    levels, most = 2 ** (counted(bits, 2) - (low < 0)), max(-low, high)
    bins = whole("bins", bins)
    if levels >= bins or most < TINY:
        return low, high
    counts, edges = np.histogram(np.abs(x[x != 0]), bins, (0, most))
    best = min(
        range(levels, bins + 1), key=lambda kept: _divergence(counts, kept, levels)
    )
    return max(low, -float(edges[best])), min(high, float(edges[best]))


METHODS: Mapping[str, Callable] = MappingProxyType({  # each takes (x, bits) and returns (low, high)
    "min-max": lambda x, bits: min_max(x),
    "percentile 99.9": lambda x, bits: percentile(x),
    "least squares": least_squares,
    "KL divergence": divergence,
})  # fmt: skip


@checked
def at(method: str, bits: int) -> Callable:
    """A method for so many bits, values -> (low, high), as `integer_network.calibrated` takes it.

    Errors: ValueError lists the methods.
    """
    if method not in METHODS:
        raise ValueError(f"method={method!r}: choose {', '.join(map(repr, METHODS))}")
    return partial(METHODS[method], bits=bits)


def _divergence(counts, bins: int, levels: int) -> float:
    """sum p*log(p/q) for the first `bins` of the histogram in so many levels; p holds what is clipped, q does not."""
    kept = counts[:bins].astype(float)
    starts = np.arange(levels) * bins // levels  # the first bin of each level
    used = kept > 0
    totals, places = (
        np.add.reduceat(kept, starts),
        np.add.reduceat(used.astype(int), starts),
    )
    q = np.repeat(totals / np.maximum(places, 1), np.diff([*starts, bins])) * used
    p = kept.copy()
    p[-1] += counts[bins:].sum()
    if p[-1] and not q[-1]:
        return np.inf  # what was clipped has no place
    p, q = p[p > 0] / p.sum(), q[p > 0] / q.sum()
    return float((p * np.log(p / q)).sum())


def _with_zero(low, high) -> tuple[float, float]:
    return min(float(low), 0.0), max(float(high), 0.0)
