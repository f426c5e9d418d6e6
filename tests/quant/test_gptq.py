"""Second-order rounding: the factor and the inverses agree; it beats rounding to nearest; errors teach."""

from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dnnlib import data
from dnnlib.networks.lenet import lenet_300_100
from dnnlib.networks.network import accuracy
from dnnlib.precision.rounded import LAYERS, rounded, second_order
from dnnlib.quant import gptq as gptq_module
from dnnlib.quant.codebook import linear
from dnnlib.quant.gptq import gptq, gptq_by_inverting, output_error


def layer(seed: int, M: int, K: int, n: int):
    """Weights, and inputs that are related, as a layer's are."""
    rng = np.random.default_rng(seed)
    return rng.standard_normal((M, K)), rng.standard_normal(
        (n, K)
    ) @ rng.standard_normal((K, K))


@given(
    st.integers(0, 10**6),
    st.integers(1, 5),
    st.integers(1, 9),
    st.integers(1, 30),
    st.integers(2, 4),
)
@settings(deadline=None)
def test_one_factor_does_what_an_inverse_a_weight_does(seed, M, K, n, bits):
    F, I = layer(seed, M, K, n)
    book = linear(F, bits, per_channel=bool(seed % 2))
    # so that even these have several blocks
    with mock.patch.object(gptq_module, "BLOCK", 4):
        one, other = gptq(F, I, book), gptq_by_inverting(F, I, book)
    same = np.isclose(one, other)
    # but for ties
    assert (
        same.mean() > 0.9
        and abs(output_error(F, one, I) - output_error(F, other, I)) < 1e-2
    )
    assert np.isin(np.round(one, 5), np.round(book.levels.astype(np.float32), 5)).all()


def test_it_rounds_to_nearest_where_inputs_are_unrelated():
    F, I = np.random.default_rng(0).standard_normal((6, 8)), np.eye(8)
    book = linear(F, 3, per_channel=True)
    assert np.array_equal(gptq(F, I, book), book(F).astype(np.float32))


def test_it_loses_less_of_the_output_than_the_nearest_levels():
    better = 0
    for seed in range(20):
        F, I = layer(seed, 8, 16, 200)
        book = linear(F, 3, per_channel=True)
        better += output_error(F, gptq(F, I, book), I) < output_error(F, book(F), I)
    assert better >= 19


def test_no_single_further_move_of_the_last_weight_helps():
    """The last weight is rounded knowing all the others: no other level of it is better for the output."""
    F, I = layer(3, 1, 5, 50)
    book = linear(F, 3)
    Q = gptq(F, I, book, damp=1e-9)
    last = int(np.argmin((I**2).sum(0)))  # the one of least diag(H) comes last
    for level in book.levels:
        other = Q.copy()
        other[0, last] = level
        assert output_error(F, Q, I) <= output_error(F, other, I) + 1e-9


def test_the_weight_of_the_largest_input_is_rounded_first_and_so_to_its_nearest_level():
    for seed in range(10):
        F, I = layer(seed, 6, 8, 50)
        book, k = linear(F, 3), (I**2).sum(axis=0).argmax()
        assert np.array_equal(gptq(F, I, book)[:, k], book(F)[:, k].astype(np.float32))


@pytest.mark.slow
def test_two_bits_of_the_shipped_network_keep_more_than_97_8_percent():
    start, test = data.weights("LeNet-300-100"), data.mnist("test")
    bits = dict.fromkeys(LAYERS, 2)
    few = second_order(lenet_300_100, start, bits, data.mnist("train").images[:2000])
    assert all(np.unique(row).size <= 4 for row in few["fc1.weight"])
    assert accuracy(lenet_300_100(few), test.images, test.labels) >= 0.978
    nearest = lenet_300_100(rounded(start, bits))
    # and rounding to nearest is not as good
    assert accuracy(nearest, test.images, test.labels) < 0.975


@pytest.mark.parametrize(
    "F, I, damp, words",
    [
        (
            np.ones((2, 3)),
            np.ones((4, 2)),
            0.01,
            r"F of shape \(2, 3\) and I of shape \(4, 2\)",
        ),
        (np.ones((2, 3)), np.full((4, 3), np.nan), 0.01, "I of shape .* NaN"),
        (np.full((2, 3), np.inf), np.ones((4, 3)), 0.01, "F of shape .* infinity"),
        (np.ones((2, 3)), np.ones((0, 3)), 0.01, "I of shape .* is empty"),
        (np.ones((2, 3)), np.ones((4, 3)), 0, "damp=0 must be above 0"),
    ],
)
def test_errors_name_what_is_wrong(F, I, damp, words):
    with pytest.raises(ValueError, match=words):
        gptq(F, I, linear(np.arange(6.0).reshape(2, 3), 3), damp)


def test_a_codebook_of_other_channels_is_refused_and_dead_inputs_are_not():
    F, I = layer(1, 3, 4, 10)
    with pytest.raises(ValueError, match="5 channels.*3 rows"):
        gptq(F, I, linear(np.ones((5, 2)), 3, per_channel=True))
    I[:, 2] = 0
    book = linear(F, 4)
    assert np.array_equal(gptq(F, I, book)[:, 2], book(F[:, 2]).astype(np.float32))
    assert np.array_equal(gptq(F, 0 * I, book), book(F).astype(np.float32))
