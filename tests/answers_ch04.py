"""Right answers to the puzzles of chapter 4, each puzzle in at least three different ways: all of them must pass."""

import numpy as np
import torch
from numpy.lib.stride_tricks import as_strided, sliding_window_view
from scipy import signal

from dnnlib import metrics
from dnnlib.kernels import rounding, strassen, toeplitz
from dnnlib.shapes import ConvShape

# ---------------------------------------------------------------- Toeplitz

IM2COL = (
    lambda I, R, S: (
        sliding_window_view(I, (R, S)).transpose(2, 3, 0, 1).reshape(R * S, -1)
    ),
    lambda I, R, S: np.array(
        [
            I[r : r + I.shape[0] - R + 1, s : s + I.shape[1] - S + 1].ravel()
            for r in range(R)
            for s in range(S)
        ]
    ),
    lambda I, R, S: torch.nn.functional.unfold(torch.tensor(I)[None, None], (R, S))[
        0
    ].numpy(),
    lambda I, R, S: toeplitz.matrix(I[None, None], R, S),
    lambda I, R, S: as_strided(
        I, (R, S, I.shape[0] - R + 1, I.shape[1] - S + 1), 2 * I.strides
    ).reshape(R * S, -1),
)


def copies_by_folding(P, Q, R, S, U=1):
    """torch.fold adds up what unfold has copied: ones give the count."""
    ones = torch.ones(1, R * S, P * Q)
    size = U * (P - 1) + R, U * (Q - 1) + S
    return (
        torch.nn.functional.fold(ones, size, (R, S), stride=U)[0, 0].numpy().astype(int)
    )


def copies_in_floats(P, Q, R, S, U=1):
    """As the hint says it: np.zeros, and += 1."""
    held = np.zeros((U * (P - 1) + R, U * (Q - 1) + S))
    for p in range(P):
        for q in range(Q):
            held[U * p : U * p + R, U * q : U * q + S] += 1
    return held


def copies_by_axis(P, Q, R, S, U=1):
    def down(outputs, taps):
        return np.array(
            [
                sum(0 <= h - U * p < taps for p in range(outputs))
                for h in range(U * (outputs - 1) + taps)
            ]
        )

    return np.outer(down(P, R), down(Q, S))


def copies_by_the_matrix(P, Q, R, S, U=1):
    shape = ConvShape(P=P, Q=Q, R=R, S=S, U=U)
    numbered = np.arange(shape.size("I")).reshape(shape.tensor("I"))
    counts = np.bincount(
        toeplitz.matrix(numbered, R, S, U).ravel(), minlength=numbered.size
    )
    return counts.reshape(shape.H, shape.W)


COPIES = (copies_in_floats, copies_by_folding, copies_by_axis, copies_by_the_matrix)

# ---------------------------------------------------------------- spectra


def full_by_complex_fft(I, F):
    n = len(I) + len(F) - 1
    return np.fft.ifft(np.fft.fft(I, n) * np.fft.fft(F[::-1], n)).real


def full_by_conj(I, F):
    n = len(I) + len(F) - 1
    return np.roll(
        np.fft.irfft(np.fft.rfft(I, n) * np.conj(np.fft.rfft(F, n)), n), len(F) - 1
    )


def full_by_matrices(I, F):
    """The transform as its matrix: no FFT at all, and a product of spectra still."""
    n = len(I) + len(F) - 1
    W = np.exp(-2j * np.pi * np.outer(np.arange(n), np.arange(n)) / n)
    spectra = (W[:, : len(I)] @ I) * (W[:, : len(F)] @ F[::-1])
    return (W.conj() @ spectra / n).real


def full_of_padded_maps(I, F):
    padded, filter = np.pad(I, (0, len(F) - 1)), np.pad(F[::-1], (0, len(I) - 1))
    return np.fft.ifft(np.fft.fft(padded) * np.fft.fft(filter)).real


def full_in_single(I, F):
    """As chapter 4 works throughout: in float32."""
    n = len(I) + len(F) - 1
    i, f = (torch.tensor(x, dtype=torch.float32) for x in (I, F[::-1].copy()))
    return torch.fft.irfft(torch.fft.rfft(i, n) * torch.fft.rfft(f, n), n)


FULL = (
    full_by_complex_fft,
    full_by_conj,
    lambda I, F: np.fft.irfft(np.fft.rfft(I, 64) * np.fft.rfft(F[::-1], 64), 64)[
        : len(I) + len(F) - 1
    ],
    lambda I, F: signal.fftconvolve(I, F[::-1]),
    full_by_matrices,
    full_of_padded_maps,
    full_in_single,
)

# ---------------------------------------------------------------- Winograd


def tile_by_einsum(d, g, AT, G, BT):
    return np.einsum(
        "pi,ih,hw,jw,ik,kl,jl,qj->pq", AT, BT, d, BT, G, g, G, AT, optimize=True
    )


def tile_by_kron(d, g, AT, G, BT):
    """Both axes at once: the transforms are Kronecker products."""
    return (
        np.kron(AT, AT) @ (np.kron(G, G) @ g.ravel() * (np.kron(BT, BT) @ d.ravel()))
    ).reshape(len(AT), -1)


def tile_in_torch(d, g, AT, G, BT):
    d, g, AT, G, BT = (torch.tensor(x) for x in (d, g, AT, G, BT))
    return AT @ ((G @ g @ G.T) * (BT @ d @ BT.T)) @ AT.T


TILE = (
    lambda d, g, AT, G, BT: AT @ ((G @ g @ G.T) * (BT @ d @ BT.T)) @ AT.T,
    tile_by_einsum,
    tile_by_kron,
    tile_in_torch,
)


def growth_by_worst_tile(BT):
    """Try the tile whose signs are those of a row, for every pair of rows."""
    signs = np.where(BT < 0, -1.0, 1.0)
    return max(float((BT @ np.outer(a, b) @ BT.T).max()) for a in signs for b in signs)


GROWTH = (
    lambda BT: np.abs(BT).sum(axis=1).max() ** 2,
    growth_by_worst_tile,
    lambda BT: float(np.linalg.norm(BT, np.inf)) ** 2,
    lambda BT: float(np.linalg.norm(np.kron(BT, BT), np.inf)),
    rounding.worst_growth,
)

# ---------------------------------------------------------------- Strassen


def mults_by_recursion(n, cutover=1):
    return n**3 if n <= cutover else 7 * mults_by_recursion((n + 1) // 2, cutover)


def mults_by_loop(n, cutover=1):
    products = 1
    while n > cutover:
        n, products = -(-n // 2), 7 * products
    return products * n**3


STRASSEN_MULTS = (
    mults_by_recursion,
    mults_by_loop,
    lambda n, cutover=1: strassen.product_ops(n, n, n, cutover)[0],
)

# ---------------------------------------------------------------- the choice


def pick_by_outputs(R, C, P, N):
    if R == 1:
        return "toeplitz"
    if R in (3, 5):
        return "winograd"
    return "fft" if N * P * P >= {7: 16384, 11: 1024}[R] else "toeplitz"


def pick_by_work(R, C, P, N):
    """Outputs times the taps beyond 5 x 5, by one threshold."""
    small = {1: "toeplitz", 3: "winograd", 5: "winograd"}
    return small.get(R) or ("fft" if N * P**2 * (R / 11) ** 6 >= 1000 else "toeplitz")


def pick_by_table(R, C, P, N):
    fft = {(11, P, N) for P in (32, 64) for N in (1, 4)} | {(11, 16, 4), (7, 64, 4)}
    return "winograd" if 1 < R < 7 else "fft" if (R, P, N) in fft else "toeplitz"


PICK = (pick_by_outputs, pick_by_work, pick_by_table)

ANSWERS = {
    "im2col": IM2COL,
    "copies": COPIES,
    "full": FULL,
    "tile": TILE,
    "growth": GROWTH,
    "strassen_mults": STRASSEN_MULTS,
    "pick": PICK,
}


# ---------------------------------------------------------------- words of a product in blocks


def words_by_formula(M, K, N, T):
    return M * K * -(-N // T) + K * N * -(-M // T) + M * N


def words_by_sets(M, K, N, T):
    """Which words each block asks for, and all that are written."""
    asked = 0
    for i in range(0, M, T):
        for j in range(0, N, T):
            rows, columns = range(i, min(i + T, M)), range(j, min(j + T, N))
            asked += len({(r, k) for r in rows for k in range(K)})
            asked += len({(k, c) for c in columns for k in range(K)})
    return asked + M * N


def words_by_arrays(M, K, N, T):
    down, across = (np.diff([*range(0, n, T), n]) for n in (M, N))
    rows, columns = np.meshgrid(down, across)
    return int((rows * K + K * columns + rows * columns).sum())


def words_by_cutting(M, K, N, T):
    """Cut a strip of rows off, then a strip of columns."""
    if M > T:
        return words_by_cutting(T, K, N, T) + words_by_cutting(M - T, K, N, T)
    if N > T:
        return words_by_cutting(M, K, T, T) + words_by_cutting(M, K, N - T, T)
    return M * K + K * N + M * N


ANSWERS["tiled_words"] = (
    words_by_formula,
    words_by_sets,
    words_by_arrays,
    words_by_cutting,
)


# ---------------------------------------------------------------- under the roof


def bound_by_times(macs, words, bits, seconds, peak, bandwidth):
    """Two clocks: the longer time is the least that it can take."""
    arithmetic, memory = 2 * macs / peak, words * bits / 8 / bandwidth
    if arithmetic >= memory:
        return "arithmetic", peak, arithmetic / seconds
    return "memory", 2 * macs / memory, memory / seconds


def bound_by_the_ridge(macs, words, bits, seconds, peak, bandwidth):
    """The ridge and the intensity, compared without a division that rounds."""
    left = 16 * macs * bandwidth < peak * words * bits
    roof = bandwidth * (16 * macs / (words * bits)) if left else peak
    return ["arithmetic", "memory"][left], roof, (macs + macs) / (seconds * roof)


def bound_by_the_library(macs, words, bits, seconds, peak, bandwidth):
    machine = metrics.Machine("this one", peak, bandwidth, "the puzzle")
    intensity = 2 * macs / (words * bits / 8)
    roof = metrics.attainable(peak, bandwidth, intensity)
    side = "arithmetic" if intensity >= machine.ridge else "memory"
    return [side, np.float64(roof), 2 * macs / seconds / roof]


ANSWERS["bound"] = (bound_by_times, bound_by_the_ridge, bound_by_the_library)
