"""Energy-aware pruning within a layer: the closed forms are the definitions, and NumPy's least squares agrees."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dnnlib.compress import prune
from dnnlib.compress.output_error import (
    gains,
    gains_by_trying,
    least_squares,
    output_error,
    restored,
)


@st.composite
def layers(draw):
    """Inputs (one always 0), weights and a mask."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    n, M, K = rng.integers([20, 1, 1], [40, 5, 8])
    I, F = rng.standard_normal((n, K)), rng.standard_normal((M, K))
    I[:, 0] = 0
    return I, F, rng.random((M, K)) < draw(st.floats(0, 1))


@settings(deadline=None)
@given(layers())
def test_the_error_is_that_of_the_outputs_and_gains_are_what_trying_finds(layer):
    I, F, mask = layer
    A, G = I.T @ I, np.where(mask, F, 0)
    assert output_error(F, G, A) == pytest.approx(
        ((I @ F.T - I @ G.T) ** 2).sum(), abs=1e-9
    )
    np.testing.assert_allclose(
        gains(F, mask, A), gains_by_trying(F, mask, A), atol=1e-9
    )


@settings(deadline=None)
@given(layers())
def test_least_squares_is_numpys_on_the_inputs_and_never_worse_than_masking(layer):
    I, F, mask = layer
    A, G = I.T @ I, least_squares(F, mask, I.T @ I)
    assert not G[~mask].any()
    assert output_error(F, G, A) <= output_error(F, np.where(mask, F, 0), A) + 1e-9
    for m, keep in enumerate(mask):
        theirs = np.linalg.lstsq(I[:, keep], I @ F[m], rcond=1e-6)[0]
        np.testing.assert_allclose(G[m, keep], theirs, atol=1e-6)


@settings(deadline=None)
@given(layers(), st.floats(0, 1), st.floats(0, 1))
def test_restoring_keeps_the_exact_count_and_without_spare_is_magnitude(
    layer, density, spare
):
    I, F, _ = layer
    assert restored(F, I.T @ I, density, spare).sum() == prune.kept(F.size, density)
    assert np.array_equal(restored(F, I.T @ I, density, 0), prune.magnitude(F, density))


def test_a_small_weight_on_a_strong_input_comes_back():
    F, A = np.array([[0.1, 1.0, 0.5, 0.4]]), np.diag([1000.0, 1, 1, 1])
    assert prune.magnitude(F, 0.5).tolist() == [[False, True, True, False]]
    assert restored(F, A, 0.5, spare=0.5).tolist() == [[True, True, False, False]]


def test_errors_name_what_would_fit():
    with pytest.raises(
        ValueError,
        match=r"weights \(2, 3\) and I\^T I \(2, 2\): use \[M, K\] and \[K, K\]",
    ):
        output_error(np.ones((2, 3)), np.ones((2, 3)), np.eye(2))
    with pytest.raises(ValueError, match="from 0 to 1"):
        restored(np.ones((2, 3)), np.eye(3), 0.5, spare=2)
