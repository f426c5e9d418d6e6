"""Distillation's losses: torch's divergence, finite differences, the limits of Hinton et al."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from dnnlib.compact import distil

seeds = st.integers(0, 99)
quick = settings(deadline=None, max_examples=20)


def scores(seed, N=4, classes=5):
    return np.random.default_rng(seed).normal(size=(2, N, classes)) * 3


@quick
@given(seeds, st.floats(0.3, 30))
def test_the_loss_is_torchs_divergence_and_its_gradient_torchs(seed, T):
    z, v = scores(seed)
    student = torch.tensor(z, requires_grad=True)
    logs, p = torch.log_softmax(student / T, 1), torch.softmax(torch.tensor(v) / T, 1)
    loss = T**2 * torch.nn.functional.kl_div(logs, p, reduction="batchmean")
    loss.backward()
    assert distil.softened_loss(z, v, T) == pytest.approx(loss.item(), abs=1e-9)
    np.testing.assert_allclose(
        distil.softened_gradient(z, v, T), student.grad.numpy(), atol=1e-9
    )


@quick
@given(seeds)
def test_a_high_temperature_compares_scores(seed):
    """T -> infinity: T^2 * KL becomes the squared difference of centred scores / (2 * classes)."""
    z, v = scores(seed)
    far = distil.softened_loss(z, v, 1e4)
    assert far == pytest.approx(distil.squared_loss(z, v) / z.shape[1], rel=1e-2)


def test_temperature_softens_and_never_overflows():
    z = np.array([[1000.0, 0, -1000], [3, 2, 1]])
    for T in (0.01, 1, 20, 1e6):
        np.testing.assert_allclose(distil.soften(z, T).sum(1), 1)
    assert distil.soften(z[1:], 1e9) == pytest.approx(np.full((1, 3), 1 / 3))
    with pytest.raises(ValueError, match="T=0"):
        distil.soften(z, 0)


@quick
@given(seeds, st.floats(0.05, 0.95))
def test_the_shift_gives_a_class_its_share(seed, share):
    z = scores(seed, 400)[0]
    named = (distil.shifted(z, share, 3).argmax(1) == 3).mean()
    assert abs(named - share) < 0.01
    with pytest.raises(ValueError, match="share=1.5"):
        distil.shift(z, 1.5, 3)
