"""Ranges on real activations, and multipliers that work bit by bit: against NumPy, plain integers and brute force."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dnnlib.data import mnist
from dnnlib.models import MODELS
from dnnlib.networks.lenet import lenet_300_100
from dnnlib.networks.network import accuracy, activations
from dnnlib.precision.integer_network import calibrated, simulated
from dnnlib.quant import bitserial
from dnnlib.quant.affine import asymmetric
from dnnlib.quant.calibrate import (
    METHODS,
    SHARES,
    at,
    divergence,
    least_squares,
    min_max,
    percentile,
)
from dnnlib.quant.linear import linear
from dnnlib.quant.noise import noise

DIGITS = mnist("validation")
RELU = activations(lenet_300_100(), DIGITS.images[:200])["relu2"]
values = arrays(np.float32, st.integers(2, 60), elements=st.floats(-100, 100, width=32))


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=25, deadline=None)
@given(x=values)
def test_a_range_holds_zero_and_is_within_the_values(method, x):
    low, high = METHODS[method](x, 4)
    assert (
        min(x.min(), 0)
        <= low * (1 + 1e-12)
        <= 0
        <= high
        <= max(x.max(), 0) * (1 + 1e-12)
    )
    assert np.isfinite(asymmetric(x, 4, clip=(low, high))(x)).all()


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=25, deadline=None)
@given(x=values, scale=st.sampled_from([0.25, 8.0]))
def test_a_range_scales_with_the_values(method, x, scale):
    wanted = scale * np.array(METHODS[method](x, 4))
    np.testing.assert_allclose(
        METHODS[method](x * scale, 4), wanted, rtol=1e-5, atol=1e-9
    )


@settings(deadline=None)
@given(values, st.sampled_from([50, 90, 99]))
def test_a_percentile_keeps_its_share(x, share):
    low, high = percentile(x, share)
    inside = ((x >= low) & (x <= high)).mean()
    assert inside >= share / 100 - 2 / len(x)
    assert percentile(x, 100) == pytest.approx(min_max(x))


@settings(deadline=None)
@given(values, st.integers(2, 6))
def test_no_other_share_has_a_smaller_error(x, bits):
    x = x.astype(float)
    error = lambda clip: ((asymmetric(x, bits, clip=clip)(x) - x) ** 2).mean()
    low, high = min_max(x)
    assert error(least_squares(x, bits)) <= min(
        error((low * s, high * s)) for s in SHARES
    ) * (1 + 1e-9)


def test_clipping_pays_at_few_bits_on_real_activations():
    """Least squares: below min-max's error at 4 bits by a third or more, at 8 bits by little."""
    for bits, gain in ((4, 1.5), (8, 1.0)):
        full, best = (
            noise(RELU, linear(RELU, bits, symmetric=False, clip=clip)).total
            for clip in (min_max(RELU), least_squares(RELU, bits))
        )
        assert full >= gain * best


def test_divergence_by_its_definition():
    """Threshold by threshold in plain loops, as in the talk it is from; in 64 bins, so that loops are quick."""
    for seed in range(5):
        x = np.abs(np.random.default_rng(seed).standard_normal(500)) ** 1.5
        counts, edges = np.histogram(x, 64, (0, x.max()))
        found = min(range(8, 65), key=lambda kept: surprise(counts.tolist(), kept, 8))
        assert divergence(x, 3, bins=64) == (0, edges[found])
        assert found < 64


def surprise(counts, kept, levels):
    p, q = [float(count) for count in counts[:kept]], [0.0] * kept
    for k in range(levels):
        some = [
            j for j in range(k * kept // levels, (k + 1) * kept // levels) if counts[j]
        ]
        for j in some:
            q[j] = sum(counts[i] for i in some) / len(some)
    p[-1] += sum(counts[kept:])
    if p[-1] and not q[-1]:
        return np.inf
    return sum(
        a / sum(p) * np.log(a / sum(p) / (b / sum(q))) for a, b in zip(p, q) if a
    )


@pytest.mark.parametrize("method", METHODS)
def test_real_activations_may_take_three_bits(method):
    """All four methods keep the network within a point of float with 3-bit activations, on images not calibrated on."""
    recipe = calibrated("LeNet-300-100", DIGITS.images[:300], 8, 3, clip=at(method, 3))
    images, labels = DIGITS.images[300:2300], DIGITS.labels[300:2300]
    assert (
        accuracy(simulated(recipe), images, labels)
        > accuracy(lenet_300_100(), images, labels) - 0.01
    )


def test_zeros_and_bad_values():
    for method in METHODS.values():
        assert method(np.zeros(5), 4) == (0, 0)
        assert method(np.full(5, 2.0), 4)[1] == pytest.approx(2, rel=0.1)
        for bad in ([], [np.nan], [np.inf, 1]):
            with pytest.raises(ValueError, match="empty|NaN"):
                method(np.array(bad), 4)
    for bad in (0, 101, -1, np.nan):
        with pytest.raises(ValueError, match="share"):
            percentile([1.0], bad)
    with pytest.raises(ValueError, match="choose 'min-max'"):
        at("mean", 4)


# ---------------------------------------------------------------- bit by bit


@settings(deadline=None)
@given(
    arrays(np.int64, 5, elements=st.integers(-(2**20), 2**20)),
    st.integers(1, 12),
    st.data(),
)
def test_serial_products_are_products(a, bits, draw):
    b = draw.draw(
        arrays(
            np.int64, 5, elements=st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
        )
    )
    made = bitserial.multiply(a, b, bits)
    np.testing.assert_array_equal(made.value, a * b)
    ones = sum(bin(int(v) & (2**bits - 1)).count("1") for v in b)
    assert (made.cycles, made.additions) == (bits, ones)


@settings(deadline=None)
@given(
    st.integers(1, 10),
    st.integers(1, 3),
    st.integers(1, 3),
    st.integers(1, 6),
    st.data(),
)
def test_a_serial_layer_is_the_layer(bits, N, M, C, draw):
    I = draw.draw(
        arrays(
            np.int64,
            (N, C),
            elements=st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1),
        )
    )
    F = draw.draw(arrays(np.int64, (M, C), elements=st.integers(-128, 127)))
    made = bitserial.product(I, F, bits)
    np.testing.assert_array_equal(made.value, I @ F.T)
    assert made.cycles == bits * C
    assert made.additions == M * sum(
        bin(int(v) & (2**bits - 1)).count("1") for v in I.ravel()
    )


@settings(deadline=None)
@given(st.integers(1, 16), st.data())
def test_a_scaled_multiplier_multiplies_and_counts_its_cells(bits, draw):
    a, b = (
        draw.draw(arrays(np.int64, 4, elements=st.integers(0, 2**bits - 1)))
        for _ in "ab"
    )
    made = bitserial.scalable(a, b, bits)
    np.testing.assert_array_equal(made.value, a * b)
    assert made.cells == bits**2 and made.products == 16 // bits
    assert made.activity == pytest.approx(bits**2 * (16 // bits) / 256)


def test_activity_falls_with_the_bits_where_they_divide_the_multiplier():
    assert [bitserial.scalable(1, 1, bits).activity for bits in (16, 8, 4, 2, 1)] == [
        1,
        1 / 2,
        1 / 4,
        1 / 8,
        1 / 16,
    ]


@settings(deadline=None)
@given(st.lists(st.integers(-(2**20), 2**20), min_size=1))
def test_least_bits_are_enough_and_least(x):
    bits = bitserial.least_bits(np.array(x))
    assert all(-(2 ** (bits - 1)) <= v < 2 ** (bits - 1) for v in x)
    assert bits == 1 or any(not -(2 ** (bits - 2)) <= v < 2 ** (bits - 2) for v in x)


def test_alexnet_at_four_to_nine_bits_against_sixteen():
    """AlexNet's CONV layers at the bits of Judd et al.: by MACs alone a little above the 2.24 of VII-A-1."""
    macs = [
        layer.shape.macs for layer in MODELS["AlexNet"].layers if layer.kind == "conv"
    ]
    assert len(macs) == 5
    assert 2.24 < bitserial.speedup([9, 8, 5, 5, 7], macs) < 2.24 * 1.05
    assert bitserial.speedup([16, 16], [1, 5]) == 1 and bitserial.speedup(
        [8, 4], [1, 1]
    ) == pytest.approx(32 / 12)


def test_messages_name_what_would_fit():
    for message, call in [
        ("need 8 bits, not 7", lambda: bitserial.multiply(1, 64, 7)),
        ("need 4 bits, not 3", lambda: bitserial.multiply(1, -5, 3)),
        ("1 to 31", lambda: bitserial.multiply(1, 0, 0)),
        ("such as codes", lambda: bitserial.multiply(0.5, 1, 4)),
        (
            "bits=17 .of size=16. must be an integer from 1 to 16",
            lambda: bitserial.scalable(1, 1, 17),
        ),
        ("outside 0 to 15", lambda: bitserial.scalable(16, 1, 4)),
        ("outside 0 to 15", lambda: bitserial.scalable(1, -1, 4)),
        ("every layer", lambda: bitserial.speedup([8], [1, 2])),
        ("every layer", lambda: bitserial.speedup([], [])),
        ("at least one", lambda: bitserial.least_bits(np.array([], int))),
    ]:
        with pytest.raises(ValueError, match=message):
            call()
