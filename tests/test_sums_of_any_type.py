"""Laws of sums: whatever type the operands have, the answer is that of exact numbers, or a sentence.

Each was seen to fail: half precision stalled at 2048, int8 sizes wrapped, |-128| was -128, uint8
and int64 gave 1799 for 7 in Strassen's product, uint8 maps padded with -1 held 255.
"""

import numpy as np
import pytest
from fuzz.oracles import convolved
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dnnlib.compress import formats, output_error, product, prune
from dnnlib.kernels import (
    direct,
    fft,
    pad,
    rounding,
    strassen,
    toeplitz,
    winograd,
    winograd_fast,
)
from dnnlib.networks import layers
from dnnlib.quant import accumulator, bitserial

KERNELS = (direct, toeplitz, fft, strassen, winograd, winograd_fast)
SIGNED, UNSIGNED = (
    "int8 int16 int32 int64".split(),
    "uint8 uint16 uint32 uint64".split(),
)
INTEGERS = [np.dtype(name) for name in SIGNED + UNSIGNED]


def ends(dtype, share: int = 1) -> list[int]:
    """The least and the largest integers of a type, or of a part of its range, and small ones."""
    low, high = np.iinfo(dtype).min // share, np.iinfo(dtype).max // share
    some = {low, low + 1, -1, 0, 1, 2, high - 1, high}
    return sorted(v for v in some if low <= v <= high)


# Half precision is summed in single and rounded once


@pytest.mark.parametrize("kernel", (direct, toeplitz), ids=lambda k: k.__name__)
@pytest.mark.parametrize("channels", [1, 300, 512, 3000])
def test_a_sum_of_ones_in_half_precision_is_their_number(kernel, channels):
    ones = np.ones((1, channels, 3, 3), np.float16)
    O = kernel.conv(ones, ones)
    assert O.dtype == np.float16 and O[0, 0, 0, 0] == np.float16(9 * channels)


@given(st.integers(1, 80), st.floats(0.1, 10))
def test_a_mean_of_equal_values_is_the_value(side, value):
    I = np.full((1, 1, side, side), value, np.float16)
    assert layers.average_pool(I, side)[0, 0, 0, 0] == I[0, 0, 0, 0]


@given(st.integers(1, 100_000))
@settings(max_examples=20)
def test_chances_of_half_precision_are_those_of_double(number):
    x = np.linspace(-3, 3, number).astype(np.float16)
    exact = layers.softmax(x.astype(float))
    assert np.abs(layers.softmax(x) - exact).max() <= exact.max() * 2**-10


def test_squares_of_half_precision_do_not_overflow():
    I = np.full((1, 96, 2, 2), 300, np.float16)  # its square is beyond 65504
    exact = layers.local_response_norm(I.astype(float))
    assert np.allclose(layers.local_response_norm(I), exact, rtol=2**-10)


@pytest.mark.parametrize("format", ["csr", "csc", "eie"])
def test_a_sparse_product_in_half_precision_is_rounded_once(format):
    ones = np.ones((1, 4096), np.float16)
    encoded = formats.encode(ones, format)
    assert product.multiply(encoded, ones[0]).O[0] == 4096


def test_filters_of_half_precision_are_compared_by_their_sums():
    F = np.stack([np.full(9000, 1, np.float16), np.full(9000, 1.5, np.float16)])
    F[0, :10] = 100
    assert prune.filters(F, 0.5)[1].all()


# Narrow integers as sizes, and unsigned or mixed operands


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda k: k.__name__)
@pytest.mark.parametrize("kind", INTEGERS, ids=str)
def test_a_stride_of_any_integer_type_is_that_integer(kernel, kind):
    I, F = np.ones((1, 2, 140, 3)), np.ones((2, 1, 3, 3))
    assert np.array_equal(
        kernel.conv(I, F, kind.type(2), kind.type(2)), kernel.conv(I, F, 2, 2)
    )


@pytest.mark.parametrize("kind", INTEGERS, ids=str)
def test_a_window_of_any_integer_type_is_that_integer(kind):
    I = np.ones((1, 1, 40, 40))
    assert (layers.average_pool(I, kind.type(20), kind.type(3)) == 1).all()
    assert layers.max_pool(I, kind.type(20)).shape == (1, 1, 2, 2)


@st.composite
def operands(draw):
    """I and F of any two integer types, with values at the ends of a part of their ranges."""
    kinds = [draw(st.sampled_from(INTEGERS)) for _ in range(2)]
    share = draw(st.sampled_from([1, 2**8, 2**20, 2**40]))
    shapes = (1, 2, 4, 3), (2, 2, 2, 2)
    return [
        draw(arrays(kind, shape, elements=st.sampled_from(ends(kind, share))))
        for kind, shape in zip(kinds, shapes)
    ]


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda k: k.__name__)
@given(operands())
def test_a_convolution_of_integers_is_exact_or_refused(kernel, both):
    I, F = both
    exact = convolved(I, F)
    try:
        O = kernel.conv(I, F)
    except ValueError as error:
        assert "integer" in str(error) or "without sign" in str(error)
        largest = max(abs(int(v)) for v in (*I.ravel(), *F.ravel()))
        assert largest >= 2**20, "small sums fit every kernel"
    else:
        assert (O.astype(object) == exact).all()


@given(operands(), st.integers(1, 3))
def test_strassens_product_is_that_of_exact_integers(both, cutover):
    A, B = both[0][0, 0], both[1].reshape(-1, 4)[:3]
    try:
        found = strassen.product(A, B, cutover)
    except ValueError:
        return
    assert (found.astype(object) == A.astype(object) @ B.astype(object)).all()


# Weights of integer types


@given(st.sampled_from(INTEGERS).flatmap(
    lambda kind: arrays(kind, (2, 8), elements=st.sampled_from(ends(kind)))
), st.floats(0, 1))  # fmt: skip
def test_pruned_integers_are_the_smallest(F, density):
    sizes = np.abs(F.astype(object)).astype(float)
    exact = np.array([abs(int(w)) for w in F.ravel()], np.uint64).reshape(F.shape)
    assert np.array_equal(
        prune.magnitude(F, density), prune.keep_by_rank(exact, density)
    )
    assert np.array_equal(prune.n_of_m(F), prune.n_of_m(exact))
    assert np.array_equal(prune.saliency(F, np.ones(F.shape)), sizes**2 / 2)


@given(st.sampled_from(INTEGERS).flatmap(
    lambda kind: arrays(kind, 5, elements=st.sampled_from(ends(kind)))
))  # fmt: skip
def test_bits_of_integers_do_not_depend_on_their_type(x):
    def needed(v):
        return next(b for b in range(1, 70) if -(2 ** (b - 1)) <= v < 2 ** (b - 1))

    wanted = max(needed(int(v)) for v in x)
    assert bitserial.least_bits(x) == accumulator.bits_of(x) == wanted


def test_what_an_accumulator_adds_is_whole():
    with pytest.raises(ValueError, match="float64: an accumulator adds integers"):
        accumulator.accumulate([1.5, 2], 8)


# Padding


@pytest.mark.parametrize(
    "kind", [*INTEGERS, np.dtype(np.float16), np.dtype(np.float32)], ids=str
)
@pytest.mark.parametrize(
    "value", [0, 1, -1, 0.5, 300, 2**40, 1e30, np.inf, -np.inf, np.nan]
)
def test_a_frame_holds_its_value_or_is_refused(kind, value):
    try:
        frame = pad(np.ones((1, 1, 2, 2), kind), 1, value)[0, 0, 0]
    except ValueError as error:
        assert "cannot hold" in str(error)
        return
    if value == -np.inf and kind.kind != "f":
        value = np.iinfo(kind).min
    near = 2**-10 * abs(value) if np.isfinite(value) and kind.kind == "f" else 0
    assert all(
        abs(float(v) - value) <= near or v == value or (v != v and value != value)
        for v in frame
    )


@pytest.mark.parametrize("kind", INTEGERS, ids=str)
def test_max_pooling_can_be_padded_as_its_docstring_says(kind):
    I = np.full((1, 1, 3, 3), np.iinfo(kind).min + 1, kind)
    assert (layers.max_pool(pad(I, 1, -np.inf), 3, 2) == I[0, 0, 0, 0]).all()


# Nothing to compare with


def test_the_error_of_an_exact_zero_is_zero():
    lost = rounding.errors(np.zeros((1, 1, 8, 8)), np.ones((1, 1, 3, 3)))
    assert set(lost.values()) == {0.0}


def test_the_error_of_equal_weights_is_zero_whatever_the_inputs():
    F, A = np.ones((2, 3)), np.zeros((3, 3))
    assert output_error.output_error(F, F, A) == 0
