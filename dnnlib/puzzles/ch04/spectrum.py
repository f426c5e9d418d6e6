"""Convolving by spectra: how long they must be, so that nothing wraps around."""

import numpy as np

from dnnlib.puzzle import Puzzle
from dnnlib.puzzles.ch02.arrays import NO_FRACTIONS, example, quarters


def full(I: np.ndarray, F: np.ndarray) -> np.ndarray:
    """Slide F [R] over I [W] with R-1 zeros on either side of I: all W+R-1 outputs, by a product of two spectra.

    The filter isn't flipped: O[p] = sum over r of I[p+r-(R-1)] * F[r], where I is zero outside.
    Source: Sze et al. 2017, V-A and Fig. 20.
    """
    (W,), (R,) = I.shape, F.shape
    O = np.zeros(W + R - 1)
    for p in range(W + R - 1):
        for r in range(R):
            if 0 <= p + r - (R - 1) < W:
                O[p] += I[p + r - (R - 1)] * F[r]
    return O


def _case(rng):
    W, R = int(rng.integers(3, 12)), int(rng.integers(2, 6))
    return quarters(rng, -4, 6, W), quarters(rng, -3, 5, R)


def _spectral(size=lambda W, R: W + R - 1, conj=False, flip=True, keep=None, first=0, real=np.real):
    """FFT convolution with one thing wrong: the length, the flip, what is kept, where it begins."""

    def wrong(I, F):
        W, R = len(I), len(F)
        T = size(W, R)
        spectrum = np.fft.fft(F[::-1] if flip else F, T)
        O = np.fft.ifft(np.fft.fft(I, T) * (np.conj(spectrum) if conj else spectrum))
        return real(np.roll(O, -first)[: keep(W, R) if keep else W + R - 1])

    return wrong


def _no_spectra(cases, results) -> str:
    """Sums of products of quarters are exact; what comes back from a spectrum has been rounded on its way."""
    exact = (np.array_equal(full(*case), O) for case, O in zip(cases, results))
    return NO_SPECTRA if all(exact) else ""


NO_SPECTRA = (
    "they are exactly the sums of products, in every case. A product of two spectra rounds: somewhere it is off by "
    "1e-16. Make the outputs with np.fft, and round nothing"
)

full_puzzle = Puzzle(
    full,
    _case,
    points=4,
    scale=lambda I, F: np.abs(I).sum() * np.abs(F).sum(),
    rule=_no_spectra,
    axes="p",
    examples=((example(8), example(3)), (np.array([1.0, 0, 0, 0, 2]), np.array([1.0, 2, 3])), (example(5), example(5))),
    wrong={
        NO_FRACTIONS: lambda I, F: np.round(np.correlate(I, F, "full")),
        "The spectra have I's length W: the last R-1 outputs wrap round onto the first. Pad both to W+R-1.": (
            lambda I, F: _circular(I, F, max(len(I), len(F)))
        ),
        "The spectra are one too short, and one output still wraps round: W+R-1.": (
            lambda I, F: _circular(I, F, len(I) + len(F) - 2)
        ),
        "The filter is flipped: a DNN's is not. Reverse F before its transform (or use conj and shift).": _spectral(flip=False),
        "With conj the outputs begin R-1 places late: roll the result by R-1, for p = 0 stands at the end.": (
            _spectral(flip=False, conj=True)
        ),
        "The filter is reversed twice: conj turns it round already.": _spectral(conj=True),
        "Only the outputs of a whole window are kept: all W+R-1 are wanted.": (
            lambda I, F: np.correlate(I, F, "full")[len(F) - 1 : len(I)]
        ),
        "Only W outputs are kept: there are W+R-1.": _spectral(keep=lambda W, R: W),
        "The padding of the spectra is kept: cut the result to W+R-1.": (
            lambda I, F: np.fft.irfft(np.fft.rfft(I, 64) * np.fft.rfft(F[::-1], 64), 64)
        ),
        "The result is complex: take its real part, or use rfft and irfft.": _spectral(real=lambda O: O + 1j * np.arange(len(O)) * 0),
        "The spectra are added: a convolution is their product.": (
            lambda I, F: np.real(np.fft.ifft(np.fft.fft(I, _length(I, F)) + np.fft.fft(F[::-1], _length(I, F))))
        ),
        "The transform back is missing: these are the spectrum's sizes.": (
            lambda I, F: np.abs(np.fft.fft(I, _length(I, F)) * np.fft.fft(F[::-1], _length(I, F)))
        ),
        "The transform back is not divided by its length: np.fft.ifft does that.": (
            lambda I, F: np.correlate(I, F, "full") * _length(I, F)
        ),
    },
)  # fmt: skip


def _length(I, F) -> int:
    return len(I) + len(F) - 1


def _circular(I, F, T):
    """All W+R-1 outputs asked of spectra of length T: what does not fit appears again from the start."""
    O = np.real(np.fft.ifft(np.fft.fft(I, T) * np.fft.fft(F[::-1], T)))
    return np.resize(O, len(I) + len(F) - 1)
