"""Stochastic rounding: up or down by chance, so that the mean is right."""

import numpy as np

from dnnlib.door import checked
from dnnlib.quant.levels import Codebook


@checked
def encode_stochastic(
    codebook: Codebook, x, seed: int | np.random.Generator = 0
) -> np.ndarray:
    """Codes of one of the two levels around each value, the upper with probability (x - lower) / (upper - lower).

    So the mean of decode(codes) is x itself, where rounding to the nearest is off by the same amount each time; x
    beyond the ends is clipped. The same seed draws the same codes. Shapes: x -> codes, as in Codebook.encode.
    Errors: ValueError where x holds NaN, or the codebook is per channel. Source: Gupta et al., ICML 2015.
    """
    if codebook.per_channel:
        raise ValueError(
            "the codebook has levels a channel: round the channels one by one, each with its levels"
        )
    levels = codebook.levels
    x = np.clip(np.asarray(x, float), levels[0], levels[-1])
    codes = codebook.encode(x)  # checks x; its type is kept
    lower = np.clip(
        np.searchsorted(levels, x, side="right") - 1, 0, max(levels.size - 2, 0)
    )
    upper = np.minimum(lower + 1, levels.size - 1)
    gap = levels[upper] - levels[lower]
    chance = np.divide(x - levels[lower], gap, out=np.zeros_like(x), where=gap > 0)
    up = np.random.default_rng(seed).random(x.shape) < chance
    return np.where(up, upper, lower).astype(codes.dtype)
