"""What each kernel loses to rounding, against float64, beside what theory allows."""

import numpy as np

from dnnlib.door import checked
from dnnlib.kernels import fft, strassen, toeplitz, winograd
from dnnlib.kernels.operands import prepare

KERNELS = {
    "toeplitz": toeplitz.conv,
    "strassen, 2 levels": lambda I, F: strassen.conv(I, F, cutover=_two_levels(I, F)),
    "fft": fft.conv,
    "winograd F(2x2)": lambda I, F: winograd.conv(I, F, m=2),
    "winograd F(4x4)": lambda I, F: winograd.conv(I, F, m=4),
    "winograd F(4x4), points 0 ±1 ±2": lambda I, F: winograd.conv(
        I, F, m=4, at=winograd.WHOLE_POINTS[:5]
    ),
    "winograd F(6x6)": lambda I, F: winograd.conv(I, F, m=6),
    "winograd F(6x6), points 0 ±1 ±2 ±3": lambda I, F: winograd.conv(
        I, F, m=6, at=winograd.WHOLE_POINTS[:7]
    ),
}


@checked
def errors(I, F, dtype=np.float32) -> dict[str, float]:
    """The error of every kernel on one layer: max|O - exact| / max|exact|, infinite where a value overflowed.

    Where exact is 0 everywhere the error is 0 if O is too, else infinite: no share of nothing.

    I and F are rounded to `dtype` first, so that this counts the kernel's own roundings; exact is in float64.
    NumPy sums half precision in single, as GPUs do. Source: Higham 2002; the measure of Lavin and Gray, CVPR 2016.
    """
    I, F = np.asarray(I).astype(dtype), np.asarray(F).astype(dtype)
    exact = toeplitz.conv(I.astype(float), F.astype(float))
    with np.errstate(all="ignore"):
        outputs = {name: conv(I, F).astype(float) for name, conv in KERNELS.items()}
    return {name: _share_lost(O, exact) for name, O in outputs.items()}


def _share_lost(O, exact) -> float:
    lost, largest = float(np.abs(O - exact).max()), float(np.abs(exact).max())
    if lost == 0:
        return 0.0
    share = lost / largest if largest else np.inf
    return float(share) if np.isfinite(share) else float("inf")


def worst_growth(matrix) -> float:
    """How many times its largest value a tile can grow in a transform, both axes: (largest sum of |row|)**2.

    Source: the norm of the transform; what decides whether half precision (at most 65504) overflows.
    """
    return float(np.abs(np.asarray(matrix).astype(float)).sum(axis=1).max()) ** 2


def _two_levels(I, F) -> int:
    """The cut-over that gives the matrix product two levels: just below a quarter of its shortest side, at least 1."""
    _, _, shape = prepare(I, F)
    shortest = min(shape.M, shape.C * shape.R * shape.S, shape.N * shape.P * shape.Q)
    return max(1, shortest // 4)
