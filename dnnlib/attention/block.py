"""What stands between the matrix products of a transformer: norms, kinks, and the places of tokens.

    layer_norm(x, scale, bias)    to mean 0 and variance 1          rms_norm(x, scale)    to mean square 1
    gelu(x)    x * Phi(x)         silu(x)    x / (1 + exp(-x))      turned(x, angles)     a place as an angle

None of them multiplies matrices: together they are words moved, hardly MACs.
"""

import numpy as np

from dnnlib.door import checked, floats, opened, wide


@checked
def layer_norm(x, scale, bias, least: float = 1e-5) -> np.ndarray:
    """(x - mean) / sqrt(variance + least) * scale + bias, along the last axis. Source: Ba et al. 2016."""
    (x, scale, bias), kept = opened(x, scale, bias)
    _a_value_each(x, scale=scale, bias=bias)
    x = x - x.mean(axis=-1, keepdims=True)
    normed = x / np.sqrt(_mean_square(x) + least)
    return (normed * scale + bias).astype(kept, copy=False)


@checked
def rms_norm(x, scale, least: float = 1e-5) -> np.ndarray:
    """x / sqrt(mean of x^2 + least) * scale, along the last axis. Source: Zhang and Sennrich 2019."""
    (x, scale), kept = opened(x, scale)
    _a_value_each(x, scale=scale)
    normed = x / np.sqrt(_mean_square(x) + least) * scale
    return normed.astype(kept, copy=False)


@checked
def gelu(x) -> np.ndarray:
    """x * Phi(x), Phi the share of a normal variable below x; to 1.5e-7. Source: Hendrycks and Gimpel 2016."""
    x = floats(x)
    return x * (1 + _erf(x * np.float32(0.7071067811865476))) / 2


@checked
def silu(x) -> np.ndarray:
    """x / (1 + exp(-x)). Source: Elfwing et al. 2017."""
    x = floats(x)
    # by tanh, which does not overflow
    return x * (1 + np.tanh(x / 2)) / 2


@checked
def turned(x, angles) -> np.ndarray:
    """Each pair (x[d], x[d + D/2]) turned by its angle, so that a product of two depends on their distance alone.

    Shapes: x [...,T,D], angles [T,D/2], in radians. Source: Su et al. 2021 (rotary positions), as Llama pairs them.
    """
    x, angles = floats(x), wide(floats(angles))
    a, b = np.split(x, 2, axis=-1)
    cos, sin = np.cos(angles), np.sin(angles)
    return np.concatenate((a * cos - b * sin, b * cos + a * sin), axis=-1)


@checked
def angles(places, head: int, slowest: float = 10_000.0) -> np.ndarray:
    """Place t turns pair d by t / slowest^(2d/head): [T,head/2], float32. Source: Su et al. 2021, Eq. (15)."""
    rates = slowest ** (-np.arange(0, head, 2) / head)
    return np.outer(places, rates).astype(np.float32)


def _a_value_each(x, **trained) -> None:
    """ValueError where what was trained is neither one number nor one for each value of a row of x."""
    for name, values in trained.items():
        if np.shape(values) not in ((), x.shape[-1:], x.shape):
            raise ValueError(
                f"{name} has the shape {np.shape(values)}, x {x.shape}: give one value for each of a row, [{x.shape[-1]}]"
            )


def _mean_square(x):
    return np.mean(x * x, axis=-1, keepdims=True)


# Abramowitz and Stegun 1964, 7.1.26: erf(x) = 1 - (a1 t + ... + a5 t^5) exp(-x^2), t = 1 / (1 + p x)
_P, _A = 0.3275911, (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)


def _erf(x):
    t = 1 / (1 + _P * np.abs(x))
    series = np.zeros_like(t)
    for a in _A:
        series = (series + a) * t
    return np.sign(x) * (1 - series * np.exp(-x * x))
