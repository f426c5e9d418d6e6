"""Strassen: NumPy's product as witness, seven eighths a level, and an error that grows with the levels."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_kernels import operands
from test_shapes import shapes

from dnnlib.kernels import direct, strassen, toeplitz
from dnnlib.shapes import ConvShape

side = st.integers(1, 33)


@given(side, side, side, st.integers(1, 9))
@settings(deadline=None, max_examples=60)
def test_product_is_numpys_exactly_on_integers(m, k, n, cutover):
    rng = np.random.default_rng(m * k * n)
    A, B = rng.integers(-9, 9, (m, k)), rng.integers(-9, 9, (k, n))
    assert np.array_equal(strassen.product(A, B, cutover), A @ B)


@given(shapes(), st.integers(0, 999), st.integers(1, 4))
@settings(deadline=None, max_examples=40)
def test_conv_is_direct_exactly_on_integers(shape, seed, cutover):
    I, F = operands(shape, seed)
    assert np.array_equal(
        strassen.conv(I, F, shape.U, shape.G, cutover),
        direct.conv(I, F, shape.U, shape.G),
    )


@given(st.integers(0, 999), st.integers(0, 4))
@settings(deadline=None, max_examples=20)
def test_the_error_is_within_highams_bound(seed, levels):
    """|error| <= ((n/n0)^log2(12) * (n0^2 + 5 n0) - 5n) * eps/2 * max|A| max|B| (Higham 2002, theorem 23.2)."""
    rng = np.random.default_rng(seed)
    n, n0 = 64, 64 >> levels
    A, B = (rng.standard_normal((n, n)).astype(np.float32) for _ in range(2))
    error = np.abs(strassen.product(A, B, n0) - A.astype(float) @ B.astype(float)).max()
    factor = (n / n0) ** np.log2(12) * (n0**2 + 5 * n0) - 5 * n
    assert (
        error
        <= factor * np.finfo(np.float32).eps / 2 * np.abs(A).max() * np.abs(B).max()
    )


def test_more_levels_lose_more():
    rng = np.random.default_rng(1)
    A, B = (rng.standard_normal((256, 256)).astype(np.float32) for _ in range(2))
    errors = [
        np.abs(
            strassen.product(A, B, 256 >> k) - A.astype(float) @ B.astype(float)
        ).max()
        for k in (0, 2, 5)
    ]
    assert errors == sorted(errors)


def test_seven_eighths_a_level():
    """Strassen 1969: 7 for 8; three levels on 8 x 8 make 343 of 512; the exponent is log2(7) = 2.807."""
    assert strassen.product_ops(2, 2, 2)[0] == 7
    assert (
        strassen.product_ops(8, 8, 8)[0] == 343
        and strassen.product_ops(8, 8, 8, cutover=8)[0] == 512
    )
    assert strassen.product_ops(2, 2, 2)[2] == 18
    large = strassen.product_ops(1024, 1024, 1024)[0]
    assert np.log2(large / strassen.product_ops(512, 512, 512)[0]) == pytest.approx(
        2.807, abs=1e-3
    )


def test_the_layers_of_a_network_are_too_narrow_for_many_levels():
    wide = ConvShape(M=4096, C=4096, P=64, Q=64)
    assert strassen.ops(wide, cutover=1024).mults == wide.macs * 49 // 64
    assert strassen.ops(wide, cutover=4096) == toeplitz.ops(wide)


@pytest.mark.parametrize("A, B, cutover, message", [
    ((2, 3), (2, 3), 1, "inner sides"), ((2,), (2, 3), 1, "two matrices"), ((2, 2), (2, 2), 0, "cutover=0"),
])  # fmt: skip
def test_what_cannot_be_multiplied_is_named(A, B, cutover, message):
    with pytest.raises(ValueError, match=message):
        strassen.product(np.zeros(A), np.zeros(B), cutover)
