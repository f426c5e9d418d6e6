"""Right answers to the puzzles of chapter 11, each in at least three ways: all must pass.

They come as a class writes them: loops, NumPy, SciPy, Fractions, the library.
"""

from fractions import Fraction
from math import floor

import numpy as np
from scipy.signal import correlate
from scipy.special import softmax as scipy_softmax

from dnnlib.compact import blocks, chain, distil, low_rank
from dnnlib.compact.cp import rebuilt
from dnnlib.kernels import direct
from dnnlib.models.layer_tables import conv

# ---------------------------------------------------------------- blocks


def receptive_down(layers):
    seen = 1
    for R, U in reversed(layers):
        seen = (seen - 1) * U + R
    return seen


def receptive_up(layers):
    seen, step = 1, 1
    for R, U in layers:
        seen += (R - 1) * step
        step *= U
    return seen


def receptive_by_sets(layers):
    wanted = {0}
    for R, U in layers[::-1]:
        wanted = set(range(min(wanted) * U, max(wanted) * U + R))
    return len(wanted)


def bottleneck_by_library(M, C, R, inner):
    return blocks.weights(blocks.bottleneck(conv("x", M, C, 4, R), inner))


def depthwise_by_taps(I, F, U):
    (_, H, W), (C, R, S) = I.shape, F.shape
    P, Q = (H - R) // U + 1, (W - S) // U + 1
    O = np.zeros((C, P, Q), int)
    for r in range(R):
        for s in range(S):
            taps = F[:, r, s][:, None, None]
            O += I[:, r : r + U * P : U, s : s + U * Q : U] * taps
    return O


def depthwise_by_windows(I, F, U):
    windows = np.lib.stride_tricks.sliding_window_view(I, F.shape[1:], axis=(1, 2))
    return np.einsum("cpqrs,crs->cpq", windows[:, ::U, ::U], F)


def depthwise_by_scipy(I, F, U):
    pairs = zip(I.astype(float), F.astype(float))
    whole = [correlate(i, f, "valid", "direct") for i, f in pairs]
    return np.rint(np.stack(whole)[:, ::U, ::U])


def depthwise_by_groups(I, F, U):
    return direct.conv(I[None], F[:, None], U, len(I))[0]


def separable_by_fraction(M, C, R):
    return float(1 / (Fraction(1, M) + Fraction(1, R * R)))


def separable_by_library(M, C, R):
    layer = conv("x", M, C, 4, R)
    return layer.weights / blocks.weights(blocks.depthwise(layer))


# ---------------------------------------------------------------- batches and ranks


def break_even_by_trial(large, compact):
    (W, A), (w, a) = large, compact
    if a <= A:
        return 0
    return next(n for n in range(1, 10**6) if W + n * A < w + n * a)


def break_even_closed(large, compact):
    owed, won = large[0] - compact[0], compact[1] - large[1]
    return owed // won + 1 if won > 0 else 0


def break_even_by_fraction(large, compact):
    won = compact[1] - large[1]
    if won <= 0:
        return 0
    return floor(Fraction(large[0] - compact[0], won)) + 1


def rank_by_trial(M, K, times):
    return max(r for r in range(min(M, K) + 1) if times * r * (M + K) <= M * K)


def rank_by_library(M, K, times):
    return floor(low_rank.svd_break_even(M, K) / times)


def truncated_by_loop(F, r):
    U, values, V = np.linalg.svd(F, full_matrices=False)
    return sum(values[j] * np.outer(U[:, j], V[j]) for j in range(r))


def truncated(F, r):
    U, values, V = np.linalg.svd(F, full_matrices=False)
    return (U[:, :r] * values[:r]) @ V[:r]


def truncated_by_library(F, r):
    A, B = low_rank.svd(np.asarray(F), r)
    return A @ B


def truncated_by_projection(F, r):
    U = np.linalg.svd(F)[0][:, :r]
    return U @ U.T @ F


def cp_by_loops(A, B, column, row):
    F = np.zeros((len(A), len(B), len(column), len(row)), int)
    for k in range(A.shape[1]):
        F += np.multiply.outer(
            np.multiply.outer(A[:, k], B[:, k]),
            np.multiply.outer(column[:, k], row[:, k]),
        )
    return F


def tucker_by_projection(F, m, c):
    rows = F.reshape(len(F), -1), F.swapaxes(0, 1).reshape(F.shape[1], -1)
    U, V = (np.linalg.svd(one)[0][:, :k] for one, k in zip(rows, (m, c)))
    return np.einsum("mi,ni,nkrs,kj,cj->mcrs", U, U, F, V, V)


def tucker_by_eigenvectors(F, m, c):
    """The leading eigenvectors of the products of rows, the last ones that eigh gives."""
    out, inside = np.einsum("mcrs,ncrs->mn", F, F), np.einsum("mcrs,mdrs->cd", F, F)
    U, V = np.linalg.eigh(out)[1][:, -m:], np.linalg.eigh(inside)[1][:, -c:]
    core = np.tensordot(V.T, np.tensordot(U.T, F, 1), (1, 1))
    return np.tensordot(U, np.tensordot(V, core, 1), (1, 1))


def tucker_by_layers(F, m, c):
    U = np.linalg.svd(F.reshape(len(F), -1))[0][:, :m]
    V = np.linalg.svd(F.swapaxes(0, 1).reshape(F.shape[1], -1))[0][:, :c]
    core = np.einsum("mcrs,mi,cj->ijrs", F, U, V)
    return chain.compose(*low_rank.tucker_chain(U, core, V)).F


# ---------------------------------------------------------------- distillation


def soft_by_loops(z, T):
    rows = []
    for line in z:
        e = [np.exp((x - max(line)) / T) for x in line]
        rows.append([x / sum(e) for x in e])
    return rows


def soft(z, T):
    e = np.exp((z - z.max(axis=1, keepdims=True)) / T)
    return e / e.sum(axis=1, keepdims=True)


def gradient_by_images(z, v, T):
    return np.array(
        [T * (soft(a[None], T) - soft(b[None], T))[0] for a, b in zip(z, v)]
    ) / len(z)


ANSWERS = {
    "receptive": (receptive_down, receptive_up, receptive_by_sets),
    "bottleneck_weights": (
        lambda M, C, R, inner: C * inner + inner * inner * R * R + inner * M,
        lambda M, C, R, inner: inner * (C + M + inner * R**2),
        bottleneck_by_library,
    ),
    "depthwise": (
        depthwise_by_taps,
        depthwise_by_windows,
        depthwise_by_scipy,
        depthwise_by_groups,
    ),
    "separable_saving": (
        lambda M, C, R: 1 / (1 / M + 1 / R**2),
        lambda M, C, R: M * R * R / (M + R * R),
        separable_by_fraction,
        separable_by_library,
    ),
    "break_even": (break_even_by_trial, break_even_closed, break_even_by_fraction),
    "rank_budget": (
        lambda M, K, times: M * K // (times * (M + K)),
        rank_by_trial,
        rank_by_library,
    ),
    "truncate": (
        truncated,
        truncated_by_loop,
        truncated_by_library,
        truncated_by_projection,
    ),
    "cp_filters": (
        lambda A, B, c, r: np.einsum("mk,ck,rk,sk->mcrs", A, B, c, r),
        cp_by_loops,
        lambda A, B, c, r: np.rint(rebuilt((A, B, c, r))),
    ),
    "tucker": (tucker_by_projection, tucker_by_eigenvectors, tucker_by_layers),
    "soften": (
        soft,
        soft_by_loops,
        lambda z, T: scipy_softmax(z / T, axis=1),
        lambda z, T: distil.soften(z, T),
    ),
    "distillation_gradient": (
        lambda z, v, T: T * (soft(z, T) - soft(v, T)) / len(z),
        gradient_by_images,
        lambda z, v, T: distil.softened_gradient(z, v, T),
    ),
}
