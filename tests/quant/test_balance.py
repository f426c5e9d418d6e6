"""SmoothQuant and AWQ: an identity in real numbers, and what it changes once they are rounded."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dnnlib.quant.affine import symmetric
from dnnlib.quant.balance import best_salient, rounded_with, salient, smooth
from dnnlib.quant.number_formats.blocks import decode, encode, groups


def layer(seed=0, n=60, K=16, M=8):
    """Inputs of which two channels are forty times as large, and weights."""
    rng = np.random.default_rng(seed)
    X, F = rng.normal(size=(n, K)), rng.normal(size=(M, K))
    X[:, 3:5] *= 40
    return X, F


def rounded(x, bits=8):
    return symmetric(x, bits)(x)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 99), st.floats(0, 1))
def test_factors_change_nothing_before_rounding(seed, alpha):
    X, F = layer(seed)
    for s in (smooth(X, F, alpha), salient(X, alpha)):
        assert (s > 0).all() and np.allclose((X / s) @ (F * s).T, X @ F.T)


def test_smoothing_makes_maxima_alike():
    X, F = layer()
    x, f = (np.abs(X / smooth(X, F)).max(0), np.abs(F * smooth(X, F)).max(0))
    assert np.allclose(x, f)
    assert np.allclose(np.abs(X / smooth(X, F, 1.0)).max(0), 1)


def test_smoothing_helps_where_inputs_have_outliers():
    X, F = layer()
    s, wanted = smooth(X, F), X @ F.T
    plain = np.abs(rounded(X) @ rounded(F).T - wanted).mean()
    smoothed = np.abs(rounded(X / s) @ rounded(F * s).T - wanted).mean()
    assert smoothed < plain / 2


def test_the_search_never_loses_on_what_it_saw_and_helps_with_outliers():
    X, F = layer(K=64)
    near = lambda F: decode(encode(F, groups(4, 32)))  # noqa: E731
    lost = lambda Q: (((Q - F) @ X.T) ** 2).sum()  # noqa: E731
    alpha, found = best_salient(X, F, near)
    assert alpha > 0 and lost(found) < lost(near(F)) / 2
    assert np.allclose(rounded_with(F, salient(X, 0.0), near), near(F))


def test_a_channel_that_is_always_0_has_factor_1():
    X, F = layer()
    X[:, 0] = 0
    assert smooth(X, F)[0] == 1 and np.isfinite(salient(X)).all()
    assert (salient(np.zeros((3, 4))) == 1).all()


@pytest.mark.parametrize(
    "call, says",
    [
        (lambda: smooth(np.ones((2, 3)), np.ones((2, 4))), "3 and 4 channels"),
        (lambda: smooth(np.ones((2, 3)), np.ones((2, 3)), 2.0), "alpha"),
        (lambda: salient(np.ones(3)), "give a matrix"),
    ],
)
def test_what_does_not_fit_is_said(call, says):
    with pytest.raises(ValueError, match=says):
        call()
