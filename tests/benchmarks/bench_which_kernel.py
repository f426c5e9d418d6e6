"""Which kernel wins where: the table of dnnlib/kernels/timings.py, timed again on this machine (half a minute).

One thread, its own time, single precision. Winograd as an engine runs it: channels last, filters ahead, for 3x3 and
5x5; FFT and Toeplitz on [N,C,H,W], the filters transformed in the call.
"""

from itertools import product

import numpy as np

from dnnlib.kernels import fft, toeplitz, winograd_fast
from dnnlib.kernels.timings import C_STOPS, N_STOPS, P_STOPS, R_STOPS
from dnnlib.metrics import least_seconds
from dnnlib.shapes import ConvShape


def main():
    """Print a line a shape: R C P N, milliseconds of Toeplitz, Winograd and FFT, and their errors."""
    print("R C P N  toeplitz winograd fft  toeplitz_error winograd_error fft_error")
    for R, C, P, N in product(R_STOPS, C_STOPS, P_STOPS, N_STOPS):
        shape = ConvShape(N=N, M=C, C=C, P=P, Q=P, R=R, S=R)
        rng = np.random.default_rng(R * C * P * N)
        I, F = (
            rng.standard_normal(shape.tensor(tensor), np.float32) for tensor in "IF"
        )
        exact = toeplitz.conv(I.astype(float), F.astype(float))
        results = [once(call, exact) for call in calls(I, F, R)]
        times = " ".join("-" if r is None else f"{r[0]:.3g}" for r in results)
        print(
            f"{R} {C} {P} {N}  {times}  "
            + " ".join("-" if r is None else f"{r[1]:.1e}" for r in results),
            flush=True,
        )


def calls(I, F, R):
    """The three kernels as functions of nothing, None where there is none; each returns O [N,M,P,Q]."""
    last = np.ascontiguousarray(I.transpose(0, 2, 3, 1))
    filters = winograd_fast.ahead(F, {3: 4, 5: 2}[R]) if R in (3, 5) else None
    quick = (
        (lambda: winograd_fast.conv_channels_last(last, filters).transpose(0, 3, 1, 2))
        if filters
        else None
    )
    return (lambda: toeplitz.conv(I, F)), quick, (lambda: fft.conv(I, F))


def once(call, exact):
    """Milliseconds, the least of some rounds, and max|error| / max|O|."""
    if call is None:
        return None
    error = np.abs(call() - exact).max() / np.abs(exact).max()
    seconds = least_seconds(call, 1)
    return 1e3 * min(seconds, least_seconds(call, 9 if seconds < 0.02 else 2)), error


if __name__ == "__main__":
    main()
