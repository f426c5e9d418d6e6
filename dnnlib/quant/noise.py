"""What quantization loses: its noise, in decibels and by cause."""

from dataclasses import dataclass

import numpy as np

from dnnlib.door import checked
from dnnlib.quant.levels import reals


@checked
@dataclass(frozen=True)
class Noise:
    """Mean squares: the error of values within the levels (rounding) and beyond (clipping), and the signal."""

    rounding: float
    clipping: float
    signal: float

    @property
    def total(self) -> float:
        """Rounding and clipping together: the mean squared error."""
        return self.rounding + self.clipping

    @property
    def sqnr(self) -> float:
        """Signal to quantization noise, 10 * log10(signal / noise). Units: dB; infinite without noise."""
        return decibels(self.signal, self.total)


@checked
def noise(x, codebook) -> Noise:
    """The noise that a codebook adds to x: mean (x - level)^2, apart for values inside and beyond its levels.

    Shapes: x as in Codebook.encode; a codebook of channels has their ends. Errors: as there; ValueError for empty x.
    """
    x = reals(x)
    if not x.size:
        raise ValueError("x is empty: it has no power and no noise")
    error = (x - codebook(x)) ** 2
    ends = codebook.levels[..., [0, -1]]
    low, high = (
        ends[..., k].reshape(-1, *(1,) * (x.ndim - 1))
        if codebook.per_channel
        else ends[k]
        for k in (0, 1)
    )
    beyond = (x < low) | (x > high)
    rounding, clipping = (
        float(np.where(which, error, 0).mean()) for which in (~beyond, beyond)
    )
    return Noise(
        rounding,
        clipping,
        float((x**2).mean()),
    )


@checked
def sqnr(x, quantized) -> float:
    """10 * log10(sum x^2 / sum (x - quantized)^2). Units: dB; infinite where they are equal.

    For b bits over the full range of uniform values about 6.02*b: each bit halves the step.
    Errors: ValueError where the two are not of one shape: a forgotten axis would broadcast into a number.
    """
    x, quantized = reals(x), reals(quantized, "quantized")
    if x.shape != quantized.shape or not x.size:
        raise ValueError(
            f"x {x.shape} and quantized {quantized.shape}: give a value for each value, at least one"
        )
    return decibels((x**2).sum(), ((x - quantized) ** 2).sum())


@checked
def decibels(signal: float, loss: float) -> float:
    """10 * log10(signal / loss); infinite without loss, minus infinity without signal."""
    if loss == 0:
        return float("inf")
    return float(10 * np.log10(signal / loss)) if signal else float("-inf")
