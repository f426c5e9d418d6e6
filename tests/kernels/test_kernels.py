"""The kernels agree with each other, bit for bit on integers, and with torch's convolution."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from test_shapes import shapes

from dnnlib import kernels
from dnnlib.kernels import direct, toeplitz
from dnnlib.shapes import ConvShape


def operands(shape: ConvShape, seed: int, kind="integers"):
    """Random I and F; with an extra row and column of I that a stride may leave unused."""
    rng = np.random.default_rng(seed)
    draw = (
        rng.standard_normal
        if kind == "floats"
        else lambda size: rng.integers(-8, 8, size)
    )
    N, C, H, W = shape.tensor("I")
    spare = seed % shape.U
    return draw((N, C, H + spare, W + spare)), draw(shape.tensor("F"))


@given(shapes(), st.integers(0, 999))
@settings(deadline=None, max_examples=40)
def test_direct_is_torchs_convolution_exactly_on_integers(shape, seed):
    I, F = operands(shape, seed)
    wanted = torch.nn.functional.conv2d(
        torch.tensor(I), torch.tensor(F), stride=shape.U, groups=shape.G
    )
    O = direct.conv(I, F, shape.U, shape.G)
    assert O.dtype == np.int64 and O.shape == shape.tensor("O")
    assert np.array_equal(O, wanted.numpy())


@given(shapes(), st.integers(0, 999))
@settings(deadline=None, max_examples=40)
def test_toeplitz_is_direct(shape, seed):
    I, F = operands(shape, seed)
    assert np.array_equal(
        toeplitz.conv(I, F, shape.U, shape.G), direct.conv(I, F, shape.U, shape.G)
    )


@given(shapes(), st.integers(0, 999))
@settings(deadline=None, max_examples=40)
def test_floats_differ_by_no_more_than_reordering_a_sum_can(shape, seed):
    I, F = operands(shape, seed, "floats")
    terms = shape.C // shape.G * shape.R * shape.S
    magnitude = direct.conv(np.abs(I), np.abs(F), shape.U, shape.G)
    # each order is within n*eps of the exact sum of |terms|
    bound = 2 * terms * np.finfo(float).eps * magnitude
    assert (
        np.abs(
            toeplitz.conv(I, F, shape.U, shape.G) - direct.conv(I, F, shape.U, shape.G)
        )
        <= bound
    ).all()


def test_the_surveys_toeplitz_example():
    """Sze et al. 2017, Fig. 19(a): a 2x2 filter on a 3x3 ifmap; the product is [37, 47, 67, 77]."""
    I, F = np.arange(1, 10).reshape(1, 1, 3, 3), np.array([[[[1, 2], [3, 4]]]])
    T = toeplitz.matrix(I, 2, 2)
    assert T.tolist() == [[1, 2, 4, 5], [2, 3, 5, 6], [4, 5, 7, 8], [5, 6, 8, 9]]
    assert (
        (F.reshape(1, 4) @ T).ravel().tolist()
        == direct.conv(I, F).ravel().tolist()
        == [37, 47, 67, 77]
    )
    assert toeplitz.duplication(ConvShape(P=2, Q=2, R=2, S=2)) == 16 / 9


@given(shapes())
@settings(deadline=None, max_examples=40)
def test_duplication_counts_the_values_of_the_matrix(shape):
    I = np.zeros(shape.tensor("I"))
    assert toeplitz.matrix(I, shape.R, shape.S, shape.U).size == pytest.approx(
        toeplitz.duplication(shape) * I.size
    )


def test_every_value_of_the_matrix_is_the_window_value():
    """T[(c,r,s), (n,p,q)] = I[n, c, U*p+r, U*q+s], index by index."""
    shape = ConvShape(N=2, C=3, P=2, Q=3, R=3, S=2, U=2)
    I = np.arange(shape.size("I")).reshape(shape.tensor("I"))
    T = toeplitz.matrix(I, 3, 2, 2).reshape(3, 3, 2, 2, 2, 3)
    for c, r, s, n, p, q in np.ndindex(T.shape):
        assert T[c, r, s, n, p, q] == I[n, c, 2 * p + r, 2 * q + s]


def test_operations_of_alexnet_conv():
    """Sze et al. 2017, V-B: 724 M MACs make "nearly 3000 M" accesses; CONV3 alone is 4 * 149,520,384 of them."""
    conv3 = ConvShape(M=384, C=256, P=13, Q=13, R=3, S=3)
    assert direct.ops(conv3) == kernels.Ops(149_520_384, 149_520_384, 598_081_536)
    assert toeplitz.ops(conv3).mults == conv3.macs
    assert toeplitz.ops(conv3).words_moved < direct.ops(conv3).words_moved


@given(shapes(), st.integers(0, 3), st.integers(0, 3))
@settings(deadline=None, max_examples=30)
def test_padding_is_torchs(shape, down, across):
    I = np.random.default_rng(0).standard_normal(shape.tensor("I"))
    wanted = torch.nn.functional.pad(torch.tensor(I), (across, across, down, down))
    assert np.array_equal(kernels.pad(I, (down, across)), wanted.numpy())


def test_small_integers_do_not_overflow():
    I, F = np.full((1, 4, 3, 3), 100, np.int8), np.full((1, 4, 3, 3), 100, np.int8)
    assert direct.conv(I, F).item() == toeplitz.conv(I, F).item() == 36 * 100 * 100


@pytest.mark.parametrize("conv", [direct.conv, toeplitz.conv])
@pytest.mark.parametrize(
    "I, F, options, message",
    [
        ((1, 3, 5, 5), (2, 4, 3, 3), {}, "4 channels, but I's C=3"),
        (
            (1, 4, 5, 5),
            (2, 4, 3, 3),
            {"G": 2},
            r"need 2: give F the shape \[M, 2, R, S\]",
        ),
        ((1, 3, 5, 5), (2, 1, 3, 3), {"G": 3}, "M=2 .*not divisible by G=3"),
        ((1, 3, 2, 5), (2, 3, 3, 3), {}, "filter is 3 x 3 but the input is 2 x 5"),
        ((3, 5, 5), (2, 3, 3, 3), {}, "I has 3 axes"),
        ((1, 3, 5, 5), (3, 3), {}, "F has 2 axes"),
        ((1, 3, 5, 5), (2, 3, 3, 3), {"U": 0}, "U=0"),
        ((1, 3, 5, 0), (2, 3, 3, 3), {}, "I is empty"),
    ],
)
def test_operands_that_disagree_are_named(conv, I, F, options, message):
    with pytest.raises(ValueError, match=message):
        conv(np.zeros(I), np.zeros(F), **options)


def test_words_are_refused():
    with pytest.raises(ValueError, match="not numbers"):
        direct.conv(np.full((1, 1, 2, 2), "a"), np.zeros((1, 1, 1, 1)))


@pytest.mark.parametrize(
    "by", [-1, 1.5, True, "same", (1, 1, 1, 1), ((1, 1), (1, 1)), (1, -1)]
)
def test_padding_of_another_form_is_refused(by):
    with pytest.raises(
        ValueError,
        match=r"give an integer of 0 or more, or two: \(vertical, horizontal\)",
    ):
        kernels.pad(np.zeros((1, 1, 2, 2)), by)
