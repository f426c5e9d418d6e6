"""Witnesses for the specs of chapter 11's puzzles: the library, torch, and laws."""

import numpy as np
import torch

from dnnlib.compact import blocks, distil, low_rank
from dnnlib.compact.chain import Filters, compose
from dnnlib.models.layer_tables import conv
from dnnlib.puzzles import ch11


def test_windows_are_those_of_the_composed_filter():
    for (layers,) in ch11.receptive.draw("witness"):
        chain = [Filters(np.ones((1, 1, 1, R)), U) for R, U in layers]
        assert ch11.receptive.spec(layers) == compose(*chain).F.shape[-1]


def test_weights_are_the_blocks():
    for M, C, R, inner in ch11.bottleneck_weights.draw("witness"):
        parts = blocks.bottleneck(conv("x", M, C, 4, R), inner)
        assert ch11.bottleneck_weights.spec(M, C, R, inner) == blocks.weights(parts)
    for M, C, R in ch11.separable_saving.draw("witness"):
        layer = conv("x", M, C, 4, R)
        saved = float(1 / blocks.depthwise_ratio(layer.shape))
        assert abs(ch11.separable_saving.spec(M, C, R) - saved) < 1e-12 * saved


def test_depthwise_is_torchs_grouped_convolution():
    for I, F, U in ch11.depthwise.draw("witness"):
        x, f = torch.tensor(I)[None], torch.tensor(F)[:, None]
        theirs = torch.conv2d(x, f, stride=U, groups=len(I))[0]
        assert np.array_equal(ch11.depthwise.spec(I, F, U), theirs)


def test_the_batch_is_the_first_that_wins():
    for (W, A), (w, a) in ch11.break_even.draw("witness"):
        n = ch11.break_even.spec((W, A), (w, a))
        wins = lambda n, W=W, A=A, w=w, a=a: W + n * A < w + n * a
        assert not any(map(wins, range(1, n or 500)))
        assert not n or wins(n)


def test_the_rank_fits_and_the_next_does_not():
    for M, K, times in ch11.rank_budget.draw("witness"):
        r = ch11.rank_budget.spec(M, K, times)
        assert times * r * (M + K) <= M * K < times * (r + 1) * (M + K)


def test_no_random_matrix_of_the_rank_is_nearer():
    for F, r in ch11.truncate.draw("witness"):
        near = ch11.truncate.spec(F, r)
        A, B = low_rank.svd(F, r)
        assert np.allclose(near, A @ B) and np.linalg.matrix_rank(near) <= r
        rng = np.random.default_rng(0)
        for _ in range(20):
            X = rng.normal(size=(len(F), r))
            best = X @ np.linalg.lstsq(X, F, rcond=None)[0]
            assert np.linalg.norm(F - near) <= np.linalg.norm(F - best) + 1e-9


def test_cp_filters_are_the_four_layers():
    for factors in ch11.cp_filters.draw("witness"):
        theirs = compose(*low_rank.cp_chain(factors)).F
        assert np.array_equal(ch11.cp_filters.spec(*factors), theirs)


def test_soft_scores_and_their_gradient_are_torchs():
    for z, T in ch11.soften.draw("witness"):
        theirs = torch.softmax(torch.tensor(z) / T, 1)
        assert np.allclose(ch11.soften.spec(z, T), theirs, atol=1e-12)
    for z, v, T in ch11.distillation_gradient.draw("witness"):
        student = torch.tensor(z, requires_grad=True)
        p, logs = (
            torch.softmax(torch.tensor(v) / T, 1),
            torch.log_softmax(student / T, 1),
        )
        (T**2 * torch.nn.functional.kl_div(logs, p, reduction="batchmean")).backward()
        ours = ch11.distillation_gradient.spec(z, v, T)
        assert np.allclose(ours, student.grad, atol=1e-9)
        assert np.allclose(ours, distil.softened_gradient(z, v, T), atol=1e-12)
