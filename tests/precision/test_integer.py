"""Integer arithmetic against its loops, torch's integers and Python's; and two networks against their simulation."""

from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dnnlib.data import mnist
from dnnlib.models import MODELS
from dnnlib.networks import NETWORKS
from dnnlib.networks.network import accuracy, activations
from dnnlib.precision.integer_network import (
    Layer,
    Quantized,
    calibrated,
    integer,
    simulated,
)
from dnnlib.quant.affine import Affine, asymmetric, symmetric
from dnnlib.quant.arithmetic.accumulator import (
    accumulate,
    accumulator_bits,
    bits_of,
    overflows,
)
from dnnlib.quant.arithmetic.integer import (
    conv,
    conv_by_loops,
    product,
    product_by_loops,
)
from dnnlib.quant.arithmetic.multiplier import Multiplier, multiplier

codes = st.integers(-128, 255)
sizes = st.integers(1, 4)


@st.composite
def products(draw):
    N, M, K = draw(sizes), draw(sizes), draw(st.integers(1, 9))
    I, F = (draw(arrays(np.int16, (rows, K), elements=codes)) for rows in (N, M))
    return (
        I,
        F,
        draw(codes),
        draw(st.one_of(codes, arrays(np.int64, M, elements=codes))),
    )


@st.composite
def convolutions(draw):
    G, U, by = draw(st.integers(1, 2)), draw(st.integers(1, 2)), draw(st.integers(0, 2))
    M, C, R, H = (
        G * draw(st.integers(1, 2)),
        draw(st.integers(1, 2)),
        draw(st.integers(1, 3)),
        draw(st.integers(3, 5)),
    )
    I = draw(arrays(np.int16, (1, G * C, H, H), elements=codes))
    F = draw(arrays(np.int16, (M, C, R, R), elements=codes))
    return I, F, draw(codes), draw(arrays(np.int64, M, elements=codes)), U, G, by


@settings(deadline=None)
@given(products())
def test_the_product_without_zero_points_is_the_product(case):
    np.testing.assert_array_equal(product(*case), product_by_loops(*case))


@settings(deadline=None)
@given(convolutions())
def test_the_convolution_is_its_loops(case):
    np.testing.assert_array_equal(conv(*case), conv_by_loops(*case))


@settings(deadline=None)
@given(convolutions())
def test_torch_convolves_integers_to_the_same(case):
    I, F, zero_I, zero_F, U, G, by = case
    I, F = (
        torch.tensor(I.astype(float) - zero_I),
        torch.tensor(F - zero_F[:, None, None, None].astype(float)),
    )
    theirs = torch.nn.functional.conv2d(I, F, stride=U, padding=by, groups=G)
    np.testing.assert_array_equal(conv(*case), theirs.numpy())


def test_sums_beyond_single_precision_are_exact():
    """255 * 127 * 2304 needs 27 bits: float32 would round it, so doubles carry it; an odd sum shows the difference."""
    I, F = np.full((1, 2304), 255), np.full((1, 2304), 127)
    F[0, 0] = 126
    assert product(I, F)[0, 0] == 255 * 127 * 2303 + 255 * 126
    assert product(I, F)[0, 0] != int(np.float32(product(I, F)[0, 0]) + np.float32(0))


@settings(deadline=None)
@given(products())
def test_integers_stand_for_the_real_product(case):
    """sI*sF * sum (qI - zI)*(qF - zF) is the product of the dequantized arrays, here in exact binary scales."""
    I, F, zero_I, zero_F = case
    real = (0.25 * (I - zero_I)) @ (
        0.5 * (F - np.broadcast_to(zero_F, len(F))[:, None])
    ).T
    np.testing.assert_array_equal(product(*case) * 0.125, real)


# ---------------------------------------------------------------- accumulators


@settings(deadline=None)
@given(arrays(np.int64, 12, elements=st.integers(-(2**40), 2**40)), st.integers(2, 40))
def test_wrapping_is_what_adding_in_so_many_bits_does(terms, width):
    """Term by term in Python, dropping what is above the width at each step: the order is no matter."""
    total = 0
    for term in terms:
        total = (total + int(term)) & ((1 << width) - 1)
    total -= (1 << width) if total >> (width - 1) else 0
    assert accumulate(terms.sum(keepdims=True), width, "wrap").tolist() == [total]


def test_torch_wraps_to_the_same_in_16_and_32_bits():
    sums = np.random.default_rng(0).integers(-(2**40), 2**40, 1000)
    for width, kind in ((16, torch.int16), (32, torch.int32)):
        np.testing.assert_array_equal(
            accumulate(sums, width, "wrap"), torch.tensor(sums).to(kind).numpy()
        )


@settings(deadline=None)
@given(arrays(np.int64, st.integers(1, 6), elements=st.integers(-(2**20), 2**20)))
def test_bits_of_is_the_least_width_that_overflows_nothing(sums):
    need = max(bits_of(sums), 2)
    assert overflows(sums, need) == 0 and (need == 2 or overflows(sums, need - 1) > 0)
    np.testing.assert_array_equal(accumulate(sums, need), sums)
    if need > 2:
        with pytest.raises(
            OverflowError, match=f"needs {need} bits, the accumulator has {need - 1}"
        ):
            accumulate(sums, need - 1)


@pytest.mark.parametrize(
    "bits_I, bits_F, K", [(8, 8, 2304), (4, 2, 9), (8, 1, 1), (2, 2, 64)]
)
def test_accumulator_bits_suffice_in_the_worst_case_and_are_nearly_needed(
    bits_I, bits_F, K
):
    worst = 2 ** (bits_I - 1) * 2 ** (bits_F - 1) * K
    width = accumulator_bits(bits_I, bits_F, K)
    assert (
        -(2 ** (width - 1)) <= -worst
        and worst < 2 ** (width - 1)
        and worst >= 2 ** (width - 4)
    )


def test_accumulators_as_the_survey_sizes_them():
    """VII-A-1: 2N + M with M from 10 to 16 in popular networks; 28 bits for AlexNet's third layer at 8 bits."""
    assert accumulator_bits(8, 8, 256 * 3 * 3) == 28
    extra = {
        accumulator_bits(
            8, 8, layer.shape.C // layer.shape.G * layer.shape.R * layer.shape.S
        )
        - 16
        for name in ("AlexNet", "VGG-16", "ResNet-50")
        for layer in MODELS[name].layers
    }
    assert min(extra) >= 5 and 10 <= max(extra) <= 16


def test_an_accumulator_that_is_too_narrow_shows():
    I, F = np.full((2, 600), 255), np.full((3, 600), 100)
    with pytest.raises(
        OverflowError,
        match="6 of 6 sums are outside -32,768 to 32,767: 15,300,000 needs 25 bits",
    ):
        accumulate(product(I, F), 16)
    assert (accumulate(product(I, F), 16, "saturate") == 32767).all()


# ---------------------------------------------------------------- the multiplier


@settings(deadline=None)
@given(st.floats(2.0**-29, 2.0**14), st.integers(1, 31))
def test_a_multiplier_is_its_factor_to_as_many_bits_as_it_has(factor, bits):
    m = multiplier(factor, bits)
    assert (
        abs(Fraction(float(m.value)) - Fraction(factor)) <= Fraction(factor) / 2**bits
    )
    assert m.shift >= 0 and 0 < int(m.integer) < 2**31


@settings(deadline=None)
@given(st.floats(2.0**-20, 2.0), st.integers(-(2**31), 2**31 - 1), st.integers(4, 31))
def test_multiply_and_shift_is_rounding_halves_up(factor, total, bits):
    m = multiplier(factor, bits)
    exact = Fraction(total) * Fraction(float(m.value)) + Fraction(1, 2)
    assert m(np.array([[total]])).item() == exact.numerator // exact.denominator


def test_a_half_goes_up_on_both_sides():
    assert multiplier(0.5)(np.array([[-3, -1, 1, 3]])).tolist() == [[-1, 0, 1, 2]]


def test_channels_have_their_own_multiplier():
    m, sums = multiplier([0.5, 0.25]), np.array([[[[8]], [[8]]]])
    assert m(sums).ravel().tolist() == [4, 2]


# ---------------------------------------------------------------- networks

CALIBRATION, TEST = mnist("validation").images[:300], mnist("test")


def agree(recipe: Quantized, images) -> None:
    """Every code of the integer network is the code of what the simulation has there; the scores are its scores."""
    ours, theirs = (
        activations(integer(recipe), images),
        activations(simulated(recipe), images),
    )
    I = None
    for step, q in ours.items():
        layer = recipe.layers.get(step)
        I = layer.O if layer else I
        if step == "pixels":
            np.testing.assert_array_equal(q[:, 0], images)
        elif I is not None:
            np.testing.assert_array_equal(I.quantize(theirs[step]), q, err_msg=step)
        else:
            np.testing.assert_array_equal(theirs[step], q)


@pytest.mark.parametrize("name, count", [("LeNet-300-100", 10_000), ("LeNet-5", 100)])
@pytest.mark.parametrize("bits, per_channel", [(8, False), (8, True), (2, False)])
def test_integer_inference_is_its_simulation(name, count, bits, per_channel):
    agree(
        calibrated(name, CALIBRATION, bits, per_channel=per_channel),
        TEST.images[:count],
    )


@pytest.mark.slow
def test_integer_inference_of_lenet_5_is_its_simulation_on_one_test_image_in_five():
    recipe = calibrated("LeNet-5", CALIBRATION)
    for n in range(0, 10_000, 2_500):
        agree(recipe, TEST.images[n : n + 500])


def test_eight_bits_lose_less_than_a_tenth_of_a_point():
    """The target: 8-bit weights and activations within 0.1 points of float, without any training."""
    for name, count in (("LeNet-300-100", 10_000), ("LeNet-5", 500)):
        images, labels = TEST.images[:count], TEST.labels[:count]
        eight = accuracy(integer(calibrated(name, CALIBRATION)), images, labels)
        assert eight >= accuracy(NETWORKS[name].build(), images, labels) - 0.001


def test_bits_may_differ_by_layer_and_are_counted():
    recipe = calibrated("LeNet-300-100", CALIBRATION, {"fc1": 4, "fc2": 6, "fc3": 8})
    assert [layer.F.bits for layer in recipe.layers.values()] == [4, 6, 8]
    assert recipe.bits == 784 * 300 * 4 + 300 * 100 * 6 + 100 * 10 * 8
    agree(recipe, TEST.images[:100])


def test_a_narrow_accumulator_is_refused_or_spoils_the_network():
    recipe = calibrated("LeNet-300-100", CALIBRATION)
    images, labels = TEST.images[:500], TEST.labels[:500]
    with pytest.raises(OverflowError, match="the accumulator has 16"):
        integer(recipe, width=16)(images[:, None])
    wrapped, saturated, wide = (
        accuracy(integer(recipe, width, how), images, labels)
        for width, how in ((16, "wrap"), (16, "saturate"), (32, "raise"))
    )
    assert wrapped < saturated <= wide + 0.01 and wide > 0.97


def test_a_zero_point_is_framed_with_itself():
    """A padded layer: the frame means 0, whose code is the zero point; a frame of codes 0 gives other sums."""
    I, F = asymmetric([-1.0, 3.0], 8), symmetric([1.0], 8)
    q, f = (
        I.quantize(np.linspace(-1, 3, 16).reshape(1, 1, 4, 4)),
        F.quantize(np.ones((1, 1, 3, 3))),
    )
    sums = conv(q, f, int(I.zero), by=1)
    real = torch.nn.functional.conv2d(
        torch.tensor(I.dequantize(q)), torch.tensor(F.dequantize(f)), padding=1
    )
    np.testing.assert_allclose(
        sums * float(I.scale * F.scale), real.numpy(), rtol=1e-12
    )
    naive = conv(np.pad(q, ((0, 0), (0, 0), (1, 1), (1, 1))), f, int(I.zero))
    assert (naive != sums).any()


def test_messages_name_what_would_fit():
    for kind, message, call in [
        (ValueError, "quantize first", lambda: product([[0.5]], [[1]])),
        (ValueError, r"I \[N,K\]", lambda: product([[1, 2]], [[1]])),
        (ValueError, "2\\^-30", lambda: multiplier(0)),
        (ValueError, "2\\^-30", lambda: multiplier(np.nan)),
        (ValueError, "1 to 31", lambda: multiplier(1, 32)),
        (ValueError, "2 to 62", lambda: accumulate([1], 1)),
        (ValueError, "choose 'raise'", lambda: accumulate([1], 8, "clip")),
        (ValueError, "1 or more", lambda: accumulator_bits(8, 8, 0)),
        (ValueError, "LeNet-300-100", lambda: calibrated("AlexNet", CALIBRATION)),
        (ValueError, "bits=1", lambda: calibrated("LeNet-300-100", CALIBRATION, 1)),
        (OverflowError, "no codes", lambda: product([[2**40]], [[2**40]])),
    ]:
        with pytest.raises(kind, match=message):
            call()
    assert product(np.zeros((0, 3), int), np.ones((2, 3), int)).shape == (0, 2)
    assert accumulate([]).size == 0 and bits_of([]) == 1


def test_the_parts_of_a_layer_are_values():
    layer = calibrated("LeNet-300-100", CALIBRATION).layers["fc1"]
    assert (
        isinstance(layer, Layer)
        and isinstance(layer.multiplier, Multiplier)
        and isinstance(layer.O, Affine)
    )
    assert layer.multiplier.value == pytest.approx(
        layer.scale / layer.O.scale, rel=1e-12
    )
